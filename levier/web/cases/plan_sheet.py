"""A spreadsheet on its page: the heads of its columns, its lines, and what the form sends back."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from levier.cases.models import Case, PlanLine
from levier.cases.plan_words import natures_of
from levier.exchange.plan_import import Preview
from levier.exchange.plan_sheet.lines import FAULT, IGNORE, SheetLine
from levier.exchange.plan_sheet.mapping import AMOUNTS, ROLES, SheetMap
from levier.exchange.workbook.cells import CellFault, as_text, is_blank
from levier.web.cases.plan_grid import shown_amount

SAMPLE = 6
ROLE_WORDS = {
    "label": "Libellé", "side": "Besoin ou ressource", "amount": "Départ", "year_1": "Année 1",
    "year_2": "Année 2", "year_3": "Année 3",
}  # fmt: skip
ACTIONS = {
    "create": ("pre", "à créer"),
    "update": ("ocre", "à mettre à jour"),
    "same": ("neutre", "à jour"),
    "ignore": ("neutre", "à ignorer"),
    "fault": ("brique", "en erreur"),
}
EDITED = ("side", "nature", "label", *AMOUNTS)


def roles() -> list[tuple[str, str]]:
    """Return what a column may hold, code and words."""
    return list(ROLE_WORDS.items())


def columns_shown(preview: Preview) -> list[dict[str, Any]]:
    """Return each column of the sheet: its letter, its head, its role."""
    lines, header = preview.grid.lines, preview.sheet_map.header
    width = max((len(row) for row in lines), default=0)
    held = {place: role for role, place in preview.sheet_map.columns.items()}
    return [
        {
            "place": place,
            "letter": _letters(place),
            "head": _text(lines[header - 1], place) if 0 < header <= len(lines) else "",
            "role": held.get(place, ""),
        }
        for place in range(width)
    ]


def sample_shown(preview: Preview) -> list[list[str]]:
    """Return the first lines under the header, each as wide as the sheet."""
    lines, header = preview.grid.lines, preview.sheet_map.header
    width = max((len(row) for row in lines), default=0)
    return [
        [_text(row, place) for place in range(width)] for row in lines[header : header + SAMPLE]
    ]


def lines_shown(
    case: Case, preview: Preview, edits: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return each line of the preview: what will be done of it, its cells, its choices."""
    natures = {side: natures_of(case, side) for side in PlanLine.Side.values}
    return [_line(line, natures, edits.get(str(line.row), {})) for line in preview.lines]


def _line(
    line: SheetLine, natures: Mapping[str, list[tuple[str, str]]], edited: Mapping[str, str]
) -> dict[str, Any]:
    sense, word = ACTIONS[line.action]
    amounts = [
        {
            "name": name,
            "value": line.texts.get(name) or shown_amount(line.amounts.get(name, 0)),
            "fault": line.faults.get(name, ""),
            "label": f"{ROLE_WORDS[name]}, ligne {line.row}",
            "former": _former(line, name),
        }
        for name in AMOUNTS
    ]
    return {
        "line": line,
        "sense": sense,
        "word": word,
        "amounts": amounts,
        "natures": natures.get(line.side, []),
        "is_typed": line.action == FAULT or bool(edited),
        "is_ignored": line.action == IGNORE,
        "is_left": bool(edited.get("ignored")),
    }


def _former(line: SheetLine, name: str) -> str:
    """Return what the plan holds now, where the file changes it."""
    if line.former is None or getattr(line.former, name) == line.amounts.get(name):
        return ""
    return shown_amount(getattr(line.former, name)) or "0"


def map_posted(data: QueryDict, former: Mapping[str, Any]) -> SheetMap:
    """Return the mapping that the form sends; a role given twice keeps its first column."""
    header = data.get("header", "")
    columns: dict[str, int] = {}
    for place in range(100):
        role = data.get(f"column_{place}", "")
        if role in ROLES and role not in columns:
            columns[role] = place
    return SheetMap(
        sheet=data.get("sheet", former["sheet"]),
        header=int(header) if header.isdigit() else int(former["header"]),
        columns=columns or dict(former["columns"]),
    )


def edits_of(data: QueryDict) -> dict[str, dict[str, str]]:
    """Return the cells corrected in the preview, by line then field."""
    found: dict[str, dict[str, str]] = {}
    for key, value in data.items():
        row, _, name = key.removeprefix("line_").partition("_")
        if key.startswith("line_") and row.isdigit() and name in (*EDITED, "ignored"):
            found.setdefault(row, {})[name] = str(value)[:120]
    return found


def _text(row: list[Any], place: int) -> str:
    if place >= len(row) or is_blank(row[place]):
        return ""
    try:
        return as_text(row[place])[:60]
    except CellFault:
        return "#"


def _letters(place: int) -> str:
    """The name of a column as spreadsheets write it: A, B… Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
