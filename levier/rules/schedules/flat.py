"""Flat interest: that of the first amount over the whole duration, spread evenly."""

from collections.abc import Iterator
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.schedules.periods import periods_of
from levier.rules.schedules.running import Instalment, line_of
from levier.rules.schedules.terms import Remainder, ScheduleTerms

ONE = Decimal(1)


def flat_lines(terms: ScheduleTerms) -> list[Instalment]:
    """Return the lines; one of them, the last or the first, takes what rounding leaves."""
    periods = periods_of(terms)
    whole = terms.rounded(sum((terms.amount * period.rate for period in periods), ZERO))
    waiting = terms.deferred_principal_periods
    repaying = len(periods) - waiting
    interest = terms.rounded(whole / len(periods))
    principal = _principal(terms, whole, interest, repaying)
    is_first = terms.remainder == Remainder.FIRST
    interests = _spread(whole, interest, len(periods), is_first)
    principals = _spread(terms.amount, principal, repaying, is_first)
    left, lines = terms.amount, []
    for period in periods:
        back = ZERO if period.rank <= waiting else next(principals)
        left -= back
        lines.append(line_of(period, back, next(interests), left))
    return lines


def _principal(terms: ScheduleTerms, whole: Decimal, interest: Decimal, repaying: int) -> Decimal:
    """Return the principal of an ordinary line: the level instalment less its interest."""
    step = terms.instalment_multiple_of
    if step is None:
        return terms.rounded(terms.amount / repaying)
    level = (terms.amount + whole) / repaying
    return (level / step).quantize(ONE, rounding=terms.rounding.mode) * step - interest


def _spread(whole: Decimal, part: Decimal, count: int, is_first: bool) -> Iterator[Decimal]:
    """Yield `part` on each line and what it leaves on the first or the last, never below zero."""
    left = whole
    for rank in range(1, count + 1):
        share = min(max(part, ZERO), left)
        if rank == 1 and is_first:
            share = min(max(whole - part * (count - 1), ZERO), left)
        if rank == count:
            share = left
        left -= share
        yield share
