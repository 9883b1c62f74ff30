"""Houses, offices, teams and accounts. Whoever calls from a screen journals it (workflows)."""

from django.db import transaction

from levier.accounts.errors import (
    CodeTaken,
    EmailTaken,
    LastAdministrator,
    NameTaken,
    OfficeOfAnotherHouse,
    OwnAccountClosed,
    ReservedRole,
    StaffCodeTaken,
)
from levier.accounts.models import Office, Organisation, Role, Team, User
from levier.kernel.text import squeeze

CHANGEABLE = (
    "first_name", "last_name", "role", "staff_code", "position", "office", "team", "area", "phone",
)  # fmt: skip


@transaction.atomic
def open_network(*, code: str, name: str) -> Organisation:
    """Create the network that gathers houses."""
    return _saved(Organisation(code=code, name=squeeze(name), kind=Organisation.Kind.NETWORK))


@transaction.atomic
def open_house(
    *, code: str, name: str, department: str = "", network: Organisation | None = None, **details
) -> Organisation:
    """Create a house. `details` are its other columns (address, postcode, town, phone…).

    Errors: CodeTaken.
    """
    if Organisation.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    house = Organisation(
        code=code, name=squeeze(name), department=department, network=network, **details
    )
    return _saved(house)


@transaction.atomic
def add_office(*, organisation: Organisation, name: str, **details) -> Office:
    """Create an office of the house. Errors: NameTaken."""
    name = squeeze(name)
    if Office.objects.filter(organisation=organisation, name=name).exists():
        raise NameTaken(name=name)
    return _saved(Office(organisation=organisation, name=name, **details))


@transaction.atomic
def update_office(*, office: Office, **changes) -> Office:
    """Change an office's name, address or phone. Errors: NameTaken."""
    name = squeeze(changes.get("name", office.name))
    twins = Office.objects.filter(organisation=office.organisation, name=name)
    if twins.exclude(pk=office.pk).exists():
        raise NameTaken(name=name)
    for field, value in {**changes, "name": name}.items():
        setattr(office, field, value)
    return _saved(office)


@transaction.atomic
def add_team(*, organisation: Organisation, code: str, name: str) -> Team:
    """Create a team (pôle) of the house. Errors: NameTaken."""
    if Team.objects.filter(organisation=organisation, code=code).exists():
        raise NameTaken(name=name)
    return _saved(Team(organisation=organisation, code=code, name=squeeze(name)))


@transaction.atomic
def add_user(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    first_name: str,
    last_name: str,
    staff_code: str = "",
    office: Office | None = None,
    team: Team | None = None,
    password: str | None = None,
    actor: User | None = None,
    **details,
) -> User:
    """Create an account, or a colleague of the past when no password will ever be set.

    Errors: EmailTaken, StaffCodeTaken, OfficeOfAnotherHouse; ReservedRole when somebody of a house
    (`actor`) gives the network's role.
    """
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise EmailTaken(email=email)
    _check_role(role, actor)
    _check_place(organisation, office, team)
    _check_staff_code(organisation, staff_code, besides=None)
    return User.objects.create_user(
        email,
        password,
        organisation=organisation,
        role=role,
        first_name=squeeze(first_name),
        last_name=squeeze(last_name),
        staff_code=staff_code,
        office=office,
        team=team,
        **details,
    )


@transaction.atomic
def update_user(*, user: User, actor: User | None = None, **changes) -> User:
    """Change a name, a role, an office, a team, a code, a phone.

    Errors: StaffCodeTaken, OfficeOfAnotherHouse, LastAdministrator, ReservedRole; ValueError on a
    column that is not of these.
    """
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"Not changeable: {sorted(unknown)}")
    if changes.get("role", user.role) != user.role:
        _check_role(changes["role"], actor)
        _check_house_keeps_an_administrator(user)
    _check_place(user.organisation, changes.get("office"), changes.get("team"))
    _check_staff_code(user.organisation, changes.get("staff_code", ""), besides=user)
    for field, value in changes.items():
        setattr(user, field, value)
    return _saved(user)


@transaction.atomic
def close_user(*, user: User, actor: User) -> User:
    """Close an account: the person signs in no more, and stays named on what they did.

    Errors: OwnAccountClosed, LastAdministrator.
    """
    if user.pk == actor.pk:
        raise OwnAccountClosed
    _check_house_keeps_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def reopen_user(*, user: User) -> User:
    """Open again an account that was closed."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


def _check_role(role: str, actor: User | None) -> None:
    reserved = role == Role.NETWORK_ADMINISTRATOR
    if reserved and actor is not None and actor.role != Role.NETWORK_ADMINISTRATOR:
        raise ReservedRole(role=Role(role).label)


def _check_house_keeps_an_administrator(user: User) -> None:
    if user.role != Role.ADMINISTRATOR:
        return
    others = User.objects.filter(
        organisation=user.organisation_id, role=Role.ADMINISTRATOR, is_active=True
    )
    if not others.exclude(pk=user.pk).exists():
        raise LastAdministrator


def _check_place(organisation: Organisation, *places: Office | Team | None) -> None:
    for place in places:
        if place is not None and place.organisation_id != organisation.pk:
            raise OfficeOfAnotherHouse(name=place.name)


def _check_staff_code(organisation: Organisation, code: str, besides: User | None) -> None:
    if not code:
        return
    holders = User.objects.filter(organisation=organisation, staff_code=code)
    if holders.exclude(pk=besides.pk if besides else None).exists():
        raise StaffCodeTaken(staff_code=code)


def _saved(row):
    row.full_clean(validate_unique=False)
    row.save()
    return row
