"""Writes of the ledger: accounts opened, entries posted once, corrected by their reversal.

A caller posts inside the transaction of the business event: both are kept, or neither.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.journal.services import record
from levier.kernel.french import euros, numeric_date
from levier.kernel.money import ZERO
from levier.ledger.errors import AccountTaken, AlreadyReversed, KeyReused, UnknownAccount
from levier.ledger.models import LedgerAccount, LedgerBook, LedgerEntry, LedgerPosting
from levier.rules.accounting.entries import LedgerEntry as Entry
from levier.rules.accounting.entries import Posting, check_entry, reversal_of


@transaction.atomic
def open_account(
    *, organisation: Organisation, actor: User | None, number: str, label: str
) -> LedgerAccount:
    """Open an account of the house's chart. Errors: AccountTaken."""
    found = LedgerAccount.objects.filter(organisation=organisation, number=number).first()
    if found:
        raise AccountTaken(number=number, label=found.label)
    account = LedgerAccount.objects.create(organisation=organisation, number=number, label=label)
    record("ledger.account_opened", actor=actor, target=account, summary=f"Compte {account} ouvert")
    return account


@transaction.atomic
def post_entry(
    *,
    organisation: Organisation,
    actor: User | None,
    key: str,
    day: date,
    journal: str,
    label: str,
    piece: str,
    about: str,
    postings: Sequence[Posting],
) -> LedgerEntry:
    """Post an entry balanced to the cent (euros), once: the same key again gives the same entry.

    `about` names what it is about, as the journal does (`portfolio.Commitment:<key>`). Numbers
    follow one another without a gap: the book is locked until the end of the transaction.
    Errors: EntryRefused; UnknownAccount; KeyReused for the same key with another content.
    """
    entry = Entry(key, day, label, tuple(postings))
    check_entry(entry)
    digest = digest_of(entry, journal, piece, about)
    book = _locked_book(organisation)
    known = LedgerEntry.objects.filter(organisation=organisation, key=key).first()
    if known:
        if known.digest != digest:
            raise KeyReused(number=known.number)
        return known
    return _write(book, actor, entry, journal=journal, piece=piece, about=about, digest=digest)


@transaction.atomic
def reverse_entry(
    *, entry: LedgerEntry, actor: User | None, day: date, key: str, reason: str
) -> LedgerEntry:
    """Undo an entry by another, on its own day; the reason is journalled.

    Errors: AlreadyReversed; EntryRefused for a day before the entry; KeyReused.
    """
    book = _locked_book(entry.organisation)
    undone = reversal_of(content_of(entry), key, day)
    digest = digest_of(undone, entry.journal, entry.piece, entry.about)
    known = LedgerEntry.objects.filter(reverses=entry).first()
    if known:
        if known.key == key and known.digest == digest:
            return known
        raise AlreadyReversed(number=entry.number)
    if other := LedgerEntry.objects.filter(organisation=entry.organisation_id, key=key).first():
        raise KeyReused(number=other.number)
    written = _write(
        book, actor, undone, journal=entry.journal, piece=entry.piece, about=entry.about,
        digest=digest, reverses=entry,
    )  # fmt: skip
    record(
        "ledger.entry_reversed", actor=actor, target=written,
        summary=f"Écriture {entry.number} annulée\u00a0: {reason}",
    )  # fmt: skip
    return written


def content_of(entry: LedgerEntry) -> Entry:
    """Return what a kept entry says, as the rules read it."""
    rows = entry.postings.select_related("account").order_by("rank")
    postings = tuple(Posting(row.account.number, row.debit, row.credit) for row in rows)
    return Entry(entry.key, entry.day, entry.label, postings)


def digest_of(entry: Entry, journal: str, piece: str, about: str) -> str:
    """Return the SHA-256 of everything that an entry says."""
    said = [
        entry.day.isoformat(), entry.label, journal, piece, about,
        [[p.account, f"{p.debit:.2f}", f"{p.credit:.2f}"] for p in entry.postings],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _locked_book(organisation: Organisation) -> LedgerBook:
    LedgerBook.objects.get_or_create(organisation=organisation)
    return LedgerBook.objects.select_for_update().get(organisation=organisation)


def _write(book: LedgerBook, actor, entry: Entry, **values) -> LedgerEntry:
    accounts = _accounts(book.organisation_id, (p.account for p in entry.postings))
    book.last_number += 1
    book.save(update_fields=["last_number"])
    row = LedgerEntry.objects.create(
        organisation_id=book.organisation_id, number=book.last_number, day=entry.day,
        label=entry.label, key=entry.key, recorded_by=actor, **values,
    )  # fmt: skip
    LedgerPosting.objects.bulk_create(
        LedgerPosting(
            organisation_id=book.organisation_id, entry=row, account=accounts[p.account],
            rank=rank, debit=p.debit, credit=p.credit,
        )
        for rank, p in enumerate(entry.postings, start=1)
    )  # fmt: skip
    total = euros(sum((p.debit for p in entry.postings), ZERO))
    summary = f"Écriture {row.number} du {numeric_date(row.day)}, {total}\u00a0: {row.label}"
    record("ledger.entry_posted", actor=actor, target=row, summary=summary)
    return row


def _accounts(organisation_id, numbers: Iterable[str]) -> dict[str, LedgerAccount]:
    wanted = set(numbers)
    found = {
        account.number: account
        for account in LedgerAccount.objects.filter(organisation=organisation_id, number__in=wanted)
    }
    for number in sorted(wanted - found.keys()):
        raise UnknownAccount(number=number)
    return found
