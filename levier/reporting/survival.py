"""Survival of the businesses financed, three and five years after, by vintage of set-up."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from levier.followup.models import CompanyStatus
from levier.portfolio.models import Commitment
from levier.reporting.exposure import KINDS
from levier.rules.servicing.survival import (
    CompanyState,
    Financed,
    Status,
    Vintage,
    survival_by_vintage,
)


def survival_of(user, on: date) -> list[Vintage]:
    """Return the vintages that a user may read, the newest first (two queries).

    A dossier without a structure counts by its holder, whose business is not known.
    """
    statuses: dict[UUID, list[Status]] = defaultdict(list)
    rows = CompanyStatus.objects.filter(organisation=user.organisation_id)
    for structure, state, since, known_on in rows.values_list(
        "structure", "state", "since", "known_on"
    ):
        statuses[structure].append(Status(CompanyState(state), since, known_on))
    found = Commitment.objects.visible_to(user).weighing().filter(kind__in=KINDS)
    found = found.filter(set_up_on__isnull=False, set_up_on__lte=on)
    financed = [
        Financed(str(structure or person or case), day, tuple(statuses.get(structure, ())))
        for structure, person, case, day in found.values_list(
            "case__structure", "case__person", "case", "set_up_on"
        )
    ]
    return survival_by_vintage(financed, on)
