"""A file dropped in the tab of the plan, whatever it holds: kept, locked, given up, remembered."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case
from levier.documents.services import content_of, store_file
from levier.exchange.errors import ImportOver
from levier.exchange.models import PlanImport, SheetMapping
from levier.exchange.plan_sheet.sheets import MOST_ROWS, read_sheets
from levier.exchange.workbook.reading import Grid
from levier.journal.services import record
from levier.kernel.text import normalise, squeeze


class Layout(Protocol):
    """What holds what in a workbook, as its kind of import reads it."""

    def as_json(self) -> dict[str, Any]:
        """Return it as the row keeps it."""


Guess = Callable[[], Layout]


def keep_file(
    *, case: Case, actor: User, name: str, content: bytes, purpose: str
) -> tuple[PlanImport, list[Grid]]:
    """Store a file and return its row, not saved yet, with its sheets; a PDF has none.

    Errors: those of store_file; UnreadableWorkbook.
    """
    stored = store_file(
        organisation=case.organisation, actor=actor, name=name, content=content, origin="plan"
    )
    row = PlanImport(
        organisation_id=case.organisation_id,
        case=case,
        stored_file=stored,
        created_by=actor,
        purpose=purpose,
    )
    return row, [] if row.is_paper else _sheets(content, name)


def save_dropped(row: PlanImport, actor: User) -> PlanImport:
    """Save the row of a file that was kept, and say so in the journal."""
    row.save()
    record(
        "exchange.plan_file_dropped",
        actor=actor,
        target=row,
        case_key=row.case_id,
        summary=f"Fichier déposé sur le plan\u00a0: {row.stored_file.name}."[:300],
    )
    return row


def sheets_of(row: PlanImport) -> list[Grid]:
    """Return the sheets of a dropped spreadsheet that hold something, at least one."""
    return _sheets(content_of(row.stored_file), row.stored_file.name)


def cut_sheets(grids: list[Grid], read: Collection[str]) -> list[str]:
    """Return the sheets, among those that are read, whose last lines are not."""
    return [grid.name for grid in grids if grid.name in read and len(grid.lines) > MOST_ROWS]


def _sheets(content: bytes, name: str) -> list[Grid]:
    """The sheets that hold something; one line more than is looked at says that there are more."""
    grids = read_sheets(content, name, MOST_ROWS + 1)
    return [grid for grid in grids if grid.lines] or [Grid("feuille", [])]


def lock_open(row: PlanImport) -> None:
    """Lock a file until the end of the transaction: it is written once. Errors: ImportOver."""
    state = PlanImport.objects.select_for_update().get(pk=row.pk).state
    if state != PlanImport.State.OPEN:
        raise ImportOver(state=PlanImport.State(state).label)


def recognise(row: PlanImport, known: tuple[SheetMapping, Layout] | None, guess: Guess) -> None:
    """Give a file, not saved yet, the layout of the sender found, else the one guessed."""
    row.is_recognised = known is not None
    row.sender = known[0].name if known else ""
    row.mapping = (known[1] if known else guess()).as_json()


def keep_layout(
    row: PlanImport, layout: Layout, edits: Mapping[str, Mapping[str, str]], sender: str
) -> None:
    """Lock a file and write what holds what in it. Errors: ImportOver."""
    lock_open(row)
    row.mapping, row.edits = layout.as_json(), dict(edits)
    row.sender = squeeze(sender)[:80]
    row.save(update_fields=["mapping", "edits", "sender"])


def finish(row: PlanImport, actor: User, action: str, summary: str) -> None:
    """Note that a locked file is written, in the words of the journal."""
    row.state = PlanImport.State.DONE
    row.save(update_fields=["state"])
    record(action, actor=actor, target=row, case_key=row.case_id, summary=summary[:300])


@transaction.atomic
def drop_import(*, row: PlanImport, actor: User) -> None:
    """Give a file up; it stays among the files. Errors: ImportOver."""
    lock_open(row)
    row.state = PlanImport.State.DROPPED
    row.save(update_fields=["state"])
    record(
        "exchange.plan_file_given_up",
        actor=actor,
        target=row,
        case_key=row.case_id,
        summary=f"Import abandonné\u00a0: {row.stored_file.name}."[:300],
    )


def remember(
    row: PlanImport, actor: User, signature: str, mapping: Mapping[str, Any]
) -> SheetMapping:
    """Keep how the sender of a file lays out its sheets, for the next one."""
    kept, created = SheetMapping.objects.update_or_create(
        organisation_id=row.organisation_id,
        purpose=row.purpose,
        name_key=normalise(row.sender),
        defaults={
            "name": row.sender,
            "signature": signature,
            "mapping": mapping,
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
    return kept


def known_senders(case: Case, purpose: str) -> list[SheetMapping]:
    """Return the senders that a house knows for a purpose, the latest first."""
    rows = SheetMapping.objects.filter(organisation=case.organisation_id, purpose=purpose)
    return list(rows.exclude(signature="").order_by("-saved_at"))
