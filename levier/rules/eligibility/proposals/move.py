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
    """One fact changed: its name (two moves of one fact exclude each other), the facts after."""

    fact: str
    sentence: str
    facts: Facts


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
    yield Move(fact, f"Si une pièce établissait {what}", facts)


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
    sentence = f"Si la durée demandée était de {plural(months, 'mois', 'mois')}{side(now, months)}"
    return Move("months", sentence, changed)


def nearest(now: Any, low: Any, high: Any) -> Any:
    """Return the value within the limits nearest to `now`; a limit when it is unknown."""
    if now is None:
        return low if low is not None else high
    if low is not None and now < low:
        return low
    return high if high is not None and now > high else now


def side(now: Any, bound: Any) -> str:
    """Return « au moins » or « au plus », by the side that the limit is on."""
    if now is None:
        return ""
    return " au moins" if bound > now else " au plus"


def for_now(now: int | None) -> str:
    """Return the duration known today, between brackets."""
    return "" if now is None else f" ({plural(now, 'mois', 'mois')} pour l’instant)"
