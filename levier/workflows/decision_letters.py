"""The letters that notify a decision: to the holder, the bank, the carrier and each funder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from levier.catalogue.models import InstrumentKind
from levier.committees.models import Decision, Outcome
from levier.correspondence.models import Recipient
from levier.correspondence.services import LetterWords, holder_address, letter_words
from levier.funds.models import Funder
from levier.kernel.french import euros, long_date, percent
from levier.portfolio.models import Commitment, Draw
from levier.rendering import documents as d
from levier.rendering.pdf import Pdf
from levier.workflows.decided_terms import restore_decided_terms, share_decided_amount
from levier.workflows.decision_words import (
    deciding_body,
    decision_reference,
    decision_said,
    decision_subject,
)
from levier.workflows.letterhead import (
    address_lines,
    greeting_of,
    holder_lines,
    letterhead,
    logo_of,
    months_text,
    request_line,
)

HOLDER, BANK, CARRIER, FUNDER = (row.value for row in Recipient)
NOT_THE_BANK = "Cette décision ne remplace pas l’accord de la banque, à qui nous écrivons ce jour."


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to send: to whom, and how its file is called."""

    kind: str
    recipient: str
    funder: Funder | None = None

    @property
    def key(self) -> str:
        """What names it in an address: the kind, and the funder's key when there is one."""
        return f"{self.kind}-{self.funder.pk}" if self.funder else self.kind


def letters_of(decision: Decision) -> list[Letter]:
    """Return the letters that a decision calls for; the funders' only when money is granted."""
    return _letters(decision, commitment_of(decision))


def letters_of_all(decisions: Sequence[Decision]) -> dict[UUID, list[Letter]]:
    """Return the letters of many decisions, by key, in a fixed number of queries."""
    rows = _as_decided(_commitments().filter(decision__in=decisions))
    opened = {row.decision_id: row for row in rows}
    return {row.pk: _letters(row, opened.get(row.pk)) for row in decisions}


def commitment_of(decision: Decision) -> Commitment | None:
    """Return what a decision opened, on the terms decided, or None: a letter tells no amendment."""
    rows = _as_decided(_commitments().filter(decision=decision))
    return rows[0] if rows else None


def _commitments():
    return Commitment.objects.select_related(
        "instrument", "carrier", "guarantee__bank", "financing", "grant__funder__logo", "version"
    ).prefetch_related(Prefetch("draws", Draw.objects.select_related("envelope__funder__logo")))


def _as_decided(found) -> list[Commitment]:
    """Return commitments in memory on the terms of their decision, draws included."""
    rows = list(found)
    for row in restore_decided_terms(rows):
        share_decided_amount(row)
    return rows


def _letters(decision: Decision, commitment: Commitment | None) -> list[Letter]:
    if decision.request is None:
        return []
    found = [Letter(HOLDER, decision.item.case.holder_name)]
    bank = _bank(decision, commitment)
    if bank:
        found.append(Letter(BANK, str(bank)))
    if commitment is None:
        return found
    if not commitment.carrier.is_house and commitment.kind != InstrumentKind.GRANT:
        found.append(Letter(CARRIER, str(commitment.carrier)))
    funders = {draw.envelope.funder for draw in _draws(commitment)}
    found += [
        Letter(FUNDER, str(funder), funder)
        for funder in sorted(funders, key=lambda funder: funder.name)
        if funder.kind != Funder.Kind.OWN
    ]
    return found


def render_decision_letter(
    decision: Decision, letter: Letter, on: date, words: LetterWords | None = None
) -> Pdf:
    """Return one letter of a decision as a PDF, dated `on`; `words` tries other words on it."""
    return d.render_letter(letter_data(decision, letter, on, words))


def letter_data(
    decision: Decision, letter: Letter, on: date, words: LetterWords | None = None
) -> d.LetterData:
    """Return what one letter says, in the words of the house on that day.

    A decision that is not kept yet gives the preview: the request stands for what is decided.
    """
    is_draft = decision._state.adding
    case, organisation = decision.item.case, decision.organisation
    commitment = None if is_draft else commitment_of(decision)
    words = words or words_of(decision, letter, on)
    paragraphs, after = words.paragraphs(values_of(decision, commitment, letter, on))
    conditions = [] if is_draft else list(decision.conditions.all())
    terms = _draft_terms(decision) if is_draft else _terms(decision, commitment)
    recipient, greeting = _addressed(decision, commitment, letter)
    return d.LetterData(
        title=f"Notification de décision, dossier {case.number}",
        produced_on=on,
        house=letterhead(organisation),
        recipient=recipient,
        place_and_day=f"{organisation.town or decision.item.sitting.place}, le {long_date(on)}",
        references=_references(decision, commitment),
        subject=("APERÇU AVANT DÉCISION, " if is_draft else "") + decision_subject(decision),
        greeting=greeting,
        paragraphs=paragraphs,
        terms_title=_terms_title(is_draft, terms),
        terms=terms,
        conditions_title="Le contrat sera débloqué quand nous aurons reçu :" if conditions else "",
        conditions=[
            d.Condition(c.text, f"avant le {long_date(c.due_on)}" if c.due_on else "")
            for c in conditions
        ],
        after=after,
        closing=f"Nous vous prions d’agréer, {greeting} nos salutations les meilleures.",
        signatory=d.Signer(organisation.director_name or "La direction", "Direction", note=""),
        funder_logo=logo_of(letter.funder or _main_funder(commitment)),
        funder_line=_funder_line(commitment),
    )


def words_of(decision: Decision, letter: Letter, on: date) -> LetterWords:
    """Return the words of a letter in force on a day."""
    return letter_words(decision.organisation, letter.kind, decision.outcome, on)


def file_name_of(decision: Decision, letter: Letter, words: LetterWords) -> str:
    """Return the name of the file of a letter, by the pattern of the house."""
    case = decision.item.case
    return words.file_named(
        {
            "dossier": case.number,
            "genre": letter.kind,
            "destinataire": letter.recipient,
            "seance": decision.item.sitting.number,
            "porteur": case.holder_name,
        }
    )


def draft_letters(item, request, outcome: str, on: date) -> list[tuple[Decision, Letter]]:
    """Return the letters that a decision not taken yet would call for: holder and bank.

    The carrier's and the funders' wait for the commitment: only a decision opens it.
    """
    decision = Decision(
        organisation=item.organisation, item=item, request=request, outcome=outcome, decided_on=on
    )
    return [(decision, letter) for letter in _letters(decision, None)]


# ── To each ───────────────────────────────────────────────────────────────────────────────────
def _addressed(decision: Decision, commitment, letter: Letter):
    """Return the lines of the recipient and the greeting."""
    case = decision.item.case
    if letter.kind == HOLDER:
        return holder_lines(case), greeting_of(case.person)
    if letter.kind == BANK:
        bank = _bank(decision, commitment)
        return address_lines(str(bank), bank.address), "Madame, Monsieur,"
    body = commitment.carrier if letter.kind == CARRIER else letter.funder
    return address_lines(body.name, body.address), "Madame, Monsieur,"


def address_of(decision: Decision, letter: Letter) -> str:
    """Return the e-mail address to which a letter goes; nothing when none is known."""
    if letter.kind == HOLDER:
        return holder_address(decision.item.case)
    if letter.kind == FUNDER:
        return letter.funder.email if letter.funder else ""
    commitment = commitment_of(decision)
    body = _bank(decision, commitment) if letter.kind == BANK else commitment.carrier
    return body.email if body else ""


def values_of(decision: Decision, commitment, letter: Letter, on: date) -> dict[str, str]:
    """Return the variables of a letter (`variables.LETTER`); unknown ones are blank."""
    case = decision.item.case
    is_guarantee = bool(commitment) and commitment.kind == InstrumentKind.GUARANTEE
    return {
        "date_comite": long_date(decision.decided_on),
        "seance": decision.item.sitting.number,
        "porteur": case.holder_name,
        "projet": case.title or case.holder_name,
        "nomme": _named(case),
        "dossier": case.number,
        "instrument": str(decision.request.instrument),
        "instance": deciding_body(decision),
        "phrase": decision_said(decision),
        "motif": f"Motif : {decision.reason}" if decision.reason else "",
        "accord_banque": NOT_THE_BANK if is_guarantee else "",
        "banque": str(_bank(decision, commitment) or ""),
        "risque": str(commitment.carrier) if commitment else "",
        "financeur": str(letter.funder or ""),
        "contribution": _contribution(commitment, letter.funder),
        "conseiller": case.advisor.full_name if case.advisor else "Votre conseiller",
        "maison": decision.organisation.name,
        "date": long_date(on),
    }


def _contribution(commitment: Commitment | None, funder: Funder | None) -> str:
    if commitment is None or funder is None:
        return ""
    mine = [draw for draw in _draws(commitment) if draw.envelope.funder_id == funder.pk]
    return " et ".join(f"{euros(draw.amount)} sur « {draw.envelope} »" for draw in mine)


def _draft_terms(decision: Decision) -> list[d.Pair]:
    """Return what is asked, as it would be granted."""
    if decision.outcome not in (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS):
        return []
    request = decision.request
    return [("Concours", str(request.instrument)), ("Demande", request_line(request))]


def _terms_title(is_draft: bool, terms) -> str:
    if not terms:
        return ""
    return "Ce qui est demandé" if is_draft else "Ce qui est décidé"


# ── Words ─────────────────────────────────────────────────────────────────────────────────────
def _named(case) -> str:
    return f", « {case.title} »" if case.title and case.title != case.holder_name else ""


def _references(decision: Decision, commitment) -> list[d.Pair]:
    case = decision.item.case
    rows = [
        ("Dossier", case.number),
        decision_reference(decision),
        ("Engagement", commitment.number if commitment else ""),
        ("Votre numéro", commitment.carrier_number if commitment else ""),
        ("Suivi par", case.advisor.full_name if case.advisor else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _terms(decision: Decision, commitment: Commitment | None) -> list[d.Pair]:
    """Return the terms decided, as the letter's table shows them; nothing without an agreement."""
    if commitment is None:
        return []
    rows: list[d.Pair] = [("Concours", str(commitment.instrument))]
    if commitment.kind == InstrumentKind.GUARANTEE:
        rows += _guarantee_terms(commitment.guarantee)
    elif commitment.kind == InstrumentKind.GRANT:
        rows.append(("Montant", euros(commitment.amount)))
        rows += [(str(draw.envelope.funder), euros(draw.amount)) for draw in _draws(commitment)]
    else:
        row = commitment.financing
        rows += [
            ("Montant", euros(commitment.amount)),
            ("Durée", months_text(row.months, row.deferral_months)),
            ("Taux annuel", percent(row.annual_rate) if row.annual_rate is not None else ""),
        ]
    if commitment.valid_until:
        rows.append(("Valable jusqu’au", long_date(commitment.valid_until)))
    return [(label, value) for label, value in rows if value]


def _guarantee_terms(row) -> list[d.Pair]:
    surety = euros(row.surety_amount) if row.surety_amount else "aucune"
    rate = percent(row.loan_rate) if row.loan_rate is not None else ""
    duration = months_text(row.loan_months, row.deferral_months)
    return [
        ("Emprunt garanti", f"{euros(row.loan_amount)}, {row.bank}"),
        ("Durée et taux", ", ".join(part for part in (duration, rate) if part)),
        ("Montant garanti", f"{euros(row.guaranteed_amount)} (quotité de {percent(row.quota)})"),
        ("Commission", euros(row.commission_amount) if row.commission_amount else ""),
        ("Sûretés de la banque", row.securities),
        ("Caution personnelle", surety),
    ]


def _bank(decision: Decision, commitment: Commitment | None):
    """Return the lending bank of a guarantee: the one decided, else the one asked."""
    if decision.request.instrument.kind != InstrumentKind.GUARANTEE:
        return None
    return commitment.guarantee.bank if commitment else decision.request.bank


def _draws(commitment: Commitment) -> Sequence:
    return sorted(commitment.draws.all(), key=lambda draw: draw.pk)


def _main_funder(commitment: Commitment | None) -> Funder | None:
    """Return the funder whose logo a shared letter carries: the one named on the grant."""
    if commitment is None or commitment.kind != InstrumentKind.GRANT:
        return None
    return commitment.grant.funder


def _funder_line(commitment: Commitment | None) -> str:
    if commitment is None:
        return ""
    names = list(dict.fromkeys(str(draw.envelope.funder) for draw in _draws(commitment)))
    return f"Avec le soutien de {' et de '.join(names)}." if names else ""
