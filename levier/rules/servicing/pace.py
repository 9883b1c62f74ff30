"""How a loan is paid: what it asks a month, and how late each due date was paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.dates import add_months, whole_months_between
from levier.kernel.money import ZERO, round_euro

AHEAD = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A due date of a schedule and what it asked for, in euros."""

    number: int
    due_on: date
    total: Decimal


def monthly_due(asked: Sequence[Asked], on: date) -> Decimal | None:
    """Return what the twelve months to come ask for a month, in euros; None when nothing.

    A loan that ends sooner is divided by the months that it still runs, the one begun included.
    """
    coming = [each for each in asked if on < each.due_on <= add_months(on, AHEAD)]
    total = sum((each.total for each in coming), ZERO)
    if not total:
        return None
    last = max(each.due_on for each in coming)
    whole = whole_months_between(on, last)
    months = whole if add_months(on, whole) == last else whole + 1
    return round_euro(total / months)


def delays_of(asked: Iterable[Asked], paid: Iterable[tuple[int, date]]) -> list[int]:
    """Return the days from each due date to its last payment, in order; never below zero.

    `paid` are the number of a due date and the day of a payment of it; one that nothing paid (given
    up, moved to the principal) says nothing.
    """
    last: dict[int, date] = {}
    for number, day in paid:
        last[number] = max(day, last.get(number, day))
    rows = sorted(asked, key=lambda each: (each.due_on, each.number))
    return [max(0, (last[each.number] - each.due_on).days) for each in rows if each.number in last]
