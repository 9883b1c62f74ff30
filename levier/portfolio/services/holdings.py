"""What a person was already granted, which instruments given once ask about."""

from levier.cases.models import Case
from levier.portfolio.models import Commitment


def codes_held(case: Case, *, here: bool = False) -> frozenset[str] | None:
    """Return the codes of the instruments granted to the dossier's holder in other dossiers.

    `here`: in this dossier too, before it is granted one more. Only those of this house: another
    house of the network is asked by hand. None without a person.
    """
    if case.person_id is None:
        return None
    rows = Commitment.objects.weighing().filter(
        organisation=case.organisation_id, case__person=case.person_id
    )
    rows = rows if here else rows.exclude(case=case)
    return frozenset(rows.values_list("instrument__code", flat=True))
