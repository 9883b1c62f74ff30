"""The list of the rows behind a figure: same filters, sort, pages and export as every list.

The rows are already in memory (a year holds a few thousand): `RowSet` answers what a list asks of
a queryset.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from django.urls import reverse

from levier.kernel.french import number
from levier.kernel.text import normalise
from levier.reporting.facts import keys
from levier.reporting.rows import BehindRow
from levier.rules.indicators.definitions import Definition
from levier.web.lists import Column
from levier.web.lists.filters import Filter

PAGES = {
    keys.SITTING: "web:sitting",
    keys.CAMPAIGN: "web:campaign",
    keys.PAYMENT: "web:engineering_payment",
}


class RowSet:
    """Rows in memory, asked the few questions that a list asks of a queryset."""

    def __init__(self, rows: Iterable[BehindRow]) -> None:
        self._rows = list(rows)

    def __iter__(self) -> Iterator[BehindRow]:
        return iter(self._rows)

    def __getitem__(self, part: slice) -> "RowSet":
        return RowSet(self._rows[part])

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def values(self, *_names: str) -> Self:
        """Return the same rows: nothing is read again."""
        return self

    def none(self) -> "RowSet":
        """Return no row."""
        return RowSet(())

    def iterator(self, chunk_size: int = 0) -> Iterator[BehindRow]:
        """Yield the rows, for the export."""
        return iter(self._rows)

    def keep(self, wanted: Callable[[BehindRow], bool]) -> "RowSet":
        """Return the rows that `wanted` accepts."""
        return RowSet(row for row in self._rows if wanted(row))

    def order_by(self, *names: str) -> "RowSet":
        """Return the rows sorted by these attributes (`-` before one: descending), blanks last."""
        rows = list(self._rows)
        for name in reversed(names):
            attribute, down = name.removeprefix("-"), name.startswith("-")
            known = [row for row in rows if getattr(row, attribute) not in (None, "")]
            blank = [row for row in rows if getattr(row, attribute) in (None, "")]
            known.sort(key=lambda row: _rank(getattr(row, attribute)), reverse=down)
            rows = known + blank
        return RowSet(rows)


def _rank(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class WordFilter(Filter):
    """Words that the name or the number of a row holds."""

    kind = "text"

    def narrow(self, rows: RowSet, values: list[str]) -> RowSet:
        """Keep the rows in which each word is found, accents aside."""
        words = normalise(" ".join(values)).split()
        return rows.keep(
            lambda row: all(word in normalise(f"{row.name} {row.number}") for word in words)
        )

    def said(self, values: list[str], user) -> str:
        """The words."""
        return " ".join(values)


@dataclass(frozen=True)
class ValueFilter(Filter):
    """One or several values of an attribute, among those that the rows have."""

    attribute: str = ""
    choices: list[str] = field(default_factory=list)
    kind = "choice"

    def options(self, user) -> list[tuple[str, str]]:
        """The values found."""
        return [(value, value) for value in self.choices]

    def narrow(self, rows: RowSet, values: list[str]) -> RowSet:
        """Keep the rows that have one of them."""
        return rows.keep(lambda row: getattr(row, self.attribute) in values)

    def said(self, values: list[str], user) -> str:
        """The values kept."""
        return ", ".join(values)


@dataclass(frozen=True)
class KeptFilter(Filter):
    """For a share: the rows that it keeps, or the others."""

    kind = "flag"

    def options(self, user) -> list[tuple[str, str]]:
        """Kept or not."""
        return [("oui", "retenues"), ("non", "non retenues")]

    def narrow(self, rows: RowSet, values: list[str]) -> RowSet:
        """Keep one side; both ticked keep everything."""
        if len(values) > 1:
            return rows
        return rows.keep(lambda row: row.kept is ("oui" in values))

    def said(self, values: list[str], user) -> str:
        """The side kept."""
        return ", ".join(label for value, label in self.options(user) if value in values)


def filters_of(rows: list[BehindRow]) -> list[Filter]:
    """Return the filters that have something to choose among these rows."""
    found: list[Filter] = [WordFilter("q", "Nom ou numéro")]
    for key, label, attribute in (
        ("agence", "Agence", "office"), ("territoire", "Intercommunalité", "place"),
        ("suivi", "Suivi par", "advisor"), ("objet", "Objet", "product"),
    ):  # fmt: skip
        choices = sorted({getattr(row, attribute) for row in rows} - {""}, key=normalise)
        if 1 < len(choices) <= 60:
            found.append(ValueFilter(key, label, attribute=attribute, choices=choices))
    if any(row.kept is not None for row in rows):
        found.append(KeptFilter("retenue", "Lignes"))
    return found


def columns_of(rows: list[BehindRow], definition: Definition) -> list[Column]:
    """Return the columns that hold something for these rows, the value after the name."""
    columns = [
        Column("nom", "Ligne", "name", sort=("name",), small=_number_under, link=True, width=34),
        Column("numero", "Numéro", "number", on_screen=False),
        value_column(definition),
        Column("pret", "Emprunt", "loan_amount", kind="amount", sort=("loan_amount",),
               nature="accordé"),
        Column("quotite", "Quotité", "quota", kind="percent", sort=("quota",)),
        Column("jour", "Jour", "day", kind="date", sort=("day",)),
        Column("comite", "Comité", "committee", sort=("committee",)),
        Column("objet", "Objet", "product", sort=("product",), width=30),
        Column("agence", "Agence", "office", sort=("office",)),
        Column("territoire", "Intercommunalité", "place", sort=("place",), width=30),
        Column("suivi", "Suivi par", "advisor", sort=("advisor",), width=22),
    ]  # fmt: skip
    always = {"nom", "numero", "valeur"}
    return [
        column
        for column in columns
        if column.key in always or any(column.value_of(row) not in (None, "") for row in rows)
    ]


def value_column(definition: Definition) -> Column:
    """Return the column of what each row adds to the figure."""
    if definition.unit == "EUR":
        nature = definition.amount
        return Column("valeur", "Montant compté", "value", kind="amount", sort=("value",),
                      nature=nature)  # fmt: skip
    if definition.unit.startswith("percent"):
        return Column("valeur", "Retenue", "kept", sort=("kept",), export_value="kept")
    if definition.unit == "years":
        return Column("valeur", "Âge", "value", kind="decimal", sort=("value",))
    label = "ETP comptés" if definition.unit in ("FTE", "jobs") else "Compte pour"
    return Column("valeur", label, "value", kind="decimal", sort=("value",))


def row_url(row: BehindRow) -> str:
    """Return the address of a row: its dossier, or its own page."""
    if row.case_pk:
        return reverse("web:case", args=[row.case_pk])
    model, pk = keys.parts_of(row.pk)
    return reverse(PAGES[model], args=[pk]) if model in PAGES else ""


def _number_under(row: BehindRow) -> str:
    return row.number if row.number != row.name else ""


def counted(rows: int, hidden: int) -> str:
    """Return the sentence on the rows that a role does not open."""
    if not hidden:
        return ""
    if not rows:
        return "Les lignes de ce chiffre ne sont pas ouvertes à votre rôle."
    word = "ligne n’est pas ouverte" if hidden == 1 else "lignes ne sont pas ouvertes"
    return f"{number(hidden)} {word} à votre rôle\u00a0: elles comptent dans le chiffre."
