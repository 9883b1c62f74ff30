"""Rows written for a spreadsheet: xlsx in constant memory, or CSV that a French Excel opens.

What a person typed stays text: a cell that begins with `=` is neither a formula nor a link.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from levier.kernel.french import NARROW, number
from levier.rendering.errors import TooManyRows

Kind = Literal["text", "amount", "date", "integer", "decimal", "percent"]
MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
CUT = "… [texte coupé]"
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "amount": {"num_format": '#,##0.00 "€"'},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "integer": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.00 %"},
}
HEADER = {"bold": True, "bg_color": "#ECEAE3", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
NOTE = {"font_color": "#626B68"}
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


@dataclass(frozen=True)
class Column:
    """A column: its heading, what its cells are, its width in characters.

    A `percent` is given as a fraction (0.8 shows 80,00 %); an `amount` in euros.
    """

    label: str
    kind: Kind = "text"
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows in the order of its columns, and notes written above the heading.

    The notes tell where the rows come from: filters, author, day.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def write_xlsx(target: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write `sheets` to `target`: real dates and numbers, heading frozen, filter on every column.

    One row at a time is in memory. Errors: TooManyRows as soon as a sheet passes what a
    spreadsheet holds; ValueError without a sheet.
    """
    workbook = xlsxwriter.Workbook(target, SAFE)
    names: set[str] = set()
    try:
        styles = {kind: workbook.add_format(style) for kind, style in FORMATS.items()}
        header, note = workbook.add_format(HEADER), workbook.add_format(NOTE)
        for sheet in sheets:
            worksheet = workbook.add_worksheet(_sheet_name(sheet.name, names))
            _write_sheet(worksheet, sheet, styles, header, note)
        if not names:
            raise ValueError("A workbook needs a sheet.")
    except BaseException:
        _abandon(workbook)
        raise
    workbook.close()


def write_csv(target: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """Write `rows` as UTF-8 with its mark, separated by `;`, decimals after a comma, ISO days.

    A text that a spreadsheet would run (it starts with = + - @) is written after an apostrophe.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(column.label) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    text.detach()


def _abandon(workbook: xlsxwriter.Workbook) -> None:
    """Drop the rows that wait on disk for a workbook that will not be finished."""
    for worksheet in workbook.worksheets():
        worksheet.row_data_fh.close()
        Path(worksheet.row_data_filename).unlink(missing_ok=True)
    workbook.fileclosed = True


def _write_sheet(
    worksheet: Worksheet,
    sheet: Sheet,
    styles: dict[Kind, Format],
    header: Format,
    note: Format,
) -> None:
    for rank, column in enumerate(sheet.columns):
        worksheet.set_column(rank, rank, column.width)
    line = 0
    for text in sheet.notes:
        worksheet.write_string(line, 0, text, note)
        line += 1
    line += 1 if sheet.notes else 0
    for rank, column in enumerate(sheet.columns):
        worksheet.write_string(line, rank, column.label, header)
    worksheet.freeze_panes(line + 1, 0)
    heading, kinds = line, [column.kind for column in sheet.columns]
    for row in sheet.rows:
        line += 1
        if line > MOST_ROWS:
            limit = number(MOST_ROWS - heading)
            raise TooManyRows(sheet=sheet.name, limit=limit)
        for rank, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            _write_cell(worksheet, line, rank, value, styles[kind])
    worksheet.autofilter(heading, 0, max(line, heading), len(sheet.columns) - 1)


def _write_cell(worksheet: Worksheet, line: int, rank: int, value: Any, style: Format) -> None:
    """Write one cell by the type of its value; a blank stays blank, never a zero."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        worksheet.write_string(line, rank, _fitting(value), style)
    elif isinstance(value, bool):
        worksheet.write_string(line, rank, "oui" if value else "non", style)
    elif isinstance(value, datetime):
        worksheet.write_datetime(line, rank, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        worksheet.write_datetime(line, rank, value, style)
    elif isinstance(value, Decimal | int | float):
        worksheet.write_number(line, rank, value, style)
    else:
        worksheet.write_string(line, rank, str(value), style)


def _fitting(text: str) -> str:
    """Return `text`, or its beginning and a mark that says so past what a cell holds."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a spreadsheet accepts: 31 characters, none of []:*?/\\, used once."""
    clean = "".join(" " if c in "[]:*?/\\" else c for c in name).strip("' ") or "Feuille"
    candidate, rank = clean[:31], 2
    while candidate.lower() in taken:
        suffix = f"{NARROW}({rank})"
        candidate, rank = clean[: 31 - len(suffix)] + suffix, rank + 1
    taken.add(candidate.lower())
    return candidate


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal | int | float):
        return (f"{value:f}" if isinstance(value, Decimal) else str(value)).replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    return _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY_STARTS) else text
