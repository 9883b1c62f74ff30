"""The house into which a workbook goes, opened and equipped when the base is empty."""

from datetime import date

from levier.accounts.models import Organisation, Role, User
from levier.accounts.services import add_user, open_house
from levier.catalogue.services import install_catalogue
from levier.committees.services import install_committees
from levier.exchange.errors import HouseUnknown
from levier.funds.services import install_funders

DEFAULT_CODE = "pas-de-calais"
DEFAULT_HOUSE = {"name": "Pas-de-Calais Actif", "department": "62"}


def house_for(code: str | None) -> Organisation | None:
    """Return the house of this code, or the only one; None when the base has none yet.

    Errors: HouseUnknown for a code that no house bears, or several houses and no code.
    """
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE)
    if code:
        found = houses.filter(code=code).first()
        if found is None and (houses.exists() or code != DEFAULT_CODE):
            raise HouseUnknown(reason=f"Aucune maison n’a le code «\u00a0{code}\u00a0».")
        return found
    known = list(houses.order_by("code")[:6])
    if len(known) > 1:
        codes = ", ".join(house.code for house in known)
        raise HouseUnknown(reason=f"Précisez la maison avec --house\u00a0: {codes}.")
    return known[0] if known else None


def open_default_house() -> Organisation:
    """Create the house of an empty base."""
    return open_house(code=DEFAULT_CODE, **DEFAULT_HOUSE)


def equip_house(*, house: Organisation, actor: User, on: date) -> None:
    """Install what a workbook leans on: products, funders, committees; once."""
    install_catalogue(organisation=house, actor=actor, on=on)
    install_funders(organisation=house, actor=actor)
    install_committees(organisation=house, actor=actor)


def importer_of(house: Organisation) -> User:
    """Return who signs what a command imports: an account without password, created once."""
    email = f"import@{house.code}.invalid"
    found = User.objects.filter(organisation=house, email=email).first()
    return found or add_user(
        organisation=house,
        email=email,
        role=Role.ADMINISTRATOR,
        first_name="Import",
        last_name="des classeurs",
        position="Compte technique, sans mot de passe",
    )
