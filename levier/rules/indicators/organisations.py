"""« Encourager l'engagement », « L'ESS au cœur », DASESS, DLA and FIDESS."""

from levier.rules.indicators.facts import FinancingKind, Track
from levier.rules.indicators.measure import Measured, count, distinct, total
from levier.rules.indicators.selection import DLA, ENGAGEMENT, Year


def engagement_projects(year: Year) -> Measured:
    """Engaged projects decided in the year."""
    return count(year.projects_of(Track.ENGAGED))


def engagement_loans_guaranteed(year: Year) -> Measured:
    """Bank loans guaranteed for engaged projects (euros)."""
    return total(year.guarantees(Track.ENGAGED), lambda f: f.bank_loan_amount)


def engagement_solidarity_loans(year: Year) -> Measured:
    """Solidarity loans granted to engaged projects (euros)."""
    return total(year.solidarity(Track.ENGAGED), lambda f: f.amount)


def engagement_grants(year: Year) -> Measured:
    """Engagement grants paid in the year (euros)."""
    return total([g for g in year.grants_paid if g.scheme == ENGAGEMENT], lambda g: g.amount)


def ess_organisations(year: Year) -> Measured:
    """Distinct organisations of the social economy financed in the year."""
    rows = [f for f in year.financings if f.track == Track.ESS]
    return distinct(rows, lambda f: f.structure_key)


def ess_jobs(year: Year) -> Measured:
    """FTE created and consolidated by the dossiers of the social economy."""
    return total(year.projects_of(Track.ESS), lambda p: p.jobs)


def ess_solidarity_finance(year: Year) -> Measured:
    """Loans and contributions granted to the social economy (euros)."""
    return total(year.solidarity(Track.ESS), lambda f: f.amount)


def ess_loans_guaranteed(year: Year) -> Measured:
    """Bank loans guaranteed for the social economy (euros)."""
    return total(year.guarantees(Track.ESS), lambda f: f.bank_loan_amount)


def dasess_organisations(year: Year) -> Measured:
    """Distinct organisations in difficulty accompanied on a decision of the year."""
    return distinct(year.projects_of(Track.DASESS), lambda p: p.structure_key)


def dasess_jobs_saved(year: Year) -> Measured:
    """FTE saved in these organisations."""
    return total(year.projects_of(Track.DASESS), lambda p: p.jobs)


def dasess_repayable_advances(year: Year) -> Measured:
    """Repayable advances granted to these organisations (euros)."""
    rows = [f for f in year.solidarity(Track.DASESS) if f.kind == FinancingKind.ADVANCE]
    return total(rows, lambda f: f.amount)


def dla_organisations(year: Year) -> Measured:
    """Distinct organisations helped by the year's DLA engagements."""
    return distinct(year.beneficiaries, lambda b: b.structure_key)


def dla_individual(year: Year) -> Measured:
    """Individual DLA engagements of the year."""
    return count(year.journeys(DLA, "individual"))


def dla_collective(year: Year) -> Measured:
    """Collective DLA engagements of the year."""
    return count(year.journeys(DLA, "collective"))


def fidess_studies(year: Year) -> Measured:
    """Study-actions funded by a decision of the year."""
    return count(year.studies)


def fidess_potential_jobs(year: Year) -> Measured:
    """FTE that these studies could create."""
    return total(year.studies, lambda s: s.potential_jobs)
