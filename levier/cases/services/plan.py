"""The financing plan: needs and resources, line by line."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from levier.accounts.models import User
from levier.cases.errors import InvalidAmount
from levier.cases.models import Case, PlanLine
from levier.cases.services.life import touch
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.kernel.french import euros


@transaction.atomic
def add_plan_line(
    *, case: Case, actor: User, on: date, side: str, nature: str, amount: Decimal, **fields: Any
) -> PlanLine:
    """Add a need or a resource, in euros, at the end of its side. Errors: InvalidAmount."""
    _check_amount(amount)
    last = case.plan_lines.filter(side=side).order_by("-position").first()
    line = PlanLine(
        organisation_id=case.organisation_id,
        case=case,
        side=side,
        nature=nature,
        amount=amount,
        position=last.position + 1 if last else 1,
        **fields,
    )
    _save(line, actor, on)
    summary = f"Plan : {_said(line)} ajouté."
    record("cases.plan_line_added", actor=actor, target=line, summary=summary)
    return line


@transaction.atomic
def change_plan_line(*, line: PlanLine, actor: User, on: date, **changes: Any) -> PlanLine:
    """Change a line of the plan. Errors: InvalidAmount."""
    _check_amount(changes.get("amount", line.amount))
    done = apply_changes(line, changes)
    if done:
        _save(line, actor, on)
        summary = f"Plan : {_said(line)} modifié."
        record("cases.plan_line_changed", actor=actor, target=line, summary=summary, detail=done)
    return line


@transaction.atomic
def remove_plan_line(*, line: PlanLine, actor: User, on: date) -> None:
    """Take a line out of the plan; its history and the journal keep what it was."""
    summary = f"Plan : {_said(line)} retiré."
    record("cases.plan_line_removed", actor=actor, target=line, summary=summary)
    touch(line.case, on)
    line._history_user = actor
    line.delete()


@transaction.atomic
def set_plan_lines(
    *, case: Case, actor: User, on: date, lines: Iterable[Mapping[str, Any]]
) -> list[PlanLine]:
    """Replace the whole plan at once. Errors: InvalidAmount; nothing is changed then."""
    rows = [
        PlanLine(organisation_id=case.organisation_id, case=case, position=rank, **line)
        for rank, line in enumerate(lines, 1)
    ]
    for row in rows:
        _check_amount(row.amount)
    for former in case.plan_lines.all():
        former._history_user = actor
        former.delete()
    bulk_create_with_history(rows, PlanLine, default_user=actor)
    touch(case, on)
    summary = f"Plan de financement du dossier {case.number} : {len(rows)} lignes."
    record("cases.plan_set", actor=actor, target=case, case_key=case.pk, summary=summary)
    return rows


def _save(line: PlanLine, actor: User, on: date) -> None:
    line._history_user = actor
    line.save()
    touch(line.case, on)


def _said(line: PlanLine) -> str:
    return f"{line.get_side_display()} « {line} » de {euros(line.amount)}"


def _check_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise InvalidAmount
