"""Writes of the ledger: accounts opened, entries posted once, corrected by their reversal.

A caller posts inside the transaction of the business event: both are kept, or neither.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import transaction

from levier.accounts.many_rows import insert_rows, insert_values
from levier.accounts.models import Organisation, User
from levier.journal.services import entry_for, record
from levier.kernel.french import euros, numeric_date
from levier.kernel.keys import uuid7
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


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """An entry to post: balanced to the cent (euros), under a key kept for good.

    `about` names what it is about, as the journal does (`portfolio.Commitment:<key>`).
    """

    key: str
    day: date
    journal: str
    label: str
    piece: str
    about: str
    postings: Sequence[Posting]
    reverses: LedgerEntry | None = None

    @cached_property
    def said(self) -> Entry:
        """The entry as the rules read it."""
        return Entry(self.key, self.day, self.label, tuple(self.postings))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of everything that it says."""
        return digest_of(self.said, self.journal, self.piece, self.about)


def post_entry(*, organisation: Organisation, actor: User | None, **values: Any) -> LedgerEntry:
    """Post one entry, whose `values` are those of NewEntry. See post_entries."""
    [entry] = post_entries(organisation=organisation, actor=actor, entries=[NewEntry(**values)])
    return entry


@transaction.atomic
def post_entries(
    *, organisation: Organisation, actor: User | None, entries: Sequence[NewEntry]
) -> list[LedgerEntry]:
    """Post entries once: the same key again gives the entry already posted. All, or nothing.

    Numbers follow one another without a gap: the book is locked until the end of the transaction.
    Errors: EntryRefused; UnknownAccount; KeyReused for the same key with another content.
    """
    for new in entries:
        check_entry(new.said)
    book = lock_book(organisation)
    found = _known(organisation, entries)
    fresh = {new.key: new for new in entries if new.key not in found}
    found |= _write_all(book, actor, list(fresh.values()))
    return [found[new.key] for new in entries]


def _known(organisation: Organisation, entries: Sequence[NewEntry]) -> dict[str, LedgerEntry]:
    """Return the entries already posted under these keys. Errors: KeyReused."""
    keys = {new.key for new in entries}
    rows = LedgerEntry.objects.filter(organisation=organisation, key__in=keys)
    found = {row.key: row for row in rows}
    digests = {row.key: row.digest for row in found.values()}
    for new in entries:
        if digests.setdefault(new.key, new.digest) != new.digest:
            known = found.get(new.key)
            raise KeyReused(number=known.number if known else new.piece)
    return found


@transaction.atomic
def reverse_entry(
    *, entry: LedgerEntry, actor: User | None, day: date, key: str, reason: str
) -> LedgerEntry:
    """Undo an entry by another, on its own day; the reason is journalled.

    Errors: AlreadyReversed; EntryRefused for a day before the entry; KeyReused.
    """
    book = lock_book(entry.organisation)
    said = reversal_of(content_of(entry), key, day)
    undone = NewEntry(
        key=key, day=day, journal=entry.journal, label=said.label, piece=entry.piece,
        about=entry.about, postings=said.postings, reverses=entry,
    )  # fmt: skip
    known = LedgerEntry.objects.filter(reverses=entry).first()
    if known:
        if known.key == key and known.digest == undone.digest:
            return known
        raise AlreadyReversed(number=entry.number)
    if other := LedgerEntry.objects.filter(organisation=entry.organisation_id, key=key).first():
        raise KeyReused(number=other.number)
    written = _write_all(book, actor, [undone])[key]
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


def lock_book(organisation: Organisation) -> LedgerBook:
    """Lock a house's book until the transaction ends: what is read next, nobody posts meanwhile."""
    LedgerBook.objects.get_or_create(organisation=organisation)
    return LedgerBook.objects.select_for_update().get(organisation=organisation)


def _write_all(
    book: LedgerBook, actor: User | None, entries: Sequence[NewEntry]
) -> dict[str, LedgerEntry]:
    if not entries:
        return {}
    accounts = _accounts(book.organisation_id, (p.account for e in entries for p in e.postings))
    first = book.last_number + 1
    book.last_number += len(entries)
    book.save(update_fields=["last_number"])
    rows = [
        LedgerEntry(
            organisation_id=book.organisation_id, number=number, day=new.day, label=new.label,
            key=new.key, recorded_by_id=actor and actor.pk, journal=new.journal, piece=new.piece,
            about=new.about, digest=new.digest, reverses=new.reverses,
        )
        for number, new in enumerate(entries, start=first)
    ]  # fmt: skip
    insert_rows(rows)
    insert_values(
        LedgerPosting,
        [
            (uuid7(), book.organisation_id, row.pk, accounts[p.account].pk, rank, p.debit, p.credit)
            for row, new in zip(rows, entries, strict=True)
            for rank, p in enumerate(new.postings, start=1)
        ],
    )
    insert_rows(
        [
            entry_for(
                "ledger.entry_posted", actor=actor, target=row, summary=_said(row, new.postings)
            )
            for row, new in zip(rows, entries, strict=True)
        ]
    )
    return {row.key: row for row in rows}


def _said(row: LedgerEntry, postings: Sequence[Posting]) -> str:
    total = euros(sum((p.debit for p in postings), ZERO))
    return f"Écriture {row.number} du {numeric_date(row.day)}, {total}\u00a0: {row.label}"


def _accounts(organisation_id, numbers: Iterable[str]) -> dict[str, LedgerAccount]:
    wanted = set(numbers)
    found = {
        account.number: account
        for account in LedgerAccount.objects.filter(organisation=organisation_id, number__in=wanted)
    }
    for number in sorted(wanted - found.keys()):
        raise UnknownAccount(number=number)
    return found
