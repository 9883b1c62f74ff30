"""A spreadsheet into the plan of a dossier: dropped, mapped, previewed, then all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import PlanCellsTaken
from levier.cases.models import Case
from levier.cases.plan_changes import AddRow, PlanChange, SetCell
from levier.cases.services import save_plan_changes
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
from levier.exchange.errors import LinesRefused, PlanMoved
from levier.exchange.models import PlanImport, SheetMapping
from levier.exchange.plan_sheet.lines import (
    CREATE,
    FAULT,
    UPDATE,
    SheetLine,
    compare,
    read_lines,
)
from levier.exchange.plan_sheet.mapping import (
    AMOUNTS,
    SheetMap,
    guess,
    map_of,
    sheet_named,
    signature_of,
)
from levier.exchange.workbook.reading import HEADER_WITHIN, Grid
from levier.kernel.french import plural
from levier.kernel.keys import uuid7


@dataclass(frozen=True)
class Preview:
    """A file as its page shows it: its sheets, the one read, its mapping, its lines."""

    grids: list[Grid]
    grid: Grid
    sheet_map: SheetMap
    lines: list[SheetLine]

    @property
    def faults(self) -> int:
        """How many lines cannot enter the plan as they are."""
        return sum(line.action == FAULT for line in self.lines)

    @property
    def cut(self) -> list[str]:
        """The sheet that is read, when it is not read to its end."""
        return cut_sheets(self.grids, {self.grid.name})

    @property
    def writes(self) -> int:
        """How many lines enter the plan or change it."""
        return sum(line.action in (CREATE, UPDATE) for line in self.lines)


@transaction.atomic
def drop_plan_file(*, case: Case, actor: User, name: str, content: bytes) -> PlanImport:
    """Keep a file dropped on a plan; a spreadsheet is recognised by its sender, else guessed.

    Errors: those of store_file; UnreadableWorkbook.
    """
    row, grids = keep_file(
        case=case, actor=actor, name=name, content=content, purpose=SheetMapping.Purpose.PLAN
    )
    if grids:
        recognise(row, _recognised(case, grids), lambda: guess(grids))
    return save_dropped(row, actor)


@transaction.atomic
def map_plan_file(
    *,
    row: PlanImport,
    actor: User,
    sheet_map: SheetMap,
    edits: Mapping[str, Mapping[str, str]],
    sender: str,
) -> PlanImport:
    """Say which column holds what, correct cells; with a sender, remember it for the next file.

    Errors: ImportOver.
    """
    keep_layout(row, sheet_map, edits, sender)
    if row.sender:
        grid = sheet_named(sheets_of(row), sheet_map.sheet)
        remember(row, actor, signature_of(grid, sheet_map.header), sheet_map.as_json())
    return row


def preview_of(row: PlanImport) -> Preview:
    """Return a dropped spreadsheet as its page shows it, compared with the plan as it is now."""
    grids = sheets_of(row)
    sheet_map = map_of(row.mapping)
    grid = sheet_named(grids, sheet_map.sheet)
    lines = read_lines(grid, sheet_map, row.edits)
    compare(lines, row.case.plan_lines.order_by("side", "position", "id"))
    return Preview(grids, grid, sheet_map, lines)


@transaction.atomic
def confirm_plan_import(*, row: PlanImport, actor: User, on: date, revision: int) -> Preview:
    """Write every line of a file in the plan, or none.

    `revision` is that of the plan which the preview was compared with. Errors: ImportOver when it
    is written already; LinesRefused; PlanMoved when somebody wrote in the plan since.
    """
    lock_open(row)
    preview = preview_of(row)
    if preview.faults:
        raise LinesRefused(count=plural(preview.faults, "ligne"))
    changes = [change for line in preview.lines for change in _changes(line)]
    try:
        saved = save_plan_changes(
            case=row.case, actor=actor, on=on, revision=revision, changes=changes
        )
    except PlanCellsTaken:
        raise PlanMoved from None
    before = saved.revision - (1 if preview.writes else 0)
    if before != revision:
        raise PlanMoved
    if saved.refused:
        raise LinesRefused(count=plural(len(saved.refused), "ligne"))
    written = plural(preview.writes, "ligne écrite", "lignes écrites")
    summary = f"Plan importé de {row.stored_file.name}\u00a0: {written}."
    finish(row, actor, "exchange.plan_imported", summary)
    return preview


def _changes(line: SheetLine) -> list[PlanChange]:
    if line.action == UPDATE and line.former is not None:
        return [SetCell(line.former.pk, name, line.amounts[name]) for name in AMOUNTS]
    if line.action != CREATE:
        return []
    key = uuid7()
    last = uuid7()  # no line bears it: the new one goes last
    values: dict[str, Any] = {"nature": line.nature, "label": line.label, **line.amounts}
    return [AddRow(key, line.side, last), *(SetCell(key, n, v) for n, v in values.items())]


def _recognised(case: Case, grids: list[Grid]) -> tuple[SheetMapping, SheetMap] | None:
    """Return the sender whose header is found in the file, the latest first, and where it stands.

    The header may have moved: one more line of address above it is still the same sender's.
    """
    for row in known_senders(case, SheetMapping.Purpose.PLAN):
        kept = map_of(row.mapping)
        first = sheet_named(grids, kept.sheet)
        for grid in [first, *(one for one in grids if one is not first)]:
            for header in range(1, HEADER_WITHIN + 1):
                if signature_of(grid, header) == row.signature:
                    return row, SheetMap(grid.name, header, kept.columns)
    return None
