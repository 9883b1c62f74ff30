"""The periods of a schedule: their days, their rate, and what is drawn in them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.schedules.calendar import due_date, year_part
from levier.rules.schedules.terms import (
    MOST_PERIODS,
    Flow,
    InvalidTerms,
    Method,
    ScheduleTerms,
    Stub,
)


@dataclass(slots=True)
class Period:
    """One period, from its first day to its due date.

    `rate` is that of the whole period. `opening_draw` is drawn on its first day; `draws` later,
    each with the rate of the days that remain.
    """

    rank: int
    due_on: date
    rate: Decimal
    opening_draw: Decimal = ZERO
    draws: tuple[tuple[Decimal, Decimal], ...] = ()

    def accrued(self, balance: Decimal) -> Decimal:
        """Return the interest of the period on what was due at its opening, unrounded."""
        interest = balance * self.rate
        for amount, rate in self.draws:
            interest += amount * rate
        return interest


def opening_stub(terms: ScheduleTerms) -> Period | None:
    """Return the line 0 of the days before the first full period, when they have one."""
    opens = due_date(terms, 0)
    if not _has_line_of_its_own(terms, opens):
        return None
    rate = terms.annual_rate * year_part(terms, terms.start, opens, is_whole=False)
    return Period(0, opens, rate, *drawn_between(terms, terms.start, opens, rate))


def periods_of(terms: ScheduleTerms) -> list[Period]:
    """Return every period of the schedule; as many as may be needed for a fixed instalment.

    Errors: InvalidTerms when a tranche comes on the last due date or after it.
    """
    count = terms.periods or MOST_PERIODS
    found, first = [], due_date(terms, 0)
    is_broken = terms.start != first and not _has_line_of_its_own(terms, first)
    regular = terms.annual_rate * year_part(terms, first, due_date(terms, 1), is_whole=True)
    is_even = not terms.days_per_period and terms.day_count in ("monthly", "30/360")
    for rank in range(1, count + 1):
        last = due_date(terms, rank)
        opens = first
        if rank == 1 and is_broken:
            opens, rate = terms.start, terms.annual_rate * _broken(terms, first, last)
        elif is_even:
            rate = regular
        else:
            rate = terms.annual_rate * year_part(terms, first, last, is_whole=True)
        if rank == 1 or terms.tranches:
            found.append(Period(rank, last, rate, *drawn_between(terms, opens, last, rate)))
        else:
            found.append(Period(rank, last, rate))
        first = last
    if terms.drawn[-1].day >= first:
        raise InvalidTerms(["Une tranche vient après la dernière échéance."])
    return found


def _has_line_of_its_own(terms: ScheduleTerms, opens: date) -> bool:
    """Tell whether the days before `opens` make a line: never when nothing is paid as it runs."""
    if terms.is_bullet or terms.method == Method.FLAT:
        return False
    return terms.stub == Stub.INTEREST_ONLY and opens > terms.start


def _broken(terms: ScheduleTerms, opens: date, last: date) -> Decimal:
    """Return the part of a year of a first period longer or shorter than the others."""
    if terms.start > opens:
        return year_part(terms, terms.start, last, is_whole=False)
    before = year_part(terms, terms.start, opens, is_whole=False)
    return before + year_part(terms, opens, last, is_whole=True)


def drawn_between(
    terms: ScheduleTerms, first: date, last: date, rate: Decimal
) -> tuple[Decimal, tuple[tuple[Decimal, Decimal], ...]]:
    """Return what is drawn on the first day, and what is drawn later with its rate.

    Within a period, interest runs by the day: a tranche of mid-period bears half of its rate.
    """
    if not terms.tranches:
        return (terms.amount if first == terms.start else ZERO), ()
    inside: list[Flow] = [flow for flow in terms.drawn if first <= flow.day < last]
    opening = sum((flow.amount for flow in inside if flow.day == first), ZERO)
    days = Decimal((last - first).days)
    later = tuple(
        (flow.amount, rate * Decimal((last - flow.day).days) / days)
        for flow in inside
        if flow.day > first
    )
    return opening, later
