"""What every chapter reads: the facts, the figures as they are printed, the dossiers decided."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.reporting.annual_report.content import Figure
from levier.reporting.facts import keys, read_facts
from levier.reporting.figures import figures_of, frozen_year, published_figures
from levier.reporting.models import FrozenYear
from levier.reporting.wording import Shown, shown
from levier.rules.indicators.definitions import Definition
from levier.rules.indicators.facts import YearFacts
from levier.rules.indicators.publication import FigureValue

HERE = Path(__file__).resolve().parent
Texts = dict[str, dict[str, Any]]


@dataclass
class ReportSource:
    """One year of one house, read once for the whole report."""

    organisation: Organisation
    year: int
    produced_on: date
    facts: YearFacts = field(init=False)
    values: dict[str, FigureValue] = field(init=False)
    frozen: FrozenYear | None = field(init=False)

    def __post_init__(self) -> None:
        self.facts = read_facts(self.organisation, self.year)
        self.values = {v.definition.code: v for v in figures_of(self.facts, self.year)}
        self.frozen = frozen_year(self.organisation, self.year)
        self._published = published_figures(self.frozen)

    def published(self, code: str) -> Decimal | None:
        """Return the value to print: the one frozen when the year is published."""
        known = self._published.get(code)
        return known.published if known else self.values[code].published

    def exact(self, code: str) -> Decimal | None:
        """Return the exact value that goes with it."""
        known = self._published.get(code)
        return known.exact if known else self.values[code].exact

    def rows(self, code: str) -> int:
        """Return on how many rows it stands."""
        known = self._published.get(code)
        return known.rows if known else self.values[code].rows

    def definition(self, code: str) -> Definition:
        """Return the definition of a figure."""
        return self.values[code].definition

    def shown(self, code: str) -> Shown:
        """Return a figure as it is printed in large."""
        return shown(self.published(code), self.definition(code))

    def figure(self, code: str, label: str = "", note: str = "") -> Figure:
        """Return a key figure; `label` replaces the label of its definition."""
        text = self.shown(code)
        return Figure(text.value, text.unit, label or self.definition(code).label, note, code)

    def text(self, code: str) -> str:
        """Return a figure inside a sentence: `17,6 M€`, `34 %`, `37 ans`."""
        return self.shown(code).text

    def is_positive(self, code: str) -> bool:
        """True when the figure is known and above zero: the chapter has something to say."""
        value = self.published(code)
        return value is not None and value > 0

    def cases(self, *tracks: str) -> QuerySet[Case]:
        """Return the dossiers decided in the year, of these tracks."""
        wanted = [
            keys.parts_of(str(p.key))[1]
            for p in self.facts.projects
            if p.track in tracks and p.decided_on.year == self.year
        ]
        return Case.objects.filter(organisation=self.organisation, pk__in=wanted)

    @property
    def frozen_on(self) -> date | None:
        """The day of the publication, in the house's time zone."""
        return localtime(self.frozen.published_at).date() if self.frozen else None

    @cached_property
    def texts(self) -> Texts:
        """The titles and leads of the chapters."""
        return _texts()


@cache
def _texts() -> Texts:
    return tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))


@cache
def sectors() -> list[dict[str, Any]]:
    """Return the groups of trades: label and NAF divisions."""
    return tomllib.loads((HERE / "sectors.toml").read_text(encoding="utf-8"))["sector"]
