"""How a workbook holds a forecast: its sheets, their columns, its unit, what its lines become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from levier.exchange.plan_sheet.mapping import SheetMap, map_of, sheet_named, signature_of
from levier.exchange.workbook.reading import HEADER_WITHIN, Grid
from levier.kernel.text import normalise

YEARS = ("year_1", "year_2", "year_3")
MONTHS = tuple(f"month_{rank}" for rank in range(1, 13))
ROLES = ("label", "account", *YEARS, "value", *MONTHS)
EUROS, THOUSANDS = 1, 1000
_PRINT, _LONGEST_SIGNATURE = 12, 300


@dataclass(frozen=True, slots=True)
class ForecastMap:
    """Where a forecast stands in a workbook.

    `parts` are the sheets that are read: years side by side in one, or a sheet a year. Amounts
    are in euros times `unit`; `is_negative`: charges are written below zero. `rows` gives, by the
    key of a line, what it becomes. `clears`: what the file does not say is emptied.
    """

    parts: Sequence[SheetMap] = ()
    unit: int = EUROS
    is_negative: bool = False
    rows: Mapping[str, str] = field(default_factory=dict)
    clears: bool = False

    @property
    def years(self) -> list[int]:
        """The ranks (0 to 2) of the years that some sheet holds."""
        held = {role for part in self.parts for role in part.columns}
        return [rank for rank, role in enumerate(YEARS) if role in held]

    def as_json(self) -> dict[str, Any]:
        """Return the mapping as it is kept."""
        return {
            "parts": [part.as_json() for part in self.parts],
            "unit": self.unit,
            "is_negative": self.is_negative,
            "rows": dict(self.rows),
            "clears": self.clears,
        }


def forecast_map_of(data: Mapping[str, Any]) -> ForecastMap:
    """Return a mapping as it was kept."""
    return ForecastMap(
        parts=tuple(map_of(part) for part in data["parts"]),
        unit=int(data["unit"]),
        is_negative=bool(data["is_negative"]),
        rows=dict(data["rows"]),
        clears=bool(data["clears"]),
    )


def forecast_signature(grids: Sequence[Grid], mapping: ForecastMap) -> str:
    """Return what recognises the workbooks of one sender: the headers of the sheets it reads."""
    prints = (_print_of(sheet_named(grids, part.sheet), part.header) for part in mapping.parts)
    return " ".join(prints)[:_LONGEST_SIGNATURE]


def placed_in(grids: Sequence[Grid], kept: ForecastMap, signature: str) -> ForecastMap | None:
    """Return a kept mapping as it stands in another workbook of the same sender, None elsewhere.

    A sheet is found by its name, its year put apart; its header may have moved.
    """
    held = _same_sheets(grids, kept.parts)
    wanted = signature.split()
    if not held or len(wanted) != len(held):
        return None
    parts = []
    for part, grid, header in zip(kept.parts, held, wanted, strict=True):
        found = _header_of(grid, part.header, header)
        if found is None:
            return None
        parts.append(SheetMap(grid.name, found, part.columns))
    return ForecastMap(tuple(parts), kept.unit, kept.is_negative, kept.rows, kept.clears)


def _print_of(grid: Grid, header: int) -> str:
    """A header of many months is long: what is kept of it is a fingerprint."""
    return sha256(signature_of(grid, header).encode()).hexdigest()[:_PRINT]


def _header_of(grid: Grid, kept: int, wanted: str) -> int | None:
    """Return where a header stands; a sheet without header has none to move."""
    if not kept:
        return 0
    lines = range(1, min(HEADER_WITHIN, len(grid.lines)) + 1)
    return next((line for line in lines if _print_of(grid, line) == wanted), None)


def _same_sheets(grids: Sequence[Grid], parts: Sequence[SheetMap]) -> list[Grid]:
    """Return the sheet of each part, none when one is missing."""
    exact = {normalise(grid.name): grid for grid in grids}
    if all(normalise(part.sheet) in exact for part in parts):
        return [exact[normalise(part.sheet)] for part in parts]
    if len(grids) == len(parts) == 1:
        return list(grids)
    alike: dict[str, list[Grid]] = {}
    for grid in reversed(grids):
        alike.setdefault(_bare(grid.name), []).append(grid)
    found = [group.pop() for part in parts if (group := alike.get(_bare(part.sheet)))]
    return found if len(found) == len(parts) else []


def _bare(name: str) -> str:
    """The name of a sheet without its figures: « Exercice 2026 » is « Exercice 2027 »."""
    return "".join(c for c in normalise(name) if not c.isdigit()).strip()
