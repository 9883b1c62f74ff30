"""How a figure is written: « 17,6 M€ », « 3 000 ETP », « 25,7 % »."""

from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.french import NBSP, euros, number, short_euros
from levier.kernel.money import round_to_step
from levier.rules.indicators.definitions import Definition
from levier.rules.indicators.publication import FigureValue

UNITS = {
    "meetings": ("comité", "comités"),
    "FTE": ("ETP", "ETP"),
    "jobs": ("emploi", "emplois"),
    "people and organisations": ("accompagné", "accompagnés"),
    "projects": ("projet", "projets"),
    "years": ("an", "ans"),
    "grants": ("prime", "primes"),
    "people": ("personne", "personnes"),
    "organisations": ("structure", "structures"),
    "engagements": ("accompagnement", "accompagnements"),
    "studies": ("étude", "études"),
    "campaigns": ("campagne", "campagnes"),
    "places": ("territoire", "territoires"),
}
SHORT_UNITS = {"FTE", "years"}  # written beside the number in large; the label says the others
UNKNOWN = "non calculé"
THOUSAND = Decimal(1_000)


@dataclass(frozen=True)
class Shown:
    """A number in large and its unit in small: `17,6` and `M€`."""

    value: str
    unit: str = ""

    @property
    def text(self) -> str:
        """Both, with the space that French puts between."""
        return f"{self.value}{NBSP}{self.unit}" if self.unit else self.value


def shown(value: Decimal | None, definition: Definition) -> Shown:
    """Return a published value as a key figure shows it."""
    if value is None:
        return Shown(UNKNOWN)
    if definition.unit == "EUR":
        rounded = definition.step is not None and abs(value) >= definition.step
        value_text, _, unit = (short_euros(value) if rounded else euros(value)).rpartition(NBSP)
        return Shown(value_text, unit)
    if definition.unit.startswith("percent"):
        return Shown(number(value), "%")
    if definition.unit in SHORT_UNITS:
        singular, plural = UNITS[definition.unit]
        return Shown(number(value), singular if abs(value) < 2 else plural)
    return Shown(number(value))


def shown_unrounded(value: Decimal | None, definition: Definition) -> Shown:
    """Return an exact value in large, for a part of the house that is not published: `25,7 %`."""
    if value is None:
        return Shown(UNKNOWN)
    if definition.unit == "EUR":
        text, _, unit = short_euros(value).rpartition(NBSP)
        return Shown(text, unit)
    tenth = round_to_step(value, Decimal("0.1"))
    return Shown(number(tenth), shown(tenth, definition).unit)


def published_text(value: Decimal | None, definition: Definition) -> str:
    """Return a published value on one line, its unit always written: `76 comités`."""
    if value is None:
        return UNKNOWN
    text = shown(value, definition)
    if text.unit or definition.unit not in UNITS:
        return text.text
    singular, plural = UNITS[definition.unit]
    return f"{text.value}{NBSP}{singular if abs(value) < 2 else plural}"


def exact_text(value: Decimal | None, definition: Definition) -> str:
    """Return an exact value: `10 301 609,47 €`, `34,137931 %`."""
    if value is None:
        return UNKNOWN
    if definition.unit == "EUR":
        return euros(value)
    written = number(value, 6) if definition.is_quotient and value % 1 else number(value)
    if definition.unit.startswith("percent"):
        return f"{written}{NBSP}%"
    singular, plural = UNITS[definition.unit]
    return f"{written}{NBSP}{singular if abs(value) < 2 else plural}"


def bare_text(value: Decimal | None, definition: Definition) -> str:
    """Return an exact value in a column whose heading says the unit: amounts and shares keep it."""
    text = exact_text(value, definition)
    return text if definition.unit == "EUR" or text.endswith("%") else text.partition(NBSP)[0]


def bare_published(value: Decimal | None, definition: Definition) -> str:
    """Return a published value in such a column."""
    if value is None:
        return UNKNOWN
    text = shown(value, definition)
    return text.text if definition.unit == "EUR" or text.unit == "%" else text.value


def gap_text(value: Decimal, definition: Definition) -> str:
    """Return a difference with its sign: `−31 200 €`, `+2 projets`, `+0,118124 point`."""
    text = exact_text(value, definition)
    if definition.unit.startswith("percent"):
        word = "point" if abs(value) < 2 else "points"
        text = f"{number(value, 6) if value % 1 else number(value)}{NBSP}{word}"
    return f"+{text}" if value > 0 else text


def rounding_text(definition: Definition) -> str:
    """Return how the published value follows: `arrondi à 100 000 €`."""
    if definition.step is None:
        return "valeur exacte"
    word = "tronqué" if definition.rounding == "truncated" else "arrondi"
    if definition.unit == "EUR":
        return f"{word} à {euros(definition.step)}"
    if definition.unit.startswith("percent"):
        step = "au point" if definition.step == 1 else f"au {_tenth(definition.step)} de point"
        return f"{word} {step}"
    step = "à l’unité" if definition.step == 1 else f"à {number(definition.step)}"
    return f"{word} {step}"


def rows_text(figure: FigureValue) -> str:
    """Return on how many rows a figure stands: `290 lignes`, `dont 99 retenues` for a share."""
    rows = f"{number(figure.rows)}{NBSP}{'ligne' if figure.rows < 2 else 'lignes'}"
    if figure.numerator is None:
        return rows
    kept = len(figure.numerator)
    return f"{rows}, dont {number(kept)}{NBSP}{'retenue' if kept < 2 else 'retenues'}"


def _tenth(step: Decimal) -> str:
    return "dixième" if step == Decimal("0.1") else number(step)
