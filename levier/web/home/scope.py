"""Whose dossiers « Ma journée » shows: mine, my office's, my team's, the house's."""

from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet

from levier.accounts.models import User
from levier.cases.models import Case
from levier.cases.querysets import hangs_from

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


@dataclass(frozen=True)
class Portfolio:
    """The dossiers of a scope that a user may read."""

    user: User
    scope: str
    cases: QuerySet

    def holds(self, path: str = "case", *, besides: tuple[str, ...] = ()) -> Exists | Q:
        """Return the test that a row's dossier, at `path`, is in the portfolio, `besides` states.

        One's own dossiers are few: they are listed. The house's are many: they are asked row by
        row, so that a bounded list costs the same whatever the house holds.
        """
        if self.scope == HOUSE:
            return hangs_from(self.cases.exclude(state__in=besides), path)
        return Q(**{f"{path}__in": self.cases.exclude(state__in=besides).values("pk")})


def portfolio_of(user: User, scope: str) -> Portfolio:
    """Return the portfolio of a scope."""
    cases = Case.objects.visible_to(user)
    if scope == MINE:
        cases = cases.filter(advisor=user)
    elif scope == OFFICE:
        cases = cases.filter(office=user.office_id)
    elif scope == TEAM:
        cases = cases.filter(advisor__team=user.team_id)
    return Portfolio(user, scope, cases)
