"""A workbook into the forecast of a dossier: dropped, mapped, previewed, then all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case
from levier.exchange.dropped_files import (
    cut_sheets,
    finish,
    keep_file,
    keep_layout,
    known_senders,
    lock_open,
    recognise,
    remember,
    save_dropped,
    sheets_of,
)
from levier.exchange.errors import LinesRefused
from levier.exchange.forecast_sheet.guessing import guess_forecast
from levier.exchange.forecast_sheet.lines import ForecastLine, read_forecast
from levier.exchange.forecast_sheet.mapping import (
    ForecastMap,
    forecast_map_of,
    forecast_signature,
    placed_in,
)
from levier.exchange.forecast_sheet.placing import Placing, emptied, left_rows, placed
from levier.exchange.forecast_sheet.targets import CHECK
from levier.exchange.models import PlanImport, SheetMapping
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.exchange.workbook.reading import Grid
from levier.forecasts.model import is_model
from levier.forecasts.services import replace_cells
from levier.forecasts.sheets import CaseSheet, Change, case_sheet
from levier.kernel.french import plural
from levier.kernel.text import normalise

FORECAST = SheetMapping.Purpose.FORECAST
SAME_LABELS = 2
"""A sender is recognised when one label in this many, at least, was in its last file."""


@dataclass(frozen=True)
class Check:
    """A sum of the file beside what Levier computes once the file is in, year by year (euros)."""

    label: str
    said: Sequence[Decimal | None]
    computed: Sequence[Decimal]

    @property
    def gaps(self) -> list[Decimal | None]:
        """How far the file is from Levier, in each year that it holds."""
        pairs = zip(self.said, self.computed, strict=True)
        return [None if said is None else said - computed for said, computed in pairs]


@dataclass(frozen=True)
class ForecastPreview:
    """A workbook as its page shows it: what is read, what each line becomes, what changes."""

    grids: list[Grid]
    mapping: ForecastMap
    sheet: CaseSheet
    lines: list[ForecastLine]
    placing: Placing
    texts: Mapping[str, str]
    changes: list[Change]

    @property
    def faults(self) -> int:
        """How many lines cannot enter the forecast as they are."""
        return sum(bool(line.faults) for line in self.lines)

    @property
    def left(self) -> list[str]:
        """The rows of the forecast that the file does not speak of."""
        return left_rows(self.sheet, self.placing.rows)

    @property
    def unread(self) -> list[str]:
        """The sheets that are not read."""
        read = {part.sheet for part in self.mapping.parts}
        return [grid.name for grid in self.grids if grid.name not in read]

    @property
    def cut(self) -> list[str]:
        """The sheets that are read, but not to their end."""
        return cut_sheets(self.grids, {part.sheet for part in self.mapping.parts})

    @property
    def checks(self) -> list[Check]:
        """The sums of the file that Levier computes too."""
        lines = [line for line in self.lines if line.target.startswith(CHECK)]
        if not lines or self.faults:
            return []
        income = self.sheet.with_texts(self.texts).forecast.income
        return [
            Check(line.label, line.years, income[line.target.removeprefix(CHECK)]) for line in lines
        ]


@transaction.atomic
def drop_forecast_file(*, case: Case, actor: User, name: str, content: bytes) -> PlanImport:
    """Keep a file dropped for a forecast; a workbook is recognised by its sender, else guessed.

    Errors: those of store_file; UnreadableWorkbook, for Levier's own model too.
    """
    row, grids = keep_file(case=case, actor=actor, name=name, content=content, purpose=FORECAST)
    if is_model({grid.name: grid.lines for grid in grids}):
        raise UnreadableWorkbook(
            reason="Ce classeur est le modèle de Levier\u00a0: passez par «\u00a0Importer le "
            "modèle\u00a0», dans «\u00a0Hypothèses\u00a0»."
        )
    if grids:
        recognise(row, _recognised(case, grids), lambda: guess_forecast(grids))
    return save_dropped(row, actor)


@transaction.atomic
def map_forecast_file(
    *,
    row: PlanImport,
    actor: User,
    mapping: ForecastMap,
    edits: Mapping[str, Mapping[str, str]],
    sender: str,
) -> PlanImport:
    """Say what holds what, and what each line becomes; with a sender, remember it.

    Errors: ImportOver.
    """
    keep_layout(row, mapping, edits, sender)
    if row.sender:
        grids = sheets_of(row)
        former = SheetMapping.objects.filter(
            organisation=row.organisation_id,
            purpose=FORECAST,
            name_key=normalise(row.sender),
        ).first()
        known = {} if former is None else forecast_map_of(former.mapping).rows
        lines = read_forecast(grids, mapping, {})
        chosen = {line.key: line.target for line in lines if line.target and not line.is_aside}
        kept = replace(mapping, rows={**known, **chosen, **mapping.rows})
        remember(row, actor, forecast_signature(grids, mapping), kept.as_json())
    return row


def forecast_preview(row: PlanImport) -> ForecastPreview:
    """Return a dropped workbook as its page shows it, compared with the forecast as it is now."""
    grids, mapping = sheets_of(row), forecast_map_of(row.mapping)
    sheet = case_sheet(row.case)
    lines = read_forecast(grids, mapping, row.edits)
    placing = placed(lines, sheet, mapping.years)
    texts = placing.texts | (emptied(placing) if mapping.clears else {})
    return ForecastPreview(grids, mapping, sheet, lines, placing, texts, sheet.changes(texts))


@transaction.atomic
def confirm_forecast_import(
    *, row: PlanImport, actor: User, on: date, revision: int
) -> ForecastPreview:
    """Write all that a workbook says in the forecast, or nothing.

    `revision` is that of the forecast which the preview was compared with. Errors: ImportOver
    when it is written already; LinesRefused; StaleForecast when somebody wrote since.
    """
    lock_open(row)
    preview = forecast_preview(row)
    if preview.faults:
        raise LinesRefused(count=plural(preview.faults, "ligne"))
    replace_cells(case=row.case, actor=actor, on=on, revision=revision, texts=preview.texts)
    written = plural(len(preview.changes), "cellule")
    summary = f"Prévisionnel importé de {row.stored_file.name}\u00a0: {written}."
    finish(row, actor, "exchange.forecast_imported", summary)
    return preview


def _recognised(case: Case, grids: list[Grid]) -> tuple[SheetMapping, ForecastMap] | None:
    """Return the sender whose headers and labels are found in the workbook, the likeliest first.

    Headers of years are everybody's: half of the labels must be known too.
    """
    best: tuple[int, SheetMapping, ForecastMap] | None = None
    for known in known_senders(case, FORECAST):
        kept = forecast_map_of(known.mapping)
        mapping = placed_in(grids, kept, known.signature)
        if mapping is None:
            continue
        lines = [line for line in read_forecast(grids, mapping, {}) if not line.is_aside]
        shared = sum(line.key in kept.rows for line in lines)
        is_theirs = bool(lines) and SAME_LABELS * shared >= len(lines)
        if is_theirs and (best is None or shared > best[0]):
            best = (shared, known, mapping)
    return best[1:] if best else None
