"""Whose dossiers « Ma journée » shows: mine, my office's, my team's, the house's."""

from dataclasses import dataclass

from django.db.models import QuerySet

from levier.accounts.models import User
from levier.cases.models import Case

MINE, OFFICE, TEAM, HOUSE = "moi", "agence", "pole", "maison"
FOLLOWERS = ("advisor", "brsa_advisor", "dla_officer")


@dataclass(frozen=True)
class Scope:
    """One choice of the scope menu."""

    code: str
    label: str
    is_current: bool


def scopes_of(user: User, wanted: str) -> list[Scope]:
    """Return the scopes that make sense for a user, one of them current."""
    choices = []
    if user.role in FOLLOWERS:
        choices.append((MINE, "Mes dossiers"))
    if user.office:
        choices.append((OFFICE, user.office.name))
    if user.team:
        choices.append((TEAM, user.team.name))
    choices.append((HOUSE, "Toute la maison"))
    codes = [code for code, _ in choices]
    if wanted not in codes:
        wanted = MINE if MINE in codes else HOUSE
    return [Scope(code, label, code == wanted) for code, label in choices]


def cases_in(user: User, scope: str) -> QuerySet:
    """Return the dossiers of a scope that the user may read."""
    cases = Case.objects.visible_to(user)
    if scope == MINE:
        return cases.filter(advisor=user)
    if scope == OFFICE:
        return cases.filter(office=user.office_id)
    if scope == TEAM:
        return cases.filter(advisor__team=user.team_id)
    return cases
