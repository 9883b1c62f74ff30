"""Reading a model back: what it changes in the forecast and in the plan, or every fault in it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

import python_calamine
from xlsxwriter.utility import xl_col_to_name

from levier.forecasts.model.errors import NotAModel
from levier.forecasts.model.grids import (
    NO_FORMULAS,
    SILENT,
    Formulas,
    Grid,
    at,
    by_code,
    text_of,
    with_silent,
)
from levier.forecasts.model.layout import (
    ENTRIES,
    HELP,
    NOT_CELLS,
    PLAN,
    PLAN_COLUMNS,
    VERSION,
    entry_sections,
    plan_codes,
)
from levier.forecasts.model.leftovers import Left, left_aside
from levier.forecasts.sheets import CaseSheet, Change
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP
from levier.rules.forecast.cells import Cell
from levier.rules.forecast.entry import canonical, shown

AMOUNT = Cell("plan", "Montant", "amount")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell: its sheet, its row and column as the spreadsheet names them."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass
class Imported:
    """What a file says: `texts` to put in cells, `amounts` of lines of the plan, or its faults.

    `left` is what it holds and Levier reads nowhere.
    """

    texts: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def read_model(source: BinaryIO, sheet: CaseSheet, formulas: Formulas = NO_FORMULAS) -> Imported:
    """Return what the model at `source` changes in `sheet`; nothing when nothing was typed in it.

    Every faulty cell is listed, then nothing of the file may be used. What is read nowhere is
    named. `formulas` says what the cells do not: which are computed, which have no result. Errors:
    NotAModel.
    """
    book = _opened(source)
    found = Imported()
    grids = {name: with_silent(_rows(book, name), formulas, name) for name in book.sheet_names}
    reader = _Reader(sheet, found)
    reader.read_entries(grids[ENTRIES])
    reader.read_plan(grids[PLAN])
    found.left = left_aside(grids, sheet, formulas)
    return found


def is_model(sheets: Mapping[str, Grid]) -> bool:
    """Whether the sheets of a workbook, by name, are those of a model that Levier wrote."""
    first = sheets.get(HELP, [])
    return {ENTRIES, PLAN} <= sheets.keys() and bool(first) and text_of(at(first[0], 0)) == VERSION


class _Reader:
    def __init__(self, sheet: CaseSheet, found: Imported) -> None:
        self.sheet, self.found = sheet, found

    def read_entries(self, rows: Grid) -> None:
        known = {row.key: row for section in entry_sections(self.sheet) for row in section.rows}
        placed = self._placed(ENTRIES, rows, known)
        for key, row in known.items():
            if key not in placed:
                self._fault(ENTRIES, 0, 0, key, f"La ligne «{NBSP}{key}{NBSP}» manque.")
                continue
            number, values = placed[key]
            if row.label_code:
                self._read(ENTRIES, number, 1, row.label_code, values)
            for rank, code in enumerate(row.codes):
                self._read(ENTRIES, number, 2 + rank, code, values)

    def read_plan(self, rows: Grid) -> None:
        entries = {entry.key: entry for entry in self.sheet.entries}
        placed = self._placed(PLAN, rows, entries)
        for key, (number, values) in placed.items():
            if key in NOT_CELLS:
                continue
            entry = entries.get(key)
            if entry is None:
                message = "Cette ligne n’est plus dans le plan du dossier : exportez à nouveau."
                self._fault(PLAN, number, 1, at(values, 1), message)
                continue
            self._read_amount(number, values, key)
            for rank, code in enumerate(plan_codes(entry), 3):
                if code:
                    self._read(PLAN, number, rank, code, values)
        for key in entries.keys() - placed.keys():
            label = entries[key].label
            message = f"La ligne «{NBSP}{label}{NBSP}» du plan manque dans le fichier."
            self._fault(PLAN, 0, 0, label, message)

    def _placed(
        self, name: str, rows: Grid, known: Container[str]
    ) -> Mapping[str, tuple[int, list[Any]]]:
        """Return the row of each code; a row copied with its hidden code would hide the other."""
        found: dict[str, tuple[int, list[Any]]] = {}
        for code, number, values in by_code(rows):
            if code in found and code in known:
                message = (
                    f"Cette ligne porte le même code masqué que la ligne {found[code][0]}\u00a0: "
                    "supprimez l’une des deux."
                )
                self._fault(name, number, 1, at(values, 1), message)
            found.setdefault(code, (number, values))
        return found

    def _read(self, name: str, number: int, column: int, code: str, values: list[Any]) -> None:
        cell = self.sheet.cells[code]
        typed = at(values, column)
        if typed in SILENT:
            self._fault(name, number, column, typed, SILENT[typed])
            return
        try:
            text = canonical(cell, text_of(typed))
        except DomainError as refusal:
            self._fault(name, number, column, typed, str(refusal))
            return
        now = self.sheet.texts.get(code, "")
        if text in (now, now or self.sheet.default(cell)):
            return
        self.found.texts[code] = text
        self.found.changes += self.sheet.changes({code: text})

    def _read_amount(self, number: int, values: list[Any], key: str) -> None:
        entry = next(each for each in self.sheet.entries if each.key == key)
        typed = at(values, 2)
        if typed in SILENT:
            self._fault(PLAN, number, 2, typed, SILENT[typed])
            return
        try:
            text = canonical(AMOUNT, text_of(typed))
        except DomainError as refusal:
            self._fault(PLAN, number, 2, typed, str(refusal))
            return
        if not text or Decimal(text) < 0 or (not Decimal(text) and entry.amount):
            message = "Un montant du plan est supérieur à zéro ; retirez la ligne dans Levier."
            self._fault(PLAN, number, 2, typed, message)
        elif Decimal(text) != entry.amount:
            self.found.amounts[key] = Decimal(text)
            before = shown(AMOUNT, f"{entry.amount:.2f}")
            label = f"Plan, {entry.label}, {PLAN_COLUMNS[1].lower()}"
            self.found.changes.append(Change(f"plan.{key}", label, before, shown(AMOUNT, text)))

    def _fault(self, name: str, number: int, column: int, value: Any, message: str) -> None:
        letter = xl_col_to_name(column) if number else ""
        self.found.faults.append(Fault(name, number, letter, text_of(value)[:200], message))


def _opened(source: BinaryIO) -> python_calamine.CalamineWorkbook:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(source)
    except (python_calamine.CalamineError, OSError) as fault:
        raise NotAModel(reason="il ne s’ouvre pas comme un classeur") from fault
    names = book.sheet_names
    if not {HELP, ENTRIES, PLAN} <= set(names):
        raise NotAModel(reason="ses feuilles ne sont pas celles du modèle")
    first = _rows(book, HELP)
    if not first or text_of(at(first[0], 0)) != VERSION:
        raise NotAModel(reason="sa version n’est pas reconnue")
    return book


def _rows(book: python_calamine.CalamineWorkbook, name: str) -> Grid:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
