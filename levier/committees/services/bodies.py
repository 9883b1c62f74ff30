"""The bodies of a house that decide by delegation: those it is given, those it adds or closes."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation
from levier.committees.errors import DelegationRefused, UnknownKind
from levier.committees.models import Body
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.codes import code_drawn_from
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import long_date
from levier.kernel.text import squeeze

GIVEN = Path(__file__).resolve().parent.parent / "data" / "bodies.toml"
_CODE_LENGTH = Body._meta.get_field("code").max_length or 20


@cache
def given_bodies() -> tuple[dict[str, Any], ...]:
    """Return the bodies of the data file: code, label, what a letter says, who notes for them."""
    return tuple(tomllib.loads(GIVEN.read_text(encoding="utf-8"))["body"])


def body_named(organisation, code: str) -> Body:
    """Return the house's body of this code; one of the data file is created when missing.

    Errors: UnknownKind.
    """
    given = {row["code"]: row for row in given_bodies()}.get(code)
    if given is None:
        found = Body.objects.filter(organisation=organisation, code=code).first()
        if found is None:
            raise UnknownKind(name=code)
        return found
    row, _ = Body.objects.get_or_create(organisation=organisation, code=code, defaults=given)
    return row


@transaction.atomic
def install_bodies(*, organisation, actor) -> int:
    """Give a house the bodies of the data file that it lacks. Return how many were created."""
    rows = Body.objects.filter(organisation=organisation)
    before = rows.count()
    for given in given_bodies():
        body_named(organisation, given["code"])
    created = rows.count() - before
    if created:
        journal.record(
            "committees.bodies_installed",
            actor=actor,
            target=organisation,
            summary=f"Instances délégataires installées\u00a0: {created}.",
        )
    return created


@transaction.atomic
def add_body(
    *, organisation, actor, label: str, said: str, noted_by_director: bool = False
) -> Body:
    """Add a body to the house: it decides nothing until a delegation names it.

    `said` is how a letter names it (« le comité des prêts »). Two people adding at once wait for
    each other. Errors: SittingRefused for a name in use.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    row = Body(
        organisation=organisation, label=squeeze(label), said=squeeze(said),
        noted_by_director=noted_by_director,
    )  # fmt: skip
    taken = set(Body.objects.filter(organisation=organisation).values_list("code", flat=True))
    taken |= {given["code"] for given in given_bodies()}
    row.code = code_drawn_from(row.label, taken, _CODE_LENGTH, "instance")
    save_checked(row, "label")
    journal.record(
        "committees.body_added", actor=actor, target=row, summary=f"Instance ajoutée\u00a0: {row}."
    )
    return row


@transaction.atomic
def change_body(*, body: Body, actor, **changes) -> Body:
    """Rename a body (`label`, `said`), say who notes for it, close it by its `last_day` (or None).

    Its acts, delegations and figures stay. Errors: SittingRefused for a name in use.
    """
    row = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    for name in ("label", "said"):
        if name in changes:
            changes[name] = squeeze(changes[name])
    before = row.label
    done = apply_changes(row, changes)
    if not done:
        return row
    save_checked(row, "label")
    until = f"jusqu’au {long_date(row.last_day)}" if row.last_day else "sans dernier jour"
    journal.record(
        "committees.body_changed",
        actor=actor,
        target=row,
        summary=f"Instance «\u00a0{before}\u00a0»\u00a0: {row}, {until}.",
        detail=done,
    )
    return row


def refuse_closed_body(body: Body, day: date) -> None:
    """Hold a body until the transaction ends. Errors: DelegationRefused past its last day."""
    row = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if not row.is_open_on(day):
        raise DelegationRefused(
            field="day",
            reason=f"L’instance «\u00a0{row}\u00a0» ne décide plus après le "
            f"{long_date(row.last_day)}\u00a0: choisissez un jour d’avant, ou une autre instance.",
        )
