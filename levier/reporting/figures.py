"""The figures of a year as the rows give them now, and as they were published."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from levier.accounts.models import Organisation
from levier.reporting.errors import UnknownFigureCode
from levier.reporting.facts import EVERYWHERE, Scope, read_facts
from levier.reporting.models import FrozenYear
from levier.rules.indicators.compute import ALL, compute
from levier.rules.indicators.definitions import definitions
from levier.rules.indicators.facts import YearFacts
from levier.rules.indicators.publication import FigureValue


@dataclass(frozen=True)
class Published:
    """A frozen figure: what was published, and how far the rows are from it now."""

    exact: Decimal | None
    published: Decimal | None
    rows: int
    published_at: datetime

    def gap(self, figure: FigureValue) -> Decimal:
        """Return the exact value of now minus the exact value published."""
        return (figure.exact or Decimal(0)) - (self.exact or Decimal(0))


def figures(organisation: Organisation, year: int, scope: Scope = EVERYWHERE) -> list[FigureValue]:
    """Return every figure of the year computed from the rows, in the order of the report."""
    return figures_of(read_facts(organisation, year, scope), year)


def figures_of(facts: YearFacts, year: int) -> list[FigureValue]:
    """Return every figure of facts already read."""
    return compute(ALL, facts, year)


def figure(
    organisation: Organisation, year: int, code: str, scope: Scope = EVERYWHERE
) -> FigureValue:
    """Return one figure. Errors: UnknownFigureCode."""
    if code not in definitions():
        raise UnknownFigureCode(code=code)
    return compute(code, read_facts(organisation, year, scope), year)[0]


def frozen_year(organisation: Organisation, year: int) -> FrozenYear | None:
    """Return the published year with its publisher, or None."""
    return (
        FrozenYear.objects.filter(organisation=organisation, year=year)
        .select_related("published_by")
        .first()
    )


def published_figures(frozen: FrozenYear | None) -> dict[str, Published]:
    """Return the figures of a published year by code; none when it is not published."""
    if frozen is None:
        return {}
    return {
        row.code: Published(
            exact=_number(row.exact),
            published=_number(row.published),
            rows=row.row_count,
            published_at=frozen.published_at,
        )
        for row in frozen.figures.all()
    }


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
