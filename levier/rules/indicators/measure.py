"""What a figure is made of: its exact value, and the rows that gave it.

Four shapes are enough for every figure: a count of rows, a sum, a count of distinct things, and
a ratio or a mean over a denominator.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from levier.kernel.money import ZERO

ONE = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Item:
    """One line behind a figure: what it is, the dossier it comes from, what it adds."""

    key: Hashable
    label: str
    case_key: Hashable | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure before rounding.

    `exact` is None when a ratio or a mean has nothing to divide by. `rows` is how many rows were
    read, summed or counted; for a ratio or a mean, its denominator. `items` are the things
    counted or summed (the denominator of a ratio); `numerator` those of them that a ratio keeps.
    """

    exact: Decimal | None
    rows: int
    items: tuple[Item, ...]
    numerator: tuple[Item, ...] | None = None


class Row(Protocol):
    """What every fact has, and all that a list of rows needs."""

    @property
    def key(self) -> Hashable: ...
    @property
    def label(self) -> str: ...


R = TypeVar("R", bound=Row)


def item(row: Row, value: Decimal) -> Item:
    """Return the line that shows `row` and what it adds to a figure."""
    return Item(row.key, row.label, getattr(row, "case_key", None), value)


def count(rows: Iterable[Row]) -> Measured:
    """Return how many rows there are."""
    items = tuple(item(row, ONE) for row in rows)
    return Measured(Decimal(len(items)), len(items), items)


def total(rows: Iterable[R], value: Callable[[R], Decimal | None]) -> Measured:
    """Return the sum of `value` over the rows that have one (None and zero are not summed)."""
    items = tuple(item(row, amount) for row in rows if (amount := value(row)))
    return Measured(sum((i.value for i in items), ZERO), len(items), items)


def first_of_each(rows: Iterable[R], identity: Callable[[R], Hashable | None]) -> list[R]:
    """Return the first row of each thing named; a row that names nothing is left out."""
    first: dict[Hashable, R] = {}
    for row in rows:
        known = identity(row)
        if known is not None:
            first.setdefault(known, row)
    return list(first.values())


def distinct(rows: Iterable[R], identity: Callable[[R], Hashable | None]) -> Measured:
    """Return how many distinct things the rows name; each is shown by its first row.

    `rows` counts the rows read; a row that names nothing is left out.
    """
    named = [row for row in rows if identity(row) is not None]
    items = tuple(item(row, ONE) for row in first_of_each(named, identity))
    return Measured(Decimal(len(items)), len(named), items)


def share(rows: Iterable[R], kept: Callable[[R], bool]) -> Measured:
    """Return the percentage of the rows that `kept` accepts (0 to 100)."""
    items = tuple(item(row, ONE if kept(row) else ZERO) for row in rows)
    numerator = tuple(i for i in items if i.value)
    return Measured(
        HUNDRED * len(numerator) / len(items) if items else None, len(items), items, numerator
    )


def mean(rows: Iterable[R], value: Callable[[R], Decimal | int | None]) -> Measured:
    """Return the mean of `value` over the rows where it is known."""
    items = tuple(item(row, Decimal(v)) for row in rows if (v := value(row)) is not None)
    whole = sum((i.value for i in items), ZERO)
    return Measured(whole / len(items) if items else None, len(items), items)
