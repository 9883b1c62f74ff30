"""The five axes of engagement, each with what proves it."""

from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case, EngagementAxis
from levier.cases.services.life import touch
from levier.journal.changes import apply_changes
from levier.journal.services import record


@transaction.atomic
def set_axis(
    *,
    case: Case,
    actor: User,
    on: date,
    axis: str,
    proof: str = "",
    new: bool = False,
    **fields: Any,
) -> EngagementAxis:
    """Say that the dossier holds an axis, and what proves it; again, it changes the proof.

    `fields`: stored_file. `new` spares the search for a former row, when there can be none.
    """
    row = None if new else case.axes.filter(axis=axis).first()
    if row is None:
        row = EngagementAxis(
            organisation_id=case.organisation_id, case=case, axis=axis, proof=proof, **fields
        )
        done: dict[str, Any] = {}
    else:
        done = apply_changes(row, {"proof": proof, **fields})
        if not done:
            return row
    row._history_user = actor
    row.save()
    touch(case, on)
    summary = f"Engagement : axe « {row.get_axis_display()} » retenu."
    record("cases.axis_set", actor=actor, target=row, summary=summary, detail=done)
    return row


@transaction.atomic
def set_axes(*, actor: User, axes: list[EngagementAxis]) -> None:
    """Write many axes, not saved yet, of dossiers taken over; the dossier's line names them."""
    EngagementAxis.objects.bulk_create(axes)
    EngagementAxis.history.bulk_history_create(axes, default_user=actor)


@transaction.atomic
def remove_axis(*, row: EngagementAxis, actor: User, on: date) -> None:
    """Say that the dossier does not hold the axis after all; the history keeps its proof."""
    summary = f"Engagement : axe « {row.get_axis_display()} » retiré."
    record(
        "cases.axis_removed",
        actor=actor, target=row, summary=summary, detail={"proof": [row.proof, None]},
    )  # fmt: skip
    touch(row.case, on)
    row._history_user = actor
    row.delete()
