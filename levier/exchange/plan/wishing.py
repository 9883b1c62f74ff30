"""A wish: one object that the workbook holds, under the key by which the house knows it."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from levier.exchange.workbook.columns import Row

BLANK = (None, "")
NAMES = ("name", "last_name", "first_name")


@dataclass(frozen=True, slots=True)
class Ref:
    """Another object of the workbook, by its kind and key; resolved once it exists."""

    kind: str
    key: Hashable


@dataclass(slots=True)
class Wish:
    """One object: its fields (plain values and refs), and the row that first named it.

    `details` are fields of the row that hangs from it. `is_past` objects belong to an earlier
    year: what is already written of them stays, only blanks are filled.
    """

    key: Hashable
    fields: dict[str, Any]
    sheet: str
    line: int
    details: dict[str, Any] = field(default_factory=dict)
    is_past: bool = False


class Wishes:
    """The wishes of a workbook, by kind and key."""

    def __init__(self) -> None:
        self._of: dict[str, dict[Hashable, Wish]] = {}

    def of(self, kind: str) -> dict[Hashable, Wish]:
        """Return the wishes of a kind by key, in the order in which the workbook names them."""
        return self._of.get(kind, {})

    def __iter__(self) -> Iterator[tuple[str, Wish]]:
        for kind, wishes in self._of.items():
            for wish in wishes.values():
                yield kind, wish

    def want(
        self,
        kind: str,
        key: Hashable,
        row: Row,
        fields: dict[str, Any],
        *,
        details: dict[str, Any] | None = None,
        is_past: bool = False,
    ) -> Ref:
        """Ask for an object; when it is already asked for, what it lacked is filled."""
        known = self._of.setdefault(kind, {}).get(key)
        if known is None:
            self._of[kind][key] = Wish(
                key, fields, row.sheet, row.line, dict(details or {}), is_past
            )
        else:
            for name, value in fields.items():
                if _is_better(name, value, known.fields.get(name)):
                    known.fields[name] = value
        return Ref(kind, key)


def _is_better(name: str, value: Any, known: Any) -> bool:
    """A value fills a blank; a name in small letters replaces the same one in capitals."""
    if known in BLANK:
        return value not in BLANK
    return name in NAMES and known.isupper() and bool(value)
