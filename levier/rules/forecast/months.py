"""Sharing a year into months, and months into the days when money moves."""

from collections.abc import Sequence
from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.forecast.assumptions import MONTHS, TWELFTHS, Three

Row = tuple[Decimal, ...]
Rows = dict[str, Row]

DAYS_A_MONTH = 30


def spread(amounts: Three, cumulated: Sequence[Decimal] = TWELFTHS) -> Row:
    """Return three yearly amounts (euros) as 36 months that sum to them, to the cent.

    `cumulated` is what is reached at the end of each month, the last standing for the whole year.
    Month i is what the rounded total has grown by: no month is off by more than one cent.
    """
    months: list[Decimal] = []
    for amount in amounts:
        reached = ZERO
        for share in cumulated:
            so_far = round_euro(amount * share / cumulated[-1])
            months.append(so_far - reached)
            reached = so_far
    return tuple(months)


def delayed(flow: Row, days: int) -> Row:
    """Return when `flow` (euros by month) is paid, `days` later, a month being thirty days.

    45 days: half after one month, the rest after two. What falls after the last month is not
    there: it is still owed then.
    """
    whole, rest = divmod(days, DAYS_A_MONTH)
    paid = [ZERO] * (len(flow) + whole + 1)
    for rank, amount in enumerate(flow):
        first = round_euro(amount * (DAYS_A_MONTH - rest) / DAYS_A_MONTH)
        paid[rank + whole] += first
        paid[rank + whole + 1] += amount - first
    return tuple(paid[: len(flow)])


def added(*rows: Row) -> Row:
    """Return the rows added month by month; 36 zeros without rows."""
    if not rows:
        return (ZERO,) * MONTHS
    return tuple(sum(values, ZERO) for values in zip(*rows, strict=True))


def minus(first: Row, *others: Row) -> Row:
    """Return `first` less the others, month by month."""
    return tuple(a - b for a, b in zip(first, added(*others), strict=True))


def rated(row: Row, rate: Decimal) -> Row:
    """Return each month times `rate`, rounded half up to the cent."""
    return tuple(round_euro(value * rate) for value in row)


def rated_by_year(row: Row, rates: Three) -> Row:
    """Return each month times the rate of its year, rounded half up to the cent."""
    return tuple(round_euro(value * rates[rank // 12]) for rank, value in enumerate(row))


def by_year(row: Row) -> Row:
    """Return the sum of each twelve months."""
    return tuple(sum(row[start : start + 12], ZERO) for start in range(0, len(row), 12))


def running(row: Row, opening: Decimal = ZERO) -> Row:
    """Return what has piled up at the end of each month."""
    total, found = opening, []
    for value in row:
        total += value
        found.append(total)
    return tuple(found)


def at_year_ends(row: Row, opening: Decimal) -> Row:
    """Return a running row at the opening and at the end of each year."""
    return (opening, *row[11::12])
