"""Loans taken up from elsewhere, many at once: opened, and what was paid on them noted.

The rows are those of `open_running_loan` and `note`, one operation at a time: the same operations
are played by the same rule, once a loan instead of once an operation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction

from levier.accounts.many_rows import change_rows, insert_rows
from levier.accounts.models import Organisation, User
from levier.portfolio.models import Commitment
from levier.rules.servicing.loan import Loan, Part
from levier.rules.servicing.operation_json import operation_of
from levier.rules.servicing.operations import Opened, Operation, PaymentReceived
from levier.rules.servicing.running_loan import played
from levier.servicing.errors import LoanAlreadyRuns, NothingToServe, OperationKeyReused
from levier.servicing.models import (
    Clearing,
    LoanOperation,
    RunningLoan,
    ScheduleLine,
    ScheduleVersion,
)
from levier.servicing.services.chart import usual_accounts
from levier.servicing.services.keeping import LEFT, line_fields, part_fields, summary_of
from levier.servicing.services.noting import refuse_unserved
from levier.servicing.services.noting_many import Note, write_notes
from levier.servicing.services.playing import digest_of


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What a loan lacks: its opening when it does not run yet, and the payments received."""

    commitment: Commitment
    opening: Opened | None
    payments: Sequence[PaymentReceived] = ()


@dataclass(slots=True)
class _Played:
    """A loan, the operations noted now, and where they leave it."""

    row: RunningLoan
    after: Loan = field(default_factory=Loan)
    notes: list[Note] = field(default_factory=list)
    is_opened: bool = False


@transaction.atomic
def take_up_loans(
    *, organisation: Organisation, taken: Sequence[TakenUp], actor: User, reason: str
) -> None:
    """Open loans and note their payments; `reason` is that of the payments.

    An operation already noted under its key is not noted again. All, or nothing. Errors: those of
    open_running_loan and note, of the first loan that refuses.
    """
    commitments = _locked_commitments(taken)
    rows = _locked_loans(commitments)
    _add_missing(organisation, taken, commitments, rows, actor)
    held = _held(rows.values())
    found = [
        _play(rows[each.commitment.pk], each, held[rows[each.commitment.pk].pk], reason)
        for each in taken
    ]
    moved = [each for each in found if each.notes]
    notes = [note for each in moved for note in each.notes]
    operations = {
        (row.loan_id, str(row.key)): row for row in write_notes(organisation, notes, actor)
    }
    _keep_versions([each for each in moved if each.is_opened], operations)
    _keep_what_is_left([each for each in moved if not each.is_opened])
    _keep_clearings(moved, operations)
    _keep_loans(moved)


def _locked_commitments(taken: Sequence[TakenUp]) -> dict[UUID, Commitment]:
    keys = [each.commitment.pk for each in taken]
    rows = Commitment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows.select_related("carrier")}


def _locked_loans(commitments: Mapping[UUID, Commitment]) -> dict[UUID, RunningLoan]:
    """Return the loans that exist, by commitment."""
    rows = (
        RunningLoan.objects.select_for_update(of=("self",))
        .filter(commitment__in=commitments)
        .order_by("pk")
    )
    found = {row.commitment_id: row for row in rows}
    for key, row in found.items():
        row.commitment = commitments[key]
    return found


def _add_missing(
    house: Organisation,
    taken: Sequence[TakenUp],
    commitments: Mapping[UUID, Commitment],
    rows: dict[UUID, RunningLoan],
    actor: User,
) -> None:
    """Add the rows of the loans that begin. Errors: NothingToServe."""
    new = []
    for each in taken:
        commitment = commitments[each.commitment.pk]
        if each.opening is not None:
            refuse_unserved(commitment)
        if commitment.pk in rows:
            continue
        if each.opening is None:
            raise NothingToServe(reason="Ce prêt n’est pas débloqué.")
        row = RunningLoan(
            organisation_id=commitment.organisation_id, commitment=commitment,
            is_posted=commitment.carrier.is_house,
        )  # fmt: skip
        rows[commitment.pk] = row
        new.append(row)
    if any(row.is_posted for row in new):
        usual_accounts(organisation=house, actor=actor)
    insert_rows(new)


def _held(rows: Iterable[RunningLoan]) -> dict[UUID, dict[str, tuple[Operation, str]]]:
    """Return the operations noted of each loan, in order, with their digests, by their keys."""
    found: dict[UUID, dict[str, tuple[Operation, str]]] = defaultdict(dict)
    operations = LoanOperation.objects.filter(loan__in=list(rows)).order_by("loan", "rank")
    for loan, kind, key, on, facts, digest in operations.values_list(
        "loan", "kind", "key", "on", "facts", "digest"
    ):
        found[loan][str(key)] = operation_of(kind, str(key), on, facts), digest
    return found


def _play(
    row: RunningLoan, taken: TakenUp, held: Mapping[str, tuple[Operation, str]], reason: str
) -> _Played:
    """Play what is noted, then what is new. Errors: LoanAlreadyRuns; OperationKeyReused."""
    asked: list[tuple[Operation, str]] = [(each, reason) for each in taken.payments]
    if taken.opening is not None:
        if held and taken.opening.key not in held:
            raise LoanAlreadyRuns(number=taken.commitment.number)
        asked.insert(0, (replace(taken.opening, granted=row.commitment.amount), ""))
    new: list[tuple[Operation, str]] = []
    for operation, said in asked:
        if operation.key not in held:
            new.append((operation, said))
        elif held[operation.key][1] != digest_of(operation, row, said):
            raise OperationKeyReused
    return _played(row, [each for each, _ in held.values()], new)


def _played(
    row: RunningLoan, held: Sequence[Operation], new: Sequence[tuple[Operation, str]]
) -> _Played:
    """Play operations, and keep what each of the new ones posts and leaves."""
    found, posted = _Played(row, is_opened=not held), 0
    operations = [*held, *(each for each, _ in new)]
    for rank, after in enumerate(played(operations), start=1):
        entries, posted = after.entries[posted:], len(after.entries)
        found.after = after
        if rank > len(held):
            operation, said = new[rank - len(held) - 1]
            found.notes.append(
                Note(
                    row=row, operation=operation, rank=rank, entries=entries, reason=said,
                    outstanding=after.outstanding, arrears=after.arrears(),
                )
            )  # fmt: skip
    return found


Operations = Mapping[tuple[UUID, str], LoanOperation]


def _keep_versions(opened: Sequence[_Played], operations: Operations) -> None:
    """Write the schedule of each loan that begins; its lines ask for what is left after all."""
    versions, lines = [], []
    for each in opened:
        [first] = each.after.versions
        version = ScheduleVersion(
            organisation_id=each.row.organisation_id, loan_id=each.row.pk, rank=first.rank,
            since=first.since, operation_id=operations[each.row.pk, first.by].pk, is_active=True,
        )  # fmt: skip
        versions.append(version)
        lines += [
            ScheduleLine(
                organisation_id=each.row.organisation_id, version_id=version.pk,
                **line_fields(each.after, line),
            )
            for line in each.after.lines
        ]  # fmt: skip
    insert_rows(versions)
    insert_rows(lines)


def _keep_what_is_left(moved: Sequence[_Played]) -> None:
    """Write what the lines of the versions in force still ask for."""
    rows = {each.row.pk: each for each in moved}
    lines = ScheduleLine.objects.filter(version__loan__in=rows, version__is_active=True)
    changed = []
    for line in lines.select_related("version"):
        after = rows[line.version.loan_id].after
        wanted = line_fields(after, after.lines[line.number - 1])
        if any(getattr(line, name) != wanted[name] for name in LEFT):
            for name in LEFT:
                setattr(line, name, wanted[name])
            changed.append(line)
    change_rows(changed, LEFT)


def _keep_clearings(moved: Sequence[_Played], operations: Operations) -> None:
    insert_rows(
        [
            Clearing(
                organisation_id=each.row.organisation_id, loan_id=each.row.pk, rank=rank,
                operation_id=operations[each.row.pk, part.by].pk, **part_fields(part),
            )
            for each in moved
            for rank, part in _new_parts(each)
        ]
    )  # fmt: skip


def _new_parts(each: _Played) -> Iterable[tuple[int, Part]]:
    """Return what the operations noted now cleared, with its rank in the life of the loan."""
    new = {note.operation.key for note in each.notes}
    return [(rank, part) for rank, part in enumerate(each.after.parts, start=1) if part.by in new]


def _keep_loans(moved: Sequence[_Played]) -> None:
    names: list[str] = []
    for each in moved:
        summary = summary_of(each.after)
        names = list(summary)
        for name, value in summary.items():
            setattr(each.row, name, value)
    change_rows([each.row for each in moved], names)
