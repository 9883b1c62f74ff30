"""Whose mail it is, when a command does not come from somebody signed in."""

from levier.accounts.models import Organisation
from levier.correspondence.errors import HouseUnclear


def house_named(code: str) -> Organisation:
    """Return the house of this code, or the only one. Errors: HouseUnclear."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.HOUSE)
    if code:
        rows = rows.filter(code=code)
    found = list(rows[:2])
    if len(found) != 1:
        raise HouseUnclear
    return found[0]
