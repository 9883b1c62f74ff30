"""Operations noted: once, in one transaction with their entries and the rows that they change."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from levier.accounts.models import User
from levier.journal.services import record, target_of
from levier.kernel.french import euros, numeric_date
from levier.ledger.services import NewEntry, post_entries
from levier.portfolio.models import Commitment
from levier.rules.accounting.entries import Posting
from levier.rules.schedules import ScheduleTerms
from levier.rules.servicing.loan import Loan, LoanAccount, LoanEntry
from levier.rules.servicing.operation_json import facts_of, kind_of
from levier.rules.servicing.operations import (
    Converted,
    CreditRefunded,
    FellDue,
    Opened,
    Operation,
    Reversed,
)
from levier.rules.servicing.running_loan import replay
from levier.servicing.errors import LoanAlreadyRuns, NothingToServe, OperationKeyReused
from levier.servicing.models import KIND_LABELS, LoanOperation, RunningLoan
from levier.servicing.services.acceleration import refuse_acceleration
from levier.servicing.services.chart import account_numbers, usual_accounts
from levier.servicing.services.keeping import keep
from levier.servicing.services.playing import digest_of, operations_of
from levier.servicing.services.refunds import refuse_while_refunded
from levier.servicing.services.rulings import Ruling, ruled

SERVED = ("loan", "contribution", "advance")


@transaction.atomic
def open_running_loan(
    *, commitment: Commitment, terms: ScheduleTerms, actor: User, key: UUID
) -> RunningLoan:
    """Open the schedule of a commitment whose money left, on the terms of what left (euros).

    The same key with the same terms again gives the same loan. Only what its carrier is the house
    posts to its ledger. Errors: NothingToServe; LoanAlreadyRuns; OperationKeyReused for other
    terms; OperationRefused; InvalidTerms.
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    refuse_unserved(commitment)
    opening = Opened(key=str(key), on=terms.start, terms=terms, granted=commitment.amount)
    loan = RunningLoan.objects.filter(commitment=commitment).first()
    if loan is not None and loan.opened_on is not None:
        known = LoanOperation.objects.filter(loan=loan, key=key).first()
        if known is None:
            raise LoanAlreadyRuns(number=commitment.number)
        if known.digest != digest_of(opening, loan, ""):
            raise OperationKeyReused
        return loan
    if loan is None:
        is_posted = commitment.carrier.is_house
        if is_posted:
            usual_accounts(organisation=commitment.organisation, actor=actor)
        loan = RunningLoan.objects.create(
            organisation_id=commitment.organisation_id, commitment=commitment, is_posted=is_posted
        )
    return note(loan=loan, operation=opening, actor=actor).loan


def refuse_unserved(commitment: Commitment) -> None:
    """Errors: NothingToServe for a commitment that has no schedule, or none yet."""
    if commitment.kind not in SERVED:
        raise NothingToServe(reason="Seuls un prêt, un apport ou une avance ont un échéancier.")
    if commitment.state != "set_up":
        raise NothingToServe(reason="Notez d’abord le versement\u00a0: l’échéancier part de lui.")


@transaction.atomic
def note(
    *,
    loan: RunningLoan,
    operation: Operation,
    actor: User | None,
    reason: str = "",
    ruling: Ruling | None = None,
) -> LoanOperation:
    """Note what happened to a loan, post it, and keep what it changes; `operation.key` is a UUID.

    A write-off and a restructuring need the `ruling` of a competent body, an acceleration a reason.
    The same key with the same content again gives the operation already noted. Errors:
    OperationKeyReused for another content; RulingRefused; AccelerationRefused; OperationRefused,
    ChangeRefused, InvalidTerms when the loan, as it stands, does not admit it; RefundOrdered while
    a payment order may give back too; ChartIncomplete. Nothing is written then.
    """
    loan = RunningLoan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    digest = digest_of(operation, loan, reason, ruling.said if ruling else "")
    known = LoanOperation.objects.filter(
        organisation=loan.organisation_id, key=operation.key
    ).first()
    if known is not None:
        if known.digest != digest:
            raise OperationKeyReused
        return known
    if isinstance(operation, Converted) and loan.commitment.kind != "contribution":
        raise NothingToServe(reason="Seul un apport se convertit en fonds sans droit de reprise.")
    if isinstance(operation, CreditRefunded):
        refuse_while_refunded(loan)
    refuse_acceleration(operation, reason)
    earlier = operations_of(loan)
    after = replay([*earlier, operation])
    who = ruled(
        loan=loan, operation=operation, earlier=earlier, after=after, ruling=ruling, actor=actor
    )
    row = LoanOperation.objects.create(
        organisation_id=loan.organisation_id, loan=loan, rank=len(earlier) + 1,
        kind=kind_of(operation), on=operation.on, amount=amount_of(operation),
        facts=facts_of(operation), key=UUID(operation.key), digest=digest, reason=reason,
        reverses=_reversed_row(loan, operation), noted_by=actor, **who,
    )  # fmt: skip
    keep(loan, after, row)
    if loan.is_posted:
        _post(loan, after, operation, actor)
    _journal(loan, after, row, actor)
    return row


def fall_due(*, loan: RunningLoan, on: date) -> LoanOperation | None:
    """Note what fell due by a day; nothing when nothing did. Running it twice notes it once."""
    if loan.next_due_on is None or loan.next_due_on > on:
        return None
    key = fallen_key(loan, loan.operations.count())
    return note(loan=loan, operation=FellDue(key=str(key), on=on), actor=None)


def fallen_key(loan: RunningLoan, rank: int) -> UUID:
    """Return the key of what falls due after the operation of a rank: the same whoever notes it."""
    return uuid5(loan.pk, f"fell due {loan.next_due_on} after {rank}")


def amount_of(operation: Operation) -> Decimal | None:
    """Return the amount that a list shows for an operation, in euros."""
    if isinstance(operation, Opened):
        return operation.terms.amount
    return getattr(operation, "amount", None)


def entries_of(loan: Loan, by: str) -> list[LoanEntry]:
    """Return the entries that an operation posts."""
    return [entry for entry in loan.entries if entry.by == by]


def entry_key(entry: LoanEntry) -> str:
    """Return the key under which the house's ledger keeps an entry of a loan."""
    return f"servicing:{entry.by}:{entry.name}"


def posted_as(entry: LoanEntry, numbers: dict[str, str]) -> Sequence[Posting]:
    """Return the postings of an entry under the account numbers of the house."""
    return [Posting(numbers[p.account], p.debit, p.credit) for p in entry.postings]


def _post(loan: RunningLoan, after: Loan, operation: Operation, actor: User | None) -> None:
    entries = entries_of(after, operation.key)
    if not entries:
        return
    numbers = account_numbers(loan.organisation_id)
    post_entries(
        organisation=loan.organisation,
        actor=actor,
        entries=[new_entry_of(loan.commitment, entry, numbers) for entry in entries],
    )


def new_entry_of(commitment: Commitment, entry: LoanEntry, numbers: dict[str, str]) -> NewEntry:
    """Return an entry of a loan as the house's ledger keeps it."""
    moves_bank = any(p.account == LoanAccount.BANK for p in entry.postings)
    return NewEntry(
        key=entry_key(entry), day=entry.day, journal="BQ" if moves_bank else "OD",
        label=f"{commitment.number}, {entry.label}"[:200], piece=commitment.number,
        about=target_of(commitment), postings=posted_as(entry, numbers),
    )  # fmt: skip


def _reversed_row(loan: RunningLoan, operation: Operation) -> LoanOperation | None:
    if not isinstance(operation, Reversed):
        return None
    return LoanOperation.objects.get(loan=loan, key=operation.of)


def _journal(loan: RunningLoan, after: Loan, row: LoanOperation, actor: User | None) -> None:
    record(
        "servicing.noted",
        actor=actor,
        target=row,
        case_key=loan.commitment.case_id,
        summary=noted_line(loan, row, after.outstanding, after.arrears()),
        detail=row.facts,
    )


def noted_line(
    loan: RunningLoan, row: LoanOperation, outstanding: Decimal, arrears: Decimal
) -> str:
    """Return what the journal says of an operation, with what it leaves owed (euros)."""
    said = f"{loan.commitment.number}, {KIND_LABELS[row.kind]} du {numeric_date(row.on)}"
    if row.amount is not None:
        said += f", {euros(row.amount)}"
    if row.reverses is not None:
        said += f" ({KIND_LABELS[row.reverses.kind]} du {numeric_date(row.reverses.on)})"
    said += f"\u00a0: reste dû {euros(outstanding)}"
    if arrears:
        said += f", échu et impayé {euros(arrears)}"
    by = f" Décidé par : {row.ruled_by}." if row.ruled_by else ""
    return f"{said}.{by} {row.reason}".strip()
