"""From a file to typed rows: sheets found by name, headers by their titles, lines kept or skipped.

A title above the header, empty lines and a « TOTAL » line are not data. Rows keep the number that
the spreadsheet shows.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from levier.exchange.workbook.archive import damaged, open_archive
from levier.exchange.workbook.cells import CellFault, is_blank
from levier.exchange.workbook.columns import Column, Row, columns_of
from levier.exchange.workbook.faults import Fault, Faults, shown
from levier.kernel.text import normalise

HEADER_WITHIN = 20
"""The header stands in the first lines of a sheet."""

Corrections = Mapping[tuple[str, int, str], str]
"""Cells corrected by hand, by sheet, row and column title."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as rows of raw cells; the first is line 1 of the spreadsheet."""

    name: str
    lines: list[list[Any]]


class Workbook:
    """The sheets of a file, found by their name whatever its case and accents."""

    def __init__(self, content: bytes) -> None:
        """Read `content`. Errors: UnreadableWorkbook."""
        archive = open_archive(content)
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(archive.content))
            self._grids = {
                normalise(name): grid_of(book, name, archive.error_cells.get(name, set()))
                for name in book.sheet_names
            }
        except (CalamineError, OSError, ValueError) as fault:
            raise damaged() from fault

    def sheet(self, name: str) -> Grid | None:
        """Return a sheet, or None when the workbook has none of this name."""
        return self._grids.get(normalise(name))


def grid_of(book: CalamineWorkbook, name: str, error_cells: set[tuple[int, int]]) -> Grid:
    """Return a sheet; a formula in error is shown as one, where it would read as blank."""
    lines = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for row, rank in error_cells:
        if row <= len(lines) and rank <= len(lines[row - 1]):
            lines[row - 1][rank - 1] = "#VALUE!"
    return Grid(name, lines)


def read_rows(
    workbook: Workbook,
    row_class: type[Row],
    faults: Faults,
    corrections: Corrections | None = None,
) -> list[Any]:
    """Return the rows of a sheet; what cannot be read goes to `faults`.

    A sheet or a column that is missing is one fault of the sheet, and the cells that it would hold
    are unread: nothing else complains of them.
    """
    grid = workbook.sheet(row_class.sheet)
    if grid is None:
        faults.add(Fault(_missing_sheet(row_class.sheet), row_class.sheet))
        return []
    columns = columns_of(row_class)
    header = _header_line(grid, columns)
    if header is None:
        faults.add(Fault(_missing_header(columns), row_class.sheet))
        return []
    ranks = _ranks(grid.lines[header])
    missing = [one for one in columns if one.key not in ranks and not one.may_miss]
    for one in missing:
        faults.add(Fault(_missing_column(one), row_class.sheet))
    present = [(one, ranks[one.key]) for one in columns if one.key in ranks]
    unread = frozenset(one.name for one in missing)
    read = _row_reader(row_class, present, unread, faults, corrections or {})
    lines = _data_lines(grid, header, sorted(rank for _, rank in present))
    if missing:  # the label of a total may have gone with its column
        lines = (one for one in lines if not _has_only_figures(one[1]))
    return [read(line, cells) for line, cells in lines]


def _row_reader(
    row_class: type[Row],
    present: list[tuple[Column, int]],
    missing: frozenset[str],
    faults: Faults,
    corrections: Corrections,
) -> Callable[[int, list[Any]], Row]:
    def read(line: int, cells: list[Any]) -> Row:
        values: dict[str, Any] = {}
        raws: dict[str, Any] = {}
        unread = set()
        for one, rank in present:
            raw = cells[rank] if rank < len(cells) else ""
            raw = corrections.get((row_class.sheet, line, one.title), raw)
            raws[one.name] = raw
            try:
                values[one.name] = _value(one, raw)
            except CellFault as fault:
                unread.add(one.name)
                faults.add(Fault(str(fault), row_class.sheet, line, one.title, shown(raw)))
        return row_class(line=line, unread=missing | unread, raw=raws, **values)

    return read


def _value(one: Column, raw: Any) -> Any:
    if is_blank(raw):
        if one.required:
            raise CellFault(one.blank_message)
        return one.blank_value
    return one.parse(raw)


def _data_lines(grid: Grid, header: int, ranks: list[int]) -> Iterator[tuple[int, list[Any]]]:
    """Yield the lines that hold data: a note in a column of no meaning makes no row."""
    for position, cells in enumerate(grid.lines[header + 1 :], header + 2):
        read = [cells[rank] for rank in ranks if rank < len(cells)]
        if all(map(is_blank, read)) or _is_total(read[0]):
            continue
        yield position, cells


def _is_total(first_cell: Any) -> bool:
    """The label of a total stands in the first cell: « TOTAL », « Total général », « Totaux »."""
    if not isinstance(first_cell, str):
        return False
    return normalise(first_cell[:200]).split()[:1] in (["total"], ["totaux"])


def _has_only_figures(cells: list[Any]) -> bool:
    return all(is_blank(cell) or isinstance(cell, int | float) for cell in cells)


def _header_line(grid: Grid, columns: Iterable[Column]) -> int | None:
    """Return the line, among the first, that bears the most titles: at least two."""
    titles = {one.key for one in columns}
    scores = [
        (len(titles & _ranks(cells).keys()), -position)
        for position, cells in enumerate(grid.lines[:HEADER_WITHIN])
    ]
    score, position = max(scores, default=(0, 0))
    return -position if score >= min(2, len(titles)) else None


def _ranks(cells: list[Any]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for rank, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) < 200 and not is_blank(cell):
            ranks.setdefault(normalise(cell), rank)
    return ranks


def _missing_sheet(name: str) -> str:
    return f"La feuille «\u00a0{name}\u00a0» manque\u00a0: ajoutez-la au classeur."


def _missing_column(one: Column) -> str:
    return f"La colonne «\u00a0{one.title}\u00a0» manque\u00a0: ajoutez-la à la feuille."


def _missing_header(columns: Iterable[Column]) -> str:
    first = next(iter(columns)).title
    return (
        "La ligne des titres est introuvable\u00a0: "
        f"écrivez les titres des colonnes, de «\u00a0{first}\u00a0» au dernier, en tête de feuille."
    )
