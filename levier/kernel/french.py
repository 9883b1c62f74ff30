"""French typography: amounts, shares, counts and days as screens, letters and exports write them.

U+202F stands between thousands, U+00A0 before « € » and « % », the minus is a real one (U+2212).
"""

from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def number(value: Decimal | int, places: int | None = None) -> str:
    """Return `value` in French figures: `1 234,5`. `places` fixes the decimals (half up)."""
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    whole, _, decimals = f"{abs(exact):f}".partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", NARROW)
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def euros(amount: Decimal | int, cents: bool | None = None) -> str:
    """Return an amount: `36 000 €`, with cents when it has some (or when `cents` says so)."""
    exact = Decimal(amount)
    shown = exact != exact.to_integral_value() if cents is None else cents
    return f"{number(exact, 2 if shown else 0)}{NBSP}€"


def short_euros(amount: Decimal | int) -> str:
    """Return a large amount as key figures show it: `17,6 M€`, `485 k€`, `950 €`."""
    exact = Decimal(amount)
    for unit, name in ((Decimal(1_000_000), "M€"), (Decimal(1_000), "k€")):
        if abs(exact) >= unit:
            value = (exact / unit).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP).normalize()
            return f"{number(value)}{NBSP}{name}"
    return euros(exact)


def percent(share: Decimal, places: int | None = None) -> str:
    """Return a fraction as a percentage: 0.655 gives `65,5 %`."""
    return f"{number(Decimal(share) * 100, places)}{NBSP}%"


def long_date(day: date, weekday: bool = False) -> str:
    """Return `19 décembre 2024`, with « 1er » for the first, after the weekday if asked."""
    rank = "1er" if day.day == 1 else str(day.day)
    name = f"{WEEKDAYS[day.weekday()]}{NBSP}" if weekday else ""
    return f"{name}{rank}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def short_date(day: date) -> str:
    """Return `19 déc. 2024`."""
    rank = "1er" if day.day == 1 else str(day.day)
    return f"{rank}{NBSP}{SHORT_MONTHS[day.month - 1]}{NBSP}{day.year}"


def clock(hour: time) -> str:
    """Return `18 h 30`."""
    return f"{hour.hour}{NBSP}h{NBSP}{hour:%M}"


def numeric_date(day: date) -> str:
    """Return `19/12/2024`."""
    return f"{day:%d/%m/%Y}"


def capitalised(text: str) -> str:
    """Return the text with its first letter in capital, the rest as it is (« Comité ESS »)."""
    return text[:1].upper() + text[1:]


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """Return `1 dossier`, `2 dossiers`, `0 dossier`: French is plural from two on."""
    word = singular if abs(count) < 2 else (plural_form or singular + "s")
    return f"{number(count)}{NBSP}{word}"
