"""« (Re)dynamiser les territoires » : projects in QPV and ZFRR, and the Cap Quartier grants.

The projects of a territory are those of the creation and engaged teams, one each, and the
organisations of the social economy, each once however many instruments it received.
"""

from collections.abc import Callable
from decimal import Decimal

from levier.kernel.dates import whole_years_between
from levier.kernel.money import ZERO
from levier.rules.indicators.facts import GrantFact, ProjectFact, Track
from levier.rules.indicators.measure import (
    HUNDRED,
    ONE,
    Item,
    Measured,
    count,
    item,
    mean,
    share,
    total,
)
from levier.rules.indicators.selection import CAP_QUARTIER, Year


def share_qpv(year: Year) -> Measured:
    """Percentage of the year's projects that stand in a QPV."""
    return _share_of_projects(year, lambda p: bool(p.qpv_code))


def share_zfrr(year: Year) -> Measured:
    """Percentage of the year's projects whose commune is in the ZFRR list."""
    return _share_of_projects(year, lambda p: bool(p.in_zfrr))


def cap_quartier_projects(year: Year) -> Measured:
    """Cap Quartier grants awarded in the year."""
    return count(_cap_quartier(year))


def cap_quartier_share_women(year: Year) -> Measured:
    """Percentage of these grants that went to a woman."""
    return share(_cap_quartier(year), lambda g: g.sex == "F")


def cap_quartier_awarded(year: Year) -> Measured:
    """Amount of these grants, paid in the year or later (euros)."""
    return total(_cap_quartier(year), lambda g: g.amount)


def cap_quartier_average_age(year: Year) -> Measured:
    """Mean age of their holders, in whole years on the day of the award."""
    return mean(
        _cap_quartier(year),
        lambda g: whole_years_between(g.birth_date, g.awarded_on) if g.birth_date else None,
    )


def _cap_quartier(year: Year) -> list[GrantFact]:
    return [g for g in year.grants_awarded if g.scheme == CAP_QUARTIER]


def _share_of_projects(year: Year, stands: Callable[[ProjectFact], bool]) -> Measured:
    """Return the percentage of the year's projects, organisations once, for which `stands`."""
    items = [
        item(project, ONE if stands(project) else ZERO)
        for project in year.projects_of(Track.CREATION, Track.ENGAGED)
    ]
    items += _organisations(year, stands)
    numerator = tuple(i for i in items if i.value)
    exact = HUNDRED * len(numerator) / len(items) if items else None
    return Measured(exact, len(items), tuple(items), numerator)


def _organisations(year: Year, stands: Callable[[ProjectFact], bool]) -> list[Item]:
    """Return one line an organisation financed: it stands there if one of its dossiers does.

    The dossier of an instrument may have been opened by the decision of an earlier year.
    """
    dossiers: dict[object, list[ProjectFact]] = {}
    for project in year.facts.projects:
        if project.track == Track.ESS:
            dossiers.setdefault(project.case_key, []).append(project)
    lines = []
    for financings in year.ess_organisations.values():
        there = any(stands(p) for f in financings for p in dossiers.get(f.case_key, ()))
        lines.append(item(financings[0], Decimal(there)))
    return lines
