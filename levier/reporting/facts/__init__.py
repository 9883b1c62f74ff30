"""The rows of a year, read from the tables into the facts that the indicators count.

The number of queries is the same whatever the number of rows. Cancelled commitments, stubs of an
earlier year and planned sittings are outside every figure.
"""

from levier.accounts.models import Organisation
from levier.reporting.facts import crowd, decided, followed
from levier.reporting.facts.scope import EVERYWHERE, Scope
from levier.rules.indicators.facts import YearFacts

__all__ = ["EVERYWHERE", "Scope", "read_facts"]


def read_facts(organisation: Organisation, year: int, scope: Scope = EVERYWHERE) -> YearFacts:
    """Return the facts of one year of a house, within an office or a territory if `scope` says so.

    Rows of another year come along only where a figure of `year` needs them.
    """
    return YearFacts(
        sittings=tuple(decided.sittings(organisation, year, scope)),
        projects=tuple(decided.projects(organisation, year, scope)),
        financings=tuple(decided.financings(organisation, year, scope)),
        grants=tuple(decided.grants(organisation, year, scope)),
        studies=tuple(decided.studies(organisation, year, scope)),
        journeys=tuple(followed.journeys(organisation, year, scope)),
        beneficiaries=tuple(followed.beneficiaries(organisation, year, scope)),
        engineering=tuple(followed.engineering(organisation, year, scope)),
        campaigns=tuple(crowd.campaigns(organisation, year, scope)),
        pledges=tuple(crowd.pledges(organisation, year, scope)),
    )
