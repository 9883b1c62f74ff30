"""Ten yearly workbooks of the same shape as the demo's: other years, people and organisations."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.processes import ROOT

DEMO, DEMO_YEAR = ROOT / "demo" / "annee_2024.xlsx", 2024
FIRST_YEAR, YEARS = 2024, 10
SHARED = ("Équipe", "Agences", "Comités")  # the house stays, with its staff and its committees
ENDINGS = ("", "eau", "ier", "in", "ot", "et", "ard", "el", "oux", "aux")
Sheets = dict[str, list[list[Any]]]


def ten_workbooks(folder: Path) -> list[tuple[int, Path]]:
    """Write a workbook a year from 2024 to 2033; return each year with its file."""
    demo = _read()
    written = []
    for shift in range(YEARS):
        year = FIRST_YEAR + shift
        path = folder / f"annee_{year}.xlsx"
        write_workbook(path, {name: _moved(name, rows, shift) for name, rows in demo.items()})
        written.append((year, path))
    return written


def _read() -> Sheets:
    book = CalamineWorkbook.from_path(DEMO)
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def _moved(name: str, rows: list[list[Any]], shift: int) -> list[list[Any]]:
    """Return a sheet some years later, its people and organisations renamed."""
    header = next(i for i, row in enumerate(rows) if sum(cell != "" for cell in row) > 3)
    titles = rows[header]
    moved = [list(row) for row in rows[: header + 1]]
    for row in rows[header + 1 :]:
        cells = [_later(cell, shift) for cell in row]
        if shift and name not in SHARED:
            cells = [
                _renamed(str(title), cell, shift) for title, cell in zip(titles, cells, strict=True)
            ]
        moved.append(cells)
    return moved


def _later(value: Any, shift: int) -> Any:
    """Days, numbers of the year or of the year before, and texts such as 12/03/2024."""
    if not shift:
        return value
    if isinstance(value, date | datetime):
        return value.replace(year=value.year + shift, day=min(value.day, 28))
    if not isinstance(value, str):
        return value
    if match := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", value):
        day, year = min(int(match[1]), 28), int(match[3]) + shift
        return f"{day:02d}/{match[2]}/{year}"
    return re.sub(
        rf"-({DEMO_YEAR}|{DEMO_YEAR - 1})(-?)", lambda found: _number(found, shift), value
    )


def _number(found: re.Match, shift: int) -> str:
    """The year of a number, later; one of the year before gets a rank that no year has given."""
    spare = "9" if int(found[1]) < DEMO_YEAR and found[2] else ""
    return f"-{int(found[1]) + shift}{found[2]}{spare}"


def _renamed(title: str, cell: Any, shift: int) -> Any:
    """Another family name, e-mail, SIRET or campaign; birth dates have moved with the year."""
    if cell == "":
        return cell
    if title == "Nom":
        ending = ENDINGS[shift]
        return str(cell).rstrip() + (ending.upper() if str(cell).isupper() else ending)
    if title == "E-mail":
        return f"n{shift}.{cell}"
    if title == "SIRET":
        return _other_siret(str(cell), shift)
    return f"{cell} {shift + 1}" if title == "Campagne" else cell


def _other_siret(siret: str, shift: int) -> str:
    digits = "".join(c for c in siret if c.isdigit())
    return _with_key(_with_key(f"{int(digits[:8]) + 5000 * shift:08d}") + digits[9:13])


def _with_key(digits: str) -> str:
    """Add the key that makes a SIREN or a SIRET valid (Luhn)."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def write_workbook(path: Path, sheets: Sheets) -> None:
    """Write sheets, given as lists of cells from their titles down."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for rank, value in enumerate(row):
                if isinstance(value, date | datetime):
                    sheet.write_datetime(line, rank, value, day)
                elif isinstance(value, str) and value:
                    sheet.write_string(line, rank, value)
                elif value not in ("", None):
                    sheet.write(line, rank, value)
    book.close()
