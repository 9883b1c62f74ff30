"""What runs inside a period: interest to a day, principal drawn or given back before a due date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.schedules.periods import opening_stub, periods_of
from levier.rules.schedules.terms import DeferredInterest, Flow, Method, ScheduleTerms

SINGLE_DRAW = (Method.FLAT, Method.BULLET_SIMPLE)


def first_due(terms: ScheduleTerms) -> date:
    """Return the contractual day of the first line, that of a broken first period included."""
    return (opening_stub(terms) or periods_of(terms)[0]).due_on


def accrued_to(terms: ScheduleTerms, day: date) -> Decimal:
    """Return the interest (euros) from the start to `day`, in the first period: by the day.

    What waits bears interest only when it is compounded. Interest of a waived deferral is zero.
    """
    flows = list(terms.drawn)
    if terms.method == Method.BULLET_CAPITALISED and terms.waiting_interest:
        flows.append(Flow(terms.start, terms.waiting_interest))
    return terms.rounded(interest_of(terms, flows, day))


def interest_of(terms: ScheduleTerms, flows: Sequence[Flow], day: date) -> Decimal:
    """Return the unrounded interest of these flows to `day`, or to the first due date if sooner."""
    if terms.deferred_interest_periods and terms.deferred_interest == DeferredInterest.WAIVED:
        return ZERO
    period = opening_stub(terms) or periods_of(terms)[0]
    whole = Decimal((period.due_on - terms.start).days)
    day = min(day, period.due_on)
    return sum(
        (
            flow.amount * period.rate * Decimal((day - max(flow.day, terms.start)).days) / whole
            for flow in flows
            if flow.day < day
        ),
        ZERO,
    )


def draw_more(terms: ScheduleTerms, amount: Decimal, day: date) -> ScheduleTerms:
    """Return the terms once `amount` (euros) more is lent on `day`, bearing interest from it.

    A method without tranches takes it from the start of the running period.
    """
    if day <= terms.start or terms.method in SINGLE_DRAW:
        day = terms.start
    if not terms.tranches and day == terms.start:
        return replace(terms, amount=terms.amount + amount)
    flows = [flow for flow in (*terms.drawn, Flow(day, amount)) if flow.amount]
    return replace(terms, amount=terms.amount + amount, tranches=tuple(flows))


def give_back(terms: ScheduleTerms, amount: Decimal) -> tuple[ScheduleTerms, list[Flow]]:
    """Return the terms once `amount` (euros, below theirs) is given back, and what was.

    The oldest draw is given back first.
    """
    kept, given, left = [], [], amount
    for flow in terms.drawn:
        part = min(left, flow.amount)
        left -= part
        if part:
            given.append(Flow(flow.day, part))
        if flow.amount > part:
            kept.append(Flow(flow.day, flow.amount - part))
    tranches = tuple(kept) if terms.tranches else ()
    return replace(terms, amount=terms.amount - amount, tranches=tranches), given
