"""De minimis aid: what a single undertaking received, and may still receive.

Amounts are gross grant equivalents in euros, dated from the day the right arose (the decision),
not the payment. Ceilings, period and regulations: parameters/de_minimis.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.kernel.money import ZERO
from levier.rules.parameters import parameter, parameter_record

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Aid:
    """One aid received: its gross grant equivalent (euros) and the day it was granted.

    `is_sieg`: granted for a service of general economic interest, which has its own ceiling.
    """

    amount: Decimal
    granted_on: date
    is_sieg: bool = False


@dataclass(frozen=True, slots=True)
class Excess:
    """A day on which the aids of the period pass the ceiling. Amounts in euros."""

    on: date
    total: Decimal
    ceiling: Decimal
    source: str


def first_day_counted(on: date, year_ends_in: int = DECEMBER) -> date:
    """Return the first day of the period that ends on `on`.

    Since 2024: three years back, day to day. Before: the fiscal year of `on` and the two before,
    `year_ends_in` being the month that closes the undertaking's fiscal year.
    Errors: NoValueInForce.
    """
    years = parameter("de_minimis", "window", on)
    if parameter("de_minimis", "window_counted", on) == "day_to_day":
        return add_months(on, -12 * years) + timedelta(days=1)
    closing_year = on.year if on.month <= year_ends_in else on.year + 1
    opening = date(closing_year - years, year_ends_in, 1)
    return add_months(opening, 1)


def ceiling_on(on: date, *, is_sieg: bool = False) -> tuple[Decimal, str]:
    """Return the ceiling in force on `on` (euros) and its source. Errors: NoValueInForce."""
    record = parameter_record("de_minimis", "sieg_ceiling" if is_sieg else "ceiling", on)
    return Decimal(record.value), record.source


def de_minimis_used(
    aids: Sequence[Aid], on: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> Decimal:
    """Return what the aids of the period that ends on `on` sum to, in euros.

    The ceiling of general interest counts every aid; the general one leaves those apart.
    """
    since = first_day_counted(on, year_ends_in)
    return sum(
        (
            aid.amount
            for aid in aids
            if since <= aid.granted_on <= on and (is_sieg or not aid.is_sieg)
        ),
        ZERO,
    )


def de_minimis_left(
    aids: Sequence[Aid], on: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> Decimal:
    """Return what a single undertaking may still receive on `on`, in euros, never below zero.

    Errors: NoValueInForce. Source: parameters/de_minimis.toml.
    """
    used = de_minimis_used(aids, on, is_sieg=is_sieg, year_ends_in=year_ends_in)
    return max(ZERO, ceiling_on(on, is_sieg=is_sieg)[0] - used)


def excess_with(aids: Sequence[Aid], new: Aid, year_ends_in: int = DECEMBER) -> Excess | None:
    """Return the first day on which `new`, added to `aids`, passes the ceiling; None if it holds.

    The day of the new aid is tried, and each later day on which another aid was granted: an aid
    dated back fills the periods of those that followed it. Errors: NoValueInForce.
    """
    return excess_among(
        [*aids, new], new.granted_on, is_sieg=new.is_sieg, year_ends_in=year_ends_in
    )


def excess_among(
    aids: Sequence[Aid], since: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> Excess | None:
    """Return the first day from `since` on that passes the ceiling with an aid of `since`."""
    days = sorted({since, *(aid.granted_on for aid in aids if aid.granted_on > since)})
    for day in days:
        if first_day_counted(day, year_ends_in) > since:
            break
        ceiling, source = ceiling_on(day, is_sieg=is_sieg)
        total = de_minimis_used(aids, day, is_sieg=is_sieg, year_ends_in=year_ends_in)
        if total > ceiling:
            return Excess(day, total, ceiling, source)
    return None
