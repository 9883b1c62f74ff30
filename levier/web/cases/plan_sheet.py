"""A plan read from a spreadsheet, on its page: its lines, and what the form sends back."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from levier.cases.models import Case, PlanLine
from levier.cases.plan_words import natures_of
from levier.exchange.plan_import import Preview
from levier.exchange.plan_sheet.lines import FAULT, IGNORE, SheetLine
from levier.exchange.plan_sheet.mapping import AMOUNTS
from levier.web.cases.plan_grid import shown_amount

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


def edits_of(data: QueryDict) -> dict[str, dict[str, str]]:
    """Return the cells corrected in the preview, by line then field."""
    found: dict[str, dict[str, str]] = {}
    for key, value in data.items():
        row, _, name = key.removeprefix("line_").partition("_")
        if key.startswith("line_") and row.isdecimal() and name in (*EDITED, "ignored"):
            found.setdefault(row, {})[name] = str(value)[:120]
    return found
