"""The house in which invented dossiers are sown: its offices, advisors and products."""

from datetime import date

from django.db import transaction

from levier.accounts.models import Organisation, Role, User
from levier.accounts.services import add_office, add_user, open_house
from levier.catalogue.services import install_catalogue

OFFICES = 6
ADVISORS = 30


@transaction.atomic
def open_seed_house(*, code: str, on: date) -> Organisation:
    """Create a house with six offices, thirty advisors and the catalogue; nobody has a password."""
    house = open_house(code=code, name=f"Maison du semis ({code})", department="62")
    actor = _account(house, Role.ADMINISTRATOR, "Administration")
    install_catalogue(organisation=house, actor=actor, on=on)
    offices = [add_office(organisation=house, name=f"Agence {n}") for n in range(1, OFFICES + 1)]
    for rank in range(1, ADVISORS + 1):
        _account(house, Role.ADVISOR, f"Conseil {rank:02d}", office=offices[rank % OFFICES])
    return house


def _account(house: Organisation, role: str, name: str, **details) -> User:
    address = f"{name.lower().replace(' ', '.')}.{house.code}@example.org"
    return add_user(
        organisation=house, email=address, role=role, first_name="Semis", last_name=name, **details
    )
