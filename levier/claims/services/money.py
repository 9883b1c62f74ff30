"""The money of a call: a provision, the balance, and what recoveries give back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.banking.models import PaymentOrder
from levier.banking.states import State as Step
from levier.claims.errors import ClaimKeyReused, ClaimRefused, IndemnityOrdered
from levier.claims.models import Call, CallPayment, CommissionReceipt, Recovery
from levier.claims.services.calls import claim_of, indemnity_on, lock_call, move_call, returned_of
from levier.claims.services.given import post_given
from levier.claims.states import Event, State
from levier.journal.services import record, target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.models import LedgerEntry
from levier.ledger.services import content_of, post_entry
from levier.portfolio.models import Commitment
from levier.rules.accounting.entries import Posting
from levier.rules.servicing.calls import provision_of, share_recovery

JOURNAL = "GAR"
LOOKED_BACK = 20  # movements read before nothing is proposed


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of the house's chart for what it carries itself: the charge, and the bank."""

    charge: str
    bank: str


def accounts_used(organisation_id: UUID, kind: type[CallPayment | Recovery | CommissionReceipt]):
    """Return the accounts of the last movement of a kind that the house posted, None before one.

    They are what the next one is proposed: most houses use the same ones for years.
    """
    rows = kind.objects.filter(organisation=organisation_id, amount__gt=0).order_by("-pk")
    keys = [entry_key(key) for key in rows.values_list("pk", flat=True)[:LOOKED_BACK]]
    posted = LedgerEntry.objects.filter(organisation=organisation_id, key__in=keys)
    entry = min(posted, key=lambda row: keys.index(row.key), default=None)
    if entry is None:
        return None
    debit, credit = (posting.account for posting in content_of(entry).postings)
    return Accounts(debit, credit) if kind is CallPayment else Accounts(credit, debit)


def entry_key(event_key: UUID) -> str:
    """Return the key under which the ledger keeps the entry of a movement."""
    return f"claims:{event_key}"


def refuse_unnamed(commitment: Commitment, accounts: Accounts | None) -> None:
    """What the house carries is posted with the movement, and nothing else is. Errors: ClaimRefused
    without accounts for a guarantee of the house, with some for another carrier's.
    """
    if commitment.carrier.is_house and accounts is None:
        raise ClaimRefused(
            field="charge",
            reason="La maison porte cette garantie\u00a0: indiquez les deux comptes, l’écriture "
            "est passée avec le mouvement.",
        )
    if not commitment.carrier.is_house and accounts is not None:
        raise ClaimRefused(
            reason=f"{commitment.carrier} porte cette garantie\u00a0: rien ne s’écrit ici."
        )


def propose_provision(call: Call, share: Decimal) -> Decimal:
    """Return the provision of a share (a fraction) of the claim, in euros. Errors: CallRefused."""
    return provision_of(claim_of(call), call.quota, call.ceiling, share)


@transaction.atomic
def pay_indemnity(
    *,
    call: Call,
    amount: Decimal,
    paid_on: date,
    today: date,
    actor,
    idempotency_key: UUID,
    is_balance: bool,
    accounts: Accounts | None = None,
) -> CallPayment:
    """Note a payment to the bank (euros): a provision within what is owed, or the exact balance.

    The balance settles the call: it may be zero, or below it when the provision was too much and
    the bank gives back. Posted in the same transaction for a guarantee that the house carries
    itself, in the accounts named. The same key again gives the same payment. Errors:
    ClaimKeyReused; IndemnityOrdered while an order of the house may leave; ClaimRefused for a call
    that is not accepted, an amount that does not fit or a day out of the decision's and today's;
    those of the ledger.
    """
    row = lock_call(call)
    known = CallPayment.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.call_id, known.amount, known.paid_on) != (row.pk, amount, paid_on):
            raise ClaimKeyReused
        return known
    order = executed_order(row)
    if order is not None and order.amount != amount:
        raise ClaimRefused(
            field="amount",
            reason=f"Le virement {order.number} de {euros(order.amount, cents=True)} est exécuté "
            "et n’est pas noté\u00a0: notez d’abord ce montant.",
        )
    return note_payment(
        row=row, amount=amount, paid_on=paid_on, today=today, actor=actor, key=idempotency_key,
        is_balance=is_balance, accounts=accounts, order=order,
    )  # fmt: skip


def executed_order(row: Call) -> PaymentOrder | None:
    """Return the order that the bank executed and that the call does not hold yet, if any.

    Errors: IndemnityOrdered while an order may still leave: money would leave twice.
    """
    orders = PaymentOrder.objects.filter(organisation=row.organisation_id).about(target_of(row))
    waiting = orders.under_way().first()
    if waiting is not None:
        raise IndemnityOrdered(number=row.commitment.number, order=waiting.number)
    noted = CallPayment.objects.filter(call=row, order__isnull=False).values("order")
    return orders.filter(state=Step.EXECUTED).exclude(pk__in=noted).first()


def note_payment(
    *,
    row: Call,
    amount: Decimal,
    paid_on: date,
    today: date,
    actor,
    key: UUID,
    is_balance: bool,
    accounts: Accounts | None,
    order: PaymentOrder | None,
) -> CallPayment:
    """Note a payment on a locked call (euros), post it and settle the call by its balance.

    Errors: ClaimRefused; those of the ledger.
    """
    _refuse_day("paid_on", paid_on, row, today)
    refuse_unpayable(row)
    refuse_amount(amount, indemnity_on(row).balance, is_balance=is_balance)
    kind = CallPayment.Kind.BALANCE if is_balance else CallPayment.Kind.PROVISION
    payment = CallPayment.objects.create(
        organisation_id=row.organisation_id, call=row, kind=kind, amount=amount, paid_on=paid_on,
        recorded_by=actor, idempotency_key=key, order=order,
    )  # fmt: skip
    if is_balance:
        move_call(row, Event.SETTLE)
        post_given(
            commitment=row.commitment, day=paid_on, of=payment.pk, what="indemnité soldée",
            actor=actor,
        )  # fmt: skip
    # An accounting officer posts in his own books what he is asked to pay.
    if order is None or accounts is not None or not order.account.is_kept_by_officer:
        _post(row, payment, amount, paid_on, accounts, actor)
    by = f", virement {order.number}" if order else ""
    record(
        "claims.indemnity_paid", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: {payment.get_kind_display()} de "
        f"{euros(amount, cents=True)} le {long_date(paid_on)}{by}.",
    )  # fmt: skip
    return payment


def refuse_unpayable(row: Call) -> None:
    """Errors: ClaimRefused for a call that its carrier did not accept, or that is settled."""
    if row.state != State.ACCEPTED:
        raise ClaimRefused(
            reason=f"L’appel est « {row.get_state_display()} »\u00a0: rien ne s’y paie."
        )


@transaction.atomic
def note_recovery(
    *,
    call: Call,
    amount: Decimal,
    received_on: date,
    today: date,
    actor,
    idempotency_key: UUID,
    note: str = "",
    accounts: Accounts | None = None,
) -> Recovery:
    """Note what was recovered (euros): the guarantor's share is its quota, to what it paid at most.

    A provision beyond what is owed is given back by the balance, not by recoveries.

    The same key again gives the same recovery. Errors: ClaimRefused before anything was paid;
    CallRefused; those of the ledger.
    """
    row = lock_call(call)
    known = Recovery.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.call_id, known.amount, known.received_on) != (row.pk, amount, received_on):
            raise ClaimKeyReused
        return known
    _refuse_day("received_on", received_on, row, today)
    indemnity = indemnity_on(row)
    if indemnity.paid <= 0:
        raise ClaimRefused(reason="Rien n’a été payé sur cet appel\u00a0: rien n’en revient.")
    kept = min(indemnity.paid, indemnity.owed)  # the balance gives back the rest
    share = share_recovery(amount, row.quota, kept, returned_of(row))
    recovery = Recovery.objects.create(
        organisation_id=row.organisation_id, call=row, amount=amount, share=share,
        received_on=received_on, note=note.strip()[:200], recorded_by=actor,
        idempotency_key=idempotency_key,
    )  # fmt: skip
    _post(row, recovery, -share, received_on, accounts, actor)
    record(
        "claims.recovery", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: {euros(amount, cents=True)} recouvrés le "
        f"{long_date(received_on)}, dont {euros(share, cents=True)} au garant.",
    )  # fmt: skip
    return recovery


def refuse_amount(amount: Decimal, left: Decimal, *, is_balance: bool) -> None:
    """Refuse a balance that is not what is left, or a provision out of it (both in euros).

    Errors: ClaimRefused.
    """
    if is_balance and amount != left:
        raise ClaimRefused(field="amount", reason=f"Le solde est de {euros(left, cents=True)}.")
    if not is_balance and not ZERO < amount <= left:
        raise ClaimRefused(
            field="amount", reason=f"Une provision va de 0,01\u00a0€ à {euros(left, cents=True)}."
        )


def _refuse_day(field: str, day: date, row: Call, today: date) -> None:
    """Errors: ClaimRefused for a day before the carrier's decision, or to come."""
    if day > today:
        raise ClaimRefused(field=field, reason="Un mouvement d’argent ne se note pas d’avance.")
    if row.decided_on and day < row.decided_on:
        raise ClaimRefused(field=field, reason="C’est avant la décision du porteur du risque.")


def _post(row: Call, event, amount: Decimal, day: date, accounts: Accounts | None, actor) -> None:
    """Post what the house itself pays (above zero) or gets back (below); nothing for others'."""
    if amount == 0:
        return
    refuse_unnamed(row.commitment, accounts)
    if accounts is None:
        return
    charge, bank = accounts.charge, accounts.bank
    sides = (charge, bank) if amount > 0 else (bank, charge)
    post_entry(
        organisation=row.organisation, actor=actor, key=entry_key(event.pk), day=day,
        journal=JOURNAL, label=f"{row.commitment.number}, {event._meta.verbose_name}",
        piece=row.commitment.number, about=target_of(row.commitment),
        postings=[Posting(sides[0], debit=abs(amount)), Posting(sides[1], credit=abs(amount))],
    )  # fmt: skip
