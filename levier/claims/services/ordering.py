"""Indemnities that leave by a payment order: one at a time, noted once executed, undone if back."""

from datetime import date
from decimal import Decimal
from uuid import uuid5

from django.db import transaction

from levier.banking.models import PaymentOrder
from levier.claims.errors import ClaimRefused
from levier.claims.models import Call, CallPayment
from levier.claims.services.calls import indemnity_on, lock_call, move_call
from levier.claims.services.given import post_given
from levier.claims.services.money import (
    Accounts,
    entry_key,
    executed_order,
    note_payment,
    refuse_amount,
    refuse_unpayable,
)
from levier.claims.states import Event, State
from levier.journal.services import record, target_of
from levier.kernel.french import euros, long_date
from levier.ledger.models import LedgerEntry
from levier.ledger.services import reverse_entry

BALANCE = CallPayment.Kind.BALANCE


def refuse_unorderable(call: Call, amount: Decimal, purpose: str) -> None:
    """Read again what must hold for the house to pay an amount (euros) of a call, now locked.

    Errors: ClaimRefused for another carrier's guarantee, a call that is not accepted, a provision
    out of what is left or a balance that is not what is left.
    """
    if not call.commitment.carrier.is_house:
        raise ClaimRefused(
            reason=f"{call.commitment.carrier} porte cette garantie\u00a0: c’est lui qui paie."
        )
    refuse_unpayable(call)
    left = indemnity_on(call).balance
    if left <= 0:
        raise ClaimRefused(
            field="amount",
            reason="Rien ne reste à payer sur cet appel\u00a0: un solde nul, ou rendu par la "
            "banque, se note à la main.",
        )
    refuse_amount(amount, left, is_balance=purpose == BALANCE)


def orders_of_call(call: Call) -> list[PaymentOrder]:
    """Return the orders of a call, the latest first."""
    rows = PaymentOrder.objects.filter(organisation=call.organisation_id)
    return list(rows.about(target_of(call)).select_related("account", "prepared_by"))


@transaction.atomic
def settle_order(*, order: PaymentOrder, call: Call, today: date, actor) -> CallPayment:
    """Note a payment that the bank executed, on its day; call it in the reading's transaction.

    It is posted when both accounts are known (the order's counterpart, the account debited), as a
    payment of the house is. Errors: those of a payment noted by hand.
    """
    row = lock_call(call)
    bank = order.account.ledger_account
    accounts = Accounts(order.counterpart, bank) if order.counterpart and bank else None
    if order.executed_on is None:
        raise ClaimRefused(reason=f"Le paiement {order.number} n’est pas exécuté.")
    return note_payment(
        row=row, amount=order.amount, paid_on=order.executed_on, today=today, actor=actor,
        key=uuid5(order.idempotency_key, "paid"), is_balance=order.purpose == BALANCE,
        accounts=accounts, order=order,
    )  # fmt: skip


@transaction.atomic
def undo_order(*, order: PaymentOrder, call: Call, actor) -> CallPayment | None:
    """Undo on the call what came back: paid no longer, owed again, its entry reversed that day.

    The payment stays written, followed by its return; a call that it had settled is accepted
    again. Nothing for an order that was never noted. An entry that a person reversed already is
    left as it is.
    """
    row = lock_call(call)
    paid = CallPayment.objects.filter(order=order, amount__gt=0).first()
    if paid is None or order.returned_on is None:
        return None
    back = CallPayment.objects.create(
        organisation_id=row.organisation_id, call=row, kind=CallPayment.Kind.RETURNED,
        amount=-paid.amount, paid_on=order.returned_on, recorded_by=actor, order=order,
        idempotency_key=uuid5(order.idempotency_key, "returned"),
    )  # fmt: skip
    if paid.kind == BALANCE and row.state == State.PAID:
        move_call(row, Event.REOPEN)
        post_given(
            commitment=row.commitment, day=order.returned_on, of=back.pk,
            what="solde de l’indemnité revenu", actor=actor,
        )  # fmt: skip
    posted = LedgerEntry.objects.filter(
        organisation=row.organisation_id, key=entry_key(paid.pk)
    ).first()
    if posted is not None and not LedgerEntry.objects.filter(reverses=posted).exists():
        reverse_entry(
            entry=posted, actor=actor, day=order.returned_on, key=f"payment-return:{order.pk}",
            reason=f"paiement {order.number} revenu ({order.refusal or 'sans motif'})",
        )  # fmt: skip
    record(
        "claims.indemnity_returned", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: {paid.get_kind_display()} de "
        f"{euros(paid.amount, cents=True)}, revenu le {long_date(order.returned_on)}. À payer de "
        "nouveau.",
    )  # fmt: skip
    return back


def refuse_two_orders(call: Call) -> None:
    """Refuse a second order while one may leave, or left and is not noted yet.

    Errors: IndemnityOrdered; ClaimRefused.
    """
    left = executed_order(call)
    if left is not None:
        raise ClaimRefused(
            reason=f"Le virement {left.number} est exécuté et n’est pas noté sur l’appel\u00a0: "
            "notez d’abord ce paiement à la main."
        )
