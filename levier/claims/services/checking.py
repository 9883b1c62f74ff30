"""The nightly check: what guarantees of the house moved, compared with the entries it posted."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Model, Q

from levier.accounts.models import Organisation
from levier.banking.models import BankFile, RevenueOrder
from levier.banking.states import RevenueState
from levier.claims.models import CallPayment, CommissionReceipt, Recovery
from levier.claims.services.given_checking import given_compared
from levier.claims.services.money import JOURNAL, entry_key
from levier.jobs.models import NightCheck
from levier.jobs.services import keep_check
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.comparing import Awaited, Compared, compare_events
from levier.portfolio.models import Commitment

BATCH = 2_000
ENTRIES = Q(journal=JOURNAL) | Q(key__startswith="claims:")


def claims_compared(organisation: Organisation) -> Compared:
    """Compare indemnities, recoveries and commissions with their entries. Reads only."""
    return compare_events(organisation=organisation, events=_events(organisation), entries=ENTRIES)


def check_claims(*, organisation: Organisation, on: date) -> NightCheck:
    """Check what a house's guarantees moved and what they commit.

    Kept for that day; run again, it is read again.
    """
    moved, given = claims_compared(organisation), given_compared(organisation)
    return keep_check(
        organisation=organisation, subject=NightCheck.Subject.CLAIMS, on=on,
        read=moved.read + given.read, found=[*moved.found, *given.found],
    )  # fmt: skip


def _events(organisation: Organisation) -> Iterator[Awaited]:
    """Yield the entries that the house should have: it posts what it carries, nothing of others."""
    yield from _indemnities(organisation)
    yield from _recoveries(organisation)
    yield from _commissions(organisation)


def _indemnities(organisation: Organisation) -> Iterator[Awaited]:
    """A payment of an accounting officer is posted here only when both accounts are known."""
    rows = CallPayment.objects.filter(
        organisation=organisation, call__commitment__carrier__is_house=True
    )
    is_return = Q(kind=CallPayment.Kind.RETURNED)
    came_back: dict[UUID, Decimal] = {}
    for order, amount in rows.filter(is_return).values_list("order", "amount"):
        came_back[order] = came_back.get(order, ZERO) - amount
    paid = rows.exclude(is_return).exclude(amount=0).order_by("pk")
    for row in paid.select_related("call__commitment", "order__account", "order__file").iterator(
        chunk_size=BATCH
    ):
        yield _awaited(
            row, row.call.commitment, abs(row.amount), row.paid_on,
            f"{row.get_kind_display()} de {euros(row.amount, cents=True)}",
            is_optional=_is_by_officer(row), came_back=came_back.get(row.order_id),
        )  # fmt: skip


def _is_by_officer(payment: CallPayment) -> bool:
    """Whether an accounting officer paid: as the account says, or as it said on that day."""
    order = payment.order
    if order is None:
        return False
    was_asked = order.file is not None and order.file.kind == BankFile.Kind.REQUESTS
    return order.account.is_kept_by_officer or was_asked


def _recoveries(organisation: Organisation) -> Iterator[Awaited]:
    rows = Recovery.objects.filter(
        organisation=organisation, call__commitment__carrier__is_house=True, share__gt=0
    )
    for row in rows.select_related("call__commitment").order_by("pk").iterator(chunk_size=BATCH):
        said = f"recouvrement, {euros(row.share, cents=True)} au garant"
        yield _awaited(row, row.call.commitment, row.share, row.received_on, said)


def _commissions(organisation: Organisation) -> Iterator[Awaited]:
    """What an accounting officer collected on a revenue order, he posts in his own books."""
    collected = RevenueOrder.objects.filter(
        organisation=organisation, state=RevenueState.COLLECTED,
        subject__startswith=f"{Commitment._meta.label}:",
    )  # fmt: skip
    elsewhere = {order.collected_key for order in collected.only("pk").iterator(chunk_size=BATCH)}
    rows = CommissionReceipt.objects.filter(
        organisation=organisation, commitment__carrier__is_house=True
    )
    for row in rows.select_related("commitment").order_by("pk").iterator(chunk_size=BATCH):
        if row.idempotency_key not in elsewhere:
            said = f"commission de {euros(row.amount, cents=True)}"
            yield _awaited(row, row.commitment, row.amount, row.received_on, said)


def _awaited(
    row: Model, commitment: Commitment, amount: Decimal, day: date, said: str,
    *, is_optional: bool = False, came_back: Decimal | None = None,
) -> Awaited:  # fmt: skip
    return Awaited(
        key=entry_key(row.pk), about=target_of(commitment), name=commitment.number, day=day,
        amount=amount, said=f"{said}, le {long_date(day)}", is_optional=is_optional,
        came_back=came_back,
    )  # fmt: skip
