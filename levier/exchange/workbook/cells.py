"""What a typed cell means: text, days, amounts, shares, codes; whatever the habits of typing.

A parser takes the raw value of a cell that is not blank and returns what it means, or raises
CellFault with the French sentence that says what to do.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from levier.kernel.french import NBSP, number
from levier.kernel.money import round_euro
from levier.kernel.text import digits_of, normalise, squeeze

Parser = Callable[[Any], Any]

LONGEST_CELL = 32_767
"""Spreadsheets hold no more characters in a cell."""
LARGEST_AMOUNT = Decimal(10) ** 11
FIRST_YEAR, LAST_YEAR = 1900, 2100
FORMULA_SIGNS = ("=", "+", "-", "@")
_ERROR_CELLS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!")
)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009]+")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)")
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}\.\d{3}")


class CellFault(ValueError):
    """The cell cannot be read. `str()` is the French sentence."""


def is_blank(raw: Any) -> bool:
    """Tell whether a cell holds nothing (spaces of any kind are nothing)."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def as_text(raw: Any) -> str:
    """Return a cell as text, its spaces squeezed; a whole number loses its decimals.

    Errors: CellFault for a cell over 32,767 characters, or the error of a formula.
    """
    if isinstance(raw, bool):
        return "Oui" if raw else "Non"
    if isinstance(raw, datetime | date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = str(raw)
    if len(text) > LONGEST_CELL:
        raise CellFault(
            f"La cellule contient {number(len(text))} caractères{NBSP}: raccourcissez-la "
            f"({number(LONGEST_CELL)} au plus)."
        )
    if text.strip() in _ERROR_CELLS:
        raise CellFault("La formule de cette cellule est en erreur\u00a0: écrivez la valeur.")
    return squeeze(text)


def text(longest: int) -> Parser:
    """Text of at most `longest` characters."""

    def parse(raw: Any) -> str:
        read = as_text(raw)
        if len(read) > longest:
            raise CellFault(
                f"Ce texte de {number(len(read))} caractères est trop long ({longest} au plus)."
            )
        return read

    return parse


def name(longest: int) -> Parser:
    """A name: text that does not begin as a formula does."""

    def parse(raw: Any) -> str:
        read = text(longest)(raw)
        if read.startswith(FORMULA_SIGNS):
            raise CellFault(
                f"Un nom ne commence pas par «{NBSP}{read[0]}{NBSP}»\u00a0: corrigez-le."
            )
        return read

    return parse


def choice(values: Mapping[str, Any]) -> Parser:
    """One of the words given, whatever its case and accents."""
    known = {normalise(word): value for word, value in values.items()}
    words = ", ".join(f"«{NBSP}{word}{NBSP}»" for word in values)

    def parse(raw: Any) -> Any:
        read = normalise(as_text(raw))
        if read not in known:
            raise CellFault(f"Valeur inconnue\u00a0: écrivez {words}.")
        return known[read]

    return parse


def yes_or_no(raw: Any) -> bool:
    """« Oui » or « Non », in any case."""
    read = normalise(as_text(raw))
    if read not in {"oui", "non"}:
        raise CellFault(f"Écrivez «{NBSP}Oui{NBSP}» ou «{NBSP}Non{NBSP}».")
    return read == "oui"


def day(raw: Any) -> date:
    """A day: a date of the spreadsheet, or text such as `12/03/2024`."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if not isinstance(raw, date):
        raw = _day_of_text(as_text(raw))
    if not FIRST_YEAR <= raw.year <= LAST_YEAR:
        raise CellFault(f"L’année {raw.year} n’est pas plausible\u00a0: corrigez la date.")
    return raw


def _day_of_text(typed: str) -> date:
    if match := _DAY.fullmatch(_SPACES.sub("", typed)):
        day_, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(typed):
        year, month, day_ = (int(part) for part in match.groups())
    else:
        raise CellFault("Date illisible\u00a0: écrivez-la sous la forme 12/03/2024.")
    try:
        return date(year, month, day_)
    except ValueError:
        raise CellFault("Cette date n’existe pas\u00a0: corrigez le jour ou le mois.") from None


def decimal(raw: Any) -> Decimal:
    """A number, whatever its spaces; a comma or a point before its decimals."""
    if isinstance(raw, bool | date | datetime):
        raise CellFault("Nombre illisible\u00a0: écrivez seulement des chiffres.")
    if isinstance(raw, int | float):
        read = Decimal(str(raw))
    else:
        typed = _SPACES.sub("", as_text(raw)).replace("\u2212", "-")
        if not _NUMBER.fullmatch(typed) or _AMBIGUOUS.fullmatch(typed):
            raise CellFault("Nombre illisible\u00a0: écrivez-le sous la forme 1 234,56.")
        read = _decimal_of(typed.replace(",", "."))
    if not read.is_finite() or abs(read) >= LARGEST_AMOUNT:
        raise CellFault("Ce nombre n’est pas plausible\u00a0: corrigez-le.")
    return read


def _decimal_of(typed: str) -> Decimal:
    try:
        return Decimal(typed)
    except InvalidOperation:
        raise CellFault("Nombre illisible\u00a0: écrivez-le sous la forme 1 234,56.") from None


def amount_or_zero(raw: Any) -> Decimal:
    """Euros, to the cent, not negative: `15 000,00 €`, with any space and with or without sign."""
    if isinstance(raw, str):
        raw = re.sub(r"(€|euros?|eur)\s*$", "", raw.strip(), flags=re.IGNORECASE) or raw
    read = round_euro(decimal(raw))
    if read < 0:
        raise CellFault("Un montant ne peut pas être négatif.")
    return read


def amount(raw: Any) -> Decimal:
    """Euros, to the cent, above zero."""
    read = amount_or_zero(raw)
    if read == 0:
        raise CellFault("Un montant doit être supérieur à zéro.")
    return read


def share(raw: Any) -> Decimal:
    """A share as a fraction: `0.65`, `0,65` or `65 %`; between 0 (excluded) and 1."""
    if isinstance(raw, str) and raw.strip().endswith("%"):
        read = decimal(raw.strip()[:-1]) / 100
    else:
        read = decimal(raw)
    if not 0 < read <= 1:
        raise CellFault(f"La part doit être comprise entre 0 et 100{NBSP}% : corrigez-la.")
    return read.quantize(Decimal("0.0001"))


def rate_in_percent(raw: Any) -> Decimal:
    """A yearly rate typed in percent (`4.15`, `4,15 %`), returned as a fraction."""
    typed = raw.strip().removesuffix("%") if isinstance(raw, str) else raw
    read = decimal(typed)
    if not 0 <= read <= 100:
        raise CellFault(f"Le taux doit être compris entre 0 et 100{NBSP}% : corrigez-le.")
    return (read / 100).quantize(Decimal("0.000001"))


def count(raw: Any) -> int:
    """A whole number, not negative."""
    read = decimal(raw)
    if read != read.to_integral_value() or read < 0 or read > 32_767:
        raise CellFault("Écrivez un nombre entier, positif ou nul.")
    return int(read)


def months(raw: Any) -> int:
    """A duration in whole months, above zero."""
    read = count(raw)
    if read == 0:
        raise CellFault("La durée doit être supérieure à zéro.")
    return read


def jobs(raw: Any) -> Decimal:
    """Full-time equivalents, not negative."""
    read = decimal(raw)
    if read < 0:
        raise CellFault("Un nombre d’emplois ne peut pas être négatif.")
    if read >= 1_000_000:
        raise CellFault("Ce nombre n’est pas plausible\u00a0: corrigez-le.")
    return round_euro(read)


def postcode(raw: Any) -> str:
    """A postcode, five digits; a number regains its first zero."""
    return _code(raw, r"\d{5}", "Le code postal a cinq chiffres\u00a0: corrigez-le.")


def insee_code(raw: Any) -> str:
    """The form of a commune's code, five characters; a number regains its first zero."""
    return _code(
        raw, r"\d[\dAB]\d{3}", "Commune inconnue\u00a0: écrivez son code Insee, cinq caractères."
    )


def _code(raw: Any, form: str, message: str) -> str:
    read = _SPACES.sub("", as_text(raw)).upper()
    if isinstance(raw, int | float):
        read = read.zfill(5)
    if not re.fullmatch(form, read):
        raise CellFault(message)
    return read


def siret_digits(raw: Any) -> str:
    """The characters of a SIRET without their spaces; a number regains its first zeros."""
    read = _SPACES.sub("", as_text(raw))
    if isinstance(raw, int | float):
        return digits_of(read).zfill(14)
    return read
