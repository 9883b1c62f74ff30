"""The nightly check: what the accounts hold of each guarantee, compared with its exposure."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from levier.accounts.models import Organisation
from levier.claims.services.given import Held, guarantees_read, held_of
from levier.claims.services.given_accounts import GivenAccounts, given_accounts
from levier.claims.services.given_month import BATCH, MONTH, given_by
from levier.claims.services.positions import exposure_on
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, long_date
from levier.ledger.comparing import Compared
from levier.ledger.models import LedgerEntry
from levier.ledger.services import lock_book
from levier.portfolio.models import Commitment


def given_compared(organisation: Organisation) -> Compared:
    """Compare what the accounts hold of each guarantee with its exposure of its last posted day.

    What was noted after that entry is left to the next one. A guarantee without any entry is
    compared on the last month end that the house posted. What seems wrong is read again with the
    book held: an event posted meanwhile is no difference. Nothing for a house that named no
    accounts. Writes nothing.
    """
    accounts = given_accounts(organisation.pk)
    if accounts is None:
        return Compared(0, [])
    closed_on = _last_month_end(organisation)
    keys = list(given_by(organisation).order_by("number").values_list("pk", flat=True))
    suspects = [key for key, _ in _faults(keys, accounts, closed_on)]
    if not suspects:
        return Compared(len(keys), [])
    with transaction.atomic():
        lock_book(organisation)
        found = [sentence for _, sentence in _faults(suspects, accounts, closed_on)]
    return Compared(len(keys), found)


def _last_month_end(organisation: Organisation) -> date | None:
    rows = LedgerEntry.objects.filter(organisation=organisation, key__startswith=MONTH)
    return rows.aggregate(last=Max("day"))["last"]


def _faults(
    keys: Sequence[UUID], accounts: GivenAccounts, closed_on: date | None
) -> Iterator[tuple[UUID, str]]:
    """Yield the key of each guarantee that differs, with what does not hold, by number."""
    for start in range(0, len(keys), BATCH):
        chosen = guarantees_read().filter(pk__in=keys[start : start + BATCH])
        rows = list(chosen.order_by("number"))
        held = held_of(rows)
        for row in rows:
            if sentence := _fault(row, held[target_of(row)], accounts, closed_on):
                yield row.pk, sentence


def _fault(
    row: Commitment, held: Held, accounts: GivenAccounts, closed_on: date | None
) -> str | None:
    on = held.last_day or closed_on
    if on is None:
        return None
    try:
        borne = _borne(row, held, on)
    except DomainError as refusal:
        return f"{row.number}\u00a0: {refusal}"
    kept = held.given(accounts)
    if kept == borne:
        return None
    return (
        f"{row.number}, engagement donné au {long_date(on)}\u00a0: {euros(borne, cents=True)} "
        f"garantis, le compte {accounts.given} en porte {euros(kept, cents=True)}."
    )


def _borne(row: Commitment, held: Held, on: date) -> Decimal:
    """Return the exposure on a day, from the events noted by the time of the last entry."""
    events = [
        event
        for event in row.guarantee_events.all()
        if held.last_at is None or event.recorded_at <= held.last_at
    ]
    return exposure_on(row, on, events)
