"""How many schedules a second, beside a bare loop that does only the arithmetic."""

import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from levier.kernel.dates import add_months
from levier.rules.schedules import Method, ScheduleTerms, build_schedule

CENT = Decimal("0.01")
ROUNDS, PASSES = 300, 10
TERMS = ScheduleTerms(
    amount=Decimal(30000), annual_rate=Decimal("0.035"), method=Method.ANNUITY, periods=36,
    start=date(2024, 1, 1),
)  # fmt: skip


def schedules_per_second() -> tuple[float, float]:
    """Return how many 36-period schedules a second Levier builds, and the bare loop."""
    return _rate(lambda: build_schedule(TERMS)), _rate(_bare_loop)


def _rate(work: Callable[[], object]) -> float:
    """Return how often a second, at the best of several passes of processor time."""
    best = min(_seconds(work) for _ in range(PASSES))
    return ROUNDS / best


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        work()
    return time.process_time() - began


def _bare_loop() -> list[tuple]:
    """The same loan with nothing around the arithmetic: no check, no option."""
    rate = TERMS.annual_rate / 12
    count = TERMS.periods or 0
    level = (TERMS.amount * rate / (1 - (1 + rate) ** -count)).quantize(CENT, ROUND_HALF_UP)
    lines, left = [], TERMS.amount
    for rank in range(1, count + 1):
        interest = (left * rate).quantize(CENT, ROUND_HALF_UP)
        back = left if rank == count else level - interest
        left -= back
        day = add_months(TERMS.start, rank)
        lines.append((rank, day, back, interest, back + interest, left))
    return lines
