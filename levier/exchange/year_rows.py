"""The whole workbook of a year as typed rows, and what the checks need to know of the house."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from levier.exchange.rows import SHEETS, CommitteeRow, EngagedRow, GuaranteeRow
from levier.exchange.workbook.columns import Row, title_of
from levier.exchange.workbook.faults import Fault, Faults, shown
from levier.exchange.workbook.reading import Corrections, Workbook, read_rows
from levier.kernel.text import normalise


@dataclass(kw_only=True)
class Terms:
    """The products of the house, by normalised name, and their terms on a day."""

    instruments: dict[str, Any]
    versions: dict[Any, list[Any]]
    are_of_house: bool = False

    def instrument(self, name: str) -> Any | None:
        """Return the product of this name (label, code or alias), or None."""
        return self.instruments.get(normalise(name))

    def on(self, name: str, day: date | None) -> Any | None:
        """Return the terms of a product in force on a day, or None."""
        instrument = self.instrument(name)
        if instrument is None or day is None:
            return None
        for version in self.versions.get(instrument.pk, ()):
            if version.first_day <= day and (version.last_day is None or day <= version.last_day):
                return version
        return None


@dataclass(kw_only=True)
class YearRows:
    """The rows of every sheet, the faults found so far, and the terms that rows are held to.

    `past_sittings` are the days of the sittings that the house already knows, by number.
    """

    year: int
    terms: Terms
    faults: Faults
    rows: dict[type[Row], list[Any]]
    past_sittings: dict[str, date | None] = field(default_factory=dict)

    def of(self, row_class: type[Row]) -> list[Any]:
        """Return the rows of a sheet."""
        return self.rows[row_class]

    def every(self, kind: type[Row]) -> Iterable[Any]:
        """Yield the rows of every sheet whose class has this kind, in the order of the sheets."""
        for row_class in SHEETS:
            if issubclass(row_class, kind):
                yield from self.of(row_class)

    def fault(self, row: Row, name: str, message: str) -> None:
        """Add a fault on a field of a row, with the cell as it stands in the sheet."""
        value = shown(row.raw.get(name))
        self.faults.add(Fault(message, row.sheet, row.line, title_of(type(row), name), value))

    @cached_property
    def committee_days(self) -> dict[str, date | None]:
        """The day of each committee of the workbook; None when its cell is at fault.

        A day of another year is a fault of the committee: the rows that name it are judged by
        nothing that it says.
        """
        days: dict[str, date | None] = {}
        for row in self.of(CommitteeRow):
            if row.number:
                is_of_year = row.held_on is not None and row.held_on.year == self.year
                days.setdefault(row.number, row.held_on if is_of_year else None)
        return days

    def day_of(self, number: str) -> date | None:
        """Return the day of a committee, of the workbook or of an earlier year; None if unknown."""
        return self.committee_days.get(number) or self.past_sittings.get(number)

    def decision_day(self, row: Any) -> date | None:
        """Return the day of the decision of a row: its committee's, else the one it repeats."""
        return self.day_of(row.committee) or getattr(row, "decided_on", None)

    def knows(self, row_class: type[Row], name: str = "number") -> bool:
        """Tell whether a sheet and a column of it are there: else nothing of it is unknown."""
        rows = self.of(row_class)
        if not rows:
            return all(one.sheet != row_class.sheet or one.row for one in self.faults)
        return any(name not in row.unread for row in rows)

    @cached_property
    def guaranteed_numbers(self) -> set[str]:
        """The dossiers of the workbook that have, or may have, a bank guarantee."""
        numbers = {row.number for row in self.of(GuaranteeRow)}
        for row in self.of(EngagedRow):
            if row.loan_amount or not row.was_read("loan_amount"):
                numbers.add(row.number)
        return numbers


def year_of_number(number: str) -> int | None:
    """Return the year that a number says (`CE-2023-69`: 2023), or None when it says none."""
    for part in number.replace("/", "-").split("-"):
        if len(part) == 4 and part.isdigit() and part[:2] in {"19", "20"}:
            return int(part)
    return None


def read_year(
    workbook: Workbook,
    year: int,
    terms: Terms,
    past_sittings: dict[str, date | None],
    corrections: Corrections | None = None,
) -> YearRows:
    """Read every sheet. What cannot be read is in `faults`; nothing is checked yet."""
    faults = Faults()
    rows = {one: read_rows(workbook, one, faults, corrections) for one in SHEETS}
    return YearRows(year=year, terms=terms, faults=faults, rows=rows, past_sittings=past_sittings)
