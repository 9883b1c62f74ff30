"""Why the published parts of a headline figure do not add up to it: the « cohérence » page.

The exact parts always sum to the exact whole. Between published numbers stand the parts that the
report does not publish, those that it publishes on another basis, and the roundings; each is a
`Reason`, and the reasons sum to the gap.
"""

from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.french import NBSP, euros, number
from levier.kernel.money import ZERO
from levier.rules.indicators.compute import FIGURES
from levier.rules.indicators.definitions import definition_of
from levier.rules.indicators.facts import YearFacts
from levier.rules.indicators.parts import PARTS, Part
from levier.rules.indicators.publication import FigureValue, publish
from levier.rules.indicators.selection import Year


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part, with the figure that the report publishes for it (None when it publishes none)."""

    part: Part
    figure: FigureValue | None

    @property
    def published(self) -> Decimal | None:
        """The number that the report prints for this part."""
        return self.figure.published if self.figure else None


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of the gap, and how much of it comes from there (in the figure's unit)."""

    kind: str  # unpublished, overlap, basis, rounding
    label: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A headline figure, its parts, and the gap between it and the published parts.

    `gap` = published whole − sum of the published parts = sum of the reasons. It means nothing
    when no part is published (`compares` is false): `explanation` then says so.
    """

    figure: FigureValue
    parts: tuple[PublishedPart, ...]
    exact_sum: Decimal
    published_sum: Decimal
    gap: Decimal
    reasons: tuple[Reason, ...]
    explanation: str

    @property
    def compares(self) -> bool:
        """Whether at least one part is published on its own."""
        return any(part.figure for part in self.parts)


def decompose(facts: YearFacts, year: int) -> list[Decomposition]:
    """Return the decomposition of each of the seven headline figures, in the report's order."""
    of_year = Year(facts, year)
    return [_decomposition(code, of_year) for code in PARTS]


def _decomposition(code: str, year: Year) -> Decomposition:
    figure = publish(definition_of(code), FIGURES[code](year))
    parts = tuple(PublishedPart(part, _figure_of(part, year)) for part in PARTS[code](year))
    published_sum = sum((p.published or ZERO for p in parts), ZERO)
    gap = (figure.published or ZERO) - published_sum
    reasons = _reasons(figure, parts)
    return Decomposition(
        figure=figure,
        parts=parts,
        exact_sum=sum((p.part.exact for p in parts), ZERO),
        published_sum=published_sum,
        gap=gap,
        reasons=reasons,
        explanation=_explanation(figure, parts, published_sum, gap, reasons),
    )


def _figure_of(part: Part, year: Year) -> FigureValue | None:
    return publish(definition_of(part.code), FIGURES[part.code](year)) if part.code else None


def _reasons(figure: FigureValue, parts: tuple[PublishedPart, ...]) -> tuple[Reason, ...]:
    """Return the causes of the gap; they sum to it exactly."""
    found: list[Reason] = []
    rounding = (figure.published or ZERO) - (figure.exact or ZERO)
    for each in parts:
        part = each.part
        if each.figure is None:
            kind = "overlap" if part.is_overlap else "unpublished"
            found.append(Reason(kind, part.label, part.exact))
            continue
        exact = each.figure.exact or ZERO
        if part.exact != exact:
            found.append(Reason("basis", f"{part.label}{NBSP}: {part.basis}", part.exact - exact))
        rounding += exact - (each.published or ZERO)
    if rounding:
        found.append(Reason("rounding", "Arrondis et troncatures", rounding))
    return tuple(reason for reason in found if reason.value)


def _explanation(
    figure: FigureValue,
    parts: tuple[PublishedPart, ...],
    published_sum: Decimal,
    gap: Decimal,
    reasons: tuple[Reason, ...],
) -> str:
    """Return the French sentences that explain the gap."""
    unit = figure.definition.unit
    whole = figure.published or ZERO
    if not any(part.figure for part in parts):
        return "Le rapport ne publie pas ces parties à part. Leur somme exacte donne le total."
    sums = (
        f"Les parties publiées font {_text(published_sum, unit)}, "
        f"le total publié est {_text(whole, unit)}"
    )
    if not gap:
        return f"{sums}{NBSP}: il n’y a pas d’écart."
    causes = "\u202f; ".join(
        f"{_PHRASES[r.kind].format(label=r.label)} ({_text(r.value, unit, signed=True)})"
        for r in reasons
    )
    return f"{sums}. L’écart de {_text(gap, unit, signed=True)} s’explique ainsi{NBSP}: {causes}."


_PHRASES = {
    "unpublished": "«\u00a0{label}\u00a0» n’est pas publié à part",
    "overlap": "«\u00a0{label}\u00a0» se retranche du total",
    "basis": "{label}",
    "rounding": "arrondis et troncatures",
}


def _text(value: Decimal, unit: str, *, signed: bool = False) -> str:
    """Return a value of a figure in French, with its sign if asked."""
    text = euros(value) if unit == "EUR" else number(value)
    return f"+{text}" if signed and value > 0 else text
