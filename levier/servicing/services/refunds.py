"""Overpayments given back by a payment order: what may still be ordered of a loan's credit."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from levier.banking.models import PaymentOrder
from levier.banking.states import State as Step
from levier.journal.services import target_of
from levier.kernel.french import euros
from levier.kernel.money import ZERO
from levier.servicing.errors import RefundOrdered, RefundRefused
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services.playing import loan_on

REFUND = "refund"


def refund_key(order: PaymentOrder) -> UUID:
    """Return the key under which a loan notes what an order gave back."""
    return uuid5(order.idempotency_key, "refunded")


def orders_of_loan(loan: RunningLoan) -> list[PaymentOrder]:
    """Return the orders that give something back on a loan, the latest first."""
    return list(_orders(loan).select_related("account", "prepared_by"))


def left_to_refund(loan: RunningLoan, on: date) -> Decimal:
    """Return what the borrower has in advance on a day and no order gives back (euros).

    What falls due by that day has taken its part of it.
    """
    engaged = sum((order.amount for order in _orders(loan).under_way()), ZERO)
    return loan_on(loan, on).credit - engaged - sum((each.amount for each in unnoted(loan)), ZERO)


def refuse_refund(loan: RunningLoan, on: date, amount: Decimal = ZERO) -> None:
    """Refuse `amount` (euros) more than is left to give back on a day, or another carrier's loan.

    Errors: RefundRefused.
    """
    if not loan.is_posted:
        raise RefundRefused(
            reason=f"{loan.commitment.carrier} porte {loan.commitment.number}\u00a0: c’est lui "
            "qui rend le trop-perçu."
        )
    left = left_to_refund(loan, on)
    if amount > left:
        raise RefundRefused(
            field="amount",
            reason=f"Il reste {euros(max(left, ZERO), cents=True)} à rendre sur "
            f"{loan.commitment.number} à ce jour, paiements en cours compris.",
        )


def refuse_while_refunded(loan: RunningLoan) -> None:
    """Refuse that a refund be noted by hand while the house's may leave: money would leave twice.

    Errors: RefundOrdered.
    """
    order = _orders(loan).under_way().first()
    if order is not None:
        raise RefundOrdered(number=loan.commitment.number, order=order.number)


def unnoted(loan: RunningLoan) -> list[PaymentOrder]:
    """Return the orders that the bank executed and that the loan, which refused them, lacks.

    One that a person noted since, same amount and not before its day, is no longer one of them.
    """
    executed = list(_orders(loan).filter(state=Step.EXECUTED).order_by("executed_on", "number"))
    rows = LoanOperation.objects.filter(loan=loan, kind=REFUND)
    return without_refund(executed, rows.values_list("key", "amount", "on", "reversed_by"))


def without_refund(
    executed: Sequence[PaymentOrder], refunds: Iterable[tuple[UUID, Decimal, date, UUID | None]]
) -> list[PaymentOrder]:
    """Return the executed orders of one loan that none of its refunds notes.

    A refund is its key, its amount (euros), its day and what reversed it; see `unnoted`.
    """
    known = list(refunds)
    keys = {refund_key(order): order for order in executed}
    noted = {key for key, *_ in known} & keys.keys()
    by_hand = [
        (amount, on) for key, amount, on, undone in known if undone is None and key not in keys
    ]
    found = []
    for key, order in keys.items():
        if key in noted:
            continue
        twin = next((each for each in by_hand if _is_twin(order, *each)), None)
        if twin is None:
            found.append(order)
        else:
            by_hand.remove(twin)
    return found


def _is_twin(order: PaymentOrder, amount: Decimal, on: date) -> bool:
    return amount == order.amount and order.executed_on is not None and on >= order.executed_on


def _orders(loan: RunningLoan):
    rows = PaymentOrder.objects.filter(organisation=loan.organisation_id)
    return rows.about(target_of(loan))
