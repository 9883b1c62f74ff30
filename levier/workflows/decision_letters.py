"""The letters that notify a decision: to the holder, the bank, the carrier and each funder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from levier.catalogue.models import InstrumentKind
from levier.committees.models import Decision, Outcome
from levier.funds.models import Funder
from levier.kernel.french import euros, long_date, percent, short_date
from levier.portfolio.models import Commitment, Draw
from levier.rendering import documents as d
from levier.rendering.pdf import Pdf
from levier.workflows.letterhead import (
    address_lines,
    greeting_of,
    holder_lines,
    letterhead,
    logo_of,
    months_text,
)

HOLDER, BANK, CARRIER, FUNDER = "porteur", "banque", "risque", "financeur"


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
    opened = {row.decision_id: row for row in _commitments().filter(decision__in=decisions)}
    return {row.pk: _letters(row, opened.get(row.pk)) for row in decisions}


def commitment_of(decision: Decision) -> Commitment | None:
    """Return what a decision opened, or None."""
    return _commitments().filter(decision=decision).first()


def _commitments():
    return Commitment.objects.select_related(
        "instrument", "carrier", "guarantee__bank", "financing", "grant__funder__logo", "version"
    ).prefetch_related(Prefetch("draws", Draw.objects.select_related("envelope__funder__logo")))


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


def render_decision_letter(decision: Decision, letter: Letter, on: date) -> Pdf:
    """Return one letter of a decision as a PDF, dated `on`."""
    return d.render_letter(letter_data(decision, letter, on))


def letter_data(decision: Decision, letter: Letter, on: date) -> d.LetterData:
    """Return what one letter says."""
    case = decision.item.case
    organisation = decision.organisation
    commitment = commitment_of(decision)
    writers = {HOLDER: _to_holder, BANK: _to_bank, CARRIER: _to_carrier, FUNDER: _to_funder}
    recipient, greeting, paragraphs, after = writers[letter.kind](decision, commitment, letter)
    conditions = list(decision.conditions.all())
    logo_funder = letter.funder or _main_funder(commitment)
    return d.LetterData(
        title=f"Notification de décision, dossier {case.number}",
        produced_on=on,
        house=letterhead(organisation),
        recipient=recipient,
        place_and_day=f"{organisation.town or decision.item.sitting.place}, le {long_date(on)}",
        references=_references(decision, commitment),
        subject=_subject(decision),
        greeting=greeting,
        paragraphs=paragraphs,
        terms_title="Ce que le comité a décidé" if commitment else "",
        terms=_terms(decision, commitment),
        conditions_title="Le contrat sera débloqué quand nous aurons reçu :" if conditions else "",
        conditions=[
            d.Condition(c.text, f"avant le {long_date(c.due_on)}" if c.due_on else "")
            for c in conditions
        ],
        after=after,
        closing=f"Nous vous prions d’agréer, {greeting} nos salutations les meilleures.",
        signatory=d.Signer(organisation.director_name or "La direction", "Direction", note=""),
        funder_logo=logo_of(logo_funder),
        funder_line=_funder_line(commitment),
    )


# ── To each ───────────────────────────────────────────────────────────────────────────────────
def _to_holder(decision: Decision, commitment, letter: Letter):
    case = decision.item.case
    who = case.advisor.full_name if case.advisor else "Votre conseiller"
    after = [f"{who} reste à votre disposition pour la suite."]
    if decision.outcome == Outcome.REFUSED:
        after.insert(
            0, "Vous pouvez demander un nouvel examen en écrivant à la direction de la maison."
        )
    paragraphs = [
        f"Le comité d’engagement réuni le {long_date(decision.decided_on)} a examiné votre projet"
        f"{_named(case)}. {_said(decision)}"
    ]
    if decision.reason:
        paragraphs.append(f"Motif : {decision.reason}")
    if commitment and commitment.kind == InstrumentKind.GUARANTEE:
        paragraphs.append(
            "Cette décision ne remplace pas l’accord de la banque, à qui nous écrivons ce jour."
        )
    return holder_lines(case), greeting_of(case.person), paragraphs, after


def _to_bank(decision: Decision, commitment, letter: Letter):
    case = decision.item.case
    bank = _bank(decision, commitment)
    paragraphs = [
        f"Vous nous avez saisis d’une demande de garantie pour {case.holder_name}{_named(case)}. "
        f"Notre comité s’est réuni le {long_date(decision.decided_on)}. {_said(decision)}"
    ]
    after = []
    if commitment:
        after = [
            "La garantie prend effet au décaissement du prêt : merci de nous en donner la date et "
            "de nous adresser le contrat et le tableau d’amortissement.",
            "Toute modification du montant, de la durée, du taux ou des sûretés fait l’objet d’un "
            "avenant avant le décaissement.",
        ]
    return address_lines(str(bank), bank.address), "Madame, Monsieur,", paragraphs, after


def _to_carrier(decision: Decision, commitment, letter: Letter):
    case = decision.item.case
    carrier = commitment.carrier
    paragraphs = [
        f"Notre comité du {long_date(decision.decided_on)} a pris la décision suivante pour "
        f"{case.holder_name}{_named(case)}, dont le risque est porté par {carrier}. "
        f"{_said(decision)}"
    ]
    after = ["Merci de nous communiquer le numéro sous lequel vous enregistrez cet engagement."]
    return address_lines(carrier.name, carrier.address), "Madame, Monsieur,", paragraphs, after


def _to_funder(decision: Decision, commitment, letter: Letter):
    case = decision.item.case
    funder = letter.funder
    mine = [draw for draw in _draws(commitment) if draw.envelope.funder_id == funder.pk]
    drawn = " et ".join(f"{euros(draw.amount)} sur « {draw.envelope} »" for draw in mine)
    paragraphs = [
        f"Notre comité du {long_date(decision.decided_on)} a accordé à {case.holder_name}"
        f"{_named(case)} l’aide décrite ci-dessous, à laquelle vous contribuez pour {drawn}."
    ]
    after = ["Nous vous rendrons compte de son versement dans le bilan de la convention."]
    return address_lines(funder.name, funder.address), "Madame, Monsieur,", paragraphs, after


# ── Words ─────────────────────────────────────────────────────────────────────────────────────
def _said(decision: Decision) -> str:
    what = str(decision.request.instrument)
    return {
        Outcome.AGREED: f"Il a donné son accord : {what}.",
        Outcome.AGREED_WITH_CONDITIONS: f"Il a donné son accord, avec des conditions : {what}.",
        Outcome.ADJOURNED: f"Il a ajourné sa décision sur la demande « {what} ».",
        Outcome.REFUSED: f"Il n’a pas donné de suite favorable à la demande « {what} ».",
    }[Outcome(decision.outcome)]


def _subject(decision: Decision) -> str:
    return f"décision du comité {decision.item.sitting.number}, {decision.request.instrument}"


def _named(case) -> str:
    return f", « {case.title} »" if case.title and case.title != case.holder_name else ""


def _references(decision: Decision, commitment) -> list[d.Pair]:
    case, sitting = decision.item.case, decision.item.sitting
    rows = [
        ("Dossier", case.number),
        ("Comité", f"{sitting.number} du {short_date(decision.decided_on)}"),
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
