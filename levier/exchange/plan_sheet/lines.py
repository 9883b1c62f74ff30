"""From the lines of a sheet to lines of a plan, each with what will be done of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from levier.cases.models import PlanLine
from levier.exchange.plan_sheet.mapping import AMOUNTS, SheetMap
from levier.exchange.plan_sheet.vocabulary import is_sum, nature_of, side_of
from levier.exchange.workbook.cells import CellFault, amount_or_zero, as_text, is_blank
from levier.exchange.workbook.reading import Grid
from levier.kernel.money import ZERO
from levier.kernel.text import normalise, squeeze

LONGEST_LABEL = 120
CREATE, UPDATE, SAME, IGNORE, FAULT = "create", "update", "same", "ignore", "fault"
NO_SIDE = "Besoin ou ressource\u00a0? Choisissez."


@dataclass(slots=True)
class SheetLine:
    """One line of the sheet as it will enter the plan.

    `row` is the line that the spreadsheet shows. `texts` keeps what cannot be read, by field, for
    who corrects it; `faults` says why. `former` is the line of the plan that it updates.
    """

    row: int
    label: str
    side: str = ""
    nature: str = ""
    amounts: dict[str, Decimal] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    action: str = CREATE
    why: str = ""
    former: PlanLine | None = None


def read_lines(
    grid: Grid, sheet_map: SheetMap, edits: Mapping[str, Mapping[str, str]]
) -> list[SheetLine]:
    """Return the lines of a sheet, those that are not lines left out with why.

    `edits` replaces cells, by line then field; `ignored` leaves a line out. Cells that begin with
    a sign of formula are text: nothing is computed.
    """
    found: list[SheetLine] = []
    side = _side_of_header(grid, sheet_map)
    for row, cells in enumerate(grid.lines[sheet_map.header :], sheet_map.header + 1):
        raw = {role: _cell(cells, place) for role, place in sheet_map.columns.items()}
        edited = edits.get(str(row), {})
        label = _label(raw, edited)
        has_amounts = any(not is_nothing(raw.get(name)) for name in AMOUNTS)
        if not label and not has_amounts:
            continue
        opened = side_of(label)
        if opened and (not has_amounts or " " not in label.strip()):
            side = opened
            continue
        line = SheetLine(row, label[:LONGEST_LABEL])
        _fill(line, raw, edited, side)
        _judge(line, edited, has_amounts)
        found.append(line)
    return found


def _side_of_header(grid: Grid, sheet_map: SheetMap) -> str:
    """Return the side that the header itself opens: « Besoins | Départ | Année 1 »."""
    place = sheet_map.columns.get("label")
    if not sheet_map.header or place is None:
        return ""
    return side_of(str(_cell(grid.lines[sheet_map.header - 1], place) or ""))


def _cell(cells: list[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None


def _label(raw: Mapping[str, Any], edited: Mapping[str, str]) -> str:
    if "label" in edited:
        return squeeze(edited["label"])
    if is_blank(raw.get("label")):
        return ""
    try:
        return as_text(raw["label"])
    except CellFault:
        return ""


def is_nothing(cell: Any) -> bool:
    """Whether a cell holds nothing, or the dash that stands for nothing."""
    return is_blank(cell) or (isinstance(cell, str) and cell.strip() in {"-", "–", "—"})


def _fill(line: SheetLine, raw: Mapping[str, Any], edited: Mapping[str, str], section: str) -> None:
    for name in AMOUNTS:
        cell = edited.get(name, raw.get(name))
        if is_nothing(cell):
            line.amounts[name] = ZERO
            continue
        try:
            line.amounts[name] = amount_or_zero(bare_amount(cell))
        except CellFault as fault:
            line.texts[name], line.faults[name] = str(cell)[:40], str(fault)
    named = side_of(str(raw.get("side") or "")) if "side" in raw else ""
    side = edited.get("side") or named or section
    line.side, line.nature = nature_of(line.label, side)
    chosen = edited.get("nature", "")
    if chosen in PlanLine.Nature.values:
        line.nature = chosen
    if not line.side:
        line.faults["side"] = NO_SIDE


def bare_amount(cell: Any) -> Any:
    """Return an amount without its sign of euro; between parentheses, it is below zero."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    is_negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if is_negative else text
    bare = re.sub(r"(€|euros?|eur)\s*$", "", text, flags=re.IGNORECASE).strip() or text
    return f"-{bare}" if is_negative else bare


def _judge(line: SheetLine, edited: Mapping[str, str], has_amounts: bool) -> None:
    if edited.get("ignored"):
        line.action, line.why = IGNORE, "laissée de côté"
    elif is_sum(line.label):
        line.action, line.why = IGNORE, "ligne de total"
    elif line.faults and has_amounts:
        line.action = FAULT
    elif not any(line.amounts.values()):
        line.action, line.why = IGNORE, "sans montant"
    elif not line.label:
        line.faults["label"] = "Donnez un libellé à cette ligne."
        line.action = FAULT


def compare(lines: list[SheetLine], plan: Iterable[PlanLine]) -> None:
    """Say of each line whether it enters the plan, changes a line of it, or changes nothing.

    A line of the plan is found by its side and its words; the second line of the same words in a
    sheet is another one.
    """
    known: dict[tuple[str, str], list[PlanLine]] = {}
    for row in plan:
        known.setdefault((row.side, normalise(str(row))), []).append(row)
    for line in lines:
        if line.action in (IGNORE, FAULT):
            continue
        twins = known.get((line.side, normalise(line.label)), [])
        if not twins:
            continue
        line.former = twins.pop(0)
        same = all(getattr(line.former, name) == line.amounts[name] for name in AMOUNTS)
        line.action = SAME if same else UPDATE
        line.nature = line.former.nature
