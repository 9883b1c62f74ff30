"""Paying a grant, a loan or an advance that the house carries: an order, then its set-up.

The order is prepared and approved by two people (levier/banking). What must hold when money leaves
is read again at each step: the agreement, its validity, the signed contract, the ceiling of de
minimis aid.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from levier.banking.errors import PaymentRefused
from levier.banking.models import BankFile, HouseAccount, PaymentOrder
from levier.banking.services import (
    Payee,
    Reading,
    approve_order,
    hand_over,
    prepare_order,
    read_bank_file,
)
from levier.banking.states import State as Step
from levier.catalogue.models import InstrumentKind
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.models import LedgerEntry
from levier.ledger.services import post_entry, reverse_entry
from levier.portfolio.models import Commitment
from levier.portfolio.services import (
    refuse_payment_above_ceiling,
    refuse_payment_uncoupled,
    refuse_unevidenced,
    refuse_unsigned,
    was_noted_by_hand,
)
from levier.portfolio.states import State
from levier.rules.accounting.entries import Posting
from levier.servicing.services import SERVED
from levier.workflows.collect_loan import settle_collections
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.pay_call import (
    call_of,
    refuse_indemnity_again,
    settle_indemnities,
    undo_indemnities,
)
from levier.workflows.pay_out_loan import settle_loans, undo_payouts
from levier.workflows.refund_loan import (
    loan_of,
    refuse_refund_again,
    settle_refunds,
    undo_refunds,
)
from levier.workflows.revenue_orders import settle_revenue

JOURNAL, PAYMENT = "BQ", "payment:"


def left_to_pay(commitment: Commitment) -> Decimal:
    """Return what may still be ordered for a commitment, in euros; rejected orders do not count.

    Nothing once its payment was noted by hand: it left otherwise.
    """
    if was_noted_by_hand(commitment):
        return ZERO
    orders = PaymentOrder.objects.filter(organisation=commitment.organisation_id)
    engaged = orders.about(target_of(commitment)).engaged().aggregate(sum=Sum("amount"))["sum"]
    return commitment.amount - (engaged or ZERO)


@transaction.atomic
def prepare_payment(
    *,
    commitment: Commitment,
    account: HouseAccount,
    payee: Payee,
    amount: Decimal,
    wording: str,
    wanted_on: date,
    actor,
    idempotency_key: UUID,
    counterpart: str = "",
) -> PaymentOrder:
    """Prepare the payment of a commitment, in whole or in part (euros).

    Errors: PaymentRefused for a commitment that another body pays, that is not granted, whose
    validity ends before, or above what is left; ContractRefused without its signed contract;
    EvidenceMissing without a piece that the grant asks for;
    CouplingMissing without what must stand beside it; PaymentStopped by the ceiling of de minimis
    aid; those of prepare_order.
    """
    row = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    known = PaymentOrder.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    )
    if not known.exists():
        _refuse_unpayable(row, wanted_on, actor)
        left = left_to_pay(row)
        if amount > left:
            raise PaymentRefused(
                field="amount",
                reason=f"Il reste {euros(left, cents=True)} à payer sur {row.number}, "
                "paiements en cours compris.",
            )
    return prepare_order(
        account=account, subject=target_of(row), subject_label=f"{row} · {row.case.holder_name}",
        payee=payee, amount=amount, wording=wording, wanted_on=wanted_on, actor=actor,
        idempotency_key=idempotency_key,
        counterpart=counterpart if asks_counterpart(row, account) else "",
    )  # fmt: skip


def asks_counterpart(commitment: Commitment, account: HouseAccount) -> bool:
    """Whether a payment says its counterpart: a schedule has its own accounts.

    An accounting officer reads it in the payment request, whoever posts.
    """
    return commitment.kind not in SERVED or account.is_kept_by_officer


def _refuse_unpayable(row: Commitment, day: date, actor) -> None:
    if row.kind == InstrumentKind.GUARANTEE:
        raise PaymentRefused(reason="Une garantie ne se paie pas\u00a0: la banque prête.")
    if not row.carrier.is_house:
        raise PaymentRefused(reason=f"{row.carrier} paie cet engagement, pas la maison.")
    if row.state not in (State.OPEN, State.SET_UP):
        raise PaymentRefused(
            reason=f"L’engagement {row.number} est « {row.get_state_display()} »\u00a0: "
            "rien n’en part."
        )
    if row.state == State.OPEN and row.valid_until and day > row.valid_until:
        raise PaymentRefused(
            field="wanted_on",
            reason=f"L’accord n’est valable que jusqu’au {long_date(row.valid_until)}.",
        )
    if was_noted_by_hand(row):
        raise PaymentRefused(
            reason=f"Le versement de {row.number} est déjà noté à la main, au "
            f"{long_date(row.set_up_on)}\u00a0: rien ne reste à payer."
        )
    refuse_unsigned(row)
    refuse_unevidenced(row, day)
    refuse_payment_uncoupled(commitment=row)
    refuse_payment_above_ceiling(commitment=row, actor=actor)


@transaction.atomic
def approve_payment(*, order: PaymentOrder, actor, at: datetime, on: date) -> PaymentOrder:
    """Approve an order prepared by somebody else, what it pays for being read again first.

    Errors: those of what it pays for, as when it is prepared; those of approve_order.
    """
    _read_again(order, on, actor)
    return approve_order(order=order, actor=actor, at=at)


def _read_again(order: PaymentOrder, on: date, actor) -> None:
    """Read again, locked, what must hold for an order to leave on a day."""
    commitment = commitment_of(order, lock=True)
    if commitment is not None:
        _refuse_unpayable(commitment, max(on, order.wanted_on), actor)
        _refuse_overpaid(commitment)
    refuse_indemnity_again(order)
    refuse_refund_again(order, on)


@transaction.atomic
def send_payments(
    *, account: HouseAccount, orders: Iterable[PaymentOrder], actor, on: date
) -> BankFile:
    """Hand approved orders over to the bank, what they pay for being read again first.

    All or nothing. Errors: PaymentRefused, with the order; those of hand_over.
    """
    rows = list(orders)
    for order in sorted(rows, key=lambda row: row.subject):  # locked in one order
        _read_again(order, on, actor)
    return hand_over(account=account, orders=rows, actor=actor, on=on)


def _refuse_overpaid(commitment: Commitment) -> None:
    """Refuse when an amendment since the approval left less to pay than is ordered."""
    over = -left_to_pay(commitment)
    if over > 0:
        raise PaymentRefused(
            reason=f"{commitment.number}\u00a0: les paiements dépassent l’accord de "
            f"{euros(over, cents=True)} depuis un avenant. Abandonnez celui qui est en trop, "
            "puis préparez-en un autre."
        )


@transaction.atomic
def settle_bank_file(*, organisation, name: str, content: bytes, actor, on: date) -> Reading:
    """Read a file of the bank: what was executed sets its commitment up, and is posted.

    A loan paid out is noted on its schedule (workflows/pay_out_loan.py), which posts it; debits
    booked or come back on theirs (workflows/collect_loan.py); an indemnity on its call
    (workflows/pay_call.py), an overpayment on its loan (workflows/refund_loan.py). The entry of the
    others (counterpart to the debit, bank to the credit) is posted when both accounts are known.
    All or nothing.
    What came back is undone on the day of its return. Errors: those of read_bank_file, of the
    set-up and of the ledger.
    """
    reading = read_bank_file(
        organisation=organisation, name=name, content=content, actor=actor, on=on
    )
    paid = []
    for order in reading.executed:
        commitment = commitment_of(order, lock=True)
        if commitment is not None and commitment.state == State.OPEN:
            commitment = set_up_commitment(
                commitment=commitment, on=order.executed_on, actor=actor,
                key=order.idempotency_key, is_executed=True,
            )  # fmt: skip
        if commitment is not None:
            paid.append((order, commitment))
        _post(order, commitment, actor)
    settle_loans(reading=reading, paid=paid, actor=actor)
    known = len(reading.lines)
    settle_indemnities(reading=reading, executed=reading.executed, actor=actor, on=on)
    settle_refunds(reading=reading, executed=reading.executed, actor=actor)
    _take_back(reading, actor)
    if len(reading.lines) > known:
        reading.keep_lines()
    settle_collections(reading=reading, actor=actor)
    settle_revenue(reading=reading, actor=actor, on=on)
    return reading


def _take_back(reading: Reading, actor) -> None:
    """Undo on the ledger, or on its loan, each transfer that came back, on the day of its return.

    An entry that a person reversed already is left as it is.
    """
    came_back = [(order, commitment_of(order, lock=True)) for order in reading.came_back]
    undo_payouts(
        reading=reading, came_back=[(order, row) for order, row in came_back if row], actor=actor
    )
    undo_indemnities(reading=reading, came_back=reading.came_back, actor=actor)
    undo_refunds(reading=reading, came_back=reading.came_back, actor=actor)
    for order, _ in came_back:
        posted = LedgerEntry.objects.filter(
            organisation=order.organisation_id, key=f"{PAYMENT}{order.pk}"
        ).first()
        if posted is None or LedgerEntry.objects.filter(reverses=posted).exists():
            continue  # never posted, or undone by hand already
        reverse_entry(
            entry=posted, actor=actor, day=order.returned_on, key=f"payment-return:{order.pk}",
            reason=f"paiement {order.number} revenu ({order.refusal or 'sans motif'})",
        )  # fmt: skip


def commitment_of(order: PaymentOrder, lock: bool = False) -> Commitment | None:
    """Return what an order pays for, or None when it is about something else."""
    kind, _, key = order.subject.partition(":")
    if kind != Commitment._meta.label:
        return None
    rows = Commitment.objects.filter(organisation=order.organisation_id, pk=key)
    rows = rows.select_related("carrier", "case")
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def orders_of(commitment: Commitment) -> list[PaymentOrder]:
    """Return the orders of a commitment, the latest first."""
    rows = PaymentOrder.objects.filter(organisation=commitment.organisation_id)
    return list(rows.about(target_of(commitment)).select_related("account", "prepared_by"))


def _post(order: PaymentOrder, commitment: Commitment | None, actor) -> None:
    """Post a payment executed; what a schedule or a call posts, it alone posts."""
    if call_of(order) or loan_of(order):
        return
    bank = order.account.ledger_account
    if not (bank and order.counterpart and order.state == Step.EXECUTED):
        return
    if commitment is not None and commitment.kind in SERVED:
        return
    post_entry(
        organisation=order.organisation, actor=actor, key=f"{PAYMENT}{order.pk}",
        day=order.executed_on, journal=JOURNAL, label=f"{order.number} {order.payee_name}"[:200],
        piece=order.number, about=order.subject,
        postings=[
            Posting(order.counterpart, debit=order.amount), Posting(bank, credit=order.amount),
        ],
    )  # fmt: skip
