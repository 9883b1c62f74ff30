"""The nightly check: every entry said again from its lines, every balance from the entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from levier.accounts.models import Organisation
from levier.jobs.models import NightCheck
from levier.jobs.services import keep_check
from levier.kernel.errors import DomainError
from levier.kernel.french import euros
from levier.kernel.money import ZERO
from levier.ledger.models import LedgerBook, LedgerEntry, LedgerPosting
from levier.ledger.services import digest_of
from levier.rules.accounting.entries import LedgerEntry as Entry
from levier.rules.accounting.entries import Posting, balances, check_entry, first_difference

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not hold: the entry (None for the whole), and a French sentence."""

    number: int | None
    sentence: str


def differences(organisation: Organisation) -> Iterator[Difference]:
    """Yield whatever does not hold in a house's ledger; one bad entry never hides the others.

    Reads only: running it twice changes nothing and says the same.
    """
    expected: dict[str, Decimal] = {}
    awaited, last_day = 1, None
    given = _last_given(organisation)
    for row, entry in _entries(organisation):
        if row.number != awaited:
            yield Difference(row.number, f"Il manque des écritures avant le n° {row.number}.")
        awaited = row.number + 1
        yield from _of_entry(row, entry)
        for account, net in balances([entry], entry.day).items():
            expected[account] = expected.get(account, ZERO) + net
        last_day = max(last_day or row.day, row.day)
    yield from _of_the_end(organisation, awaited - 1, given)
    if last_day:
        kept = LedgerPosting.objects.filter(organisation=organisation).balances_on(last_day)
        if found := first_difference(expected, kept):
            account, one, other = found
            yield Difference(
                None,
                f"Compte {account}\u00a0: {euros(one)} par les écritures, {euros(other)} en base.",
            )


def check_ledger(*, organisation: Organisation, on: date) -> NightCheck:
    """Check a house's ledger and keep what was found that day; run again, it is read again."""
    found = [
        f"Écriture {one.number}\u00a0: {one.sentence}" if one.number else one.sentence
        for one in differences(organisation)
    ]
    read = LedgerEntry.objects.filter(organisation=organisation).count()
    return keep_check(
        organisation=organisation, subject=NightCheck.Subject.LEDGER, on=on, read=read, found=found
    )


def _of_the_end(organisation: Organisation, last: int, given: int) -> Iterator[Difference]:
    """Compare the last entry kept with the last number given: none is missing at the end.

    `given` was read before the entries; it is read again for one posted meanwhile.
    """
    if last < given:
        yield Difference(None, f"Il manque des écritures après le n° {last}, jusqu’au n° {given}.")
    elif last > (given := _last_given(organisation)):
        yield Difference(last, f"Le livre n’a donné de numéro que jusqu’au n° {given}.")


def _last_given(organisation: Organisation) -> int:
    books = LedgerBook.objects.filter(organisation=organisation)
    return books.values_list("last_number", flat=True).first() or 0


def _of_entry(row: LedgerEntry, entry: Entry) -> Iterator[Difference]:
    try:
        check_entry(entry)
    except DomainError as refusal:
        yield Difference(row.number, str(refusal))
    if digest_of(entry, row.journal, row.piece, row.about) != row.digest:
        yield Difference(row.number, "Son contenu n’est plus celui qui a été comptabilisé.")


def _entries(organisation: Organisation) -> Iterator[tuple[LedgerEntry, Entry]]:
    lines = LedgerPosting.objects.select_related("account").order_by("rank")
    rows = (
        LedgerEntry.objects.filter(organisation=organisation)
        .order_by("number")
        .prefetch_related(Prefetch("postings", lines))
    )
    for row in rows.iterator(chunk_size=BATCH):
        postings = tuple(Posting(p.account.number, p.debit, p.credit) for p in row.postings.all())
        yield row, Entry(row.key, row.day, row.label, postings)
