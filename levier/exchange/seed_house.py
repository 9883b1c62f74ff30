"""The house in which invented dossiers are sown: its offices, advisors, products and committees."""

from datetime import date

from django.db import transaction

from levier.accounts.models import Organisation, Role, User
from levier.accounts.services import add_office, add_user, open_house
from levier.catalogue.services import install_catalogue
from levier.committees.services import (
    install_committees,
    register_member,
    register_representative,
)
from levier.people.services import bank_named, prescriber_named

OFFICES = 6
FEWEST_ADVISORS = 5
DOSSIERS_OF_ONE = 1_000  # some 140 a year for seven years
BANKS = 8
PRESCRIBERS = 12
MEMBERS = ("bénévole", "banque", "collectivité", "acteur ESS", "expert-comptable")


@transaction.atomic
def open_seed_house(*, code: str, on: date, dossiers: int = 0) -> Organisation:
    """Create a house and what its work needs; nobody has a password.

    It has an advisor for a thousand `dossiers`, and five at least.
    """
    house = open_house(code=code, name=f"Maison du semis ({code})", department="62")
    actor = _account(house, Role.ADMINISTRATOR, "Administration")
    install_catalogue(organisation=house, actor=actor, on=on)
    offices = [add_office(organisation=house, name=f"Agence {n}") for n in range(1, OFFICES + 1)]
    for rank in range(1, max(FEWEST_ADVISORS, dossiers // DOSSIERS_OF_ONE) + 1):
        _account(house, Role.ADVISOR, f"Conseil {rank:02d}", office=offices[rank % OFFICES])
    for rank in range(1, BANKS + 1):
        bank_named(organisation=house, name=f"Banque du semis {rank}", actor=actor)
    for rank in range(1, PRESCRIBERS + 1):
        prescriber_named(organisation=house, name=f"Organisme du semis {rank}", actor=actor)
    _open_committees(house, actor)
    return house


def _open_committees(house: Organisation, actor: User) -> None:
    install_committees(organisation=house, actor=actor)
    for college in MEMBERS:
        for rank in (1, 2, 3):
            member = register_member(
                organisation=house, actor=actor, name=f"Membre {college} {rank}", college=college
            )
            register_representative(
                member=member, actor=actor, first_name="Semis", last_name=f"{college} {rank}"
            )


def _account(house: Organisation, role: str, name: str, **details) -> User:
    address = f"{name.lower().replace(' ', '.')}.{house.code}@example.org"
    return add_user(
        organisation=house, email=address, role=role, first_name="Semis", last_name=name, **details
    )
