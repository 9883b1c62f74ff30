"""Days that must follow each other: a path, an engagement, a campaign, an award and its payment."""

from itertools import pairwise

from levier.exchange.rows import (
    AccesPlusRow,
    BrsaRow,
    CampaignRow,
    DasessRow,
    DlaRow,
    EssRow,
    GrantRow,
    GuaranteeRow,
)
from levier.exchange.rows.shared import OfPerson
from levier.exchange.workbook.columns import title_of
from levier.exchange.year_rows import YearRows
from levier.kernel.french import numeric_date

PATHS = (
    (BrsaRow, ("oriented_on", "started_on", "diagnosis_ended_on", "ended_on")),
    (BrsaRow, ("oriented_on", "left_rsa_on")),
    (AccesPlusRow, ("started_on", "ended_on")),
    (DlaRow, ("started_on", "ended_on")),
    (CampaignRow, ("starts_on", "ends_on")),
)
PAID = (GuaranteeRow, EssRow, DasessRow, GrantRow)


def check_paths(year: YearRows) -> None:
    """A day before the one that precedes it is at fault; an exit from the RSA has a day."""
    for row_class, names in PATHS:
        for row in year.of(row_class):
            _check_order(year, row, names)
    for row in year.of(BrsaRow):
        _check_exit(year, row)
    for row_class in PAID:
        for row in year.of(row_class):
            _check_payment(year, row)
    for row in year.every(OfPerson):
        _check_birth(year, row)


def _check_order(year: YearRows, row, names: tuple[str, ...]) -> None:
    known = [name for name in names if row.has(name)]
    for before, after in pairwise(known):
        if getattr(row, after) < getattr(row, before):
            year.fault(
                row,
                after,
                f"Cette date précède «\u00a0{title_of(type(row), before)}\u00a0» "
                f"({numeric_date(getattr(row, before))})\u00a0: corrigez l’une des deux.",
            )


def _check_exit(year: YearRows, row) -> None:
    if row.has_left_rsa and row.was_read("left_rsa_on") and row.left_rsa_on is None:
        year.fault(row, "left_rsa_on", "La date de la sortie du RSA manque\u00a0: écrivez-la.")


def _check_payment(year: YearRows, row) -> None:
    day = year.decision_day(row)
    if row.has("set_up_on") and day and row.set_up_on < day:
        year.fault(
            row,
            "set_up_on",
            f"Cette date précède la décision, le {numeric_date(day)}\u00a0: corrigez-la.",
        )


def _check_birth(year: YearRows, row) -> None:
    if row.has("birth_date") and row.birth_date.year >= year.year:
        year.fault(row, "birth_date", "Cette date de naissance n’est pas plausible.")
