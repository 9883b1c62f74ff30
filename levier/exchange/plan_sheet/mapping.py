"""Which column holds what: guessed once, corrected by somebody, remembered by sender."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from levier.exchange.plan_sheet.vocabulary import is_sum, side_of
from levier.exchange.workbook.cells import CellFault, as_text, decimal, is_blank
from levier.exchange.workbook.reading import Grid
from levier.kernel.text import normalise

AMOUNTS = ("amount", "year_1", "year_2", "year_3")
ROLES = ("label", "side", *AMOUNTS)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LEFT_OUT = ("total", "%", "cumul", "taux", "part")


@dataclass(frozen=True, slots=True)
class SheetMap:
    """Where a plan stands in a sheet: its name, its header (a line from 1; 0: none), its columns.

    `columns` gives the place from 0 of each role: `label`, `side`, `amount`, `year_1`…
    """

    sheet: str
    header: int
    columns: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the mapping as it is kept."""
        return {"sheet": self.sheet, "header": self.header, "columns": self.columns}


def map_of(data: dict[str, Any]) -> SheetMap:
    """Return a mapping as it was kept."""
    return SheetMap(data["sheet"], int(data["header"]), dict(data["columns"]))


def signature_of(grid: Grid, header: int) -> str:
    """Return what recognises the sheets of one sender: the words of the header, years as « # »."""
    cells = grid.lines[header - 1] if 0 < header <= len(grid.lines) else []
    words = ("#" if is_year(cell) else normalise(words_in(cell)) for cell in cells)
    return "|".join(words).strip("|")[:300]


def guess(grids: Sequence[Grid]) -> SheetMap:
    """Return the likeliest mapping: the sheet with most amounts, its header, its columns."""
    best = max(grids, key=lambda grid: sum(len(figures_in(grid, c)) for c in range(width_of(grid))))
    width = width_of(best)
    figures = [column for column in range(width) if len(figures_in(best, column)) >= 2]
    first = min((figures_in(best, column)[0] for column in figures), default=0)
    header = header_before(best, first, figures)
    kept = [c for c in figures if not is_left_out(best, header, c)][: len(AMOUNTS)]
    columns = dict(zip(AMOUNTS, kept, strict=False))
    texts = {c: texts_in(best, c, header) for c in range(width) if c not in figures}
    sides = [c for c, cells in texts.items() if cells and all(side_of(cell) for cell in cells)]
    if sides and len(texts[sides[0]]) >= 2:
        columns["side"] = sides[0]
    labels = [c for c in texts if c != columns.get("side")]
    if labels:
        columns["label"] = max(labels, key=lambda c: (len(set(texts[c])), -c))
    return SheetMap(best.name, header, columns)


def sheet_named(grids: Sequence[Grid], name: str) -> Grid:
    """Return the sheet of a name, whatever its case; the first one when there is none."""
    return next((one for one in grids if normalise(one.name) == normalise(name)), grids[0])


def is_figure(cell: Any) -> bool:
    """Whether a cell holds an amount: a number, or text that reads as one."""
    if is_blank(cell) or isinstance(cell, bool):
        return False
    try:
        decimal(cell.replace("€", "") if isinstance(cell, str) else cell)
    except CellFault:
        return False
    return True


def words_in(cell: Any) -> str:
    """Return a cell as text; nothing for one that cannot be read."""
    if is_blank(cell):
        return ""
    try:
        return as_text(cell)
    except CellFault:
        return ""


def is_year(cell: Any) -> bool:
    """Whether a cell is a year: a title, not an amount."""
    text = words_in(cell)
    return text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR


def width_of(grid: Grid) -> int:
    """Return how many columns a sheet has."""
    return max((len(row) for row in grid.lines), default=0)


def figures_in(grid: Grid, column: int) -> list[int]:
    """Return the lines, from 0, where a column holds an amount; a year is a title."""
    return [
        rank
        for rank, row in enumerate(grid.lines)
        if column < len(row) and is_figure(row[column]) and not is_year(row[column])
    ]


def texts_in(grid: Grid, column: int, header: int) -> list[str]:
    """Return the texts of a column under the header, those of totals apart."""
    cells = (words_in(row[column]) for row in grid.lines[header:] if column < len(row))
    return [text for text in cells if text and not is_sum(text)]


def header_before(grid: Grid, first: int, figures: list[int]) -> int:
    """Return the header's line from 1: the last one, before the amounts, that names a column."""
    for rank in range(first - 1, -1, -1):
        row = grid.lines[rank]
        if any(column < len(row) and not is_blank(row[column]) for column in figures):
            return rank + 1
    return 0


def is_left_out(grid: Grid, header: int, column: int) -> bool:
    """Whether the title of a column says that it repeats others: a total, a share."""
    if not header or column >= len(grid.lines[header - 1]):
        return False
    text = words_in(grid.lines[header - 1][column])
    return "%" in text or normalise(text).startswith(_LEFT_OUT)
