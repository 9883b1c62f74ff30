"""The rows that say what the machine says: the active version, its lines, what was cleared."""

from collections.abc import Iterable
from typing import Any

from levier.rules.servicing.loan import Line, Loan, Part
from levier.servicing.models import (
    Clearing,
    LoanOperation,
    RunningLoan,
    ScheduleLine,
    ScheduleVersion,
)

LEFT = ("costs_left", "interest_left", "principal_left")


def keep(row: RunningLoan, loan: Loan, operation: LoanOperation) -> None:
    """Write what an operation changed; call it inside the operation's transaction."""
    active = ScheduleVersion.objects.filter(loan=row, is_active=True).first()
    latest = loan.versions[-1]
    if active is None or active.rank != latest.rank:
        _keep_version(row, loan, operation, active)
    else:
        _keep_what_is_left(active, loan)
    _keep_clearings(row, loan, operation)
    for name, value in summary_of(loan).items():
        setattr(row, name, value)
    row.save(update_fields=list(summary_of(loan)))


def summary_of(loan: Loan) -> dict[str, Any]:
    """Return the columns of a running loan that its operations give."""
    asking = [line.due_on for line in loan.lines if loan.asked_of(line).total]
    closed_on = None
    if loan.is_closed:
        closed_on = loan.written_off_on or max(part.on for part in loan.parts)
    return {
        "opened_on": loan.opened_on,
        "drawn": loan.drawn,
        "outstanding": loan.outstanding,
        "arrears": loan.arrears(),
        "credit": loan.credit,
        "next_due_on": loan.to_come[0].due_on if loan.to_come else None,
        "unpaid_since": min(asking, default=None),
        "restructured_on": loan.restructured_on,
        "accelerated_on": loan.accelerated_on,
        "written_off_on": loan.written_off_on,
        "closed_on": closed_on,
    }


def line_fields(loan: Loan, line: Line) -> dict[str, Any]:
    """Return a line of the active version as the columns of its row."""
    asked = loan.asked_of(line)
    return {
        "number": line.number,
        "due_on": line.due_on,
        "contractual_on": line.contractual_on,
        "principal": line.principal,
        "interest": line.interest,
        "balance_after": line.balance_after,
        "is_early": line.is_early,
        "costs_left": asked.costs,
        "interest_left": asked.interest,
        "principal_left": asked.principal,
    }


def part_fields(part: Part) -> dict[str, Any]:
    """Return what was cleared as the columns of its row."""
    return {
        "number": part.number,
        "component": part.component.value,
        "amount": part.amount,
        "way": part.way.value,
        "on": part.on,
    }


def _keep_version(
    row: RunningLoan, loan: Loan, operation: LoanOperation, active: ScheduleVersion | None
) -> None:
    if active is not None:
        active.is_active = False
        active.save(update_fields=["is_active"])
    latest = loan.versions[-1]
    version = ScheduleVersion.objects.create(
        organisation_id=row.organisation_id, loan=row, rank=latest.rank, since=latest.since,
        operation=operation, is_active=True,
    )  # fmt: skip
    ScheduleLine.objects.bulk_create(
        ScheduleLine(
            organisation_id=row.organisation_id, version=version, **line_fields(loan, line)
        )
        for line in loan.lines
    )


def _keep_what_is_left(active: ScheduleVersion, loan: Loan) -> None:
    changed = []
    kept = {line.number: line for line in active.lines.all()}
    for line in loan.lines:
        found, wanted = kept[line.number], line_fields(loan, line)
        if any(getattr(found, name) != wanted[name] for name in LEFT):
            for name in LEFT:
                setattr(found, name, wanted[name])
            changed.append(found)
    ScheduleLine.objects.bulk_update(changed, LEFT)


def _keep_clearings(row: RunningLoan, loan: Loan, operation: LoanOperation) -> None:
    """Add what the operation cleared; a reversal may clear everything otherwise, from the start."""
    if operation.kind == "reversed":
        Clearing.objects.filter(loan=row).delete()
        _add_clearings(row, loan, enumerate(loan.parts, start=1))
        return
    known = len([part for part in loan.parts if part.by != str(operation.key)])
    _add_clearings(row, loan, enumerate(loan.parts[known:], start=known + 1))


def _add_clearings(row: RunningLoan, loan: Loan, ranked: Iterable[tuple[int, Part]]) -> None:
    rows = list(ranked)
    keys = {part.by for _, part in rows}
    operations = {
        str(key): pk
        for key, pk in LoanOperation.objects.filter(loan=row, key__in=keys).values_list("key", "pk")
    }
    Clearing.objects.bulk_create(
        Clearing(
            organisation_id=row.organisation_id, loan=row, rank=rank,
            operation_id=operations[part.by], **part_fields(part),
        )
        for rank, part in rows
    )  # fmt: skip
