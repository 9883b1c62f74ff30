"""One fact changed: the sentence that says it, and the facts after it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from levier.kernel.dates import whole_months_between
from levier.kernel.french import euros, plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.terms import InstrumentTerms

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Move:
    """One fact changed: its name (two moves of one fact exclude each other), the facts after.

    `asks` names in French what nobody knows yet and would have to be asked; nothing when the fact
    is known and would have to change.
    """

    fact: str
    sentence: str
    facts: Facts
    asks: str = ""


TO_ASK = {
    "birth_date": "la date de naissance",
    "registration": "l’inscription à France Travail",
    "minima": "les minima sociaux",
    "iae_criteria": "les critères de l’insertion",
    "ficp": "l’inscription au FICP",
    "operator": "l’opérateur désigné",
    "home_qpv": "l’adresse du domicile",
    "qpv": "l’adresse du projet",
    "zfrr": "la commune du projet",
    "project": "le type de projet",
    "created_on": "la date de création",
    "legal_form": "la forme juridique",
    "naf": "l’activité (code NAF)",
    "ess": "l’appartenance à l’ESS",
    "iae_type": "la convention d’insertion",
    "engagement": "les axes d’engagement du projet",
    "fte": "l’effectif",
    "losses": "les pertes des trois derniers exercices",
    "difficulty": "un financement perdu ou une baisse des fonds propres",
    "loan": "le prêt bancaire",
    "loan_amount": "le montant du prêt bancaire",
    "loan_months": "la durée du prêt bancaire",
    "surety": "la caution sur le prêt bancaire",
    "plan": "le total du plan de financement",
    "matching": "les autres fonds propres",
    "study": "le coût de l’étude",
}
"""What to ask when nobody knows a fact, by its name: never what somebody is, its sex first."""


def asked_when(is_unknown: bool, fact: str) -> str:
    """Return what to ask of a fact, nothing once it is known."""
    return TO_ASK[fact] if is_unknown else ""


Proposer = Callable[[InstrumentTerms, Facts], Iterator[Move]]


def at(facts: Facts, day: date) -> Facts:
    """Return the facts as they stand on a later day: who is registered stays registered."""
    person = facts.person
    if person.months_registered is not None and facts.is_job_seeker:
        months = person.months_registered + whole_months_between(facts.on, day)
        person = replace(person, months_registered=months)
    return replace(facts, on=day, person=person)


def proved(fact: str, what: str, facts: Facts) -> Iterator[Move]:
    """Yield the move of a piece that would prove what nobody knows yet."""
    yield Move(fact, f"Si une pièce établissait {what}", facts, TO_ASK[fact])


def with_loan(facts: Facts, **changes: Any) -> Facts:
    """Return the facts with another bank loan."""
    return replace(facts, bank_loan=replace(facts.bank_loan, **changes))


def with_value(known: Mapping[str, Any], code: str, value: Any) -> dict[str, Any]:
    """Return what is asked for, with another value for one instrument."""
    return {**known, code: value}


def asked(terms: InstrumentTerms, facts: Facts) -> Decimal:
    """Return the amount asked for, or the least that could be."""
    return facts.requested.get(terms.code, terms.min_amount or ZERO)


def months_asked(terms: InstrumentTerms, facts: Facts) -> int:
    """Return the duration asked for, or the least that could be, in months."""
    return facts.requested_months.get(terms.code, terms.min_months or 1)


def asking(terms: InstrumentTerms, facts: Facts, amount: Decimal, side: str) -> Move:
    """Return the move of another amount asked for, in euros."""
    changed = replace(facts, requested=with_value(facts.requested, terms.code, amount))
    return Move("amount", f"Si le montant demandé était de {euros(amount)}{side}", changed)


def asking_months(terms: InstrumentTerms, facts: Facts, months: int) -> Move:
    """Return the move of another duration asked for."""
    now = facts.requested_months.get(terms.code)
    changed = replace(
        facts, requested_months=with_value(facts.requested_months, terms.code, months)
    )  # fmt: skip
    sentence = f"Si la durée demandée était de {plural(months, 'mois', 'mois')}"
    sentence += side_of_months(terms, now, months)
    return Move("months", sentence, changed)


def nearest(now: Any, low: Any, high: Any) -> Any:
    """Return the value within the limits nearest to `now`; a limit when it is unknown."""
    if now is None:
        return low if low is not None else high
    if low is not None and now < low:
        return low
    return high if high is not None and now > high else now


def nearest_months(terms: InstrumentTerms, now: int | None) -> int | None:
    """Return the duration admitted nearest to `now`, the shorter of two as near."""
    if not terms.allowed_months:
        months: int | None = nearest(now, terms.min_months, terms.max_months)
        return months
    return min(terms.allowed_months, key=lambda each: (abs(each - (now or 0)), each))


def side_of_months(terms: InstrumentTerms, now: int | None, months: int) -> str:
    """Return the side of a limit of duration; nothing when the durations admitted are listed."""
    if terms.allowed_months:
        return ""
    low, high = terms.min_months, terms.max_months
    return side(now, months, low, high, lambda most: plural(most, "mois", "mois"))


def side(now: Any, bound: Any, low: Any, high: Any, say: Callable[[Any], str]) -> str:
    """Return « au moins » or « au plus », by the side that the limit is on.

    What nobody knows yet is held to both limits; a single value admitted has no side.
    """
    if low is not None and low == high:
        return ""
    if now is None:
        both = f" et {say(high)} au plus" if low is not None and high is not None else ""
        return " au plus" if low is None else f" au moins{both}"
    return " au moins" if bound > now else " au plus"


def for_now(now: int | None) -> str:
    """Return the duration known today, between brackets."""
    return "" if now is None else f" ({plural(now, 'mois', 'mois')} pour l’instant)"
