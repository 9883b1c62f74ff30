"""Giving back what a borrower paid too much: an order, executed, then noted on the loan."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.banking.models import HouseAccount, PaymentOrder
from levier.banking.services import Payee, Reading, prepare_order
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros
from levier.rules.servicing.operations import CreditRefunded, Reversed
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import note, refund_key, refuse_refund


@transaction.atomic
def prepare_refund(
    *,
    loan: RunningLoan,
    account: HouseAccount,
    payee: Payee,
    amount: Decimal,
    wording: str,
    wanted_on: date,
    actor: User,
    idempotency_key: UUID,
    counterpart: str = "",
) -> PaymentOrder:
    """Prepare the transfer (euros) that gives an overpayment back; somebody else approves it.

    The counterpart is said to an accounting officer only: the loan posts in its own accounts.
    Errors: RefundRefused for another carrier's loan, or above what is left on that day; those of
    prepare_order.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=loan.organisation_id)
    row = _locked(loan.organisation_id).get(pk=loan.pk)
    known = PaymentOrder.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    )
    if not known.exists():
        refuse_refund(row, wanted_on, amount)
    commitment = row.commitment
    return prepare_order(
        account=account, subject=target_of(row), payee=payee, amount=amount, wording=wording,
        subject_label=f"Trop-perçu de {commitment.number} · {commitment.case.holder_name}",
        wanted_on=wanted_on, actor=actor, idempotency_key=idempotency_key,
        counterpart=counterpart if account.is_kept_by_officer else "",
    )  # fmt: skip


def loan_of(order: PaymentOrder, lock: bool = False) -> RunningLoan | None:
    """Return the loan on which an order gives back, None when it is about something else."""
    kind, _, key = order.subject.partition(":")
    if kind != RunningLoan._meta.label:
        return None
    house = order.organisation_id
    rows = _locked(house) if lock else RunningLoan.objects.filter(organisation=house)
    return rows.filter(pk=key).first()


def refuse_refund_again(order: PaymentOrder, day: date) -> None:
    """Read again, when it leaves, what a refund needs; nothing for another order.

    What fell due since may have taken the advance. Errors: RefundRefused.
    """
    loan = loan_of(order, lock=True)
    if loan is not None:
        refuse_refund(loan, max(day, order.wanted_on))


def settle_refunds(*, reading: Reading, executed: Iterable[PaymentOrder], actor: User) -> None:
    """Note on the loans the refunds that a file executed; call it in the reading's transaction.

    What a loan refuses is said beside its line, and stops no other line.
    """
    for order in executed:
        loan = loan_of(order, lock=True)
        if loan is None or order.executed_on is None:
            continue
        given_back = CreditRefunded(
            key=str(refund_key(order)), on=order.executed_on, amount=order.amount
        )
        _note(reading, order, loan, given_back, actor, "trop-perçu à noter à la main")


def undo_refunds(*, reading: Reading, came_back: Iterable[PaymentOrder], actor: User) -> None:
    """Take off the loans the refunds that came back; call it in the reading's transaction."""
    for order in came_back:
        loan = loan_of(order, lock=True)
        key = refund_key(order)
        if loan is None or order.returned_on is None:
            continue
        if not LoanOperation.objects.filter(loan=loan, key=key, reversed_by=None).exists():
            continue  # never noted, or undone by hand already
        undone = Reversed(
            key=str(uuid5(order.idempotency_key, "returned")), on=order.returned_on, of=str(key)
        )
        _note(reading, order, loan, undone, actor, "remboursement à annuler à la main")


def _note(
    reading: Reading,
    order: PaymentOrder,
    loan: RunningLoan,
    operation: CreditRefunded | Reversed,
    actor: User,
    by_hand: str,
) -> None:
    back = " revenu" if isinstance(operation, Reversed) else ""
    try:
        with transaction.atomic():
            note(
                loan=loan, operation=operation, actor=actor,
                reason=f"Virement {order.number}{back}",
            )  # fmt: skip
    except DomainError as refusal:
        amount = euros(order.amount, cents=True)
        reading.list_line(order.number, amount, f"{by_hand}. {refusal}", "brique")


def _locked(organisation_id: UUID):
    """Return the running loans of a house, each one locked as it is read."""
    rows = RunningLoan.objects.select_for_update(of=("self",)).filter(organisation=organisation_id)
    return rows.select_related("commitment__case", "commitment__carrier")
