"""Entries in double entry: each one balanced to the cent, corrected only by its reversal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from levier.kernel.errors import DomainError
from levier.kernel.money import CENT, ZERO


class EntryRefused(DomainError):
    """The entry is not one."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry: an account, and euros to its debit or to its credit, never both."""

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        """Debit less credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one event posts, on its day. `key` makes it safe to repeat; `label` says what it was."""

    key: str
    day: date
    label: str
    postings: tuple[Posting, ...]


def check_entry(entry: LedgerEntry) -> None:
    """Errors: EntryRefused unless the entry has two postings at least and balances to the cent."""
    if len(entry.postings) < 2:
        raise EntryRefused(reason="Une écriture a au moins deux lignes.")
    for posting in entry.postings:
        _check_posting(posting)
    if sum((posting.net for posting in entry.postings), ZERO):
        raise EntryRefused(
            reason="L’écriture n’est pas équilibrée\u00a0: débit et crédit diffèrent."
        )


def _check_posting(posting: Posting) -> None:
    amounts = (posting.debit, posting.credit)
    if min(amounts) < 0 or (amounts[0] > 0) == (amounts[1] > 0):
        raise EntryRefused(reason="Une ligne porte un débit ou un crédit, supérieur à zéro.")
    if any(amount != amount.quantize(CENT) for amount in amounts):
        raise EntryRefused(reason="Les montants d’une écriture s’arrêtent au centime.")
    if not posting.account:
        raise EntryRefused(reason="Chaque ligne nomme son compte.")


def reversal_of(entry: LedgerEntry, key: str, day: date) -> LedgerEntry:
    """Return the entry that undoes another: debits and credits swapped, on its own day.

    Errors: EntryRefused for a day before the entry.
    """
    if day < entry.day:
        raise EntryRefused(reason="Une contre-passation ne précède pas l’écriture qu’elle annule.")
    swapped = tuple(replace(p, debit=p.credit, credit=p.debit) for p in entry.postings)
    return LedgerEntry(key, day, f"Annulation\u00a0: {entry.label}", swapped)


def balances(entries: Iterable[LedgerEntry], on: date) -> dict[str, Decimal]:
    """Return the balance (debit less credit, euros) of each account moved on or before `on`."""
    found: dict[str, Decimal] = {}
    for entry in entries:
        if entry.day <= on:
            for posting in entry.postings:
                found[posting.account] = found.get(posting.account, ZERO) + posting.net
    return found


def first_difference(
    expected: Mapping[str, Decimal], kept: Mapping[str, Decimal]
) -> tuple[str, Decimal, Decimal] | None:
    """Return the first account, in order, whose kept balance is not the one expected."""
    for account in sorted({*expected, *kept}):
        pair = expected.get(account, ZERO), kept.get(account, ZERO)
        if pair[0] != pair[1]:
            return account, *pair
    return None


def totals(entries: Sequence[LedgerEntry]) -> tuple[Decimal, Decimal]:
    """Return what all entries debit and what they credit: equal, or something is wrong."""
    lines = [posting for entry in entries for posting in entry.postings]
    return sum((p.debit for p in lines), ZERO), sum((p.credit for p in lines), ZERO)
