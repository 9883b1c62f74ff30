"""Workbooks for tests: the demo year, with cells changed by hand, or turned into another year."""

import io
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

DEMO = Path(__file__).resolve().parents[2] / "demo" / "annee_2024.xlsx"
Sheets = dict[str, list[list[Any]]]


@cache
def _demo() -> Sheets:
    book = CalamineWorkbook.from_path(DEMO)
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def demo_sheets() -> Sheets:
    """Return the sheets of the demo year as lists of cells, free to be changed."""
    return {name: [list(row) for row in rows] for name, rows in _demo().items()}


def header_line(sheets: Sheets, name: str) -> int:
    """Return the index of the line of titles."""
    return next(i for i, row in enumerate(sheets[name]) if sum(cell != "" for cell in row) > 3)


def rank_of(sheets: Sheets, name: str, title: str) -> int:
    """Return the index of a column."""
    return sheets[name][header_line(sheets, name)].index(title)


def cell(sheets: Sheets, name: str, line: int, title: str) -> Any:
    """Return a cell by the number that the spreadsheet gives to its line."""
    return sheets[name][line - 1][rank_of(sheets, name, title)]


def put(sheets: Sheets, name: str, line: int, title: str, value: Any) -> None:
    """Write a cell."""
    sheets[name][line - 1][rank_of(sheets, name, title)] = value


def find(sheets: Sheets, name: str, after: int = 0, **wanted: Any) -> int:
    """Return the first line, after one, whose cells are those wanted (titles with spaces as _)."""
    ranks = {rank_of(sheets, name, title.replace("_", " ")): v for title, v in wanted.items()}
    start = max(after, header_line(sheets, name) + 1)
    for index in range(start, len(sheets[name])):
        row = sheets[name][index]
        if all(v(row[rank]) if callable(v) else row[rank] == v for rank, v in ranks.items()):
            return index + 1
    raise LookupError(wanted)


def written(sheets: Sheets) -> bytes:
    """Return the workbook as a file."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for rank, value in enumerate(row):
                if isinstance(value, date | datetime):
                    sheet.write_datetime(line, rank, value, day_format)
                elif isinstance(value, str) and value:
                    sheet.write_string(line, rank, value)
                elif value not in ("", None):
                    sheet.write(line, rank, value)
    book.close()
    return buffer.getvalue()


# ── Another year ──────────────────────────────────────────────────────────────────────────────
def next_year_sheets() -> Sheets:
    """Return a year 2025 of the same shape: other people, organisations and totals.

    The people still accompanied at the end of 2024 come back in « BRSA » under their number, and
    two grants awarded in 2024 come back paid. The quirks of typing stand elsewhere.
    """
    demo, sheets = demo_sheets(), demo_sheets()
    for name, rows in sheets.items():
        first = header_line(sheets, name) + 1
        for row in rows[first:]:
            row[:] = [_moved(cell) for cell in row]
        _rename(sheets, name)
    _raise_loans(sheets)
    _bring_back(demo, sheets)
    _type_badly(sheets)
    return sheets


def _moved(value: Any) -> Any:
    """A year later: days, numbers of 2024, texts such as 12/03/2024."""
    if isinstance(value, date | datetime):
        return value.replace(year=value.year + 1, day=min(value.day, 28))
    if isinstance(value, str):
        if match := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", value):
            day = min(int(match[1]), 28)
            return f"{day:02d}/{match[2]}/{int(match[3]) + 1}"
        return value.replace("-2024", "-2025").replace("-2023", "-2024")
    return value


def _rename(sheets: Sheets, name: str) -> None:
    """Other family names, e-mails, SIRET and campaigns; the staff and the sittings stay."""
    if name in ("Équipe", "Agences", "Comités"):
        return
    titles = sheets[name][header_line(sheets, name)]
    for row in sheets[name][header_line(sheets, name) + 1 :]:
        for rank, title in enumerate(titles):
            if title == "Nom" and row[rank]:
                ending = "EAU" if row[rank].isupper() else "eau"
                row[rank] = row[rank].rstrip() + ending
            elif title == "E-mail" and row[rank]:
                row[rank] = f"n.{row[rank]}"
            elif title == "SIRET" and row[rank]:
                row[rank] = _other_siret(row[rank])
            elif title == "Campagne" and row[rank]:
                row[rank] = f"{row[rank]} 2"


def _other_siret(siret: str) -> str:
    digits = "".join(c for c in siret if c.isdigit())
    siren = _with_key(f"{int(digits[:8]) + 5000:08d}")
    return _with_key(siren + digits[9:13])


def _with_key(digits: str) -> str:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def _raise_loans(sheets: Sheets) -> None:
    """A thousand euros more on the loans that « Garantie Emploi » covers."""
    name = "Garanties TPE"
    for line in range(2, len(sheets[name]) + 1):
        if str(cell(sheets, name, line, "Produit de garantie")).strip() != "Garantie Emploi":
            continue
        loan = cell(sheets, name, line, "Montant du prêt")
        if not isinstance(loan, float):
            continue
        loan = Decimal(str(loan)) + 1000
        put(sheets, name, line, "Montant du prêt", float(loan))
        amount = (loan * Decimal("0.65")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        put(sheets, name, line, "Montant garanti", float(amount))


def _bring_back(demo: Sheets, sheets: Sheets) -> None:
    """The grants paid the year after, and the RSA recipients still accompanied."""
    grants = [row for row in demo["Primes"][1:] if str(row[0]).startswith("PR-2024")]
    back = [row for row in grants if isinstance(row[-1], date) and row[-1].year == 2025][:2]
    sheets["Primes"][1:3] = [list(row) for row in back]
    ranks = {title: rank for rank, title in enumerate(demo["BRSA"][1])}
    kept = [row for row in sheets["BRSA"][2:] if str(row[0]).startswith("BRSA-2025")]
    running = [
        list(row)
        for row in demo["BRSA"][2:]
        if row[ranks["Date de sortie"]] == "" and str(row[ranks["Sortie RSA"]]).lower() == "non"
    ]
    for rank, row in enumerate(running):
        if rank % 2 == 0:
            row[ranks["Sortie RSA"]] = "Oui"
            row[ranks["Date de sortie RSA"]] = date(2025, 6, 30)
    sheets["BRSA"][2:] = [*running, *kept]


def _type_badly(sheets: Sheets) -> None:
    """The quirks of typing, in other sheets and columns than those of 2024."""
    titles = sheets["BRSA"].pop(0)
    assert str(titles[0]).startswith("Suivi")
    sheets["ESS"].insert(0, ["Concours 2025"] + [""] * 5)
    sheets["ESS"].append(["Total général"] + [""] * 20 + [1_000_000.0])
    sheets["Contributions"].insert(100, [""] * 9)
    for line in range(3, 20):
        day = cell(sheets, "Accès+", line, "Date de naissance")
        if isinstance(day, date):
            put(sheets, "Accès+", line, "Date de naissance", f"{day:%d/%m/%Y}")
        code = cell(sheets, "Accès+", line, "Code INSEE")
        put(sheets, "Accès+", line, "Code INSEE", float(code))
        put(sheets, "Équipe", line, "Agence", f"{cell(sheets, 'Équipe', line, 'Agence')}\u00a0 ")
    put(sheets, "FIDESS", 2, "Coût de l'étude", "43\u202f500,00\u00a0€")
    put(sheets, "FIDESS", 2, "Potentiel ETP", "5,5")
