"""Paying the indemnity of a guarantee that the house carries: an order, executed, then noted.

The bank that called is paid on the account of its card, and on no other.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.banking.errors import PaymentRefused
from levier.banking.models import HouseAccount, PaymentOrder
from levier.banking.services import Payee, Reading, prepare_order
from levier.claims.models import Call, CallPayment
from levier.claims.services import (
    refuse_two_orders,
    refuse_unorderable,
    settle_order,
    undo_order,
)
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros
from levier.people.models import Bank


@transaction.atomic
def prepare_indemnity(
    *,
    call: Call,
    account: HouseAccount,
    amount: Decimal,
    is_balance: bool,
    wording: str,
    wanted_on: date,
    actor: User,
    idempotency_key: UUID,
    counterpart: str = "",
) -> PaymentOrder:
    """Prepare the transfer (euros) of a provision or of the balance; somebody else approves it.

    Errors: ClaimRefused for another carrier's guarantee, a call that is not accepted or an amount
    that does not fit; IndemnityOrdered while another order may leave; PaymentRefused for a bank
    without an IBAN, or without the accounts in which it will be posted; those of prepare_order.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=call.organisation_id)
    row = _locked(call.organisation_id).get(pk=call.pk)
    purpose = CallPayment.Kind.BALANCE if is_balance else CallPayment.Kind.PROVISION
    known = PaymentOrder.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is None:
        refuse_unorderable(row, amount, purpose)
        refuse_two_orders(row)
        _refuse_unposted(account, counterpart)
    commitment = row.commitment
    return prepare_order(
        account=account, subject=target_of(row), purpose=purpose.value, amount=amount,
        subject_label=f"Indemnité de {commitment.number}, {purpose.label}",
        payee=_paid_as_before(known) if known else payee_of(row.commitment.guarantee.bank),
        wording=wording, wanted_on=wanted_on, actor=actor, idempotency_key=idempotency_key,
        counterpart=counterpart,
    )  # fmt: skip


def payee_of(bank: Bank) -> Payee:
    """Return a bank as it is paid. Errors: PaymentRefused without an IBAN on its card."""
    if not bank.iban:
        raise PaymentRefused(
            reason=f"La fiche de {bank} n’a pas d’IBAN\u00a0: recopiez-le de son RIB sur sa fiche, "
            "puis préparez le paiement."
        )
    return Payee(bank.name, bank.iban, bank.bic, bank.postcode, bank.town)


def _paid_as_before(order: PaymentOrder) -> Payee:
    """Return who an order pays: the same form sent again says the same, whatever the card says."""
    return Payee(
        order.payee_name, order.payee_iban, order.payee_bic, order.payee_postcode, order.payee_town
    )


def _refuse_unposted(account: HouseAccount, counterpart: str) -> None:
    if account.is_kept_by_officer:
        return  # he posts in his own books
    if not counterpart.strip():
        raise PaymentRefused(
            field="counterpart",
            reason="La maison porte cette garantie\u00a0: indiquez le compte de charge, l’écriture "
            "est passée quand la banque exécute.",
        )
    if not account.ledger_account:
        raise PaymentRefused(
            field="account",
            reason=f"{account} n’a pas de compte comptable\u00a0: ajoutez-le à ce compte bancaire.",
        )


def call_of(order: PaymentOrder, lock: bool = False) -> Call | None:
    """Return the call that an order pays, None when it is about something else."""
    kind, _, key = order.subject.partition(":")
    if kind != Call._meta.label:
        return None
    house = order.organisation_id
    rows = _locked(house) if lock else Call.objects.filter(organisation=house)
    return rows.filter(pk=key).first()


def refuse_indemnity_again(order: PaymentOrder) -> None:
    """Read again, when it leaves, what an indemnity needs; nothing for another order.

    Errors: ClaimRefused when the claim was revised since; PaymentRefused when the bank's card
    names another account.
    """
    call = call_of(order, lock=True)
    if call is None:
        return
    refuse_unorderable(call, order.amount, order.purpose)
    bank = call.commitment.guarantee.bank
    if order.payee_iban != bank.iban:
        raise PaymentRefused(
            reason=f"{order.number}\u00a0: la fiche de {bank} donne un autre IBAN depuis. "
            "Abandonnez ce paiement, puis préparez-en un autre."
        )


def settle_indemnities(
    *, reading: Reading, executed: Iterable[PaymentOrder], actor: User, on: date
) -> None:
    """Note on the calls the indemnities that a file executed; call it in the reading's transaction.

    What a call, or the ledger, refuses is said beside its line, and stops no other line.
    """
    for order in executed:
        call = call_of(order, lock=True)
        if call is None:
            continue
        try:
            with transaction.atomic():
                settle_order(order=order, call=call, today=on, actor=actor)
        except DomainError as refusal:
            _say(reading, order, f"indemnité à noter à la main. {refusal}")


def undo_indemnities(*, reading: Reading, came_back: Iterable[PaymentOrder], actor: User) -> None:
    """Undo on the calls the indemnities that came back; call it in the reading's transaction."""
    for order in came_back:
        call = call_of(order, lock=True)
        if call is None:
            continue
        try:
            with transaction.atomic():
                undo_order(order=order, call=call, actor=actor)
        except DomainError as refusal:
            _say(reading, order, f"indemnité à annuler à la main. {refusal}")


def _say(reading: Reading, order: PaymentOrder, outcome: str) -> None:
    reading.list_line(order.number, euros(order.amount, cents=True), outcome, "brique")


def _locked(organisation_id: UUID):
    """Return the calls of a house, each one locked as it is read."""
    rows = Call.objects.select_for_update(of=("self",)).filter(organisation=organisation_id)
    return rows.select_related("commitment__guarantee__bank", "commitment__carrier")
