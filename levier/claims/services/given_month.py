"""What the house guarantees at a month end: the change of each guarantee since its last entry.

Each batch is one transaction: its guarantees are locked, then the book, as an event locks them, and
what they are is read after. A key names the guarantee and the day: nothing is posted twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from levier.accounts.models import Organisation
from levier.claims.models import AccountOfGuarantees
from levier.claims.services.given import KEY, entry_of, guarantees_read, held_of
from levier.claims.services.given_accounts import GivenAccounts, given_accounts
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import long_date
from levier.ledger.models import LedgerEntry
from levier.ledger.services import NewEntry, lock_book, post_entries
from levier.portfolio.models import Commitment

LOG = logging.getLogger(__name__)
BATCH = 500
MONTH = f"{KEY}month:"


@dataclass(frozen=True, slots=True)
class GivenMonth:
    """How many entries were posted, and the keys of the guarantees that refused."""

    posted: int
    refused: tuple[UUID, ...]


def post_given_month(*, on: date, batch: int = BATCH) -> GivenMonth:
    """Post what each house guarantees at a month end (`on`): at most one entry per guarantee.

    None when nothing changed, nor for a guarantee whose last entry is of that day or later: the
    next month end posts what is left. One that refuses is left as it was, and stops no other.
    """
    posted, refused = 0, list[UUID]()
    for house in _houses():
        accounts = given_accounts(house.pk)
        if accounts is None:
            continue
        rows = given_by(house).filter(set_up_on__lte=on)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), batch):
            done, failed = _post_or_split(house, accounts, keys[start : start + batch], on)
            posted += done
            refused += failed
    return GivenMonth(posted, tuple(refused))


def given_by(house: Organisation):
    """Return the guarantees that the house itself carries, once they are set up, ended or not."""
    return Commitment.objects.filter(
        organisation=house, kind="guarantee", carrier__is_house=True, set_up_on__isnull=False
    )


def _houses() -> list[Organisation]:
    named = AccountOfGuarantees.objects.order_by().values("organisation")
    return list(Organisation.objects.filter(pk__in=named).order_by("pk"))


def _post_or_split(
    house: Organisation, accounts: GivenAccounts, keys: Sequence[UUID], on: date
) -> tuple[int, list[UUID]]:
    """Post a batch; one that refuses is posted guarantee by guarantee."""
    try:
        return _post_batch(house, accounts, keys, on), []
    except DomainError as refusal:
        if len(keys) == 1:
            LOG.error("What is guaranteed by %s was not posted: %s", keys[0], refusal)
            return 0, list(keys)
    done = [_post_or_split(house, accounts, [key], on) for key in keys]
    return sum(posted for posted, _ in done), [key for _, failed in done for key in failed]


@transaction.atomic
def _post_batch(
    house: Organisation, accounts: GivenAccounts, keys: Sequence[UUID], on: date
) -> int:
    locked = Commitment.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    list(locked.values_list("pk", flat=True))
    lock_book(house)
    rows = list(guarantees_read().filter(pk__in=keys).order_by("number"))
    held = held_of(rows)
    known = _known(house, rows, on)
    what = f"encours garanti au {long_date(on)}"
    entries: list[NewEntry] = []
    for row in rows:
        stands, key = held[target_of(row)], month_key(row, on)
        if key in known or (stands.last_day is not None and stands.last_day >= on):
            continue
        new = entry_of(row, stands, accounts, on, key, what)
        if new is not None:
            entries.append(new)
    post_entries(organisation=house, actor=None, entries=entries)
    return len(entries)


def month_key(row: Commitment, on: date) -> str:
    """Return the key under which the ledger keeps the entry of a guarantee at a month end."""
    return f"{MONTH}{row.pk}:{on.isoformat()}"


def _known(house: Organisation, rows: Sequence[Commitment], on: date) -> set[str]:
    keys = [month_key(row, on) for row in rows]
    found = LedgerEntry.objects.filter(organisation=house, key__in=keys)
    return set(found.values_list("key", flat=True))
