"""One row of each register, for the tests that try every page."""

from datetime import date

from levier.accounts.models import Organisation, User
from levier.cases.services import open_case
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
    case = open_case(
        organisation=house, actor=actor, on=date(2024, 6, 3), track="creation", person=person
    )
    return {
        "person": person,
        "case": case,
        "structure": register_structure(
            organisation=house, actor=actor, name="Cycles de la Gohelle"
        ),
        "bank": bank_named(organisation=house, name="Banque des Terrils", actor=actor),
        "prescriber": prescriber_named(organisation=house, name="Boutique de gestion", actor=actor),
    }
