"""How many of the businesses financed are alive three and five years after, by vintage.

The state of a business comes from dated rows of the register; what is not known is counted apart,
never guessed. Definition and example: docs/rules/suivi.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.dates import add_months

YEARS = (3, 5)


class CompanyState(StrEnum):
    """What the register says of a business."""

    ACTIVE = "active"
    CEASED = "ceased"


class Fate(StrEnum):
    """What a business has become on a day."""

    ALIVE = "alive"
    CEASED = "ceased"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """A state of a business since a day; `known_on` is the last day on which it was read so."""

    state: CompanyState
    since: date
    known_on: date


@dataclass(frozen=True, slots=True)
class Financed:
    """A business and a day on which it was financed; `key` counts it once a vintage."""

    key: str
    set_up_on: date
    statuses: tuple[Status, ...] = ()


@dataclass(slots=True)
class Survival:
    """What the businesses of one vintage have become; `waiting`: their day has not come yet."""

    alive: int = 0
    ceased: int = 0
    unknown: int = 0
    waiting: int = 0

    @property
    def rate(self) -> Decimal | None:
        """The share alive of those that are known; None when none is."""
        known = self.alive + self.ceased
        return Decimal(self.alive) / known if known else None


@dataclass(slots=True)
class Vintage:
    """A year of set-up: its businesses, and their survival by number of years."""

    year: int
    businesses: int = 0
    after: dict[int, Survival] = field(
        default_factory=lambda: {years: Survival() for years in YEARS}
    )


def fate_on(statuses: Sequence[Status], day: date) -> Fate:
    """Return what a business had become at the end of a day.

    Ceased from the day of its cessation on. Alive when a reading made on that day or later still
    says so, or when something happened to it later. Otherwise unknown.
    """
    ordered = sorted(statuses, key=lambda status: status.since)
    begun = [status for status in ordered if status.since <= day]
    later = [status for status in ordered if status.since > day]
    if begun and begun[-1].state == CompanyState.CEASED:
        return Fate.CEASED
    if begun:
        return Fate.ALIVE if later or begun[-1].known_on >= day else Fate.UNKNOWN
    ceases_later = bool(later) and later[0].state == CompanyState.CEASED
    return Fate.ALIVE if ceases_later else Fate.UNKNOWN


def survival_by_vintage(financed: Iterable[Financed], on: date) -> list[Vintage]:
    """Return the vintages, the newest first: each business once, from its first set-up of the year.

    Its day is the same day three or five years later; until it comes, the business waits.
    """
    first: dict[tuple[int, str], Financed] = {}
    for row in sorted(financed, key=lambda each: each.set_up_on):
        first.setdefault((row.set_up_on.year, row.key), row)
    vintages: dict[int, Vintage] = defaultdict(lambda: Vintage(0))
    for (year, _), row in first.items():
        vintage = vintages[year]
        vintage.year, vintage.businesses = year, vintage.businesses + 1
        for years, line in vintage.after.items():
            _count(line, row, add_months(row.set_up_on, 12 * years), on)
    return sorted(vintages.values(), key=lambda vintage: -vintage.year)


def _count(line: Survival, row: Financed, day: date, on: date) -> None:
    if day > on:
        line.waiting += 1
        return
    fate = fate_on(row.statuses, day)
    line.alive += fate == Fate.ALIVE
    line.ceased += fate == Fate.CEASED
    line.unknown += fate == Fate.UNKNOWN
