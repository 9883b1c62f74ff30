"""What a model brought back holds and Levier reads nowhere: named, never dropped in silence."""

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import python_calamine
from xlsxwriter.utility import xl_col_to_name

from levier.forecasts.model.grids import Formulas, Grid, at, by_code, text_of
from levier.forecasts.model.layout import (
    ENTRIES,
    HELP,
    NOT_CELLS,
    PLAN,
    VERSION,
    entry_sections,
    plan_codes,
)
from levier.forecasts.model.writing import write_model
from levier.forecasts.sheets import CaseSheet
from levier.kernel.french import plural
from levier.kernel.text import normalise, squeeze
from levier.rules.forecast.cells import KINDS
from levier.rules.forecast.plan_entries import PlanEntry

LABEL, FIRST_YEAR = 1, 7
"""The column of the labels, and that of the first year of the plan, from 0."""
LONGEST, LONGEST_KEY = 80, 1000
NOWHERE = "lue nulle part"
_CODE = re.compile(r"(?!\d{1,12}$)[a-z0-9_]+(?:\.[a-z0-9_]+)*")
"""The form of the hidden code of a row: words, or the key of a line of the plan; not a figure."""
_OF_CASE = re.compile(r"Dossier \S+, modèle du \d\d/\d\d/\d{4}")


@dataclass(frozen=True)
class Left:
    """Something that a file holds and that is not read: its sheet, its row (0 for many), why."""

    sheet: str
    row: int
    words: str


@dataclass(frozen=True)
class _Read:
    """What is read, or known, of a row: its label when it is Levier's, its columns, its values."""

    columns: Collection[int]
    label: str = ""
    given: Mapping[int, Any] | None = None


@dataclass(frozen=True)
class _Known:
    """What Levier writes of itself in a sheet: its texts, how many columns it has.

    `told` are the columns that say in words what a row is (unit, benchmark and its source): they
    change with the day of the export, and are not compared.
    """

    texts: frozenset[str]
    width: int
    told: frozenset[int]


def left_aside(grids: Mapping[str, Grid], sheet: CaseSheet, formulas: Formulas) -> list[Left]:
    """Return what the sheets of a model hold and no reading looks at, in their order."""
    own = _own_words()
    read = {ENTRIES: _entry_rows(sheet), PLAN: _plan_rows(sheet.entries)}
    found: list[Left] = []
    for name, rows in grids.items():
        if name not in own:
            found += _whole_sheet(name, rows)
            continue
        found += _beyond(name, rows, own[name].width)
        if name in read:
            found += _in_entries(name, rows, own[name], read[name], formulas)
        else:
            found += _in_computed(name, rows, own[name], formulas)
    return found


# ── What is read, and what Levier wrote ───────────────────────────────────────────────────────
def _entry_rows(sheet: CaseSheet) -> dict[str, _Read]:
    found = {}
    for section in entry_sections(sheet):
        for row in section.rows:
            columns = set(range(2, 2 + len(row.codes)))
            found[row.key] = _Read(columns | ({LABEL} if row.label_code else set()), row.heading)
    return found


def _plan_rows(entries: Sequence[PlanEntry]) -> dict[str, _Read]:
    found = {}
    for entry in entries:
        columns = {2} | {rank for rank, code in enumerate(plan_codes(entry), 3) if code}
        years = entry.years if entry.tranches else entry.later
        given = {FIRST_YEAR + rank: text_of(float(amount)) for rank, amount in enumerate(years)}
        found[entry.key] = _Read(columns, entry.label, given)
    return found


@cache
def _own_words() -> dict[str, _Known]:
    """Return the texts of an empty model, for each kind of holder: they do not change."""
    texts: dict[str, set[str]] = {}
    widths: dict[str, int] = {}
    told: dict[str, set[int]] = {}
    for kind in KINDS:
        target = io.BytesIO()
        empty = CaseSheet({}, [], 0, kind, date(2020, 1, 1))
        write_model(target, empty, case_number="", on=date(2020, 1, 1))
        target.seek(0)
        book = python_calamine.CalamineWorkbook.from_filelike(target)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            words = {_key(cell) for row in rows for cell in row if isinstance(cell, str)}
            texts.setdefault(name, set()).update(words)
            told.setdefault(name, set()).update(_told_in(rows))
            widths[name] = max(widths.get(name, 0), *map(len, rows))
    return {
        name: _Known(frozenset(words), widths[name], frozenset(told[name]))
        for name, words in texts.items()
    }


def _told_in(rows: Grid) -> Iterator[int]:
    for _, _, values in by_code(rows):
        for column in range(LABEL + 1, len(values)):
            if isinstance(values[column], str) and _holds(values[column]):
                yield column


# ── What is left ──────────────────────────────────────────────────────────────────────────────
def _whole_sheet(name: str, rows: Grid) -> Iterator[Left]:
    count = sum(any(_holds(cell) for cell in values) for values in rows)
    if count:
        yield Left(name, 0, f"{plural(count, 'ligne')}\u00a0: feuille {NOWHERE}.")


def _beyond(name: str, rows: Grid, width: int) -> Iterator[Left]:
    """The columns on the right of those that Levier wrote, each once."""
    first: dict[int, tuple[int, Any]] = {}
    for number, values in enumerate(rows, 1):
        for column in range(width, len(values)):
            if column not in first and _holds(values[column]):
                first[column] = (number, values[column])
    for column in sorted(first):
        number, cell = first[column]
        where = f"colonne {xl_col_to_name(column)}"
        yield Left(name, number, f"{where}, {_said(cell)}\u00a0: {NOWHERE}.")


def _in_entries(
    name: str, rows: Grid, own: _Known, read: Mapping[str, _Read], formulas: Formulas
) -> Iterator[Left]:
    totals = set(NOT_CELLS)
    for number, whole in enumerate(rows, 1):
        code, values = text_of(at(whole, 0)), whole[: own.width]
        if code in read:
            yield from _unread_cells(name, number, values, read[code])
        elif code in totals:
            totals.discard(code)  # a copy of it further down is somebody's line
            yield from _over_formulas(name, number, values, own, formulas)
        elif name != PLAN or not code or code in NOT_CELLS:  # a line that left the plan is a fault
            yield from _foreign_row(name, number, values, own)


def _unread_cells(name: str, number: int, values: list[Any], row: _Read) -> Iterator[Left]:
    label = at(values, LABEL)
    if LABEL not in row.columns and _key(label) != _key(row.label):
        yield Left(
            name, number,
            f"ligne {number}, {_said(label)}\u00a0: ce libellé n’est pas repris, la ligne reste "
            f"{_said(row.label)}.",
        )  # fmt: skip
    for column in range(LABEL + 1, len(values)):
        typed = text_of(values[column])
        is_known = column in row.columns or typed == (row.given or {}).get(column)
        if not is_known and _holds(values[column]):
            yield _cell(name, number, column, values[column], NOWHERE)


def _in_computed(name: str, rows: Grid, own: _Known, formulas: Formulas) -> Iterator[Left]:
    """A sheet that Levier computes again: a row added there, a value written over a formula."""
    seen: set[str] = set()
    for number, whole in enumerate(rows, 1):
        code, values = text_of(at(whole, 0)), whole[: own.width]
        if name == HELP and (number, code) == (1, VERSION):
            continue
        if name != HELP and _CODE.fullmatch(code) and code not in seen:
            seen.add(code)
            yield from _over_formulas(name, number, values, own, formulas)
        else:
            yield from _foreign_row(name, number, values, own)


def _over_formulas(
    name: str, number: int, values: list[Any], own: _Known, formulas: Formulas
) -> Iterator[Left]:
    if not formulas.is_known:
        return
    computed = formulas.cells.get(name, ())
    for column in range(LABEL + 1, len(values)):
        cell = values[column]
        is_own = (number, column + 1) in computed or _key(cell) in own.texts
        is_told = isinstance(cell, str) and column in own.told
        if _holds(cell) and not (is_own or is_told):
            why = "écrite à la place d’un calcul, que Levier refait"
            yield _cell(name, number, column, cell, why)


def _foreign_row(name: str, number: int, values: list[Any], own: _Known) -> Iterator[Left]:
    """A row without a code of the model: what it holds is Levier's headings, or somebody's."""
    held = [cell for cell in values if _holds(cell)]
    theirs = [cell for cell in held if not isinstance(cell, str) or _key(cell) not in own.texts]
    if theirs and not (name == HELP and _is_of_case(theirs)):
        label = at(values, LABEL)
        said = label if _holds(label) else held[0]
        yield Left(name, number, f"ligne {number}, {_said(said)}\u00a0: {NOWHERE}.")


def _is_of_case(cells: Sequence[Any]) -> bool:
    """The line of the first sheet that says which dossier the model is of, and its day."""
    return len(cells) == 1 and _OF_CASE.fullmatch(text_of(cells[0])) is not None


def _cell(name: str, number: int, column: int, cell: Any, why: str) -> Left:
    where = f"cellule {xl_col_to_name(column)}{number}"
    return Left(name, number, f"{where}, {_said(cell)}\u00a0: {why}.")


def _holds(cell: Any) -> bool:
    return bool(text_of(cell).strip())


def _key(cell: Any) -> str:
    return normalise(text_of(cell)[:LONGEST_KEY])


def _said(cell: Any) -> str:
    text = squeeze(text_of(cell))
    clipped = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return f"«\u00a0{clipped}\u00a0»"
