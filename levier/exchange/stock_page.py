"""The import of a stock by its page: dropped, read, confirmed; one at a time in a house."""

from datetime import datetime
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.documents.services import content_of, store_file
from levier.exchange.at_work import BROKEN, drop, lock, progress_of, refuse_if_at_work, settle
from levier.exchange.errors import ImportOver, StockRefused
from levier.exchange.models import StockImport
from levier.exchange.rows.stock import SHEETS
from levier.exchange.stock_import import StockResult, import_stock
from levier.jobs.models import Job
from levier.jobs.services import fail_job, finish_job, start_job
from levier.journal.services import record
from levier.kernel.errors import DomainError

State = StockImport.State


@transaction.atomic
def drop_stock(*, actor: User, name: str, content: bytes) -> StockImport:
    """Keep the workbook of a stock, to be read in the background.

    Errors: AlreadyImporting; those of store_file.
    """
    house = actor.organisation
    refuse_if_at_work(StockImport, house)
    stored = store_file(
        organisation=house, actor=actor, name=name, content=content, origin="reprise du stock"
    )
    row = StockImport.objects.create(
        organisation=house, stored_file=stored, created_by=actor, job=_job(house, actor, "Lecture")
    )
    record(
        "exchange.stock_dropped", actor=actor, target=row,
        summary=f"Classeur du stock déposé\u00a0: {stored.name}."[:300],
    )  # fmt: skip
    return row


@transaction.atomic
def confirm_stock(*, row: StockImport, actor: User) -> StockImport:
    """Send a workbook without fault to be written. Errors: ImportOver; AlreadyImporting."""
    refuse_if_at_work(StockImport, row.organisation)
    lock(row)
    if row.state != State.PREVIEW:
        raise ImportOver(state=row.get_state_display())
    row.state, row.job = State.WRITING, _job(row.organisation, actor, "Écriture")
    row.save()
    return row


@transaction.atomic
def give_up_stock(*, row: StockImport, actor: User) -> StockImport:
    """Drop a workbook that will not be imported. Errors: ImportOver once it is written."""
    drop(row)
    record(
        "exchange.stock_given_up", actor=actor, target=row,
        summary="Reprise du stock abandonnée.",
    )  # fmt: skip
    return row


def run_stock_reading(*, row: StockImport, at: datetime) -> None:
    """Read a stock: its preview, or its faults. Called by the worker."""
    if row.state == State.READING:
        _run(row, at, is_preview=True)


def run_stock_writing(*, row: StockImport, at: datetime) -> None:
    """Write a stock that was confirmed. Called by the worker."""
    if row.state == State.WRITING:
        _run(row, at, is_preview=False)


def _run(row: StockImport, at: datetime, *, is_preview: bool) -> None:
    state, message = (
        (State.PREVIEW, "Aperçu prêt.") if is_preview else (State.DONE, "Stock importé.")
    )
    try:
        with transaction.atomic():  # given up meanwhile, nothing is written
            result = import_stock(
                content=content_of(row.stored_file), house=row.organisation, on=at.date(),
                actor=row.job.created_by, dry_run=is_preview, progress=progress_of(row),
            )  # fmt: skip
            if not settle(row, state, faults=[], preview=preview_of(result)):
                raise ImportOver(state=State.DROPPED.label)
    except StockRefused as refusal:
        faults = [fault.as_json() for fault in refusal.faults]
        settle(row, State.FAULTY, faults=faults, preview={})
        fail_job(job=row.job, at=at, message=str(refusal))
        return
    except DomainError as refusal:
        settle(row, State.FAULTY, faults=[{"message": str(refusal)}], preview={})
        fail_job(job=row.job, at=at, message=str(refusal))
        return
    except Exception:
        settle(row, State.FAULTY, faults=[{"message": BROKEN}], preview={})
        fail_job(job=row.job, at=at, message=BROKEN)
        raise
    finish_job(job=row.job, at=at, result=result.created, message=message)


def preview_of(result: StockResult) -> dict[str, Any]:
    """Return, sheet by sheet, how many lines are new, completed or there; and the conflicts."""
    places = {(one.sheet, one.row) for one in result.conflicts}
    return {
        "sheets": [
            {
                "sheet": one.sheet,
                "create": result.created.get(one.sheet, 0),
                "update": result.updated.get(one.sheet, 0),
                "same": result.unchanged.get(one.sheet, 0),
                "conflicts": sum(1 for sheet, _ in places if sheet == one.sheet),
            }
            for one in SHEETS
        ],
        "conflicts": [one.as_json() for one in result.conflicts],
        "set_aside": result.set_aside,
        "is_empty": result.is_empty,
    }


def _job(house: Organisation, actor: User, verb: str) -> Job:
    return start_job(
        organisation=house, actor=actor, kind="stock_import", label=f"{verb} du classeur du stock"
    )
