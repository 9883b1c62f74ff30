"""Where a single undertaking stands on a day: its aids of the period, what is used and left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.rules.state_aid import (
    Aid,
    ceiling_on,
    de_minimis_left,
    de_minimis_used,
    first_day_counted,
)
from levier.state_aid.models import LedgerAid, Undertaking
from levier.state_aid.services.undertakings import group_of


@dataclass(frozen=True, slots=True)
class Situation:
    """What a single undertaking used and has left on a day (euros), and the text that says so."""

    on: date
    since: date
    used: Decimal
    left: Decimal
    ceiling: Decimal
    source: str
    has_unsure: bool


def situation_on(undertaking: Undertaking, on: date) -> Situation:
    """Return where a single undertaking stands on `on` (two queries). Errors: NoValueInForce."""
    lines = aids_counted(undertaking, on)
    aids = as_rules(lines)
    is_sieg, ends = undertaking.is_sieg, undertaking.year_ends_in
    ceiling, source = ceiling_on(on, is_sieg=is_sieg)
    return Situation(
        on=on,
        since=first_day_counted(on, ends),
        used=de_minimis_used(aids, on, is_sieg=is_sieg, year_ends_in=ends),
        left=de_minimis_left(aids, on, is_sieg=is_sieg, year_ends_in=ends),
        ceiling=ceiling,
        source=source,
        has_unsure=any(not line.is_sure for line in lines),
    )


def aids_counted(undertaking: Undertaking, on: date) -> list[LedgerAid]:
    """Return the aids of the period that ends on `on`, of every linked entity, the newest first.

    Reversed lines and their reversals cancel out, and are left out.
    """
    since = first_day_counted(on, undertaking.year_ends_in)
    return list(
        LedgerAid.objects.filter(
            undertaking__in=group_of(undertaking, on),
            granted_on__gte=since,
            granted_on__lte=on,
            reverses=None,
            reversal=None,
        ).select_related("undertaking")
    )


def as_rules(lines: Iterable[LedgerAid]) -> list[Aid]:
    """Return lines of the ledger as the rules read them."""
    return [Aid(line.equivalent, line.granted_on, line.is_sieg) for line in lines]
