"""The sheets of a file that somebody sends: a workbook or a CSV, as rows of raw cells."""

import csv
import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from levier.exchange.workbook.archive import (
    UnreadableWorkbook,
    damaged,
    formulas_without_result,
    open_archive,
)
from levier.exchange.workbook.reading import Grid, grid_of

MOST_ROWS, MOST_COLUMNS = 400, 40
"""A plan is short: what lies further is not looked at."""
_XLSX = b"PK\x03\x04"


def read_sheets(content: bytes, name: str, most_rows: int = MOST_ROWS) -> list[Grid]:
    """Return the sheets of an .xlsx or a .csv, cut to what a plan may hold, or to `most_rows`.

    Errors: UnreadableWorkbook.
    """
    grids = _of_workbook(content) if content.startswith(_XLSX) else [_of_csv(content, name)]
    return [Grid(one.name, [row[:MOST_COLUMNS] for row in one.lines[:most_rows]]) for one in grids]


def _of_workbook(content: bytes) -> list[Grid]:
    archive = open_archive(content)
    unknown = formulas_without_result(archive)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive.content))
        return [
            grid_of(book, name, archive.error_cells.get(name, set()) | unknown.get(name, set()))
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as fault:
        raise damaged() from fault


def _of_csv(content: bytes, name: str) -> Grid:
    """A text from a French spreadsheet: UTF-8 or Windows-1252, `;`, `,` or tabulations."""
    if b"\x00" in content:
        raise UnreadableWorkbook(
            reason="Ce fichier n’est ni un classeur .xlsx ni un texte .csv\u00a0: enregistrez-le "
            "dans l’un de ces formats."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows: list[list[Any]] = [list(row) for row in lines]
    except csv.Error:
        raise UnreadableWorkbook(
            reason="Ce texte n’est pas un .csv lisible\u00a0: enregistrez-le de nouveau en .csv, "
            "ou en .xlsx."
        ) from None
    return Grid(name.rsplit(".", 1)[0][:60] or "feuille", rows)
