"""Counts that stay cheap whatever the rows: they stop just past a limit, and say « 1 000+ »."""

from django.db.models import IntegerField, QuerySet, Subquery

from levier.accounts.models import Organisation, User
from levier.cases.models import Case
from levier.committees.models import Sitting
from levier.kernel.french import NARROW, number

MOST = 1_000
FOLLOWERS = ("advisor", "brsa_advisor", "dla_officer")


def count_up_to(rows: QuerySet, most: int = MOST) -> int:
    """Return how many rows there are, or `most + 1` as soon as there are more."""
    return rows.order_by().values("pk")[: most + 1].count()


class CountUpTo(Subquery):
    """The same count inside another query: several figures then cost one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet, most: int = MOST) -> None:
        super().__init__(rows.order_by().values("pk")[: most + 1])


def capped(count: int, most: int = MOST) -> str:
    """Return a count as screens show it: nothing for zero, `1 000+` past `most`."""
    if count > most:
        return f"{number(most)}{NARROW}+"
    return number(count) if count else ""


def menu_counts(user: User) -> dict[str, str]:
    """Return `cases` (mine for those who follow some, else the house's) and `sittings` to come."""
    if not user.is_staff_of_house:
        return {}
    cases = Case.objects.visible_to(user).in_progress()
    if user.role in FOLLOWERS:
        cases = cases.filter(advisor=user)
    sittings = Sitting.objects.visible_to(user).filter(state__in=("planned", "open"), is_stub=False)
    counts = Organisation.objects.filter(pk=user.organisation_id).values(
        cases=CountUpTo(cases), sittings=CountUpTo(sittings)
    )
    return {name: capped(count) for name, count in counts.get().items()}
