"""What the payments of the house say of a commitment: what left, and what is at the bank."""

from decimal import Decimal

from django.db.models import Sum

from levier.banking.models import PaymentOrder
from levier.banking.states import ENGAGED
from levier.banking.states import State as Step
from levier.journal.services import target_of
from levier.kernel.money import ZERO
from levier.portfolio.errors import PaymentPrepared, PaymentUnderWay
from levier.portfolio.models import Commitment


def refuse_while_at_the_bank(commitment: Commitment) -> Commitment:
    """Return the commitment, locked; refuse while one of its payments was handed over.

    What the bank will answer then is a fact that no change may contradict. Errors:
    PaymentUnderWay.
    """
    row = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if _orders(row).filter(state=Step.SENT).exists():
        raise PaymentUnderWay(number=row.number)
    return row


def refuse_while_paid_here(commitment: Commitment) -> None:
    """Refuse that a payment be noted by hand while the house pays it: money would leave twice.

    Errors: PaymentPrepared.
    """
    order = _orders(commitment).engaged().first()
    if order is not None:
        raise PaymentPrepared(number=commitment.number, order=order.number)


def was_noted_by_hand(commitment: Commitment) -> bool:
    """Whether a commitment was noted as paid, and no payment of the house did it."""
    if commitment.set_up_on is None:
        return False
    left_once = (Step.EXECUTED, Step.RETURNED)  # what came back had left by the bank
    return not _orders(commitment).filter(state__in=left_once).exists()


def paid_out(commitment: Commitment) -> Decimal:
    """Return what left for a commitment, in euros: the whole when the house pays it elsewhere."""
    rows = _orders(commitment).filter(state__in=(*ENGAGED, Step.RETURNED))
    if not rows.exists():
        return commitment.amount
    return rows.filter(state=Step.EXECUTED).aggregate(sum=Sum("amount"))["sum"] or ZERO


def _orders(commitment: Commitment):
    rows = PaymentOrder.objects.filter(organisation=commitment.organisation_id)
    return rows.about(target_of(commitment))
