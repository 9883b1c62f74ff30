"""Operations of many loans written at once: the rows that `note` writes one operation at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from levier.accounts.many_rows import insert_rows
from levier.accounts.models import Organisation, User
from levier.journal.services import entry_for
from levier.ledger.services import post_entries
from levier.rules.servicing.loan import LoanEntry
from levier.rules.servicing.operation_json import facts_of, kind_of
from levier.rules.servicing.operations import Operation
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services.chart import account_numbers
from levier.servicing.services.noting import amount_of, new_entry_of, noted_line
from levier.servicing.services.playing import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An operation of a loan, what it posts, and what it leaves owed and late (euros)."""

    row: RunningLoan
    operation: Operation
    rank: int
    entries: Sequence[LoanEntry]
    outstanding: Decimal
    arrears: Decimal
    reason: str = ""


def write_notes(
    house: Organisation, notes: Sequence[Note], actor: User | None
) -> list[LoanOperation]:
    """Write operations, their entries and their lines of the journal, in order.

    Call it inside the transaction that locked the loans; what the loans are afterwards is the
    caller's to write. Errors: ChartIncomplete; those of post_entries.
    """
    rows = [_row(each, actor) for each in notes]
    insert_rows(rows)
    _post(house, notes, actor)
    insert_rows(
        [
            entry_for(
                "servicing.noted", actor=actor, target=row,
                case_key=each.row.commitment.case_id,
                summary=noted_line(each.row, row, each.outstanding, each.arrears),
                detail=row.facts,
            )
            for each, row in zip(notes, rows, strict=True)
        ]
    )  # fmt: skip
    return rows


def _row(each: Note, actor: User | None) -> LoanOperation:
    operation = each.operation
    return LoanOperation(
        organisation_id=each.row.organisation_id, loan_id=each.row.pk, rank=each.rank,
        kind=kind_of(operation), on=operation.on, amount=amount_of(operation),
        facts=facts_of(operation), key=UUID(operation.key),
        digest=digest_of(operation, each.row, each.reason), reason=each.reason,
        noted_by_id=actor and actor.pk,
    )  # fmt: skip


def _post(house: Organisation, notes: Sequence[Note], actor: User | None) -> None:
    posted = [each for each in notes if each.row.is_posted and each.entries]
    if not posted:
        return
    numbers = account_numbers(house.pk)
    entries = [
        new_entry_of(each.row.commitment, entry, numbers)
        for each in posted
        for entry in each.entries
    ]
    post_entries(organisation=house, actor=actor, entries=entries)
