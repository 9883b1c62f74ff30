"""The financing plan: needs and resources, line by line."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from levier.accounts.models import User
from levier.cases.errors import ChangedMeanwhile, InvalidAmount, VatReasonMissing
from levier.cases.models import Case, FinancingPlan, PlanLine
from levier.cases.services.life import touch
from levier.cases.services.plan_aids import count_third_party_aids, refuse_aid_not_in_force
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.kernel.french import euros
from levier.kernel.text import squeeze


@transaction.atomic
def add_plan_line(
    *, case: Case, actor: User, on: date, side: str, nature: str, amount: Decimal, **fields: Any
) -> PlanLine:
    """Add a need or a resource, in euros, at the end of its side.

    Errors: InvalidAmount; AidNotInForce on `on`.
    A state that is given without a day takes `on`.
    """
    _check_amount(amount)
    last = case.plan_lines.filter(side=side).order_by("-position").first()
    line = PlanLine(
        organisation_id=case.organisation_id,
        case=case,
        side=side,
        nature=nature,
        amount=amount,
        position=last.position + 1 if last else 1,
        **with_status_day(fields, PlanLine.Status.TO_ASK, on),
    )
    refuse_aid_not_in_force(line, on)
    _save(line, actor, on)
    summary = f"Plan : {_said(line)} ajouté."
    record("cases.plan_line_added", actor=actor, target=line, summary=summary)
    return line


@transaction.atomic
def change_plan_line(
    *,
    line: PlanLine,
    actor: User,
    on: date,
    seen: Mapping[str, Any] | None = None,
    **changes: Any,
) -> PlanLine:
    """Change a line of the plan; `seen` holds what was read, that must still hold.

    A state that changes without a day takes `on`. Errors: InvalidAmount; ChangedMeanwhile;
    AidNotInForce on `on`, for another aid than the one named.
    """
    _check_amount(changes.get("amount", line.amount))
    check_seen(line, actor, seen)
    named = (line.aid_id,)
    done = apply_changes(line, with_status_day(changes, line.status, on))
    if done:
        refuse_aid_not_in_force(line, on, named)
        _save(line, actor, on)
        summary = f"Plan : {_said(line)} modifié."
        record("cases.plan_line_changed", actor=actor, target=line, summary=summary, detail=done)
    return line


@transaction.atomic
def remove_plan_line(*, line: PlanLine, actor: User, on: date) -> None:
    """Take a line out of the plan; its history and the journal keep what it was."""
    summary = f"Plan : {_said(line)} retiré."
    record("cases.plan_line_removed", actor=actor, target=line, summary=summary)
    locked_plan(line.case, actor)
    touch(line.case, on)
    line._history_user = actor
    line.delete()
    count_third_party_aids(case=line.case, actor=actor)


@transaction.atomic
def set_plan_lines(
    *, case: Case, actor: User, on: date, lines: Iterable[Mapping[str, Any]]
) -> list[PlanLine]:
    """Replace the whole plan at once. Errors: InvalidAmount, AidNotInForce; nothing is changed."""
    rows = [
        PlanLine(
            organisation_id=case.organisation_id,
            case=case,
            position=rank,
            **with_status_day(line, PlanLine.Status.TO_ASK, on),
        )
        for rank, line in enumerate(lines, 1)
    ]
    named = set(case.plan_lines.values_list("aid_id", flat=True))
    for row in rows:
        _check_amount(row.amount)
        refuse_aid_not_in_force(row, on, named)
    for former in case.plan_lines.all():
        former._history_user = actor
        former.delete()
    bulk_create_with_history(rows, PlanLine, default_user=actor)
    locked_plan(case, actor)
    touch(case, on)
    count_third_party_aids(case=case, actor=actor)
    summary = f"Plan de financement du dossier {case.number} : {len(rows)} lignes."
    record("cases.plan_set", actor=actor, target=case, case_key=case.pk, summary=summary)
    return rows


@transaction.atomic
def set_vat_basis(*, case: Case, actor: User, on: date, vat_basis: str, vat_reason: str) -> None:
    """Say whether the plan's amounts carry VAT, and why. Errors: VatReasonMissing."""
    if vat_basis and not vat_reason.strip():
        raise VatReasonMissing
    plan = locked_plan(case, actor)
    done = apply_changes(plan, {"vat_basis": vat_basis, "vat_reason": squeeze(vat_reason)})
    if done:
        plan._history_user = actor
        plan.save()
        touch(case, on)
        summary = f"Plan : montants {plan.get_vat_basis_display()}."
        record(
            "cases.plan_vat_set",
            actor=actor,
            target=plan,
            case_key=case.pk,
            summary=summary,
            detail=done,
        )


def locked_plan(case: Case, actor: User, *, counts: bool = True) -> FinancingPlan:
    """Return the plan of a dossier, locked until the end of the transaction.

    Every write of a plan passes here: the revision goes up (unless `counts` is false: the caller
    does it once it knows that something changes), and whoever read an older one is told.
    """
    FinancingPlan.objects.get_or_create(organisation_id=case.organisation_id, case=case)
    plan = FinancingPlan.objects.select_for_update().get(case=case)
    if counts:
        count_revision(plan, actor)
    return plan


def check_seen(line: PlanLine, actor: User, seen: Mapping[str, Any] | None) -> None:
    """Lock the plan, and refuse to write over what was not read. Errors: ChangedMeanwhile."""
    if not seen:
        return
    locked_plan(line.case, actor, counts=False)
    now = PlanLine.objects.filter(pk=line.pk).values(*seen).first()
    if now != dict(seen):
        raise ChangedMeanwhile(number=line.case.number)


def count_revision(plan: FinancingPlan, actor: User) -> None:
    """Count one more accepted write of a locked plan."""
    plan.revision += 1
    plan.revised_by = actor
    plan.skip_history_when_saving = True  # the lines keep the history; this is a counter
    plan.save(update_fields=["revision", "revised_by", "revised_at"])
    del plan.skip_history_when_saving


def with_status_day(changes: Mapping[str, Any], status: str, on: date) -> dict[str, Any]:
    """Return changes of a line, with the day that its state changes when they say none."""
    changed = changes.get("status", status) != status
    return {**changes, "status_on": on} if changed and not changes.get("status_on") else {**changes}


def _save(line: PlanLine, actor: User, on: date) -> None:
    locked_plan(line.case, actor)
    line._history_user = actor
    line.save()
    touch(line.case, on)
    count_third_party_aids(case=line.case, actor=actor)


def _said(line: PlanLine) -> str:
    return f"{line.get_side_display()} « {line} » de {euros(line.amount)}"


def _check_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise InvalidAmount
