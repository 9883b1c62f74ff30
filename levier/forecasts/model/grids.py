"""The cells of a model brought back, and what a spreadsheet knows of them beside their value."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Grid = list[list[Any]]
Place = tuple[int, int]
"""A row and a column, from 1."""

NO_RESULT, IN_ERROR = "formule sans résultat", "formule en erreur"
SILENT = {
    NO_RESULT: "La formule de cette cellule n’a pas de résultat enregistré\u00a0: ouvrez le "
    "fichier dans un tableur et enregistrez-le, ou écrivez la valeur.",
    IN_ERROR: "La formule de cette cellule est en erreur\u00a0: écrivez la valeur.",
}
"""What stands for a cell that would read as blank and is not, with what to do about it."""


@dataclass(frozen=True)
class Formulas:
    """The formulas of a workbook by sheet: all of them, without a result, in error.

    `is_known` is false for a file that does not say which of its cells are formulas.
    """

    cells: Mapping[str, Collection[Place]] = field(default_factory=dict)
    without_result: Mapping[str, Collection[Place]] = field(default_factory=dict)
    in_error: Mapping[str, Collection[Place]] = field(default_factory=dict)
    is_known: bool = True


NO_FORMULAS = Formulas(is_known=False)


def with_silent(rows: Grid, formulas: Formulas, name: str) -> Grid:
    """Return the rows of a sheet, its cells that would wrongly read as blank named as SILENT."""
    for places, word in (
        (formulas.without_result.get(name, ()), NO_RESULT),
        (formulas.in_error.get(name, ()), IN_ERROR),
    ):
        for number, column in places:
            rows += [[] for _ in range(number - len(rows))]
            values = rows[number - 1]
            values += [""] * (column - len(values))
            values[column - 1] = word
    return rows


def by_code(rows: Grid) -> Iterator[tuple[str, int, list[Any]]]:
    """Yield the rows that bear a code, with their number as a spreadsheet counts them."""
    for number, values in enumerate(rows, 1):
        if code := text_of(at(values, 0)):
            yield code, number, values


def at(values: list[Any], column: int) -> Any:
    """Return a cell of a row, blank beyond its end; columns from 0."""
    return values[column] if column < len(values) else ""


def text_of(value: Any) -> str:
    """Return a cell as it would be typed: a float without its binary tail, a day in ISO form."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        exact = Decimal(repr(value))
        return f"{exact.normalize():f}"
    return str(value)
