"""Events that post an entry, compared with the entries kept: what the nightly checks share."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, Sum

from levier.accounts.models import Organisation
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO, round_euro
from levier.ledger.models import LedgerEntry

BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """The entry that an event should have: its key, its day, its amount (euros, above zero).

    `name` is the number of the commitment, `said` the event with its amount, in French. What may
    be posted elsewhere instead is optional. `came_back` is what a return undid (euros), None when
    the event stands.
    """

    key: str
    about: str
    name: str
    said: str
    day: date
    amount: Decimal
    is_optional: bool = False
    came_back: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as the base keeps it, its sides summed (euros); `undone` is its reversal's amount.

    It stands unless it is reversed; one whose reversal is reversed stands again.
    """

    number: int
    key: str
    about: str
    piece: str
    label: str
    day: date
    debit: Decimal
    credit: Decimal
    is_reversal: bool
    stands: bool
    undone: Decimal | None

    @property
    def amount(self) -> Decimal:
        """Its amount (euros): the larger side, when they differ."""
        return max(self.debit, self.credit)

    @property
    def content(self) -> tuple[str, str, date, Decimal]:
        """What two entries posted twice have in common."""
        return self.about, self.label, self.day, self.amount


@dataclass(frozen=True, slots=True)
class Compared:
    """How many events were read, and what does not hold: French sentences."""

    read: int
    found: list[str]


def compare_events(
    *, organisation: Organisation, events: Iterable[Awaited], entries: Q
) -> Compared:
    """Compare a house's events with those of its entries that only such events post.

    One that does not hold hides no other; nothing is written. `events` are read after the entries,
    and what then seems wrong is compared with the entries read again: an event posted meanwhile is
    whole in one reading or the other. Four queries at most, those of `events` aside.
    """
    kept = _kept(organisation, entries)
    awaited = list(events)
    spare = _spare(awaited, kept)
    suspects = [each for each in awaited if _fault(each, kept.get(each.key), spare)]
    again = _kept(organisation, entries) if suspects else {}
    faults = (_fault(each, again.get(each.key), spare) for each in suspects)
    return Compared(
        len(awaited), [*(fault for fault in faults if fault), *_leftovers(awaited, kept, spare)]
    )


def _kept(organisation: Organisation, entries: Q) -> dict[str, Kept]:
    rows = LedgerEntry.objects.filter(organisation=organisation).annotate(
        debit=Sum("postings__debit"), credit=Sum("postings__credit")
    )
    reversals: dict[UUID, tuple[UUID, Decimal]] = {
        undone: (key, round_euro(debit or ZERO))
        for undone, key, debit in rows.filter(reverses__isnull=False).values_list(
            "reverses", "pk", "debit"
        )
    }
    found = rows.filter(entries).order_by("number")
    return {
        row.key: Kept(
            row.number, row.key, row.about, row.piece, row.label, row.day,
            round_euro(row.debit or ZERO), round_euro(row.credit or ZERO),
            row.reverses_id is not None, _stands(row.pk, reversals),
            reversals[row.pk][1] if row.pk in reversals else None,
        )
        for row in found.iterator(chunk_size=BATCH)
    }  # fmt: skip


def _stands(key: UUID, reversals: dict[UUID, tuple[UUID, Decimal]]) -> bool:
    """Follow reversals of reversals; those that turn in a circle, forged, end all the same."""
    count = 0
    while key in reversals and count <= len(reversals):
        key, count = reversals[key][0], count + 1
    return count % 2 == 0


def _spare(awaited: Iterable[Awaited], kept: dict[str, Kept]) -> Counter[tuple[str, Decimal]]:
    """Count the entries that stand under the key of no event, by what they are about and amount."""
    keys = {each.key for each in awaited}
    return Counter((entry.about, entry.amount) for entry in kept.values() if _is_spare(entry, keys))


def _is_spare(entry: Kept, keys: set[str]) -> bool:
    return entry.stands and not entry.is_reversal and entry.key not in keys


def _fault(event: Awaited, entry: Kept | None, spare: Counter[tuple[str, Decimal]]) -> str:
    """Return what does not hold between an event and its entry, empty when all does.

    An event that stands while its entry is reversed was corrected by hand when a spare entry says
    the same: that one is used up.
    """
    begins = f"{event.name}, {event.said}\u00a0:"
    if entry is None:
        return "" if event.is_optional else f"{begins} aucune écriture."
    which = f"l’écriture n°\u00a0{entry.number}"
    wrong = [side for side in (entry.debit, entry.credit) if side != event.amount]
    if wrong:
        return f"{begins} {which} porte {euros(wrong[0], cents=True)}."
    if entry.day != event.day:
        return f"{begins} {which} est datée du {long_date(entry.day)}."
    if event.came_back is None:
        if entry.stands or _use(spare, (event.about, event.amount)):
            return ""
        return f"{begins} {which} est contre-passée, et rien ne la remplace."
    if entry.stands:
        return f"{begins} revenu, {which} n’est pas contre-passée."
    if entry.undone != event.came_back:
        back, undone = euros(event.came_back, cents=True), euros(entry.undone or ZERO, cents=True)
        return f"{begins} {back} revenus, {undone} contre-passés de {which}."
    return ""


def _use(spare: Counter[tuple[str, Decimal]], wanted: tuple[str, Decimal]) -> bool:
    if not spare[wanted]:
        return False
    spare[wanted] -= 1
    return True


def _leftovers(
    awaited: list[Awaited], kept: dict[str, Kept], spare: Counter[tuple[str, Decimal]]
) -> Iterator[str]:
    """Yield the entries that stand and that no event asks for; the latest ones first to blame."""
    names = {each.about: each.name for each in awaited}
    keys = {each.key for each in awaited}
    posted = {entry.content: entry.number for entry in kept.values() if entry.key in keys}
    for entry in reversed(kept.values()):
        if not _is_spare(entry, keys) or not _use(spare, (entry.about, entry.amount)):
            continue
        twin = posted.get(entry.content)
        yield (
            f"{names.get(entry.about, entry.piece)}\u00a0: l’écriture n°\u00a0{entry.number} du "
            f"{long_date(entry.day)}, {euros(entry.amount, cents=True)}, "
            + (f"double la n°\u00a0{twin}." if twin else "ne répond à aucun mouvement.")
        )
