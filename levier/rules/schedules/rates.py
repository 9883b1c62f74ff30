"""Rates of a series of flows: TAEG (actuarial, EU annex) and proportional TEG (art. R.314-2).

Σ received × (1 + X)^(−t) = Σ paid × (1 + X)^(−s), the borrower's side. A day is 1/365 of a year, a
month 1/12 (Consumer Code, annex to art. R.314-3). Rates are found by bisection to 1e-12.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from levier.kernel.errors import DomainError
from levier.rules.schedules.calendar import months_apart
from levier.rules.schedules.terms import Flow

LOWEST, HIGHEST = -0.999_999, 1e9
STEPS = 200
DAYS_OF_YEAR, MONTHS_OF_YEAR = 365.0, 12.0
SIGNIFICANT = Decimal("1E-10")
HUNDRED = Decimal(100)


class NoRate(DomainError):
    """No rate, or more than one, makes these flows balance."""

    message = "Aucun taux n’équilibre ces flux\u00a0: vérifiez leurs signes et leurs dates."


def taeg(flows: Sequence[Flow], basis: str = "") -> Decimal:
    """Return the TAEG in percent of flows: negative to the borrower, positive from the borrower.

    Time counts in whole months when every day is that of the first flow's month, in days over 365
    otherwise; `basis` (`months` or `days`) forces one. Errors: NoRate.
    """
    return _percent(_root(_timed(flows, basis)))


def teg(flows: Sequence[Flow], months_per_period: int = 1) -> Decimal:
    """Return the proportional TEG in percent: the rate of a period × the periods of a year.

    The period is never under one month (art. R.314-2). Errors: NoRate.
    """
    per_year = MONTHS_OF_YEAR / months_per_period
    timed = [(years * per_year, amount) for years, amount in _timed(flows, "")]
    return _percent(_root(timed) * per_year)


def _timed(flows: Sequence[Flow], basis: str) -> list[tuple[float, float]]:
    """Return each flow with its time in years since the first day."""
    if not flows:
        raise NoRate()
    origin = min(flow.day for flow in flows)
    months = [months_apart(origin, flow.day) for flow in flows]
    if basis == "months" or (not basis and None not in months):
        return [
            ((count or 0) / MONTHS_OF_YEAR, float(flow.amount))
            for count, flow in zip(months, flows, strict=True)
        ]
    return [((flow.day - origin).days / DAYS_OF_YEAR, float(flow.amount)) for flow in flows]


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
