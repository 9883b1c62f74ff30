"""Who may write what in the support programmes. docs/roles.csv says the same for people."""

from levier.accounts.permissions import only
from levier.support.models import Journey, Programme

WRITERS = {
    Programme.BRSA: only("brsa_advisor", "director"),
    Programme.ACCES_PLUS: only("advisor", "director"),
    Programme.DLA: only("dla_officer", "director"),
    Programme.DASESS: only("advisor", "dla_officer", "director"),
    Programme.FIDESS: only("advisor", "dla_officer", "director"),
}


def can_change_journey(user, journey: Journey) -> bool:
    """Whoever runs the programme of the path in this house, and the director."""
    return user.organisation_id == journey.organisation_id and WRITERS[journey.programme](user)
