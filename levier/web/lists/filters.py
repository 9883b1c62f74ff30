"""Filters: what one may ask of a list, kept in its address and recalled in its export."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from levier.kernel.french import capitalised, short_date
from levier.kernel.text import digits_of, normalise

LARGEST = Decimal(10) ** 12
Choices = Iterable[tuple[Any, str]]


@dataclass(frozen=True)
class Filter:
    """A question of the filter panel. Subclasses say how it is asked and what it keeps.

    `apply_to`, when given, replaces the test on a field: `(rows, values) -> rows`.
    """

    key: str
    label: str
    kind = "text"

    def values(self, data: QueryDict) -> list[str]:
        """What was asked, as the address holds it."""
        return [value for value in data.getlist(self.key) if value.strip() and "\0" not in value]

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters of the address that it reads."""
        return (self.key,)

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep the rows that answer."""
        raise NotImplementedError

    def said(self, values: list[str], user) -> str:
        """What was asked, as its removable tag and the export say it."""
        return ", ".join(values)

    def options(self, user) -> list[tuple[str, str]]:
        """What may be ticked; only choices have some."""
        return []


@dataclass(frozen=True)
class TextFilter(Filter):
    """Every word typed must begin a word of the fields, or stand in it; accents are ignored.

    `fields` are normalised columns (`name_key`) or codes; `raw_fields` are compared as typed.
    """

    fields: tuple[str, ...] = ()
    raw_fields: tuple[str, ...] = ()

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep the rows where each word is found."""
        for word in normalise(" ".join(values)).split():
            found = Q()
            for name in self.fields:
                found |= Q(**{f"{name}__contains": word})
            for name in self.raw_fields:
                found |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(found)
        typed = " ".join(values).strip()
        return rows if normalise(typed) or digits_of(typed) else rows.none()


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One or several choices among those given: pairs, or a function of the user.

    `field` is compared with the values ticked, or `apply_to(rows, values)` does it.
    """

    choices: Choices | Callable[[Any], Choices] = ()
    field: str = ""
    apply_to: Callable[[QuerySet, list[str]], QuerySet] | None = None
    kind = "choice"

    def options(self, user) -> list[tuple[str, str]]:
        """The choices, as text."""
        pairs = self.choices(user) if callable(self.choices) else self.choices
        return [(str(value), capitalised(str(label))) for value, label in pairs if value != ""]

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep the rows of these choices."""
        if self.apply_to:
            return self.apply_to(rows, values)
        return rows.filter(**{f"{self.field}__in": values})

    def said(self, values: list[str], user) -> str:
        """Their labels, or how many when they are many."""
        labels = dict(self.options(user))
        known = [labels[value] for value in values if value in labels]
        return ", ".join(known) if len(known) < 4 else f"{len(known)} choix"


@dataclass(frozen=True)
class DayFilter(Filter):
    """From a day to another, both included, either left open."""

    field: str = ""
    kind = "day"

    @property
    def keys(self) -> tuple[str, ...]:
        """Its two parameters."""
        return (f"{self.key}_du", f"{self.key}_au")

    def values(self, data: QueryDict) -> list[str]:
        """The two days, blank when open; nothing when neither is a day."""
        typed = [data.get(key, "").strip() for key in self.keys]
        days = [text if _day(text) else "" for text in typed]
        return days if any(days) else []

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep the rows between the two days."""
        first, last = (_day(text) for text in values)
        if first:
            rows = rows.filter(**{f"{self.field}__gte": first})
        if last:
            rows = rows.filter(**{f"{self.field}__lte": last})
        return rows

    def said(self, values: list[str], user) -> str:
        """`du 1er janv. 2024 au 31 déc. 2024`, `depuis le…`, `jusqu’au…`."""
        first, last = (_day(text) for text in values)
        if first and last:
            return f"du {short_date(first)} au {short_date(last)}"
        return f"depuis le {short_date(first)}" if first else f"jusqu’au {short_date(last)}"


@dataclass(frozen=True)
class NumberFilter(Filter):
    """From an amount to another, both included, either left open."""

    field: str = ""
    unit: str = "€"
    kind = "number"

    @property
    def keys(self) -> tuple[str, ...]:
        """Its two parameters."""
        return (f"{self.key}_min", f"{self.key}_max")

    def values(self, data: QueryDict) -> list[str]:
        """The two numbers, blank when open; nothing when neither is a number."""
        typed = [data.get(key, "").strip() for key in self.keys]
        numbers = [text if _number(text) is not None else "" for text in typed]
        return numbers if any(numbers) else []

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep the rows between the two numbers."""
        least, most = (_number(text) for text in values)
        if least is not None:
            rows = rows.filter(**{f"{self.field}__gte": least})
        if most is not None:
            rows = rows.filter(**{f"{self.field}__lte": most})
        return rows

    def said(self, values: list[str], user) -> str:
        """`de 1000 à 5000 €`, `au moins…`, `au plus…`."""
        least, most = values
        if least and most:
            return f"de {least} à {most}\u00a0{self.unit}"
        return f"au moins {least}\u00a0{self.unit}" if least else f"au plus {most}\u00a0{self.unit}"


@dataclass(frozen=True)
class FlagFilter(Filter):
    """Yes: keep the rows that meet a condition; no: those that do not."""

    condition: Q = field(default_factory=Q)
    yes: str = "oui"
    no: str = "non"
    kind = "flag"

    def options(self, user) -> list[tuple[str, str]]:
        """Yes and no."""
        return [("oui", self.yes), ("non", self.no)]

    def narrow(self, rows: QuerySet, values: list[str]) -> QuerySet:
        """Keep one side; both ticked keep everything."""
        if "oui" in values and "non" in values:
            return rows
        return rows.filter(self.condition if "oui" in values else ~self.condition)

    def said(self, values: list[str], user) -> str:
        """The side kept."""
        return ", ".join(label for value, label in self.options(user) if value in values)


def asked(filters: Sequence[Filter], data: QueryDict) -> list[tuple[Filter, list[str]]]:
    """Return the filters that the address asks, each with its values."""
    return [(f, values) for f in filters if (values := f.values(data))]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < LARGEST else None
