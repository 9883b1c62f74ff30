"""People and structures, invented, registered through the services."""

from datetime import date
from itertools import count

from levier.people.models import Person, Structure
from levier.people.services import register_person, register_structure

_rank = count(1)


def person(actor, **fields) -> Person:
    """Return a person of the actor's house."""
    values = {"last_name": f"Delattre {next(_rank)}", "first_name": "Camille", **fields}
    return register_person(organisation=actor.organisation, actor=actor, **values)


def anais(actor, **fields) -> Person:
    """Return Anaïs Delcroix, born on 3 May 1990."""
    values = {
        "last_name": "Delcroix", "first_name": "Anaïs", "sex": "F",
        "birth_date": date(1990, 5, 3), "email": "anais.delcroix@example.org",
        "phone": "06 39 98 12 34", **fields,
    }  # fmt: skip
    return person(actor, **values)


def structure(actor, **fields) -> Structure:
    """Return a structure of the actor's house."""
    values = {"name": f"Atelier {next(_rank)}", **fields}
    return register_structure(organisation=actor.organisation, actor=actor, **values)
