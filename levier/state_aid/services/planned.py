"""Aids of somebody else that a financing plan holds as firm: the ledger follows the plan."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from levier.state_aid.models import LedgerAid, Undertaking
from levier.state_aid.services.ledger import NewAid, reverse_line, write_line
from levier.state_aid.services.undertakings import group_of


def planned_lines(case_key: UUID) -> list[LedgerAid]:
    """Return the lines of a dossier's plan that are in force, the oldest first."""
    rows = LedgerAid.objects.filter(case_key=case_key, reverses=None, reversal=None)
    return list(rows.order_by("granted_on", "id"))


@transaction.atomic
def settle_planned_aids(
    *, undertaking: Undertaking, case_key: UUID, aids: Sequence[NewAid], actor
) -> None:
    """Make the ledger hold exactly these firm resources of a dossier's plan, and no other.

    Each of `aids` says its `resource`. A line that the plan no longer holds as it was written is
    reversed, on its own day; one that is missing is written: a fact, never refused for its size.
    Held until the end of the transaction; the same again writes nothing.
    """
    missing = {aid.resource.key: aid for aid in aids if aid.resource is not None}
    undertaking = _hold(undertaking, case_key, {aid.granted_on for aid in aids})
    for line in planned_lines(case_key):
        wanted = missing.get(line.resource_key)
        if wanted is not None and _is_written(line, wanted, undertaking):
            del missing[line.resource_key]
        else:
            reason = "n’est plus une ressource ferme" if wanted is None else "ressource changée"
            reverse_line(line=line, reason=f"{line.source} : {reason}", actor=actor)
    for key, aid in missing.items():
        rank = LedgerAid.objects.filter(resource_key=key, reverses=None).count()
        write_line(
            undertaking, aid, LedgerAid.Origin.PLANNED, uuid5(key, f"firm {rank}"), actor
        )  # fmt: skip


def _hold(undertaking: Undertaking, case_key: UUID, days: set[date]) -> Undertaking:
    """Hold every entity that these days and the lines of the dossier name, in one order."""
    keys = {undertaking.pk, *(line.undertaking_id for line in planned_lines(case_key))}
    for day in days:
        keys |= group_of(undertaking, day)
    rows = Undertaking.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}[undertaking.pk]


def _is_written(line: LedgerAid, aid: NewAid, undertaking: Undertaking) -> bool:
    said = (line.authority, line.instrument, line.kind, line.amount, line.granted_on)
    wanted = (aid.authority[:200], aid.instrument[:160], aid.kind, aid.amount, aid.granted_on)
    return said == wanted and line.undertaking_id in group_of(undertaking, line.granted_on)
