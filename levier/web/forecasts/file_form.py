"""A workbook mapped into a forecast, on its page: its sheets, its lines, what the form says."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import QueryDict

from levier.exchange.forecast_import import Check, ForecastPreview
from levier.exchange.forecast_sheet.lines import ForecastLine
from levier.exchange.forecast_sheet.mapping import (
    EUROS,
    MONTHS,
    ROLES,
    THOUSANDS,
    YEARS,
    ForecastMap,
)
from levier.exchange.forecast_sheet.placing import row_words
from levier.exchange.forecast_sheet.targets import CHECK, TARGETS
from levier.exchange.plan_sheet.lines import is_nothing
from levier.exchange.plan_sheet.mapping import SheetMap, words_in
from levier.exchange.workbook.reading import Grid
from levier.kernel.french import euros, number
from levier.web.sheet_columns import columns_shown, map_posted, sample_shown

ROLE_WORDS = {
    "label": "Libellé", "account": "N° de compte", "year_1": "Année 1", "year_2": "Année 2",
    "year_3": "Année 3", "value": "Valeur d’une hypothèse",
    **{name: f"Mois {rank}" for rank, name in enumerate(MONTHS, 1)},
}  # fmt: skip
UNITS = ((EUROS, "euros"), (THOUSANDS, "milliers d’euros (k€)"))
LONGEST_TYPED = 40
FIRST_HEADER = 1


def sheets_shown(preview: ForecastPreview) -> list[dict[str, Any]]:
    """Return each sheet of the workbook, read or not, with its columns."""
    parts = {part.sheet: part for part in preview.mapping.parts}
    return [
        {
            "prefix": _prefix(rank),
            "name": grid.name,
            "is_read": grid.name in parts,
            "header": parts[grid.name].header if grid.name in parts else FIRST_HEADER,
            "columns": columns_shown(grid, _part(parts, grid)),
            "sample": sample_shown(grid, _part(parts, grid)),
        }
        for rank, grid in enumerate(preview.grids)
    ]


def lines_shown(
    preview: ForecastPreview, edits: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return each line of the preview: its cells, what it becomes, what is wrong."""
    return [_line(line, preview, edits.get(line.key, {})) for line in preview.lines]


def targets_shown() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a line may become, group by group."""
    groups = groupby(TARGETS.values(), key=lambda target: target.group)
    return [(group, [(target.code, target.label) for target in mine]) for group, mine in groups]


def checks_shown(preview: ForecastPreview) -> list[dict[str, Any]]:
    """Return the sums of the file beside those of Levier, the gaps of an euro or more marked."""
    return [{"label": check.label, "years": _check(check)} for check in preview.checks]


def left_shown(preview: ForecastPreview) -> list[str]:
    """Return the rows of the forecast that the file does not speak of, in words."""
    return [row_words(preview.sheet, row) for row in preview.left]


def mapping_posted(data: QueryDict, former: ForecastMap, grids: list[Grid]) -> ForecastMap:
    """Return the mapping that the form sends; lines that it does not show keep their target."""
    kept = {part.sheet: part for part in former.parts}
    parts = [
        map_posted(
            data,
            {"sheet": grid.name, "header": _part(kept, grid).header, "columns": {}},
            ROLES,
            _prefix(rank),
        )
        for rank, grid in enumerate(grids)
    ]
    chosen = {
        key.removeprefix("row:"): str(value)
        for key, value in data.items()
        if key.startswith("row:") and value in TARGETS
    }
    unit = data.get("unit", "")
    return replace(
        former,
        parts=tuple(part for part in parts if "label" in part.columns),
        unit=THOUSANDS if unit == str(THOUSANDS) else EUROS,
        is_negative=bool(data.get("is_negative")),
        clears=bool(data.get("clears")),
        rows={**former.rows, **chosen},
    )


def edits_posted(data: QueryDict) -> dict[str, dict[str, str]]:
    """Return the cells typed in the preview, by line then role."""
    found: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        role, _, key = name.removeprefix("cell:").partition(":")
        if name.startswith("cell:") and role in (*YEARS, "value"):
            found.setdefault(key, {})[role] = str(value)[:LONGEST_TYPED]
    return found


def _prefix(rank: int) -> str:
    return f"s{rank}_"


def _part(parts: Mapping[str, SheetMap], grid: Grid) -> SheetMap:
    return parts.get(grid.name, SheetMap(grid.name, FIRST_HEADER, {}))


def _line(
    line: ForecastLine, preview: ForecastPreview, edited: Mapping[str, str]
) -> dict[str, Any]:
    word, sense = _state(line)
    is_value = line.kind is not None and line.kind.takes == "value"
    return {
        "line": line,
        "word": word,
        "sense": sense,
        "goes": _goes(line, preview),
        "cells": [_cell(line, name, edited) for name in YEARS],
        "value": _cell(line, "value", edited) if is_value or line.raw.get("value") else None,
        "other_faults": [
            why for role, why in line.faults.items() if role not in (*YEARS, "value", "target")
        ],
    }


def _state(line: ForecastLine) -> tuple[str, str]:
    if line.faults:
        return "à choisir" if set(line.faults) == {"target"} else "en erreur", "brique"
    if line.target.startswith(CHECK):
        return "à comparer", "neutre"
    return ("laissée de côté", "neutre") if line.is_ignored else ("reprise", "pre")


def _goes(line: ForecastLine, preview: ForecastPreview) -> str:
    """Where a line goes, in words: a row of the forecast, or a share of its sales."""
    row = line.becomes
    if f"{row}.year1" not in preview.sheet.cells:
        return row
    words = row_words(preview.sheet.with_texts(preview.texts), row)
    return "" if line.kind and words in (line.kind.label, line.label) else words


def _cell(line: ForecastLine, name: str, edited: Mapping[str, str]) -> dict[str, Any]:
    raw = line.raw.get(name)
    amount = line.amounts.get(name)
    is_typed = name in line.faults or name in edited
    shown = "" if amount is None else number(amount, 0 if amount == amount.to_integral() else 2)
    typed = "" if is_nothing(raw) else words_in(raw) or str(raw)
    return {
        "name": name,
        "word": ROLE_WORDS[name],
        "text": typed if name == "value" or amount is None else shown,
        "typed": typed[:LONGEST_TYPED],
        "is_typed": is_typed,
        "fault": line.faults.get(name, ""),
    }


def _check(check: Check) -> list[dict[str, Any]]:
    return [
        {
            "said": "" if said is None else euros(said, cents=False),
            "computed": euros(computed, cents=False),
            "gap": euros(gap, cents=False) if gap is not None and abs(gap) >= 1 else "",
            "is_held": said is not None,
        }
        for said, computed, gap in zip(check.said, check.computed, check.gaps, strict=True)
    ]
