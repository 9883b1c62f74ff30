"""One row of each register, for the tests that try every page."""

from levier.accounts.models import Organisation, User
from levier.people.services import (
    bank_named,
    prescriber_named,
    register_person,
    register_structure,
)


def one_of_each(house: Organisation, actor: User) -> dict:
    """Return a person, a structure, a bank, a prescriber… of the house, by name."""
    person = register_person(
        organisation=house, actor=actor, last_name="Delcroix", first_name="Anaïs"
    )
    return {
        "person": person,
        "structure": register_structure(
            organisation=house, actor=actor, name="Cycles de la Gohelle"
        ),
        "bank": bank_named(organisation=house, name="Banque des Terrils", actor=actor),
        "prescriber": prescriber_named(organisation=house, name="Boutique de gestion", actor=actor),
    }
