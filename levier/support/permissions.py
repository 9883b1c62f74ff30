"""Who may write what in the support programmes. docs/roles.csv says the same for people."""

from levier.support.models import Journey, Programme

WRITERS = {
    Programme.BRSA: ("brsa_advisor", "director"),
    Programme.ACCES_PLUS: ("advisor", "director"),
    Programme.DLA: ("dla_officer", "director"),
    Programme.DASESS: ("advisor", "dla_officer", "director"),
    Programme.FIDESS: ("advisor", "dla_officer", "director"),
}


def can_change_journey(user, journey: Journey) -> bool:
    """Whoever runs the programme of the path in this house, and the director."""
    return (
        user.is_authenticated
        and user.organisation_id == journey.organisation_id
        and user.role in WRITERS.get(journey.programme, ())
    )
