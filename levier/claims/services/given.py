"""What the house guarantees, off its balance sheet: entered at the set-up, out as it falls.

One rule posts every entry: what each account should hold of a guarantee on a day, less what it
holds. The exposure comes from `exposure_on`; a correction is the reversal of an entry, and the next
entry then makes up the difference. Readers of the balances hold the book: nobody posts meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Sum

from levier.claims.services.given_accounts import GivenAccounts, given_accounts
from levier.claims.services.positions import exposure_on
from levier.journal.services import target_of
from levier.kernel.money import ZERO, round_euro
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import NewEntry, lock_book, post_entries
from levier.portfolio.models import Commitment
from levier.rules.accounting.entries import Posting

JOURNAL = "EN"
KEY = "given:"
READ = ("guarantee_events", "calls__payments")


@dataclass(slots=True)
class Held:
    """What accounts hold of a guarantee (debit less credit, euros), by its entries.

    `last_day` is that of the last one, `last_at` when it was posted: None without any.
    """

    nets: dict[str, Decimal] = field(default_factory=dict)
    last_day: date | None = None
    last_at: datetime | None = None

    def given(self, accounts: GivenAccounts) -> Decimal:
        """Return the commitment (euros); it stands elsewhere until the entry after other names."""
        own = -self.nets.get(accounts.given, ZERO)
        return own or sum((max(-net, ZERO) for net in self.nets.values()), ZERO)


def post_given(
    *, commitment: Commitment, day: date | None, of: object, what: str, actor
) -> LedgerEntry | None:
    """Post what an event (`of` names it) changes of what the house guarantees, on its day.

    Call it in the transaction of the event, once it is written. An event noted after a later entry
    is posted on the day of that one; a correction of the terms (no `day`) too, and it posts nothing
    before any. Nothing for what another carries, for a house that named no
    accounts, or when nothing changes; the same event again gives the entry already posted.
    """
    if commitment.kind != "guarantee" or not commitment.carrier.is_house:
        return None
    accounts = given_accounts(commitment.organisation_id)
    if accounts is None:
        return None
    key = f"{KEY}{of}"
    lock_book(commitment.organisation)
    known = LedgerEntry.objects.filter(organisation=commitment.organisation_id, key=key).first()
    if known is not None:
        return known
    row = guarantees_read().get(pk=commitment.pk)
    held = held_of([row])[target_of(row)]
    if day is None and held.last_day is None:
        return None
    on = max(each for each in (day, held.last_day) if each is not None)
    new = entry_of(row, held, accounts, on, key, what)
    if new is None:
        return None
    [entry] = post_entries(organisation=commitment.organisation, actor=actor, entries=[new])
    return entry


def guarantees_read():
    """Return the commitments with all that their exposure reads."""
    return Commitment.objects.select_related("guarantee").prefetch_related(*READ)


def held_of(rows: Iterable[Commitment]) -> dict[str, Held]:
    """Return what the accounts hold of guarantees of one house, by what entries are about.

    One query.
    """
    found = {target_of(row): Held() for row in rows}
    organisations = {row.organisation_id for row in rows}
    postings = LedgerPosting.objects.filter(
        organisation__in=organisations, entry__journal=JOURNAL, entry__about__in=list(found)
    )
    sums = postings.order_by().values_list("entry__about", "account__number")
    for about, account, debit, credit, day, at in sums.annotate(
        Sum("debit"), Sum("credit"), Max("entry__day"), Max("entry__recorded_at")
    ):
        held = found[about]
        held.nets[account] = round_euro(debit - credit)
        held.last_day = max(day, held.last_day or day)
        held.last_at = max(at, held.last_at or at)
    return found


def entry_of(
    row: Commitment, held: Held, accounts: GivenAccounts, day: date, key: str, what: str
) -> NewEntry | None:
    """Return the entry that brings a guarantee to its exposure on a day; None when it is there."""
    borne = exposure_on(row, day, list(row.guarantee_events.all()))
    wanted = {accounts.given: -borne, accounts.counterpart: borne}
    postings = _postings(wanted, held.nets)
    if not postings:
        return None
    return NewEntry(
        key=key, day=day, journal=JOURNAL, label=f"{row.number}, engagement donné\u00a0: {what}",
        piece=row.number, about=target_of(row), postings=postings,
    )  # fmt: skip


def _postings(wanted: dict[str, Decimal], nets: dict[str, Decimal]) -> Sequence[Posting]:
    """Return the lines that bring each account from what it holds to what is wanted (euros).

    Both sum to zero over the accounts, and so do the lines.
    """
    changes = {
        account: wanted.get(account, ZERO) - nets.get(account, ZERO)
        for account in [*wanted, *(nets.keys() - wanted.keys())]
    }
    return [
        Posting(account, debit=max(change, ZERO), credit=max(-change, ZERO))
        for account, change in sorted(changes.items())
        if change
    ]
