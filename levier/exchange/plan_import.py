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
from levier.documents.services import content_of, store_file
from levier.exchange.errors import ImportOver, LinesRefused, PlanMoved
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
from levier.exchange.plan_sheet.sheets import read_sheets
from levier.exchange.workbook.reading import HEADER_WITHIN, Grid
from levier.journal.services import record
from levier.kernel.french import plural
from levier.kernel.keys import uuid7
from levier.kernel.text import normalise, squeeze


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
    def writes(self) -> int:
        """How many lines enter the plan or change it."""
        return sum(line.action in (CREATE, UPDATE) for line in self.lines)


@transaction.atomic
def drop_plan_file(*, case: Case, actor: User, name: str, content: bytes) -> PlanImport:
    """Keep a file dropped on a plan; a spreadsheet is recognised by its sender, else guessed.

    Errors: those of store_file; UnreadableWorkbook.
    """
    stored = store_file(
        organisation=case.organisation, actor=actor, name=name, content=content, origin="plan"
    )
    row = PlanImport(
        organisation_id=case.organisation_id, case=case, stored_file=stored, created_by=actor
    )
    if not row.is_paper:
        grids = [grid for grid in read_sheets(content, name) if grid.lines] or [Grid("feuille", [])]
        known = _recognised(case, grids)
        row.is_recognised = known is not None
        row.sender = known[0].name if known else ""
        row.mapping = (known[1] if known else guess(grids)).as_json()
    row.save()
    record(
        "exchange.plan_file_dropped",
        actor=actor,
        target=row,
        case_key=case.pk,
        summary=f"Fichier déposé sur le plan\u00a0: {stored.name}."[:300],
    )
    return row


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
    _locked(row)
    row.mapping, row.edits = sheet_map.as_json(), dict(edits)
    row.sender = squeeze(sender)[:80]
    row.save(update_fields=["mapping", "edits", "sender"])
    if row.sender:
        _remember(row, actor, sheet_map)
    return row


def preview_of(row: PlanImport) -> Preview:
    """Return a dropped spreadsheet as its page shows it, compared with the plan as it is now."""
    name = row.stored_file.name
    grids = [g for g in read_sheets(content_of(row.stored_file), name) if g.lines]
    grids = grids or [Grid("feuille", [])]
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
    _locked(row)
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
    row.state = PlanImport.State.DONE
    row.save(update_fields=["state"])
    record(
        "exchange.plan_imported",
        actor=actor,
        target=row,
        case_key=row.case_id,
        summary=f"Plan importé de {row.stored_file.name}\u00a0: "
        f"{plural(preview.writes, 'ligne écrite', 'lignes écrites')}."[:300],
    )
    return preview


@transaction.atomic
def drop_plan_import(*, row: PlanImport, actor: User) -> None:
    """Give a file up; it stays among the files. Errors: ImportOver."""
    _locked(row)
    row.state = PlanImport.State.DROPPED
    row.save(update_fields=["state"])
    record(
        "exchange.plan_file_given_up",
        actor=actor,
        target=row,
        case_key=row.case_id,
        summary=f"Import abandonné\u00a0: {row.stored_file.name}."[:300],
    )


def _locked(row: PlanImport) -> None:
    """Lock a file until the end of the transaction: it is written once."""
    state = PlanImport.objects.select_for_update().get(pk=row.pk).state
    if state != PlanImport.State.OPEN:
        raise ImportOver(state=PlanImport.State(state).label)


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
    known = SheetMapping.objects.filter(organisation=case.organisation_id).exclude(signature="")
    for row in known.order_by("-saved_at"):
        kept = map_of(row.mapping)
        first = sheet_named(grids, kept.sheet)
        for grid in [first, *(one for one in grids if one is not first)]:
            for header in range(1, HEADER_WITHIN + 1):
                if signature_of(grid, header) == row.signature:
                    return row, SheetMap(grid.name, header, kept.columns)
    return None


def _remember(row: PlanImport, actor: User, sheet_map: SheetMap) -> None:
    grids = read_sheets(content_of(row.stored_file), row.stored_file.name)
    signature = signature_of(sheet_named(grids, sheet_map.sheet), sheet_map.header)
    kept, created = SheetMapping.objects.update_or_create(
        organisation_id=row.organisation_id,
        name_key=normalise(row.sender),
        defaults={
            "name": row.sender,
            "signature": signature,
            "mapping": sheet_map.as_json(),
            "saved_by": actor,
        },
    )
    if created:
        record(
            "exchange.mapping_kept",
            actor=actor,
            target=kept,
            case_key=row.case_id,
            summary=f"Modèle de feuille retenu\u00a0: {kept.name}.",
        )
