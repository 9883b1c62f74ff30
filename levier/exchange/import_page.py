"""An import by its page: dropped, read, corrected, confirmed; one at a time in a house."""

from datetime import datetime
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.documents.services import content_of, store_file
from levier.exchange.at_work import (
    BROKEN,
    OPEN,
    drop,
    lock,
    progress_of,
    refuse_if_at_work,
    settle,
)
from levier.exchange.errors import ImportOver, YearRefused
from levier.exchange.models import YearImport
from levier.exchange.preview import preview_of_faults, preview_of_plan, with_context
from levier.exchange.workbook.reading import Corrections
from levier.exchange.year_import import import_year, preview_year
from levier.jobs.models import Job
from levier.jobs.services import fail_job, finish_job, start_job
from levier.journal.services import record
from levier.kernel.errors import DomainError
from levier.kernel.french import plural


@transaction.atomic
def drop_workbook(*, actor: User, year: int, name: str, content: bytes) -> YearImport:
    """Keep a workbook that the page received, to be read in the background.

    Errors: AlreadyImporting; those of store_file.
    """
    house = actor.organisation
    refuse_if_at_work(YearImport, house)
    stored = store_file(
        organisation=house, actor=actor, name=name, content=content, origin="import d’une année"
    )
    row = YearImport.objects.create(
        organisation=house,
        year=year,
        stored_file=stored,
        created_by=actor,
        job=_job(house, actor, year, "Lecture"),
    )
    record(
        "exchange.workbook_dropped",
        actor=actor,
        target=row,
        summary=f"Classeur de l’année {year} déposé\u00a0: {stored.name}."[:300],
    )
    return row


@transaction.atomic
def correct_cells(*, row: YearImport, actor: User, cells: list[dict[str, Any]]) -> YearImport:
    """Put values in place of cells (`sheet`, `row`, `column`, `value`), and read again.

    Errors: ImportOver when it is written or dropped; AlreadyImporting.
    """
    lock(row)
    _refuse_if_over(row)
    refuse_if_at_work(YearImport, row.organisation)
    corrections = {(c["sheet"], c["row"], c["column"]): c for c in (*row.corrections, *cells)}
    row.corrections = list(corrections.values())
    _send(row, actor, YearImport.State.READING, "Lecture")
    record(
        "exchange.cells_corrected",
        actor=actor,
        target=row,
        summary=f"Import {row.year}\u00a0: correction de {plural(len(cells), 'cellule')}.",
        detail={"cells": cells},
    )
    return row


@transaction.atomic
def confirm_import(*, row: YearImport, actor: User) -> YearImport:
    """Send a workbook without fault to be written. Errors: ImportOver; AlreadyImporting."""
    lock(row)
    if row.state != YearImport.State.PREVIEW:
        raise ImportOver(state=row.get_state_display())
    refuse_if_at_work(YearImport, row.organisation)
    return _send(row, actor, YearImport.State.WRITING, "Écriture")


@transaction.atomic
def give_up_import(*, row: YearImport, actor: User) -> YearImport:
    """Drop a workbook that will not be imported. Errors: ImportOver once it is written."""
    drop(row)
    record(
        "exchange.import_dropped",
        actor=actor,
        target=row,
        summary=f"Import de l’année {row.year} abandonné.",
    )
    return row


def run_reading(*, row: YearImport, at: datetime) -> None:
    """Read and check a workbook: its preview, or its faults. Called by the worker."""
    if row.state != YearImport.State.READING:
        return
    try:
        plan, warnings = preview_year(
            content=content_of(row.stored_file),
            year=row.year,
            house=row.organisation,
            on=at.date(),
            corrections=corrections_of(row),
            progress=progress_of(row),
        )
    except YearRefused as refusal:
        faults = with_context(refusal.faults, refusal.rows)
        settle(row, YearImport.State.FAULTY, faults=faults, preview=preview_of_faults(refusal))
        finish_job(job=row.job, at=at, result={"faults": len(faults)}, message=str(refusal))
        return
    except Exception:
        _fail(row, at)
        raise
    preview = preview_of_plan(plan) | {"warnings": warnings}
    settle(row, YearImport.State.PREVIEW, faults=[], preview=preview)
    finish_job(job=row.job, at=at, result=preview["objects"], message="Aperçu prêt.")


def run_writing(*, row: YearImport, at: datetime) -> None:
    """Write a workbook that was confirmed. Called by the worker."""
    if row.state != YearImport.State.WRITING:
        return
    try:
        with transaction.atomic():  # given up meanwhile, nothing is written
            result = import_year(
                content=content_of(row.stored_file),
                year=row.year,
                house=row.organisation,
                on=at.date(),
                actor=row.job.created_by,
                corrections=corrections_of(row),
                progress=progress_of(row),
            )
            preview = row.preview | {"result": result.as_json()}
            if not settle(row, YearImport.State.DONE, preview=preview):
                raise ImportOver(state=YearImport.State.DROPPED.label)
    except YearRefused as refusal:  # the base changed since the preview
        faults = with_context(refusal.faults, refusal.rows)
        settle(row, YearImport.State.FAULTY, faults=faults, preview=preview_of_faults(refusal))
        fail_job(job=row.job, at=at, message=str(refusal))
        return
    except DomainError as refusal:
        settle(row, YearImport.State.PREVIEW)
        fail_job(job=row.job, at=at, message=str(refusal))
        return
    except Exception:
        _fail(row, at)
        raise
    finish_job(job=row.job, at=at, result=result.as_json(), message="Importé.")


def corrections_of(row: YearImport) -> Corrections:
    """Return the cells corrected on the page, by place."""
    return {(c["sheet"], c["row"], c["column"]): c["value"] for c in row.corrections}


def _refuse_if_over(row: YearImport) -> None:
    if row.state not in OPEN:
        raise ImportOver(state=row.get_state_display())


def _send(row: YearImport, actor: User, state: str, verb: str) -> YearImport:
    row.state = state
    row.job = _job(row.organisation, actor, row.year, verb)
    row.save()
    return row


def _job(house: Organisation, actor: User, year: int, verb: str) -> Job:
    return start_job(
        organisation=house,
        actor=actor,
        kind="year_import",
        label=f"{verb} du classeur de l’année {year}",
    )


def _fail(row: YearImport, at: datetime) -> None:
    settle(row, YearImport.State.FAULTY, faults=[{"message": BROKEN}], preview={})
    fail_job(job=row.job, at=at, message=BROKEN)
