"""Houses and people who sign in, for every test."""

from itertools import count

from levier.accounts.models import Office, Organisation, Team, User

_rank = count(1)


def network(**fields) -> Organisation:
    """Return a network that gathers houses."""
    rank = next(_rank)
    values = {"code": f"reseau-{rank}", "name": f"Réseau {rank}", "kind": "network", **fields}
    return Organisation.objects.create(**values)


def house(**fields) -> Organisation:
    """Return a house; each call makes another one."""
    rank = next(_rank)
    values = {"code": f"maison-{rank}", "name": f"Maison {rank}", "department": "62", **fields}
    return Organisation.objects.create(**values)


def office(organisation: Organisation | None = None, **fields) -> Office:
    """Return an office of the house (of a new one when none is given)."""
    values = {"name": f"Agence {next(_rank)}", **fields}
    return Office.objects.create(organisation=organisation or house(), **values)


def team(organisation: Organisation | None = None, **fields) -> Team:
    """Return a team of the house."""
    rank = next(_rank)
    values = {"code": f"pole-{rank}", "name": f"Pôle {rank}", **fields}
    return Team.objects.create(organisation=organisation or house(), **values)


def user(role: str = "advisor", organisation: Organisation | None = None, **fields) -> User:
    """Return somebody of this role, who may sign in through `client.force_login`."""
    rank = next(_rank)
    values = {
        "email": f"personne{rank}@example.org",
        "first_name": "Camille",
        "last_name": f"Delattre {rank}",
        **fields,
    }
    password = values.pop("password", None)
    return User.objects.create_user(
        values.pop("email"), password, role=role, organisation=organisation or house(), **values
    )
