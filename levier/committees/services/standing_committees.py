"""The committees of a house: those it is given, those it adds, their names, their last day."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from levier.accounts.models import Organisation
from levier.committees.errors import SittingRefused, UnknownKind
from levier.committees.models import Committee, Remit, Sitting
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.codes import code_drawn_from
from levier.committees.services.house_rules import FOUNDING_DAY
from levier.committees.services.named_rows import BODIES, COLLEGES
from levier.committees.services.reasons import IN_USE, install_refusal_reasons
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import long_date
from levier.kernel.text import normalise, squeeze

GIVEN = Path(__file__).resolve().parent.parent / "data" / "committees.toml"
_CODE_LENGTH = Committee._meta.get_field("code").max_length or 20


@cache
def given_committees() -> tuple[dict[str, Any], ...]:
    """Return the committees of the data file: code, label, word of the workbook, tracks."""
    return tuple(tomllib.loads(GIVEN.read_text(encoding="utf-8"))["committee"])


def workbook_names() -> dict[str, str]:
    """Return the code of a committee by its word in the workbooks (« Projets engagés »)."""
    return {row["workbook"]: row["code"] for row in given_committees()}


def committee_named(organisation, name: str) -> Committee:
    """Return the house's committee of this code, name or word of the workbooks.

    One of the data file is created when missing. Errors: UnknownKind.
    """
    given = {
        normalise(known): row
        for row in given_committees()
        for known in (row["code"], row["label"], row["workbook"])
    }.get(normalise(name))
    names = {normalise(name)} | ({normalise(given["label"])} if given else set())
    rows = list(Committee.objects.filter(organisation=organisation))
    by_code = [row for row in rows if row.code == (given["code"] if given else name)]
    by_name = [row for row in rows if normalise(row.label) in names]
    if by_code or by_name:
        return (by_code or by_name)[0]
    if given is None:
        raise UnknownKind(name=name)
    return _give(organisation, given)


@transaction.atomic
def _give(organisation, given: dict[str, Any]) -> Committee:
    """Create a committee of the data file, with the tracks that it decides."""
    row, created = Committee.objects.get_or_create(
        organisation=organisation, code=given["code"], defaults={"label": given["label"]}
    )
    if created:
        Remit.objects.bulk_create(
            Remit(
                organisation=organisation, committee=row, track=track, first_day=FOUNDING_DAY,
                source=IN_USE,
            )
            for track in given["tracks"]
        )  # fmt: skip
    return row


@transaction.atomic
def install_committees(*, organisation, actor) -> int:
    """Give a house the committees of the data file that it lacks, its colleges, bodies, reasons.

    Return how many committees were created.
    """
    install_refusal_reasons(organisation=organisation, actor=actor)
    COLLEGES.install(organisation=organisation, actor=actor)
    BODIES.install(organisation=organisation, actor=actor)
    rows = Committee.objects.filter(organisation=organisation)
    before = rows.count()
    for given in given_committees():
        committee_named(organisation, given["code"])
    created = rows.count() - before
    if created:
        journal.record(
            "committees.installed",
            actor=actor,
            target=organisation,
            summary=f"Comités installés : {created}.",
        )
    return created


@transaction.atomic
def add_committee(*, organisation, actor, label: str) -> Committee:
    """Add a committee to the house; without lines in its remit, it decides everything.

    Its code is drawn from its name and never changes. Two people adding at once wait for each
    other. Errors: SittingRefused for a name in use.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    row = Committee(organisation=organisation, label=squeeze(label))
    row.code = _free_code(organisation, row.label)
    save_checked(row, "label")
    journal.record("committees.added", actor=actor, target=row, summary=f"Comité ajouté : {row}.")
    return row


@transaction.atomic
def change_committee(*, committee: Committee, actor, **changes) -> Committee:
    """Rename a committee (`label`), close it by its `last_day`, or open it again (None).

    Its sittings, rules and figures stay. Errors: SittingRefused for a name in use, or a sitting
    still to be held after the last day.
    """
    row = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    if "label" in changes:
        changes["label"] = squeeze(changes["label"])
    before = row.label
    done = apply_changes(row, changes)
    if not done:
        return row
    if row.last_day is not None:
        _refuse_awaited(row)
    save_checked(row, "label")
    said = f" devient « {row} »" if "label" in done else ""
    if "last_day" in done:
        said += f", jusqu’au {long_date(row.last_day)}" if row.last_day else ", sans dernier jour"
    journal.record(
        "committees.changed", actor=actor, target=row, summary=f"{before}{said}.", detail=done
    )
    return row


def refuse_closed(committee: Committee, day: date) -> None:
    """Hold a committee until the transaction ends. Errors: SittingRefused past its last day."""
    row = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    if not row.is_open_on(day):
        raise SittingRefused(
            field="held_on",
            reason=f"« {row} » ne siège plus après le {long_date(row.last_day)} : choisissez un "
            "jour d’avant, ou un autre comité.",
        )


def _refuse_awaited(row: Committee) -> None:
    waiting = row.sittings.filter(
        state__in=(Sitting.State.PLANNED, Sitting.State.OPEN), held_on__gt=row.last_day
    )
    sitting = waiting.order_by("held_on").first()
    if sitting is not None:
        raise SittingRefused(
            field="last_day",
            reason=f"Le comité {sitting} est prévu le {long_date(sitting.held_on)} : annulez-le, "
            "ou fermez après ce jour.",
        )


def _free_code(organisation, label: str) -> str:
    """Return a code that the house does not use yet, drawn from a name."""
    taken = set(Committee.objects.filter(organisation=organisation).values_list("code", flat=True))
    taken |= {row["code"] for row in given_committees()}
    words = slugify(label).removeprefix("comite-")
    return code_drawn_from(words, taken, _CODE_LENGTH, "comite")
