"""« Sécuriser la création d'entreprise » : bank guarantees for very small businesses (TPE)."""

from decimal import Decimal

from levier.kernel.dates import whole_years_between
from levier.rules.indicators.facts import ProjectFact, Track
from levier.rules.indicators.measure import Measured, count, mean, share, total
from levier.rules.indicators.selection import Year
from levier.rules.parameters import parameter


def projects(year: Year) -> Measured:
    """Projects with a guarantee decided in the year."""
    return count(year.projects_of(Track.CREATION))


def jobs(year: Year) -> Measured:
    """Jobs created and consolidated by these projects."""
    return total(year.projects_of(Track.CREATION), lambda p: p.jobs)


def loans_guaranteed(year: Year) -> Measured:
    """Bank loans behind these guarantees (euros)."""
    return total(year.guarantees(Track.CREATION), lambda f: f.bank_loan_amount)


def guarantees(year: Year) -> Measured:
    """Amounts guaranteed, as they were stored: min(loan × quota, cap) (euros)."""
    return total(year.guarantees(Track.CREATION), lambda f: f.guaranteed_amount)


def average_age(year: Year) -> Measured:
    """Mean age of the holders, in whole years on the day of the committee."""
    return mean(
        year.projects_of(Track.CREATION),
        lambda p: whole_years_between(p.birth_date, p.decided_on) if p.birth_date else None,
    )


def share_job_seekers(year: Year) -> Measured:
    """Percentage of the projects whose holder was a job seeker."""
    return share(year.projects_of(Track.CREATION), lambda p: bool(p.is_job_seeker))


def share_long_term_job_seekers(year: Year) -> Measured:
    """Percentage of these job seekers who had been registered for long."""
    seekers = [p for p in year.projects_of(Track.CREATION) if p.is_job_seeker]
    return share(seekers, _is_long_term)


def share_women(year: Year) -> Measured:
    """Percentage of the projects whose holder is a woman."""
    return share(year.projects_of(Track.CREATION), lambda p: p.sex == "F")


def _is_long_term(project: ProjectFact) -> bool:
    """Tell whether a job seeker is a long-term one on the day of the decision."""
    threshold = Decimal(parameter("employment", "long_term_months", project.decided_on))
    return project.months_registered is not None and project.months_registered >= threshold
