"""The contract of a commitment: the words of the house, the terms agreed, the schedule annexed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.accounts.models import User
from levier.correspondence.services import ContractWords, contract_words
from levier.kernel.french import NBSP, capitalised, euros, long_date, number, numeric_date, percent
from levier.kernel.money import ZERO
from levier.portfolio.errors import ContractRefused
from levier.portfolio.models import Commitment, Contract
from levier.portfolio.services import agreed_terms, keep_contract, refuse_contract
from levier.rendering import documents as d
from levier.rendering.pdf import Pdf
from levier.rules.schedules import Flow, Instalment, Schedule, ScheduleTerms, build_schedule
from levier.rules.schedules.contract import terms_from_json, terms_to_json
from levier.rules.schedules.rates import NoRate, flows_of, taeg, teg
from levier.workflows.decision_words import deciding_body
from levier.workflows.letterhead import holder_lines, letterhead, months_text
from levier.workflows.schedule_choice import (
    CONVENTIONS,
    USUAL,
    Choice,
    choice_of,
    terms_agreed,
)
from levier.workflows.schedule_words import period_of_rate, repaid_said, schedule_sentences

RATE_PLACES = 6


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of a loan in percent: of its period, proportional (TEG), actuarial (TAEG).

    `months` is the length of the period.
    """

    period: Decimal
    teg: Decimal
    taeg: Decimal
    months: Decimal


@dataclass(frozen=True, slots=True)
class Draft:
    """A contract as it would be printed; a grant has neither terms nor schedule."""

    terms: dict[str, Any]
    agreed: dict[str, Any]
    schedule: Schedule | None
    rates: Rates | None
    sheet: d.SheetData
    file_name: str
    words: ContractWords


def draft_contract(
    commitment: Commitment, on: date, *, choice: Choice | None = None, start: date | None = None,
    fees: Decimal = ZERO, words: ContractWords | None = None,
) -> Draft:  # fmt: skip
    """Return the contract of a commitment, dated `on`, money leaving on `start`.

    `fees` (euros) are paid that day and count in the rates; `words` tries other words. Errors:
    ContractRefused; ScheduleRefused; InvalidTerms.
    """
    refuse_contract(commitment)
    words = words or contract_words(commitment.organisation, commitment.kind, on)
    terms = schedule = rates = None
    if commitment.kind != "grant":
        if choice is None or start is None:
            raise ContractRefused(field="start", reason="Indiquez la date prévue du versement.")
        terms = replace(terms_agreed(commitment, choice, start), fees=_fees(start, fees))
        schedule = build_schedule(terms)
        rates = rates_of(terms, schedule)
    values = contract_values(commitment, on, terms, schedule, rates)
    return Draft(
        terms=terms_to_json(terms) if terms else {},
        agreed=agreed_terms(commitment),
        schedule=schedule,
        rates=rates,
        sheet=_sheet(commitment, on, words, values, terms, schedule),
        file_name=words.file_named(values_of_name(values)),
        words=words,
    )


def render_contract(draft: Draft) -> Pdf:
    """Return the contract as a PDF: articles, signatures, schedule."""
    return d.render_sheet(draft.sheet)


@transaction.atomic
def make_contract(
    *, commitment: Commitment, draft: Draft, on: date, actor: User, idempotency_key: UUID
) -> Contract:
    """Print a contract and keep it, to be signed. Errors: those of keep_contract."""
    return keep_contract(
        commitment=commitment, terms=draft.terms, agreed=draft.agreed,
        template=draft.words.template,
        name=draft.file_name, pdf=render_contract(draft).content, on=on, actor=actor,
        idempotency_key=idempotency_key,
    )  # fmt: skip


def chosen_in(contract: Contract | None) -> Choice | None:
    """Return what a contract already chose of the schedule; None when it has none."""
    if contract is None or not contract.terms:
        return None
    return choice_of(terms_from_json(contract.terms))


def signed_choice(contract: Contract | None) -> dict[str, Any]:
    """Return what a contract already chose of the schedule, as the form that opens it reads it."""
    choice = chosen_in(contract)
    return {} if choice is None else typed_of(choice)


def typed_of(choice: Choice) -> dict[str, Any]:
    """Return a choice as its form types it: its four first facts, then what is not usual."""
    own = {name: getattr(choice.conventions, name) for name in CONVENTIONS}
    given = {
        "days_per_period": choice.days_per_period,
        "deferral": "" if choice.defers_principal else "interest",
        "fixed_instalment": choice.fixed_instalment,
        "principal_shares": choice.principal_shares,
    }
    return {
        "method": choice.method.value,
        "months_per_period": 0 if choice.days_per_period else choice.months_per_period,
        "first_due": choice.first_due,
        "deferred_interest": choice.deferred_interest.value if choice.deferred_interest else "",
        **{name: value for name, value in given.items() if value},
        **{name: value for name, value in own.items() if value != getattr(USUAL, name)},
    }


def rates_of(terms: ScheduleTerms, schedule: Schedule) -> Rates | None:
    """Return the rates of what is received and paid, fees included; None when nothing is paid more.

    A loan for a business announces its period rate and the proportional TEG (art. R.314-2 of the
    Consumer Code); the TAEG is said beside.
    """
    flows = flows_of(terms, schedule.instalments)
    try:
        proportional = teg(flows, terms)
        return Rates(proportional.of_period, proportional.annual, taeg(flows), proportional.months)
    except NoRate:
        return None


def contract_values(
    commitment: Commitment, on: date, terms: ScheduleTerms | None, schedule: Schedule | None,
    rates: Rates | None,
) -> dict[str, str]:  # fmt: skip
    """Return the variables of a contract (`variables.CONTRACT`); what it does not have is blank."""
    case, decision = commitment.case, commitment.decision
    lifted = list(decision.conditions.all()) if decision else []
    funders = sorted({draw.envelope.funder.name for draw in commitment.draws.all()})
    body = (
        deciding_body(decision) if decision else f"la maison le {long_date(commitment.decided_on)}"
    )
    return {
        "maison": commitment.organisation.name,
        "emprunteur": case.holder_name,
        "projet": case.title or case.holder_name,
        "dossier": case.number,
        "engagement": commitment.number,
        "instrument": str(commitment.instrument),
        "instance": body,
        "montant": euros(commitment.amount, cents=True),
        "conditions": _conditions_said(lifted),
        "financeurs": f"Avec le soutien de {', '.join(funders)}." if funders else "",
        "conseiller": case.advisor.full_name if case.advisor else "",
        "date": long_date(on),
        **_schedule_values(commitment, terms, schedule, rates),
    }


def values_of_name(values: dict[str, str]) -> dict[str, str]:
    """Return the variables of a file name."""
    return {name: values[name] for name in ("engagement", "dossier", "emprunteur")}


def _fees(start: date, fees: Decimal) -> tuple[Flow, ...]:
    return (Flow(start, fees),) if fees else ()


def _conditions_said(conditions: Sequence) -> str:
    if not conditions:
        return ""
    return f"Conditions du comité, levées{NBSP}: {'; '.join(row.text for row in conditions)}."


def _schedule_values(commitment, terms, schedule, rates) -> dict[str, str]:
    names = (
        "duree", "remboursement", "taux", "teg", "versement", "premiere_echeance",
        "derniere_echeance", "interets",
    )  # fmt: skip
    if terms is None or schedule is None:
        return dict.fromkeys(names, "")
    asked = [line for line in schedule.instalments if line.total]
    return {
        "duree": months_text(commitment.financing.months, commitment.financing.deferral_months),
        "remboursement": repaid_said(terms),
        "taux": _rate_said(terms, schedule),
        "teg": _teg_said(terms, rates),
        "versement": long_date(terms.start),
        "premiere_echeance": long_date(asked[0].due_on),
        "derniere_echeance": long_date(asked[-1].due_on),
        "interets": euros(schedule.interest, cents=True),
    }


def _rate_said(terms: ScheduleTerms, schedule: Schedule) -> str:
    if not terms.annual_rate:
        return "Aucun intérêt n’est dû."
    return (
        f"L’intérêt court au taux annuel fixe de {percent(terms.annual_rate)}. D’après le tableau "
        f"annexé, il s’élève à {euros(schedule.interest, cents=True)} en tout."
    )


def _teg_said(terms: ScheduleTerms, rates: Rates | None) -> str:
    if rates is None or not (terms.annual_rate or terms.fees):
        return ""
    fees = sum((fee.amount for fee in terms.fees), ZERO)
    told = f", {euros(fees, cents=True)} de frais compris" if fees else ""
    return (
        f"Le taux de période est de {points(rates.period, RATE_PLACES)} "
        f"({period_of_rate(rates.months)}) et le taux effectif global "
        f"proportionnel de {points(rates.teg, 3)} l’an{told}. Le taux annuel effectif global est "
        f"de {points(rates.taeg, 3)}."
    )


def points(rate: Decimal, places: int) -> str:
    """Return a rate in percent as a contract says it."""
    return f"{number(rate, places)}{NBSP}%"


# ── The page ──────────────────────────────────────────────────────────────────────────────────
def _sheet(commitment, on, words, values, terms, schedule) -> d.SheetData:
    organisation, case = commitment.organisation, commitment.case
    articles = words.articles(values)
    sections = [
        d.Section("Les parties", paragraphs=_parties(commitment)),
        d.Section("Conditions particulières", facts=_facts(commitment, values, terms)),
        *_schedule_section(commitment, terms),
        *(
            d.Section(f"Article {rank}. {article.title}", paragraphs=article.paragraphs)
            for rank, article in enumerate(articles, start=1)
        ),
    ]
    annexes = []
    if schedule is not None:
        annexes = [
            d.Section(
                "Annexe. Tableau d’amortissement",
                paragraphs=(
                    f"Établi pour un versement de {values['montant']} le {values['versement']}. "
                    "Montants en euros.",
                ),
                table=schedule_table(schedule.instalments),
            )
        ]
    return d.SheetData(
        title=words.title,
        produced_on=on,
        house=letterhead(organisation),
        over=f"N° {commitment.number}",
        lead=f"{commitment.instrument}, {case.holder_name}",
        sections=sections,
        signers=(
            d.Signer(organisation.director_name or organisation.name, "Pour la maison"),
            d.Signer(_signatory(case), "Lu et approuvé"),
        ),
        annexes=annexes,
    )


def _signatory(case) -> str:
    return case.person.full_name if case.person else case.holder_name


def _parties(commitment: Commitment) -> tuple[str, str]:
    house = letterhead(commitment.organisation)
    seat = ", ".join(house.lines[:2])
    director = commitment.organisation.director_name
    told = f", représentée par {director}" if director else ""
    holder = ", ".join(holder_lines(commitment.case))
    siret = getattr(commitment.case.structure, "siret", "")
    number_said = f", SIRET {siret}" if siret else ""
    return (
        f"{house.name}{f', {seat}' if seat else ''}{told}, d’une part,",
        f"et {holder}{number_said}, d’autre part, conviennent de ce qui suit.",
    )


def _facts(commitment: Commitment, values: dict[str, str], terms) -> list[d.Pair]:
    rows = [
        ("Concours", values["instrument"]),
        ("Montant", values["montant"]),
        ("Durée", values["duree"]),
        ("Taux annuel", percent(terms.annual_rate) if terms else ""),
        ("Remboursement", capitalised(values["remboursement"])),
        ("Frais", _fees_said(terms)),
        ("Versement prévu", values["versement"]),
        ("Première échéance", values["premiere_echeance"]),
        ("Dernière échéance", values["derniere_echeance"]),
        ("Intérêts en tout", values["interets"]),
        ("Accord valable jusqu’au", _valid_until(commitment)),
    ]
    return [(label, value) for label, value in rows if value]


def _schedule_section(commitment: Commitment, terms: ScheduleTerms | None) -> list[d.Section]:
    """Return what the house agrees of its schedule beside the usual, if it does."""
    if terms is None:
        return []
    said = schedule_sentences(terms, commitment.financing.deferral_months)
    return [d.Section("Échéancier", paragraphs=said)] if said else []


def _fees_said(terms: ScheduleTerms | None) -> str:
    fees = sum((fee.amount for fee in terms.fees), ZERO) if terms else ZERO
    return f"{euros(fees, cents=True)}, au versement" if fees else ""


def _valid_until(commitment: Commitment) -> str:
    return long_date(commitment.valid_until) if commitment.valid_until else ""


def schedule_table(lines: Sequence[Instalment]) -> d.Table:
    """Return the lines of a schedule as a printed table, its totals below (euros)."""
    rows = [
        (
            str(line.rank), numeric_date(line.due_on), _plain(line.total), _plain(line.interest),
            _plain(line.principal), _plain(line.balance_after),
        )
        for line in lines
    ]  # fmt: skip
    total, interest, principal = (
        _plain(sum((getattr(line, name) for line in lines), ZERO))
        for name in ("total", "interest", "principal")
    )
    return d.Table(
        header=("N°", "Échéance", "À payer", "Intérêts", "Capital", "Reste dû"),
        rows=rows,
        aligns=("d", "g", "d", "d", "d", "d"),
        widths=(2, 5, 5, 5, 5, 5),
        totals=[("", "Total", total, interest, principal, "")],
    )


def _plain(amount: Decimal) -> str:
    return number(amount, 2)
