"""The seven figures of the year, all teams together. Nothing counts twice."""

from collections.abc import Hashable, Iterator
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.indicators.facts import (
    BeneficiaryFact,
    CampaignFact,
    EngineeringFact,
    StudyFact,
    Track,
)
from levier.rules.indicators.measure import ONE, Item, Measured, Row, count, item, total
from levier.rules.indicators.selection import ACCES_PLUS, BRSA, Year

Named = tuple[Hashable | None, Row]


def bank_loans_guaranteed(year: Year) -> Measured:
    """Bank loans behind every guarantee decided in the year (euros)."""
    return total(year.guarantees(), lambda f: f.bank_loan_amount)


def solidarity_finance(year: Year) -> Measured:
    """Loans, contributions and repayable advances decided in the year (euros)."""
    return total(year.solidarity(), lambda f: f.amount)


def committees(year: Year) -> Measured:
    """Commitment committees held in the year."""
    return count(year.sittings)


def engineering_credits(year: Year) -> Measured:
    """Consultants and studies paid in the year for the organisations supported (euros)."""
    return total(year.engineering, lambda e: e.amount)


def grants(year: Year) -> Measured:
    """Grants paid in the year, every scheme, whenever they were awarded (euros)."""
    return total(year.grants_paid, lambda g: g.amount)


def jobs(year: Year) -> Measured:
    """FTE created or consolidated: those of each project, and of each organisation once."""
    projects = [item(p, p.jobs) for p in year.projects_of(Track.CREATION, Track.ENGAGED) if p.jobs]
    items = (*projects, *organisations_jobs(year).values())
    return Measured(sum((i.value for i in items), ZERO), len(items), items)


def supported(year: Year) -> Measured:
    """Distinct people and organisations supported, a person and their own company as one.

    People: holders of the creation and engaged teams, BRSA, Accès+, grants awarded or paid.
    Organisations: ESS, DASESS, DLA, FIDESS, campaigns, engineering. Givers, staff, committee
    members and the people that a study's host hires do not count.
    """
    people, people_rows = _first_of_each(_people(year))
    own = {company for person, company in _own_companies(year) if person in people}
    structures, structure_rows = _first_of_each(
        (key, row) for key, row in _structures(year) if key not in own
    )
    items = (*people.values(), *structures.values())
    return Measured(Decimal(len(items)), people_rows + structure_rows, items)


def organisations_jobs(year: Year) -> dict[Hashable, Item]:
    """Return the FTE of each organisation of ESS, DASESS and DLA, by its key, counted once.

    The FTE of an organisation are the same wherever it appears; should they differ, the largest
    is kept. Those of its ESS dossiers of the year add up, as do those of DASESS.
    """
    found: dict[Hashable, Item] = {}
    for track in (Track.ESS, Track.DASESS):
        of_track: dict[Hashable, Item] = {}
        for project in year.projects_of(track):
            if project.structure_key is not None and project.jobs:
                known = of_track.get(project.structure_key)
                value = project.jobs + (known.value if known else ZERO)
                of_track[project.structure_key] = item(project, value)
        for key, line in of_track.items():
            _keep_largest(found, key, line)
    for beneficiary in year.beneficiaries:
        if beneficiary.fte:
            _keep_largest(found, beneficiary.structure_key, item(beneficiary, beneficiary.fte))
    return found


def _keep_largest(found: dict[Hashable, Item], key: Hashable, line: Item) -> None:
    known = found.get(key)
    if known is None or line.value > known.value:
        found[key] = line


def _first_of_each(named: Iterator[Named]) -> tuple[dict[Hashable, Item], int]:
    """Return one line for each thing named, by its key, and how many rows were read."""
    found: dict[Hashable, Item] = {}
    read = 0
    for key, row in named:
        if key is not None:
            read += 1
            if key not in found:
                found[key] = item(row, ONE)
    return found, read


def _people(year: Year) -> Iterator[Named]:
    """Yield every person supported, once a row that names them."""
    for project in year.projects_of(Track.CREATION, Track.ENGAGED):
        yield project.person_key, project
    for programme in (BRSA, ACCES_PLUS):
        for journey in year.journeys(programme):
            yield journey.person_key, journey
    for grant in dict.fromkeys((*year.grants_awarded, *year.grants_paid)):
        yield grant.person_key, grant


def _own_companies(year: Year) -> Iterator[tuple[Hashable | None, Hashable]]:
    """Yield (person, own company) for every row of the year that tells one."""
    for project in year.projects_of(Track.CREATION, Track.ENGAGED):
        if project.structure_key is not None:
            yield project.person_key, project.structure_key
    for programme in (BRSA, ACCES_PLUS):
        for journey in year.journeys(programme):
            if journey.structure_key is not None:
                yield journey.person_key, journey.structure_key


def _structures(year: Year) -> Iterator[Named]:
    """Yield every organisation supported, once a row that names it."""
    for financing in year.financings:
        if financing.track == Track.ESS:
            yield financing.structure_key, financing
    for project in year.projects_of(Track.DASESS):
        yield project.structure_key, project
    others: tuple[BeneficiaryFact | StudyFact | CampaignFact | EngineeringFact, ...] = (
        *year.beneficiaries,
        *year.studies,
        *year.campaigns,
        *year.engineering,
    )
    for row in others:
        yield row.structure_key, row
