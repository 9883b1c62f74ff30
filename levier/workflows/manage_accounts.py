"""Accounts, offices and teams as an administrator manages them: written, then journalled."""

from collections.abc import Collection

from django.db import transaction

from levier.accounts import services as accounts
from levier.accounts.models import Office, Organisation, Role, Team, User
from levier.funds.models import Funder, FunderAccess
from levier.journal.services import record
from levier.people.models import Prescriber, PrescriberAccess
from levier.territories.services import set_area


@transaction.atomic
def open_account(
    *, actor: User, funder: Funder | None = None, prescriber: Prescriber | None = None, **fields
) -> User:
    """Open an account in the actor's house, and tie it to the body that the person stands for.

    `fields` are those of `accounts.services.add_user`. Errors: those of that service.
    """
    user = accounts.add_user(organisation=actor.organisation, actor=actor, **fields)
    _tie(user, funder, prescriber)
    role = Role(user.role).label
    summary = f"Compte ouvert pour {user.full_name}, {role}."
    record("accounts.user_opened", actor=actor, target=user, summary=summary)
    return user


@transaction.atomic
def change_account(
    *,
    user: User,
    actor: User,
    funder: Funder | None = None,
    prescriber: Prescriber | None = None,
    **changes,
) -> User:
    """Change an account; what changed stays in the journal. Errors: those of `update_user`."""
    before = {name: str(getattr(user, name) or "") for name in changes}
    user = accounts.update_user(user=user, actor=actor, **changes)
    _tie(user, funder, prescriber)
    after = {name: str(getattr(user, name) or "") for name in changes}
    detail = {name: [before[name], after[name]] for name in changes if before[name] != after[name]}
    if detail or funder or prescriber:
        summary = f"Compte de {user.full_name} modifié."
        record("accounts.user_changed", actor=actor, target=user, summary=summary, detail=detail)
    return user


@transaction.atomic
def close_account(*, user: User, actor: User) -> User:
    """Close an account. Errors: OwnAccountClosed, LastAdministrator."""
    accounts.close_user(user=user, actor=actor)
    summary = f"Compte de {user.full_name} fermé."
    record("accounts.user_closed", actor=actor, target=user, summary=summary)
    return user


@transaction.atomic
def reopen_account(*, user: User, actor: User) -> User:
    """Open again an account that was closed."""
    accounts.reopen_user(user=user)
    summary = f"Compte de {user.full_name} rouvert."
    record("accounts.user_reopened", actor=actor, target=user, summary=summary)
    return user


@transaction.atomic
def open_house_of_network(
    *, actor: User, code: str, name: str, department: str, town: str, administrator: dict[str, str]
) -> Organisation:
    """Open a house in the actor's network, with the account of who will administer it.

    `administrator` holds email, first_name, last_name: they choose their password by
    « Mot de passe oublié ». Errors: CodeTaken, EmailTaken.
    """
    house = accounts.open_house(
        code=code, name=name, department=department, town=town, network=actor.organisation
    )
    accounts.add_user(organisation=house, role=Role.ADMINISTRATOR, **administrator)
    summary = f"Maison «\u00a0{house.name}\u00a0» ouverte."
    record("accounts.house_opened", actor=actor, target=house, summary=summary)
    return house


@transaction.atomic
def open_office(*, actor: User, epcis: Collection[str] = (), **fields) -> Office:
    """Open an office in the actor's house, and give it its area (SIREN of EPCI).

    Errors: NameTaken; UnknownEpci, EpciOfAnotherOffice.
    """
    office = accounts.add_office(organisation=actor.organisation, **fields)
    summary = f"Agence «\u00a0{office.name}\u00a0» ouverte."
    record("accounts.office_opened", actor=actor, target=office, summary=summary)
    set_area(office=office, epcis=epcis, actor=actor)
    return office


@transaction.atomic
def change_office(
    *, office: Office, actor: User, epcis: Collection[str] | None = None, **changes
) -> Office:
    """Change an office and, when `epcis` is given, its area (SIREN of EPCI).

    Errors: NameTaken; UnknownEpci, EpciOfAnotherOffice.
    """
    accounts.update_office(office=office, **changes)
    summary = f"Agence «\u00a0{office.name}\u00a0» modifiée."
    record("accounts.office_changed", actor=actor, target=office, summary=summary)
    if epcis is not None:
        set_area(office=office, epcis=epcis, actor=actor)
    return office


@transaction.atomic
def open_team(*, actor: User, code: str, name: str) -> Team:
    """Create a team in the actor's house. Errors: NameTaken."""
    team = accounts.add_team(organisation=actor.organisation, code=code, name=name)
    summary = f"Pôle «\u00a0{team.name}\u00a0» créé."
    record("accounts.team_opened", actor=actor, target=team, summary=summary)
    return team


def _tie(user: User, funder: Funder | None, prescriber: Prescriber | None) -> None:
    """Say which funder or prescriber an outside account stands for."""
    if user.role == Role.FUNDER and funder:
        FunderAccess.objects.update_or_create(
            user=user, defaults={"funder": funder, "organisation_id": user.organisation_id}
        )
    if user.role == Role.PRESCRIBER and prescriber:
        PrescriberAccess.objects.update_or_create(
            user=user, defaults={"prescriber": prescriber, "organisation_id": user.organisation_id}
        )
