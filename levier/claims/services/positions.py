"""The figures of lines of endowment on a day, from their guarantees, calls and recoveries."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from levier.claims.models import Backing, CounterGuarantee, Endowment, GuaranteeEvent
from levier.claims.services.standing import standing_of
from levier.claims.states import State as CallState
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.rules.servicing.endowments import (
    Backed,
    Position,
    position_of,
    split_counter,
    split_shares,
)

NEVER_WEIGHS = (State.CANCELLED, State.LAPSED, State.ENDED)


def positions_on(
    endowments: Iterable[Endowment], day: date, *, is_every: bool = False
) -> dict[UUID, Position]:
    """Return the figures of each line on a day; `is_every` counts those attached later too."""
    lines = list(endowments)
    found: dict[UUID, list[Backed]] = {line.pk: [] for line in lines}
    counters = _counters(lines)
    for row in backings_of(lines):
        if row.last_day is None if is_every else _is_in_force(row, day):
            one = backed_on(row, day, counters)
            found[row.endowment_id].append(one)
    multipliers = _multipliers(lines, day)
    return {
        line.pk: position_of(line.amount, multipliers.get(line.pk, ZERO), found[line.pk])
        for line in lines
    }


def backings_of(lines: Iterable[Endowment]):
    """Return the backings of lines, with all that their figures read."""
    rows = Backing.objects.filter(endowment__in=list(lines)).order_by("pk")
    return rows.select_related("commitment__guarantee", "endowment").prefetch_related(
        "commitment__guarantee_events", "commitment__backings", "commitment__calls__payments",
        "commitment__calls__recoveries",
    )  # fmt: skip


def backed_on(row: Backing, day: date, counters: dict[UUID, list[CounterGuarantee]]) -> Backed:
    """Return what a guarantee is for one of its lines on a day, in euros."""
    commitment = row.commitment
    calls = list(commitment.calls.all())
    shares, rank = _shares(row, day)
    return Backed(
        granted=commitment.amount,
        weight=_weight(commitment, day),
        is_set_up=commitment.set_up_on is not None and commitment.set_up_on <= day,
        paid=sum((p.amount for call in calls for p in call.payments.all() if p.paid_on <= day),
                 ZERO),
        recovered=sum(
            (r.share for call in calls for r in call.recoveries.all() if r.received_on <= day), ZERO
        ),
        shares=shares,
        rank=rank,
        counter_share=_counter_share(counters.get(row.endowment_id, []), commitment.decided_on),
    )  # fmt: skip


def parts_on(rows: Iterable[Backing], day: date) -> dict[UUID, tuple[Decimal, Decimal]]:
    """Return what lines bear of guarantees on a day, and what their counter-guarantors take."""
    backings = list(rows)
    counters = _counters([row.endowment for row in backings])
    found = {}
    for row in backings:
        one = backed_on(row, day, counters)
        part = split_shares(one.weight, one.shares)[one.rank]
        found[row.pk] = split_counter(part, one.counter_share)
    return found


def _is_in_force(row: Backing, day: date) -> bool:
    return row.first_day <= day and (row.last_day is None or day <= row.last_day)


def _shares(row: Backing, day: date) -> tuple[tuple[Decimal, ...], int]:
    """Return the shares of a guarantee on a day, and the rank of this one among them."""
    day = max(day, row.first_day)
    lines = [each for each in row.commitment.backings.all() if _is_in_force(each, day)]
    lines.sort(key=lambda each: each.pk)
    return tuple(each.share for each in lines), [each.pk for each in lines].index(row.pk)


def _weight(commitment: Commitment, day: date) -> Decimal:
    """Return what a guarantee would cost on a day: all of it before its set-up, then its exposure.

    What ended, lapsed or was cancelled weighs nothing from that day on.
    """
    if commitment.ended_on is not None and commitment.ended_on <= day:
        return ZERO
    if commitment.ended_on is None and commitment.state in NEVER_WEIGHS:
        return ZERO
    if commitment.set_up_on is None or day < commitment.set_up_on:
        return commitment.amount if commitment.decided_on <= day else ZERO
    return exposure_on(commitment, day, list(commitment.guarantee_events.all()))


def exposure_on(commitment: Commitment, day: date, events: Sequence[GuaranteeEvent]) -> Decimal:
    """Return what the guarantor bears of a guarantee on a day (euros), from its events and calls.

    Nothing before its set-up, from the day it ended, once released or its indemnity settled.
    """
    if commitment.ended_on is not None and commitment.ended_on <= day:
        return ZERO
    settled = [
        payment.paid_on
        for call in commitment.calls.all()
        if call.state == CallState.PAID
        for payment in call.payments.all()
    ]
    standing = standing_of(commitment, events, day, max(settled, default=None))
    return standing.exposure if standing else ZERO


def _multipliers(lines: list[Endowment], day: date) -> dict[UUID, Decimal]:
    """Return the multiplier of each line on a day; none before its first one."""
    found: dict[UUID, Decimal] = {}
    for line in lines:
        for row in line.multipliers.all():
            if row.first_day <= day:
                found[line.pk] = row.multiplier
    return found


def _counters(lines: list[Endowment]) -> dict[UUID, list[CounterGuarantee]]:
    found: dict[UUID, list[CounterGuarantee]] = {line.pk: [] for line in lines}
    for row in CounterGuarantee.objects.filter(endowment__in=lines).order_by("first_day"):
        found[row.endowment_id].append(row)
    return found


def _counter_share(rows: list[CounterGuarantee], decided_on: date) -> Decimal:
    """Return the share taken of the guarantees decided on a day; none out of every period."""
    for row in rows:
        if row.first_day <= decided_on and (row.last_day is None or decided_on <= row.last_day):
            return row.share
    return ZERO
