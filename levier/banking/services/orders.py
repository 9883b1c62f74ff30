"""Payment orders: prepared by one person, approved by another, given up with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.accounts.models import Organisation
from levier.banking.errors import (
    PaymentKeyReused,
    PaymentRefused,
    PaymentTransitionNotAllowed,
    SamePerson,
)
from levier.banking.models import HouseAccount, PaymentOrder
from levier.banking.services.accounts import checked_bic, checked_iban
from levier.banking.services.numbering import next_rank
from levier.banking.states import Event, State, next_state
from levier.journal.services import record
from levier.kernel.french import euros, long_date

SERIES = "VIR"


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid: a name, an account, and where they live (structured, as the banks ask)."""

    name: str
    iban: str
    bic: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"


@transaction.atomic
def prepare_order(
    *,
    account: HouseAccount,
    subject: str,
    subject_label: str,
    payee: Payee,
    amount: Decimal,
    wording: str,
    wanted_on: date,
    actor,
    idempotency_key: UUID,
    counterpart: str = "",
    purpose: str = "",
) -> PaymentOrder:
    """Prepare a transfer (euros) that somebody else will approve.

    The same key again gives the same order. Errors: PaymentRefused for a false IBAN, a blank name
    or wording, an account closed; PaymentKeyReused for the same key with another content.
    """
    iban, bic = checked_iban(payee.iban, "iban"), checked_bic(payee.bic, "bic")
    _check(account, payee, amount, wording)
    organisation = account.organisation
    number = _next_number(organisation, wanted_on.year)
    values = {
        "account_id": account.pk, "subject": subject, "amount": amount, "payee_iban": iban,
        "payee_name": payee.name.strip()[:70], "payee_bic": bic,
        "payee_postcode": payee.postcode.strip(), "payee_town": payee.town.strip(),
        "payee_country": payee.country or "FR", "wanted_on": wanted_on,
        "wording": wording.strip()[:140], "counterpart": counterpart.strip(),
        "purpose": purpose,
    }  # fmt: skip
    known = PaymentOrder.objects.filter(
        organisation=organisation, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise PaymentKeyReused(number=known.number)
        return known
    row = PaymentOrder.objects.create(
        organisation=organisation, number=number, subject_label=subject_label[:160],
        prepared_by=actor, idempotency_key=idempotency_key, **values,
    )  # fmt: skip
    record(
        "banking.payment_prepared", actor=actor, target=row,
        summary=f"Paiement {row} préparé\u00a0: {euros(amount, cents=True)} à {row.payee_name}, "
        f"{row.subject_label}.",
    )  # fmt: skip
    return row


def _check(account: HouseAccount, payee: Payee, amount: Decimal, wording: str) -> None:
    if not account.is_active:
        raise PaymentRefused(field="account", reason="Ce compte bancaire est fermé.")
    if not payee.name.strip():
        raise PaymentRefused(field="name", reason="Indiquez le titulaire du compte payé.")
    if not wording.strip():
        raise PaymentRefused(field="wording", reason="Indiquez le libellé du virement.")
    if amount <= 0:
        raise PaymentRefused(field="amount", reason="Le montant doit être supérieur à zéro.")


def _next_number(organisation: Organisation, year: int) -> str:
    """Return the next number of a year; the house's row is locked until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    prefix = f"{SERIES}-{year}-"
    rank = next_rank(PaymentOrder.objects.filter(organisation=organisation), prefix)
    return f"{prefix}{rank:04d}"


@transaction.atomic
def approve_order(*, order: PaymentOrder, actor, at: datetime) -> PaymentOrder:
    """Approve a prepared order; the second of two people who act at once is refused.

    Errors: SamePerson for who prepared it; PaymentTransitionNotAllowed.
    """
    if order.prepared_by_id == actor.pk:
        raise SamePerson(number=order.number)
    move_order(order, Event.APPROVE, approved_by=actor, approved_at=at)
    record(
        "banking.payment_approved", actor=actor, target=order,
        summary=f"Paiement {order} approuvé\u00a0: {euros(order.amount, cents=True)} "
        f"à {order.payee_name}, le {long_date(order.wanted_on)}.",
    )  # fmt: skip
    return order


@transaction.atomic
def cancel_order(*, order: PaymentOrder, reason: str, actor) -> PaymentOrder:
    """Give up an order that did not leave. Errors: PaymentRefused without a reason."""
    if not reason.strip():
        raise PaymentRefused(field="reason", reason="Dites pourquoi ce paiement est abandonné.")
    move_order(order, Event.CANCEL, refusal=reason.strip()[:200])
    record(
        "banking.payment_cancelled", actor=actor, target=order,
        summary=f"Paiement {order} abandonné\u00a0: {reason.strip()}",
    )  # fmt: skip
    return order


def move_order(order: PaymentOrder, event: str, **values) -> None:
    """Move an order one step: a conditional update, so that only one of two people does it.

    Errors: PaymentTransitionNotAllowed.
    """
    state = next_state(order.state, event, order.number)
    moved = PaymentOrder.objects.filter(pk=order.pk, state=order.state).update(
        state=state, **values
    )
    order.refresh_from_db()
    if not moved:
        raise PaymentTransitionNotAllowed(number=order.number, state=State(order.state).label)
