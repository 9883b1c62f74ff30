"""De minimis aid: what a single undertaking received, and may still receive.

Amounts are gross grant equivalents in euros, dated from the day the right arose (the decision),
not the payment. Ceilings, period and regulations: parameters/de_minimis.toml.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.kernel.money import ZERO
from levier.rules.parameters import history, parameter, parameter_record

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Aid:
    """One aid received: its gross grant equivalent (euros) and the day it was granted.

    `is_sieg`: granted for a service of general economic interest, which has its own ceiling.
    """

    amount: Decimal
    granted_on: date
    is_sieg: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Where the aids of a period stand under one ceiling. Amounts in euros."""

    is_sieg: bool
    used: Decimal
    ceiling: Decimal
    source: str

    @property
    def left(self) -> Decimal:
        """What may still be received under this ceiling, never below zero."""
        return max(ZERO, self.ceiling - self.used)


@dataclass(frozen=True, slots=True)
class NamedAid:
    """An aid of somebody else as it is known: declared, or read in a financing plan.

    `name` says who gives it and what it is; `amount` is nominal (euros). `dossier` and
    `asked_since` (the day it was opened) are those of the plan, None for an aid declared.
    """

    key: Hashable
    name: Hashable
    amount: Decimal
    granted_on: date
    dossier: Hashable = None
    asked_since: date | None = None


@dataclass(frozen=True, slots=True)
class Excess:
    """A day on which the aids of the period pass the ceiling. Amounts in euros."""

    on: date
    total: Decimal
    ceiling: Decimal
    source: str


def first_day_counted(on: date, year_ends_in: int = DECEMBER) -> date:
    """Return the first day of the period that ends on `on`.

    Since 2024: three years back, day to day. Before: the fiscal year of `on` and the two before,
    `year_ends_in` being the month that closes the undertaking's fiscal year.
    Errors: NoValueInForce.
    """
    years = parameter("de_minimis", "window", on)
    if parameter("de_minimis", "window_counted", on) == "day_to_day":
        return add_months(on, -12 * years) + timedelta(days=1)
    closing_year = on.year if on.month <= year_ends_in else on.year + 1
    opening = date(closing_year - years, year_ends_in, 1)
    return add_months(opening, 1)


def ceiling_on(on: date, *, is_sieg: bool = False) -> tuple[Decimal, str]:
    """Return the ceiling in force on `on` (euros) and its source. Errors: NoValueInForce."""
    record = parameter_record("de_minimis", "sieg_ceiling" if is_sieg else "ceiling", on)
    return Decimal(record.value), record.source


def regulation_on(on: date, *, is_sieg: bool = False) -> str:
    """Return the regulation that an aid of `on` cites, in French.

    An aid is a fact: outside the days known, it cites the nearest text.
    """
    records = history("de_minimis", "sieg_regulation" if is_sieg else "regulation")
    begun = [record for record in records if record.since <= on]
    return str((begun or records[:1])[-1].value)


def de_minimis_used(
    aids: Sequence[Aid], on: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> Decimal:
    """Return what the aids of the period that ends on `on` sum to, in euros.

    The ceiling of general interest counts every aid; the general one leaves those apart.
    """
    since = first_day_counted(on, year_ends_in)
    return sum(
        (
            aid.amount
            for aid in aids
            if since <= aid.granted_on <= on and (is_sieg or not aid.is_sieg)
        ),
        ZERO,
    )


def rooms_on(
    aids: Sequence[Aid], on: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> list[Room]:
    """Return every ceiling that an aid of `on` must hold within, each with what is used of it.

    An aid of general interest has its own ceiling, which counts every aid. Any other has the
    general one and, as soon as the period holds an aid of general interest, that of general
    interest too: the two kinds add up within it (Regulation (EU) 2023/2831, article 5).
    Errors: NoValueInForce.
    """
    since = first_day_counted(on, year_ends_in)
    mixed = any(aid.is_sieg and since <= aid.granted_on <= on for aid in aids)
    kinds = [True] if is_sieg else [False, True] if mixed else [False]
    return [
        Room(
            kind,
            de_minimis_used(aids, on, is_sieg=kind, year_ends_in=year_ends_in),
            *ceiling_on(on, is_sieg=kind),
        )
        for kind in kinds
    ]


def de_minimis_left(
    aids: Sequence[Aid], on: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> Decimal:
    """Return what a single undertaking may still receive on `on`, in euros, never below zero.

    Errors: NoValueInForce. Source: parameters/de_minimis.toml.
    """
    return min(room.left for room in rooms_on(aids, on, is_sieg=is_sieg, year_ends_in=year_ends_in))


def excess_with(aids: Sequence[Aid], new: Aid, year_ends_in: int = DECEMBER) -> Excess | None:
    """Return the first day on which `new`, added to `aids`, passes the ceiling; None if it holds.

    The day of the new aid is tried, and each later day on which another aid was granted: an aid
    dated back fills the periods of those that followed it. Errors: NoValueInForce.
    """
    return excess_among(
        [*aids, new], new.granted_on, is_sieg=new.is_sieg, year_ends_in=year_ends_in
    )


def excess_among(
    aids: Sequence[Aid], since: date, *, is_sieg: bool = False, year_ends_in: int = DECEMBER
) -> Excess | None:
    """Return the first day from `since` on that passes the ceiling with an aid of `since`."""
    days = sorted({since, *(aid.granted_on for aid in aids if aid.granted_on > since)})
    for day in days:
        if first_day_counted(day, year_ends_in) > since:
            break
        for room in rooms_on(aids, day, is_sieg=is_sieg, year_ends_in=year_ends_in):
            if room.used > room.ceiling:
                return Excess(day, room.used, room.ceiling, room.source)
    return None


def counted_twice(aids: Sequence[NamedAid]) -> set[Hashable]:
    """Return the keys of the aids that other lines count already.

    A resource of a financing plan and an aid declared are one when they bear one name, and the
    one declared was granted after the dossier was opened and at most some months after the
    resource became firm (parameters/de_minimis.toml, `declared_again_months`). The larger of the
    two counts; equal, the one declared, which its letter dates. The resources of one dossier under
    one name are taken together, like what was declared in several times. Errors: NoValueInForce.
    """
    plans: dict[Hashable, list[NamedAid]] = {}
    for aid in sorted(aids, key=lambda each: each.granted_on):
        if aid.dossier is not None:
            plans.setdefault((aid.name, aid.dossier), []).append(aid)
    free = [aid for aid in aids if aid.dossier is None]
    twice: set[Hashable] = set()
    for planned in plans.values():
        same = [aid for aid in free if _is_one_of(aid, planned)]
        free = [aid for aid in free if aid not in same]
        if same:
            is_covered = _sum(same) >= _sum(planned)
            twice |= {aid.key for aid in (planned if is_covered else same)}
    return twice


def _is_one_of(declared: NamedAid, planned: Sequence[NamedAid]) -> bool:
    firm = max(aid.granted_on for aid in planned)
    opened = min(aid.asked_since or aid.granted_on for aid in planned)
    last = add_months(firm, parameter("de_minimis", "declared_again_months", firm))
    return declared.name == planned[0].name and opened <= declared.granted_on <= last


def _sum(aids: Sequence[NamedAid]) -> Decimal:
    return sum((aid.amount for aid in aids), ZERO)
