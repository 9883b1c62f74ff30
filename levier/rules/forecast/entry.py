"""What is typed in a cell, read and written one way: a canonical text, or a French refusal."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, number
from levier.rules.forecast.cells import Cell

LONGEST_LABEL = 80
_FRENCH_MONTH = re.compile(r"(?:\d{1,2}/)?(?P<month>\d{1,2})/(?P<year>\d{4})")
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u202f\t"))
_UNITS = {"amount": "€", "percent": "%"}
_WORDS = {"amount": "un montant", "percent": "un pourcentage", "count": "un nombre entier"}


class NotUnderstood(DomainError):
    """The text is not of the cell's kind."""

    message = f"«{NBSP}{{text}}{NBSP}» n’est pas {{kind}}."


class OutOfBounds(DomainError):
    """The value is outside the cell's bounds."""

    message = "{label} : la valeur doit être comprise entre {least} et {most}."


def canonical(cell: Cell, text: str) -> str:
    """Return what a cell keeps of a typed text; a blank stays blank.

    `12 500,5 €` gives `12500.50`, `5,5 %` gives `5.5`, a choice its code (or its French word), a
    date its ISO form. Errors: NotUnderstood; OutOfBounds.
    """
    typed = text.strip()
    if not typed:
        return ""
    if cell.kind == "text":
        return " ".join(typed.split())[:LONGEST_LABEL]
    if cell.kind == "choice":
        return _choice(cell, typed)
    if cell.kind == "date":
        return _month(typed)
    return _number(cell, typed)


def shown(cell: Cell, text: str) -> str:
    """Return a canonical text as a screen writes it: decimals after a comma, thousands apart."""
    if not text or cell.kind == "text":
        return text
    if cell.kind == "choice":
        return (cell.choices or {}).get(text, text)
    if cell.kind == "date":
        return f"{date.fromisoformat(text):%m/%Y}"
    value = Decimal(text)
    if cell.kind == "amount" and value != value.to_integral_value():
        return number(value, 2)
    return number(value)


def _choice(cell: Cell, typed: str) -> str:
    for code, word in (cell.choices or {}).items():
        if typed.casefold() in (code, word.casefold()):
            return code
    raise NotUnderstood(text=typed, kind="un choix de la liste")


def _month(typed: str) -> str:
    found = _FRENCH_MONTH.fullmatch(typed)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), 1).isoformat()
        return date.fromisoformat(typed).replace(day=1).isoformat()
    except ValueError:
        raise NotUnderstood(text=typed, kind="un mois (mm/aaaa)") from None


def _number(cell: Cell, typed: str) -> str:
    plain = typed.translate(_BLANKS).replace("\u2212", "-").replace(",", ".")
    unit = _UNITS.get(cell.kind, "")
    plain = plain.removesuffix(unit) if unit else plain
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise NotUnderstood(text=typed, kind=_WORDS[cell.kind]) from None
    if not value.is_finite() or (cell.kind == "count" and value != value.to_integral_value()):
        raise NotUnderstood(text=typed, kind=_WORDS[cell.kind])
    if not cell.minimum <= value <= cell.maximum:
        least, most = number(cell.minimum), number(cell.maximum)
        raise OutOfBounds(label=cell.label, least=least, most=most)
    if cell.kind == "amount":
        rounded = value.quantize(Decimal("0.01"))
        if rounded != value:
            raise NotUnderstood(text=typed, kind="un montant au centime")
        return f"{rounded:f}"
    if cell.kind == "count":
        return f"{value:.0f}"
    return f"{value.quantize(Decimal('0.0001')).normalize():f}"
