"""The nightly check of the payments that the bank executed, or sent back: are they posted?

What pays a grant is posted by its order. What pays an indemnity, a loan or an overpayment is posted
by its call or its loan, each checked by its own app: here, whether it reached them
(workflows/payments_noted.py).
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from levier.accounts.models import Organisation
from levier.banking.models import HouseAccount, PaymentOrder
from levier.banking.states import State as Step
from levier.claims.models import Call
from levier.jobs.models import NightCheck
from levier.jobs.services import keep_check
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date
from levier.ledger.comparing import Awaited, Compared, compare_events
from levier.servicing.models import RunningLoan
from levier.workflows.pay_commitment import JOURNAL, PAYMENT
from levier.workflows.pay_out_loan import REPLACED, RETURNED
from levier.workflows.payments_noted import (
    BATCH,
    kind_of,
    name_of,
    orders_that_left,
    payments_not_noted,
    served_subjects,
)


def payments_compared(organisation: Organisation) -> Compared:
    """Compare a house's payments with their entries, their calls and their loans. Reads only.

    What was not noted is read twice: a file of the bank read meanwhile is no difference.
    """
    numbers = PaymentOrder.objects.filter(organisation=organisation).values("number")
    entries = Q(journal=JOURNAL, piece__in=numbers)
    for prefix in (PAYMENT, RETURNED, REPLACED):
        entries |= Q(key__startswith=prefix)
    compared = compare_events(
        organisation=organisation, events=_events(organisation), entries=entries
    )
    missing = payments_not_noted(organisation)
    if missing:
        again = set(payments_not_noted(organisation))
        missing = [sentence for sentence in missing if sentence in again]
    return Compared(compared.read, compared.found + missing)


def check_payments(*, organisation: Organisation, on: date) -> NightCheck:
    """Check a house's payments and keep what was found that day; run again, it is read again."""
    compared = payments_compared(organisation)
    return keep_check(
        organisation=organisation, subject=NightCheck.Subject.PAYMENTS, on=on, read=compared.read,
        found=compared.found,
    )  # fmt: skip


def _events(organisation: Organisation) -> Iterator[Awaited]:
    """Yield the entries that payments should have, or may have beside a schedule."""
    orders = orders_that_left(organisation)
    served, accounts = served_subjects(organisation), _named_on(organisation)
    for order in orders:
        if kind_of(order) in (Call._meta.label, RunningLoan._meta.label):
            continue
        if order.subject in served:
            yield from _beside_a_schedule(order)
        elif order.executed_on is not None:
            yield _of_payment(order, accounts.get(target_of(order.account)))


def _of_payment(order: PaymentOrder, named_on: datetime | None) -> Awaited:
    """Return the entry of a payment: due when both accounts were known as it was prepared.

    One that came back in the very file that executed it was never posted.
    """
    known = order.counterpart and order.account.ledger_account
    is_due = bool(known) and (named_on is None or named_on <= order.prepared_at)
    came_back = order.state == Step.RETURNED
    return _awaited(
        order, PAYMENT, order.executed_on, "exécuté", is_optional=came_back or not is_due,
        came_back=order.amount if came_back else None,
    )  # fmt: skip


def _beside_a_schedule(order: PaymentOrder) -> Iterator[Awaited]:
    """Yield what is posted of a payout that its schedule does not hold: back, or replaced."""
    if order.executed_on is not None:
        yield _awaited(order, REPLACED, order.executed_on, "exécuté", is_optional=True)
    if order.returned_on is not None:
        yield _awaited(order, RETURNED, order.returned_on, "revenu", is_optional=True)


def _awaited(order: PaymentOrder, prefix: str, day: date, verb: str, **values) -> Awaited:
    return Awaited(
        key=f"{prefix}{order.pk}", about=order.subject, name=name_of(order), day=day,
        amount=order.amount,
        said=f"paiement {order.number} de {euros(order.amount, cents=True)}, {verb} le "
        f"{long_date(day)}",
        **values,
    )  # fmt: skip


def _named_on(organisation: Organisation) -> dict[str, datetime]:
    """Return when each bank account was last given its account of the chart, by the journal.

    A payment prepared before was not posted, and rightly so. An account that the journal does not
    know had it from the start.
    """
    lines = Entry.objects.filter(
        organisation=organisation, action="banking.account_set",
        target__startswith=HouseAccount._meta.label,
    )  # fmt: skip
    found: dict[str, datetime] = {}
    for target, at, detail in (
        lines.order_by("pk").values_list("target", "at", "detail").iterator(chunk_size=BATCH)
    ):
        match detail:
            case {"ledger_account": [None | "", str(after)]} if after:
                found[target] = at
    return found
