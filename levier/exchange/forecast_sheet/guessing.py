"""The likeliest mapping of a workbook that nobody sent before: sheets, columns, unit, signs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from levier.exchange.forecast_sheet.lines import read_forecast
from levier.exchange.forecast_sheet.mapping import (
    EUROS,
    MONTHS,
    THOUSANDS,
    YEARS,
    ForecastMap,
)
from levier.exchange.forecast_sheet.targets import IGNORE, TARGETS
from levier.exchange.forecast_sheet.vocabulary import ALL_OF, target_of
from levier.exchange.plan_sheet.mapping import (
    SheetMap,
    figures_in,
    header_before,
    is_left_out,
    is_year,
    texts_in,
    width_of,
    words_in,
)
from levier.exchange.workbook.reading import HEADER_WITHIN, Grid
from levier.kernel.text import normalise

_OTHER_SHEETS = ("plan de financement", "bilan", "amortissement", "emprunt", "tresorerie", "budget")
_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_MONTH_RANK = re.compile(r"(?:m|mois)\s*\d{1,2}")
_PAST = re.compile(r"n\s?-\s?\d|realise|réalisé|réel\b|reel\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"k\s?€|\bk\s?euros?\b|\bmilliers\b|\bkeur\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"[67]\d{1,7}")


def guess_forecast(grids: Sequence[Grid]) -> ForecastMap:
    """Return the likeliest mapping; a person corrects it in the preview."""
    parts = [part for grid in grids if (part := _part(grid)) is not None]
    if not parts:  # no word is known: the sheet with most amounts, for a person to say
        part = _part(max(grids, key=_figures), speaks=True)
        parts = [part] if part else []
    parts = _with_years(parts, {grid.name: grid for grid in grids})
    found = ForecastMap(tuple(parts), _unit(grids, parts))
    return replace(found, is_negative=_writes_charges_below_zero(grids, found))


def _figures(grid: Grid) -> int:
    return sum(len(figures_in(grid, column)) for column in range(width_of(grid)))


def _part(grid: Grid, *, speaks: bool = False) -> SheetMap | None:
    """Return how a sheet is read, None for one that says little of a forecast."""
    width = width_of(grid)
    texts = {c: texts_in(grid, c, 0) for c in range(width)}
    accounts = [c for c in range(width) if _holds_accounts(grid, c)]
    figures = [c for c in range(width) if c not in accounts and figures_in(grid, c)]
    labels = [c for c in range(width) if c not in (*accounts, *figures) and texts[c]]
    if not labels:
        return None
    label = max(labels, key=lambda c: (len(set(texts[c])), -c))
    if not speaks and not _speaks_of_a_forecast(grid, texts[label]):
        return None
    figures = [c for c in figures if c > label]
    first = min((figures_in(grid, c)[0] for c in figures), default=0)
    header = _header(grid, header_before(grid, first, figures), label)
    columns = {"label": label} | ({"account": accounts[0]} if accounts else {})
    amounts = _amount_columns(grid, header, figures)
    return SheetMap(grid.name, header, columns | amounts) if amounts else None


def _header(grid: Grid, line: int, label: int) -> int:
    """Return the header's line, those put apart that say something of the forecast themselves."""
    while line and label < len(grid.lines[line - 1]):
        if target_of(words_in(grid.lines[line - 1][label])) in ("", IGNORE):
            break
        line -= 1
    return line


def _amount_columns(grid: Grid, header: int, figures: list[int]) -> dict[str, int]:
    titles = {c: _title(grid, header, c) for c in figures}
    months = [c for c in figures if _is_month(titles[c])][: len(MONTHS)]
    if len(months) < len(MONTHS):
        months = []
    rest = [c for c in figures if c not in months and not _PAST.search(words_in(titles[c]))]
    kept = [c for c in rest if months or not is_left_out(grid, header, c)][: len(YEARS)]
    if len(kept) > 1 and all(is_year(titles[c]) for c in kept):
        kept.sort(key=lambda c: int(words_in(titles[c])))
    return dict(zip(MONTHS, months, strict=False)) | dict(zip(YEARS, kept, strict=False))


def _title(grid: Grid, header: int, column: int) -> Any:
    cells = grid.lines[header - 1] if header else []
    return cells[column] if column < len(cells) else ""


def _is_month(title: Any) -> bool:
    if isinstance(title, date | datetime):
        return True
    words = normalise(words_in(title))
    return words.startswith(_MONTHS) or bool(_MONTH_RANK.fullmatch(words))


def _holds_accounts(grid: Grid, column: int) -> bool:
    cells = [words_in(row[column]) for row in grid.lines if column < len(row)]
    cells = [cell for cell in cells if cell]
    held = [cell for cell in cells if _ACCOUNT.fullmatch(cell)]
    return len(held) >= 3 and 2 * len(held) > len(cells) and len(set(held)) == len(held)


def _speaks_of_a_forecast(grid: Grid, labels: Sequence[str]) -> bool:
    """Whether the words of a sheet are those of an income statement, or of its assumptions."""
    name = normalise(grid.name)
    if any(word in name for word in _OTHER_SHEETS) and "saison" not in name:
        return False
    known = [target for label in labels if (target := target_of(label)) and target != IGNORE]
    is_setting = any(target.startswith(("general.", "season")) for target in known)
    return is_setting or (len(known) >= 2 and 3 * len(known) >= len(labels))


def _with_years(parts: list[SheetMap], grids: dict[str, Grid]) -> list[SheetMap]:
    """Give its year to each sheet that holds one only, by the number in its name, else its rank."""
    single = [part for part in parts if _is_single(part)]
    settings = [part for part in single if _only_settings(grids[part.sheet], part)]
    yearly = [part for part in single if part not in settings]
    numbers = [re.findall(r"\d+", part.sheet) for part in yearly]
    if all(numbers):
        yearly = sorted(yearly, key=lambda part: int(re.findall(r"\d+", part.sheet)[-1]))
    given: dict[str, str] = {part.sheet: "value" for part in settings}
    given |= dict(zip((part.sheet for part in yearly), YEARS, strict=False))
    found = []
    for part in parts:
        if part not in single:
            found.append(part)
        elif part.sheet in given:
            columns = dict(part.columns)
            place = columns.pop(YEARS[0])
            if given[part.sheet] not in ("value", YEARS[0]):
                columns = {role: c for role, c in columns.items() if role not in MONTHS}
            found.append(replace(part, columns={**columns, given[part.sheet]: place}))
    return found


def _is_single(part: SheetMap) -> bool:
    return YEARS[0] in part.columns and YEARS[1] not in part.columns


def _only_settings(grid: Grid, part: SheetMap) -> bool:
    known = [target_of(text) for text in texts_in(grid, part.columns["label"], part.header)]
    has_years = any(target in ALL_OF or _takes_years(target) for target in known)
    return any(target.startswith("general.") for target in known) and not has_years


def _takes_years(target: str) -> bool:
    return target in TARGETS and TARGETS[target].takes == "years"


def _unit(grids: Sequence[Grid], parts: Sequence[SheetMap]) -> int:
    read = {part.sheet for part in parts}
    texts = (
        words_in(cell)
        for grid in grids
        if grid.name in read
        for row in grid.lines[:HEADER_WITHIN]
        for cell in row
        if isinstance(cell, str)
    )
    return THOUSANDS if any(_THOUSANDS.search(text) for text in texts) else EUROS


def _writes_charges_below_zero(grids: Sequence[Grid], found: ForecastMap) -> bool:
    amounts = [
        amount
        for line in read_forecast(grids, found, {})
        if line.kind is not None and line.kind.is_charge
        for amount in line.amounts.values()
        if amount
    ]
    return bool(amounts) and sum(amount < 0 for amount in amounts) * 2 > len(amounts)
