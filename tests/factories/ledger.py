"""What only somebody with the keys of the base could do to the ledger, for the nightly checks."""

from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import content_of, post_entry


def erase(entry: LedgerEntry) -> None:
    """Delete an entry and its lines."""
    key = entry.pk.hex if connection.vendor == "sqlite" else entry.pk
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_ledgerposting WHERE entry_id = %s", [key])
        cursor.execute("DELETE FROM ledger_ledgerentry WHERE id = %s", [key])


def falsify(entry: LedgerEntry, amount: str) -> None:
    """Give each line of an entry another amount (euros): it still balances."""
    for side in ("debit", "credit"):
        rows = LedgerPosting.objects.filter(entry=entry, **{f"{side}__gt": 0})
        QuerySet.update(rows, **{side: Decimal(amount)})


def double(entry: LedgerEntry, key: str, **changes) -> LedgerEntry:
    """Post what an entry says once more, under another key."""
    values = {
        "organisation": entry.organisation, "actor": None, "key": key, "day": entry.day,
        "journal": entry.journal, "label": entry.label, "piece": entry.piece,
        "about": entry.about, "postings": content_of(entry).postings, **changes,
    }  # fmt: skip
    return post_entry(**values)
