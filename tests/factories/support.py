"""Paths of support for tests."""

from datetime import date
from itertools import count

from levier.cases.models import Case
from levier.support.models import Journey
from levier.support.services import open_journey
from tests.factories import accounts

_rank = count(1)
PROGRAMME_OF = {"brsa": "brsa", "acces_plus": "acces_plus", "dla": "dla"}


def journey(programme: str = "acces_plus", organisation=None, actor=None, **fields) -> Journey:
    """Return a path of a programme, in the register of 2024, with its dossier."""
    organisation = organisation or accounts.house()
    actor = actor or accounts.user("director", organisation)
    rank = next(_rank)
    case = fields.pop("case", None) or Case.objects.create(
        organisation=organisation,
        number=f"D-{rank}",
        track=programme,
        title=f"Parcours {rank}",
        opened_on=date(2024, 1, 3),
        last_action_on=date(2024, 1, 3),
    )
    values = {"number": f"P-{rank}", "year": 2024, "started_on": date(2024, 1, 3), **fields}
    return open_journey(case=case, actor=actor, programme=programme, **values)
