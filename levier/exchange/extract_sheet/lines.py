"""From the rows of an extract to its lines, each with its fault in French when it has one."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from levier.exchange.plan_sheet.mapping import SheetMap
from levier.exchange.plan_sheet.vocabulary import is_sum
from levier.exchange.workbook import cells as parse
from levier.exchange.workbook.cells import CellFault, as_text, is_blank
from levier.exchange.workbook.reading import Grid
from levier.kernel.money import ZERO
from levier.rules.servicing.extracts import ExtractLine


def read_extract_lines(grid: Grid, sheet_map: SheetMap, as_of: date) -> list[ExtractLine]:
    """Return the lines of an extract; totals and empty rows are not lines.

    `as_of` is the day of a line that gives none.
    """
    found = []
    for row, cells in enumerate(grid.lines[sheet_map.header :], sheet_map.header + 1):
        raw = {
            role: cells[place] if place < len(cells) else None
            for role, place in sheet_map.columns.items()
        }
        if all(is_blank(cell) for cell in raw.values()) or _is_total(raw, cells):
            continue
        found.append(_line(row, raw, as_of))
    return found


def _is_total(raw: Mapping[str, Any], cells: list[Any]) -> bool:
    if not is_blank(raw.get("number")):
        return is_sum(str(raw["number"]))
    return any(isinstance(cell, str) and is_sum(cell) for cell in cells)


def _line(row: int, raw: Mapping[str, Any], as_of: date) -> ExtractLine:
    values: dict[str, Any] = {"number": "", "outstanding": ZERO, "day": as_of}
    faults: list[str] = []
    for role, read in _READERS.items():
        cell = raw.get(role)
        if is_blank(cell):
            continue
        try:
            values["words" if role == "state" else role] = read(cell)
        except CellFault as fault:
            faults.append(str(fault))
    if not values["number"]:
        faults.insert(0, "Cette ligne n’a pas de numéro de garantie.")
    if is_blank(raw.get("outstanding")):
        faults.append("Le capital restant dû manque.")
    return ExtractLine(row=row, fault=" ".join(faults), **values)


def _amount(cell: Any):
    return parse.decimal(cell.replace("€", "") if isinstance(cell, str) else cell)


def _days(cell: Any) -> int:
    if isinstance(cell, str):
        cell = cell.lower().replace("jours", "").replace("jour", "").strip(" j")
    return int(parse.decimal(cell))


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": lambda cell: as_text(cell)[:60],
    "outstanding": _amount,
    "day": parse.day,
    "unpaid": _amount,
    "days_late": _days,
    "state": lambda cell: as_text(cell)[:120],
}
