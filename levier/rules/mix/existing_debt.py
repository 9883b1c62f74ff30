"""What a holder already repays each year, which lowers what a forecast can carry. Pure Decimal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.dates import whole_months_between
from levier.kernel.money import ZERO

YEARS = 3
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Due:
    """What a loan still asks for on a day, in euros: principal, interest and costs together.

    `principal` is the part of it that a plan would write as « remboursement d’emprunts ».
    """

    on: date
    amount: Decimal
    principal: Decimal = ZERO


def heaviest_year(
    dues: Iterable[Due],
    planned: Sequence[Decimal],
    on: date,
    starts_on: date,
    *,
    said: Sequence[Decimal] = (),
    principal_of_plan: Sequence[Decimal] = (),
) -> Decimal:
    """Return the most that is repaid in one of the three years of a forecast, in euros.

    `planned` is what its plan repays in each year. Years begin on `starts_on`, or on `on` once
    that day is past. What is late on `on` weighs on the first year; what falls due between `on`
    and the first year is paid before it.

    `said` is what the plan writes as principal repaid in each year, all loans together. What it
    says above the principal of `dues` and of the plan's own loans (`principal_of_plan`) is owed to
    others, and comes on top.
    """
    first = max(on, starts_on)
    years, principals = _three(planned), _three(principal_of_plan)
    for due in dues:
        rank = 0 if due.on < on else whole_months_between(first, due.on) // MONTHS
        is_before = on <= due.on < first
        if rank < YEARS and not is_before:
            years[rank] += due.amount
            principals[rank] += due.principal
    to_others = [
        max(ZERO, told - known) for told, known in zip(_three(said), principals, strict=True)
    ]
    return max(year + more for year, more in zip(years, to_others, strict=True))


def _three(amounts: Sequence[Decimal]) -> list[Decimal]:
    return [*amounts, *[ZERO] * YEARS][:YEARS]
