"""Every figure of a year, in the order of the report: one function a code."""

from collections.abc import Callable

from levier.rules.indicators import (
    campaigns,
    headline,
    organisations,
    paths,
    places,
    small_businesses,
)
from levier.rules.indicators.definitions import definition_of, definitions
from levier.rules.indicators.facts import YearFacts
from levier.rules.indicators.measure import Measured
from levier.rules.indicators.publication import FigureValue, publish
from levier.rules.indicators.selection import Year

ALL = "all"

FIGURES: dict[str, Callable[[Year], Measured]] = {
    "headline.bank_loans_guaranteed": headline.bank_loans_guaranteed,
    "headline.solidarity_finance": headline.solidarity_finance,
    "headline.committees": headline.committees,
    "headline.engineering_credits": headline.engineering_credits,
    "headline.grants": headline.grants,
    "headline.jobs": headline.jobs,
    "headline.supported": headline.supported,
    "tpe.projects": small_businesses.projects,
    "tpe.jobs": small_businesses.jobs,
    "tpe.loans_guaranteed": small_businesses.loans_guaranteed,
    "tpe.guarantees": small_businesses.guarantees,
    "tpe.average_age": small_businesses.average_age,
    "tpe.share_job_seekers": small_businesses.share_job_seekers,
    "tpe.share_long_term_job_seekers": small_businesses.share_long_term_job_seekers,
    "tpe.share_women": small_businesses.share_women,
    "acces_plus.grants_paid": paths.acces_plus_grants_paid,
    "acces_plus.entrepreneurs": paths.acces_plus_entrepreneurs,
    "brsa.people": paths.brsa_people,
    "brsa.share_left_rsa": paths.brsa_share_left_rsa,
    "territory.share_qpv": places.share_qpv,
    "territory.share_zfrr": places.share_zfrr,
    "cap_quartier.projects": places.cap_quartier_projects,
    "cap_quartier.share_women": places.cap_quartier_share_women,
    "cap_quartier.awarded": places.cap_quartier_awarded,
    "cap_quartier.average_age": places.cap_quartier_average_age,
    "engagement.projects": organisations.engagement_projects,
    "engagement.loans_guaranteed": organisations.engagement_loans_guaranteed,
    "engagement.solidarity_loans": organisations.engagement_solidarity_loans,
    "engagement.grants": organisations.engagement_grants,
    "ess.organisations": organisations.ess_organisations,
    "ess.jobs": organisations.ess_jobs,
    "ess.solidarity_finance": organisations.ess_solidarity_finance,
    "ess.loans_guaranteed": organisations.ess_loans_guaranteed,
    "dasess.organisations": organisations.dasess_organisations,
    "dasess.jobs_saved": organisations.dasess_jobs_saved,
    "dasess.repayable_advances": organisations.dasess_repayable_advances,
    "dla.organisations": organisations.dla_organisations,
    "dla.individual": organisations.dla_individual,
    "dla.collective": organisations.dla_collective,
    "fidess.studies": organisations.fidess_studies,
    "fidess.potential_jobs": organisations.fidess_potential_jobs,
    "propulsons.campaigns": campaigns.campaigns,
    "propulsons.success_rate": campaigns.success_rate,
    "propulsons.contributors": campaigns.contributors,
    "propulsons.collected": campaigns.collected,
    "propulsons.territories": campaigns.territories,
}


def compute(code: str, facts: YearFacts, year: int) -> list[FigureValue]:
    """Return the figure `code` of `year`, or all of them in the report's order for "all".

    Errors: UnknownFigure.
    """
    codes = list(definitions()) if code == ALL else [definition_of(code).code]
    of_year = Year(facts, year)
    return [publish(definition_of(each), FIGURES[each](of_year)) for each in codes]
