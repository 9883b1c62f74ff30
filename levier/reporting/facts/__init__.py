"""The rows of a year, read from the tables into the facts that the indicators count.

The number of queries is the same whatever the number of rows, and a kind of row is read only when
a figure asks for it. Cancelled commitments, stubs of an earlier year and planned sittings are
outside every figure.
"""

from functools import cached_property
from typing import cast

from levier.accounts.models import Organisation
from levier.reporting.facts import crowd, decided, followed
from levier.reporting.facts.scope import EVERYWHERE, Scope
from levier.rules.indicators.facts import YearFacts

__all__ = ["EVERYWHERE", "Scope", "read_facts"]


def read_facts(organisation: Organisation, year: int, scope: Scope = EVERYWHERE) -> YearFacts:
    """Return the facts of one year of a house, within an office or a territory if `scope` says so.

    Rows of another year come along only where a figure of `year` needs them.
    """
    return cast(YearFacts, _FactsOfYear(organisation, year, scope))


class _FactsOfYear:
    """What `YearFacts` holds, each kind read from its table the first time it is asked for."""

    def __init__(self, organisation: Organisation, year: int, scope: Scope) -> None:
        self._asked = (organisation, year, scope)

    @cached_property
    def sittings(self):
        """Committees held."""
        return tuple(decided.sittings(*self._asked))

    @cached_property
    def projects(self):
        """Dossiers decided."""
        return tuple(decided.projects(*self._asked))

    @cached_property
    def financings(self):
        """Instruments granted."""
        return tuple(decided.financings(*self._asked))

    @cached_property
    def grants(self):
        """Grants awarded or paid."""
        return tuple(decided.grants(*self._asked))

    @cached_property
    def studies(self):
        """Studies funded."""
        return tuple(decided.studies(*self._asked))

    @cached_property
    def journeys(self):
        """Paths of the register."""
        return tuple(followed.journeys(*self._asked))

    @cached_property
    def beneficiaries(self):
        """Organisations helped by the DLA."""
        return tuple(followed.beneficiaries(*self._asked))

    @cached_property
    def engineering(self):
        """Consultants and studies paid."""
        return tuple(followed.engineering(*self._asked))

    @cached_property
    def campaigns(self):
        """Crowdfunding campaigns."""
        return tuple(crowd.campaigns(*self._asked))

    @cached_property
    def pledges(self):
        """Gifts."""
        return tuple(crowd.pledges(*self._asked))
