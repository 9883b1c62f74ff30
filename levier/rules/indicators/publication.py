"""From an exact figure to the published one, and to the texts of the JSON answer."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from levier.kernel.money import round_to_step, truncate_to_step
from levier.rules.indicators.definitions import Definition
from levier.rules.indicators.measure import Item, Measured

SIX_DECIMALS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure of a year: its definition, exact and published values, and the rows behind it."""

    definition: Definition
    exact: Decimal | None
    published: Decimal | None
    rows: int
    items: tuple[Item, ...]
    numerator: tuple[Item, ...] | None

    @property
    def exact_text(self) -> str | None:
        """The exact value in plain notation, with six decimals for a ratio or a mean."""
        if self.exact is None:
            return None
        if self.definition.is_quotient:
            return f"{self.exact.quantize(SIX_DECIMALS, rounding=ROUND_HALF_UP):f}"
        return plain(self.exact)

    @property
    def published_text(self) -> str | None:
        """The published value in plain notation: `17600000`, `25.7`."""
        return published_text(self.published, self.definition)


def publish(definition: Definition, measured: Measured) -> FigureValue:
    """Return the figure that `measured` gives under the rounding of its definition."""
    return FigureValue(
        definition,
        measured.exact,
        published(measured.exact, definition),
        measured.rows,
        measured.items,
        measured.numerator,
    )


def published(exact: Decimal | None, definition: Definition) -> Decimal | None:
    """Return `exact` rounded half up, or truncated, to the step of its figure."""
    if exact is None or definition.step is None:
        return exact
    if definition.rounding == "truncated":
        return truncate_to_step(exact, definition.step)
    return round_to_step(exact, definition.step)


def published_text(value: Decimal | None, definition: Definition) -> str | None:
    """Return a published value in plain notation; a step of 0.1 keeps its decimal."""
    if value is None:
        return None
    if definition.step is not None:
        return f"{value:f}"
    if definition.is_quotient and value != value.to_integral_value():
        return f"{value.quantize(SIX_DECIMALS, rounding=ROUND_HALF_UP):f}"
    return plain(value)


def plain(value: Decimal) -> str:
    """Return `value` without exponent and without useless zeros: `17589137.6`, `1208`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
