"""Where a single undertaking stands on a day: its aids of the period, what is used and left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from levier.kernel.text import normalise
from levier.rules.state_aid import (
    Aid,
    NamedAid,
    Room,
    counted_twice,
    first_day_counted,
    rooms_on,
)
from levier.state_aid.models import LedgerAid, Undertaking
from levier.state_aid.services.undertakings import group_of


@dataclass(frozen=True, slots=True)
class Situation:
    """What a single undertaking used and has left on a day (euros), and the text that says so.

    `used`, `ceiling`, `left` and `source` are those of the ceiling that leaves the least; `rooms`
    holds every ceiling that its next aid must hold within.
    """

    on: date
    since: date
    rooms: tuple[Room, ...]
    has_unsure: bool

    @property
    def tightest(self) -> Room:
        """The ceiling that leaves the least."""
        return min(self.rooms, key=lambda room: room.left)

    @property
    def used(self) -> Decimal:
        """What counts under the tightest ceiling, in euros."""
        return self.tightest.used

    @property
    def left(self) -> Decimal:
        """What may still be received, in euros, never below zero."""
        return self.tightest.left

    @property
    def ceiling(self) -> Decimal:
        """The tightest ceiling, in euros."""
        return self.tightest.ceiling

    @property
    def source(self) -> str:
        """The text that sets the tightest ceiling."""
        return self.tightest.source


def situation_on(undertaking: Undertaking, on: date) -> Situation:
    """Return where a single undertaking stands on `on` (two queries). Errors: NoValueInForce."""
    lines, ends = aids_counted(undertaking, on), undertaking.year_ends_in
    rooms = rooms_on(as_rules(lines), on, is_sieg=undertaking.is_sieg, year_ends_in=ends)
    return Situation(
        on=on,
        since=first_day_counted(on, ends),
        rooms=tuple(rooms),
        has_unsure=any(not line.is_sure for line in lines),
    )


def aids_counted(undertaking: Undertaking, on: date) -> list[LedgerAid]:
    """Return the aids of the period that ends on `on`, of every linked entity, the newest first.

    Reversed lines and their reversals cancel out, and are left out.
    """
    since = first_day_counted(on, undertaking.year_ends_in)
    lines = lines_that_count(group_of(undertaking, on))
    return [line for line in lines if since <= line.granted_on <= on]


def lines_that_count(group: Iterable[Any]) -> list[LedgerAid]:
    """Return the lines of a single undertaking that count, whatever their day, the newest first.

    Neither those reversed nor their reversals, nor an aid that another line counts already.
    """
    lines = _lines_in_force(group)
    twice = _counted_twice(lines)
    return [line for line in lines if line.pk not in twice]


def lines_counted_twice(group: Iterable[Any]) -> set[Any]:
    """Return the keys of the lines that others count already: planned here, and declared too."""
    return _counted_twice(_lines_in_force(group))


def _lines_in_force(group: Iterable[Any]) -> list[LedgerAid]:
    rows = LedgerAid.objects.filter(undertaking__in=group, reverses=None, reversal=None)
    return list(rows.select_related("undertaking"))


def _counted_twice(lines: Iterable[LedgerAid]) -> set[Any]:
    return counted_twice(
        [
            NamedAid(
                key=line.pk,
                name=(normalise(line.authority), normalise(line.instrument)),
                amount=line.amount,
                granted_on=line.granted_on,
                dossier=line.case_key,
                asked_since=line.asked_since,
            )
            for line in lines
            if line.origin != LedgerAid.Origin.OURS
        ]
    )


def as_rules(lines: Iterable[LedgerAid]) -> list[Aid]:
    """Return lines of the ledger as the rules read them."""
    return [Aid(line.equivalent, line.granted_on, line.is_sieg) for line in lines]
