"""The committee that a row names: it exists, and the day that the row repeats is its day."""

from levier.exchange.rows import CommitteeRow
from levier.exchange.rows.shared import OfCommittee
from levier.exchange.year_rows import YearRows, year_of_number
from levier.kernel.french import numeric_date


def check_committees(year: YearRows) -> None:
    """A committee of an earlier year may be named; one of the year must be on its sheet."""
    _check_year(year)
    for row in year.every(OfCommittee):
        if row.has("committee"):
            _check_known(year, row)
            _check_day(year, row)


def _check_year(year: YearRows) -> None:
    for row in year.of(CommitteeRow):
        if row.held_on and row.held_on.year != year.year:
            year.fault(
                row,
                "held_on",
                f"Ce comité n’est pas de {year.year}\u00a0: corrigez la date, ou importez le "
                "classeur de son année.",
            )


def _check_known(year: YearRows, row) -> None:
    if row.committee in year.committee_days or not year.knows(CommitteeRow):
        return
    said = year_of_number(row.committee)
    if said is None or said >= year.year:
        year.fault(
            row,
            "committee",
            "Comité inconnu\u00a0: corrigez le numéro, ou ajoutez ce comité à la feuille "
            "«\u00a0Comités\u00a0».",
        )


def _check_day(year: YearRows, row) -> None:
    held_on = year.day_of(row.committee)
    decided_on = getattr(row, "decided_on", None)
    if held_on and decided_on and held_on != decided_on:
        year.fault(
            row,
            "decided_on",
            f"Le comité {row.committee} s’est tenu le {numeric_date(held_on)}\u00a0: "
            "corrigez la date ou le comité.",
        )
