"""What the pages of a dossier and of a structure say of de minimis aid: one line."""

from datetime import date
from typing import Any

from levier.people.models import Person, Structure
from levier.rules.state_aid import ceiling_on
from levier.state_aid.services import known_undertaking, situation_on


def de_minimis_line(structure: Structure | None, person: Person | None, on: date) -> dict[str, Any]:
    """Return what is left on `on` (euros), and the undertaking when the ledger knows it.

    One whom the ledger does not know has the whole ceiling left, as far as is known.
    """
    row = known_undertaking(structure, person)
    if row is None:
        ceiling, _ = ceiling_on(on)
        return {"undertaking": None, "left": ceiling, "ceiling": ceiling, "has_unsure": False}
    found = situation_on(row, on)
    return {
        "undertaking": row,
        "left": found.left,
        "ceiling": found.ceiling,
        "has_unsure": found.has_unsure,
    }
