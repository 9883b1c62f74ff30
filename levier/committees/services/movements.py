"""Arrivals and departures during a sitting, each as from one point of its agenda."""

from dataclasses import dataclass

from django.db import transaction

from levier.committees.errors import ItemClosed, SittingRefused
from levier.committees.models import AgendaItem, Movement, Representative, Sitting, Vote
from levier.committees.services.sittings import refuse_frozen
from levier.committees.services.votes import locked
from levier.journal import services as journal


@dataclass(frozen=True, slots=True)
class Moved:
    """What noting an arrival or a departure changed; no `movement` when one was taken back."""

    movement: Movement | None
    vote_removed: bool


@transaction.atomic
def record_movement(
    *, item: AgendaItem, representative: Representative, is_present: bool, actor
) -> Moved:
    """Write that somebody called to the sitting arrives, or leaves, as from one point.

    The point is taken first, as a vote takes it: who leaves loses the vote cast on it, and none
    slips in behind. The contrary of a movement noted at this very point takes it back.
    Errors: MinutesFrozen; ItemClosed; SittingRefused out of session, for somebody not called, or
    who already is as noted.
    """
    item = locked(item)
    refuse_frozen(item.sitting)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)
    if item.sitting.state != Sitting.State.OPEN:
        raise SittingRefused(reason="Une arrivée ou un départ se note pendant la séance.")
    here = item.movements.filter(representative=representative).first()
    before = _is_there_before(item, representative)
    if is_present == (here.is_present if here else before):
        word = "présent·e" if is_present else "absent·e"
        raise SittingRefused(reason=f"{representative} est déjà noté·e {word} à ce point.")
    movement = None
    if here is not None:
        here.delete()
    else:
        movement = Movement.objects.create(
            organisation_id=item.organisation_id, sitting=item.sitting, item=item,
            representative=representative, is_present=is_present,
        )  # fmt: skip
    removed = 0
    if not is_present:
        removed, _ = Vote.objects.filter(item=item, representative=representative).delete()
    journal.record(
        "committees.movement",
        actor=actor,
        target=movement or item,
        case_key=item.case_id,
        summary=f"Comité {item.sitting} : {movement or f'{representative}, mouvement repris'}.",
        detail={"vote_removed": bool(removed)},
    )
    return Moved(movement, bool(removed))


def _is_there_before(item: AgendaItem, representative: Representative) -> bool:
    """Return whether somebody called is there just before a point. Errors: SittingRefused."""
    attendance = item.sitting.attendances.filter(representative=representative).first()
    if attendance is None:
        raise SittingRefused(reason="Cette personne n’est pas convoquée à ce comité.")
    moves = item.sitting.movements.filter(
        representative=representative, item__position__lt=item.position
    )
    last = moves.order_by("-item__position", "-pk").first()
    return last.is_present if last else attendance.is_present
