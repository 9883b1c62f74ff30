"""A figure as the pages show it: published, exact, target, gap since the publication."""

from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.french import plural
from levier.reporting.figures import Published
from levier.reporting.wording import (
    Shown,
    exact_text,
    gap_text,
    published_text,
    rounding_text,
    rows_text,
    shown,
    shown_unrounded,
)
from levier.rules.indicators.definitions import Definition
from levier.rules.indicators.publication import FigureValue
from levier.web.reporting.scopes import Reading

SECRET, NOT_APPLICABLE = "secret statistique", "sans objet"
OF_THE_HOUSE = {"headline.committees"}  # a committee sits for no territory in particular


@dataclass(frozen=True)
class Line:
    """A figure as a page shows it: the published value when the year is frozen."""

    value: FigureValue
    frozen: Published | None
    target: Decimal | None
    reading: Reading
    url: str

    @property
    def definition(self) -> Definition:
        """Its definition."""
        return self.value.definition

    @property
    def is_secret(self) -> bool:
        """True when so few rows stand behind that the figure would tell of somebody."""
        return 0 < self.value.rows < self.reading.fewest

    @property
    def published(self) -> Decimal | None:
        """The value to show in large."""
        return self.frozen.published if self.frozen else self.value.published

    @property
    def silence(self) -> str:
        """Why there is no number to show, or nothing."""
        if self.reading.scope.is_territory and self.definition.code in OF_THE_HOUSE:
            return NOT_APPLICABLE
        return SECRET if self.is_secret else ""

    @property
    def shown(self) -> Shown:
        """Number and unit, apart. A part of the house is not rounded as the whole is published."""
        if self.silence:
            return Shown(self.silence)
        if not self.reading.scope.is_whole:
            return shown_unrounded(self.value.exact, self.definition)
        return shown(self.published, self.definition)

    @property
    def published_text(self) -> str:
        """On one line, with its unit."""
        if self.silence or not self.reading.scope.is_whole:
            return self.shown.text
        return published_text(self.published, self.definition)

    @property
    def exact_text(self) -> str:
        """The exact value of now."""
        return self.silence or exact_text(self.value.exact, self.definition)

    @property
    def frozen_exact_text(self) -> str:
        """The exact value on the day of publication."""
        return exact_text(self.frozen.exact, self.definition) if self.frozen else ""

    @property
    def rows_text(self) -> str:
        """On how many rows it stands; on how many it stood when it was published."""
        if self.frozen:
            return plural(self.frozen.rows, "ligne")
        return rows_text(self.value)

    @property
    def row_count(self) -> int:
        """The same, as a number."""
        return self.frozen.rows if self.frozen else self.value.rows

    @property
    def rounding_text(self) -> str:
        """How the published value follows."""
        return rounding_text(self.definition)

    @property
    def gap_text(self) -> str:
        """What the rows of now add to what was published; nothing when they add nothing."""
        gap = self.frozen.gap(self.value) if self.frozen else Decimal(0)
        same = self.frozen is None or self.value.exact == self.frozen.exact or not _visible(gap)
        return "" if same else gap_text(gap, self.definition)

    @property
    def target_text(self) -> str:
        """The target of the year."""
        return "" if self.target is None else published_text(self.target, self.definition)

    @property
    def reached(self) -> int | None:
        """How much of the target is reached, in percent, 100 at most."""
        if not self.target or self.published is None:
            return None
        return min(100, round(100 * self.published / self.target))


def _visible(gap: Decimal) -> bool:
    """A ratio published with six decimals never equals its exact value: a millionth is nothing."""
    return abs(gap) > Decimal("0.000001")
