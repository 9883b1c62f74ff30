"""Rates of a series of flows: TAEG (actuarial, EU annex) and proportional TEG (art. R.314-2).

Σ received × (1 + X)^(−t) = Σ paid × (1 + X)^(−s), the borrower's side. A day is 1/365 of a year, a
month 1/12 (Consumer Code, annex to art. R.314-3). Rates are found by bisection to 1e-12.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from levier.kernel.dates import add_months
from levier.kernel.errors import DomainError
from levier.rules.schedules.calendar import ONE_DAY, months_apart
from levier.rules.schedules.running import Instalment
from levier.rules.schedules.terms import Flow, Method, ScheduleTerms

LOWEST, HIGHEST = -0.999_999, 1e9
STEPS = 200
DAYS_OF_YEAR, MONTHS_OF_YEAR = 365.0, 12.0
SIGNIFICANT = Decimal("1E-10")
HUNDRED = Decimal(100)
ONE_MONTH, TWELVE = Decimal(1), Decimal(12)
MONTHS_OF_A_DAY = TWELVE / 365


class NoRate(DomainError):
    """No rate, or more than one, makes these flows balance."""

    message = "Aucun taux n’équilibre ces flux\u00a0: vérifiez leurs signes et leurs dates."


def taeg(flows: Sequence[Flow], basis: str = "") -> Decimal:
    """Return the TAEG in percent of flows: negative to the borrower, positive from the borrower.

    Time counts in whole months when every day is that of the first flow's month, in days over 365
    otherwise; `basis` (`months` or `days`) forces one. In months, the days that make no whole month
    count over 365. Errors: NoRate.
    """
    return _percent(_root(_timed(flows, basis)))


class ProportionalRate(NamedTuple):
    """The TEG: rates in percent, and the length in months of the period they are computed on."""

    annual: Decimal
    of_period: Decimal
    months: Decimal


def flows_of(terms: ScheduleTerms, lines: Sequence[Instalment]) -> list[Flow]:
    """Return what is received and paid on each day of a loan, fees included, lines of zero not."""
    return [
        *(Flow(flow.day, -flow.amount) for flow in terms.drawn),
        *terms.fees,
        *(Flow(line.contractual_on, line.total) for line in lines if line.total),
    ]


def teg(flows: Sequence[Flow], terms: ScheduleTerms) -> ProportionalRate:
    """Return the proportional TEG: the rate of a period × the periods of a year (art. R.314-2).

    Errors: NoRate.
    """
    months = unit_period(flows, terms)
    per_year = TWELVE / months
    timed = [(years * float(per_year), amount) for years, amount in _timed(flows, "")]
    rate = _percent(_root(timed))
    return ProportionalRate(rate * per_year, rate, months)


def unit_period(flows: Sequence[Flow], terms: ScheduleTerms) -> Decimal:
    """Return the length in months of the unit period of art. R.314-2, at least one.

    It is the period of the terms when every payment keeps to it, else the shortest time between
    two payments. What is paid on the day of a disbursement is less received, not a payment.
    """
    days = _days_of_payment(flows)
    step = Decimal(terms.months_per_period)
    if terms.days_per_period:
        step = terms.days_per_period * MONTHS_OF_A_DAY
    is_dated = terms.days_per_period or terms.method == Method.IRREGULAR
    if len(days) > 1 and (is_dated or not _keep_to(days, terms.months_per_period)):
        step = min(_months_between(*pair) for pair in pairwise(days))
    return max(ONE_MONTH, step)


def _days_of_payment(flows: Sequence[Flow]) -> list[date]:
    """Return the days on which the borrower pays more than is received."""
    net: defaultdict[date, Decimal] = defaultdict(Decimal)
    for flow in flows:
        net[flow.day] += flow.amount
    return sorted(day for day, amount in net.items() if amount > 0)


def _keep_to(days: Sequence[date], months: int) -> bool:
    """Tell whether these days are all whole periods of `months` apart.

    They are compared with the latest day of a month among them, for which the last day of a month
    that does not have it may stand, or the first of the next.
    """
    anchor = max(days, key=lambda day: day.day)
    return all(_is_whole(anchor, day, months) for day in days)


def _is_whole(anchor: date, day: date, months: int) -> bool:
    apart = months_apart(anchor, day)
    eve = day - ONE_DAY
    if apart is None and day.day == 1 and eve.day < anchor.day:
        apart = months_apart(anchor, eve)
    return apart is not None and apart % months == 0


def _months_between(first: date, last: date) -> Decimal:
    """Return the months between two days: whole when they are, else their days × 12 / 365."""
    whole = months_apart(first, last)
    return Decimal(whole) if whole is not None else (last - first).days * MONTHS_OF_A_DAY


def _timed(flows: Sequence[Flow], basis: str) -> list[tuple[float, float]]:
    """Return each flow with its time in years since the first day."""
    if not flows:
        raise NoRate()
    origin = min(flow.day for flow in flows)
    if not basis:
        is_whole = all(months_apart(origin, flow.day) is not None for flow in flows)
        basis = "months" if is_whole else "days"
    time = _years_by_months if basis == "months" else _years_by_days
    return [(time(origin, flow.day), float(flow.amount)) for flow in flows]


def _years_by_days(origin: date, day: date) -> float:
    return (day - origin).days / DAYS_OF_YEAR


def _years_by_months(origin: date, day: date) -> float:
    """Return the years between two days: whole months, then the days that are left over 365.

    Months are counted back from the flow, so that the days left follow the origin (directive
    2014/17/EU, annex I, remark c); they count over 365, as every day of these rates.
    """
    whole = months_apart(origin, day)
    if whole is not None:
        return whole / MONTHS_OF_YEAR
    months = (day.year - origin.year) * 12 + day.month - origin.month
    if add_months(day, -months) < origin:
        months -= 1
    left = (add_months(day, -months) - origin).days
    return months / MONTHS_OF_YEAR + left / DAYS_OF_YEAR


def _root(flows: Sequence[tuple[float, float]]) -> float:
    """Return the rate of one unit of time that makes the flows worth nothing today."""
    if not (any(amount < 0 for _, amount in flows) and any(amount > 0 for _, amount in flows)):
        raise NoRate()

    def worth(rate: float) -> float:
        return float(sum(amount * (1 + rate) ** -time for time, amount in flows))

    low, high = _bracket(worth)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if (worth(middle) > 0) == (worth(low) > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _bracket(worth: Callable[[float], float]) -> tuple[float, float]:
    """Return two rates between which the worth changes sign, the nearest to zero first."""
    at_zero = worth(0.0)
    if at_zero == 0:
        return 0.0, 0.0
    above = below = 0.0
    step = 0.01
    while above < HIGHEST:
        higher, lower = above + step, max(LOWEST, below - step)
        if (worth(higher) > 0) != (at_zero > 0):
            return above, higher
        if lower < below and (worth(lower) > 0) != (at_zero > 0):
            return lower, below
        above, below, step = higher, lower, step * 1.3
    raise NoRate()


def _percent(rate: float) -> Decimal:
    return (Decimal(repr(rate)) * HUNDRED).quantize(SIGNIFICANT)
