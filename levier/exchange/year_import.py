"""Importing the workbook of a year: read, checked, compared, then written all or nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.committees.models import Sitting
from levier.exchange.checks import CHECKS
from levier.exchange.errors import YearRefused
from levier.exchange.opening_house import equip_house, importer_of, open_default_house
from levier.exchange.plan.application import apply_plan
from levier.exchange.plan.comparison import Plan, Progress, compare, silent
from levier.exchange.plan.kinds.kind import Scene
from levier.exchange.plan.wishes import wishes_of
from levier.exchange.rows import SHEETS
from levier.exchange.terms import terms_of
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.exchange.workbook.faults import Fault
from levier.exchange.workbook.reading import Corrections, Workbook
from levier.exchange.year_rows import YearRows, read_year
from levier.exchange.zone_warnings import zone_warnings


@dataclass(frozen=True)
class YearResult:
    """What an import created, changed and left as it was, by kind; `warnings` refuse nothing."""

    created: dict[str, int]
    updated: dict[str, int]
    unchanged: dict[str, int]
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result under the keys of the contract."""
        return {
            "errors": [],
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
        }


def import_year(
    *,
    content: bytes,
    year: int,
    house: Organisation | None,
    on: date,
    actor: User | None = None,
    dry_run: bool = False,
    corrections: Corrections | None = None,
    progress: Progress = silent,
) -> YearResult:
    """Import a workbook into a house; `house` is None on an empty base, which gets one.

    The file is read and checked outside any transaction; the write is one transaction. Without
    `actor`, the technical account of the house signs. Errors: YearRefused with every fault.
    """
    rows = checked_year(
        content=content, year=year, house=house, corrections=corrections, progress=progress
    )
    if dry_run and house is not None and rows.terms.are_of_house:
        return _result(_plan(rows, house, actor, on, progress), rows)
    with transaction.atomic():
        house = _locked(house) if house else open_default_house()
        signer = actor or importer_of(house)
        equip_house(house=house, actor=signer, on=on)
        rows.terms = terms_of(house)
        plan = _plan(rows, house, signer, on, progress)
        if dry_run:
            transaction.set_rollback(True)
        elif not plan.is_empty:
            apply_plan(plan, progress)
    return _result(plan, rows)


def preview_year(
    *,
    content: bytes,
    year: int,
    house: Organisation,
    on: date,
    corrections: Corrections | None = None,
    progress: Progress = silent,
) -> tuple[Plan, list[str]]:
    """Return what the import of a workbook would write, and its warnings. Errors: YearRefused."""
    rows = checked_year(
        content=content, year=year, house=house, corrections=corrections, progress=progress
    )
    return _plan(rows, house, None, on, progress), zone_warnings(rows)


def checked_year(
    *,
    content: bytes,
    year: int,
    house: Organisation | None,
    corrections: Corrections | None = None,
    progress: Progress = silent,
) -> YearRows:
    """Return the rows of a workbook that has no fault. Errors: YearRefused."""
    progress(0, 2, "Lecture du classeur")
    try:
        workbook = Workbook(content)
    except UnreadableWorkbook as refusal:
        raise YearRefused([Fault(str(refusal))]) from refusal
    rows = read_year(workbook, year, terms_of(house), _past_sittings(house), corrections)
    progress(1, 2, "Contrôle des lignes")
    for check in CHECKS:
        check(rows)
    if len(rows.faults):
        raise YearRefused(rows.faults.sorted([one.sheet for one in SHEETS]), rows)
    return rows


def _past_sittings(house: Organisation | None) -> dict[str, date | None]:
    if house is None:
        return {}
    known = Sitting.objects.filter(organisation=house, is_stub=False)
    return dict(known.values_list("number", "held_on"))


def _locked(house: Organisation) -> Organisation:
    """Take the house for this transaction: a second import waits, then finds everything there."""
    return Organisation.objects.select_for_update().get(pk=house.pk)


def _plan(
    rows: YearRows, house: Organisation, actor: User | None, on: date, progress: Progress
) -> Plan:
    scene = Scene(house=house, year=rows.year, on=on, actor=actor)
    return compare(scene, wishes_of(rows), progress)


def _result(plan: Plan, rows: YearRows) -> YearResult:
    return YearResult(
        warnings=tuple(zone_warnings(rows)),
        created=plan.count("to_create"),
        updated=plan.count("to_update"),
        unchanged=plan.count("unchanged"),
    )
