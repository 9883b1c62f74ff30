"""The columns of a spreadsheet on its page: what each holds, and what the form says of them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import QueryDict

from levier.exchange.plan_sheet.mapping import SheetMap
from levier.exchange.workbook.cells import CellFault, as_text, is_blank
from levier.exchange.workbook.reading import Grid
from levier.kernel.text import whole_number

SAMPLE = 6
MOST_COLUMNS = 100


def columns_shown(grid: Grid, sheet_map: SheetMap) -> list[dict[str, Any]]:
    """Return each column of a sheet: its letter, its head, its role."""
    lines, header = grid.lines, sheet_map.header
    held = {place: role for role, place in sheet_map.columns.items()}
    return [
        {
            "place": place,
            "letter": _letters(place),
            "head": _text(lines[header - 1], place) if 0 < header <= len(lines) else "",
            "role": held.get(place, ""),
        }
        for place in range(_width(grid))
    ]


def sample_shown(grid: Grid, sheet_map: SheetMap) -> list[list[str]]:
    """Return the first lines under the header, each as wide as the sheet."""
    rows = grid.lines[sheet_map.header : sheet_map.header + SAMPLE]
    return [[_text(row, place) for place in range(_width(grid))] for row in rows]


def map_posted(
    data: QueryDict, former: Mapping[str, Any], roles: Collection[str], prefix: str = ""
) -> SheetMap:
    """Return the mapping that the form sends; a role given twice keeps its first column.

    Fields are named `{prefix}header`, `{prefix}column_3`… Nothing said of the columns leaves
    those of `former`.
    """
    header = whole_number(data.get(f"{prefix}header", ""))
    columns: dict[str, int] = {}
    for place in range(MOST_COLUMNS):
        role = data.get(f"{prefix}column_{place}", "")
        if role in roles and role not in columns:
            columns[role] = place
    return SheetMap(
        sheet=data.get(f"{prefix}sheet", former["sheet"]),
        header=int(former["header"]) if header is None else header,
        columns=columns or dict(former["columns"]),
    )


def revision_posted(data: QueryDict) -> int:
    """Return the revision that the preview was compared with; -1, that nothing has, without one."""
    revision = whole_number(data.get("revision", ""))
    return -1 if revision is None else revision


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.lines), default=0)


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
