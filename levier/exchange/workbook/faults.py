"""What is wrong in a workbook: where, what stands there, and what to do, in French."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from levier.kernel.french import capitalised

SHOWN = 200
"""A value is cut at so many characters."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` is the number that the spreadsheet shows; none when the sheet is at fault.

    `sheet` is None when the file itself cannot be read.
    """

    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the fault under the keys of the contract."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }

    @property
    def place(self) -> str:
        """Where it is, as a sentence begins: « Feuille Primes, ligne 7, colonne Montant »."""
        parts = []
        if self.sheet is not None:
            parts.append(f"feuille «\u00a0{self.sheet}\u00a0»")
        if self.row is not None:
            parts.append(f"ligne {self.row}")
        if self.column is not None:
            parts.append(f"colonne «\u00a0{self.column}\u00a0»")
        text = ", ".join(parts) or "fichier"
        return capitalised(text)


class Faults:
    """The faults of a workbook, in the order of its sheets and rows; the same place once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str | None, int | None, str | None, str], Fault] = {}

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def add(self, fault: Fault) -> None:
        """Keep a fault."""
        key = (fault.sheet, fault.row, fault.column, fault.message)
        self._found.setdefault(key, fault)

    def sorted(self, sheets: list[str]) -> list[Fault]:
        """Return the faults by sheet (in the order given), row and column."""
        rank = {name: position for position, name in enumerate(sheets)}
        return sorted(
            self,
            key=lambda fault: (
                rank.get(fault.sheet or "", -1),
                fault.row or 0,
                fault.column or "",
            ),
        )


def shown(value: Any) -> str:
    """Return a cell as text, as its fault shows it, cut at 200 characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:SHOWN]
