"""« BRSA », « Accès+ »: people accompanied, and the year's register."""

from levier.exchange.plan.names import family_name
from levier.exchange.plan.wishes.cases import wish_case
from levier.exchange.plan.wishes.organisations import wish_journey
from levier.exchange.plan.wishes.parties import (
    advisor_of,
    wish_holding,
    wish_person,
    wish_structure,
)
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.rows import AccesPlusRow, BrsaRow
from levier.exchange.year_rows import YearRows

BRSA_DETAILS = (
    "activity", "diagnosis_ended_on", "conclusion", "follow_up", "has_left_rsa", "left_rsa_on",
    "exit_reason", "entry_status", "education_level",
)  # fmt: skip
THEMES = ("works_on_cash", "works_on_finance", "works_on_digital", "works_on_risks")


def wish_support(year: YearRows, wishes: Wishes) -> None:
    """Ask for the paths of people."""
    for row in year.of(BrsaRow):
        _wish_brsa(year, wishes, row)
    for row in year.of(AccesPlusRow):
        _wish_acces_plus(year, wishes, row)


def _wish_brsa(year: YearRows, wishes: Wishes, row: BrsaRow) -> None:
    person = wish_person(wishes, row)
    own = f"{family_name(row.first_name)} {family_name(row.last_name)}"
    structure = wish_structure(wishes, row, own)
    wish_holding(wishes, row, person, structure)
    operation = _wish_operation(year, wishes, row)
    case = wish_case(
        year,
        wishes,
        row,
        number=row.number,
        track="brsa",
        opened_on=row.oriented_on,
        last_on=row.ended_on or row.diagnosis_ended_on or row.started_on,
        state="closed" if row.ended_on else "follow_up",
        person=person,
        structure=structure,
        title=row.activity,
        naf_code=row.naf_code,
        operation=operation,
        minima="RSA",
    )
    wish_journey(
        year,
        wishes,
        row,
        case,
        "brsa",
        has_left_rsa=row.has_left_rsa,
        advisor=advisor_of(row),
        oriented_on=row.oriented_on,
        started_on=row.started_on,
        ended_on=row.ended_on,
        operation=operation,
        details={name: getattr(row, name) for name in BRSA_DETAILS},
    )


def _wish_operation(year: YearRows, wishes: Wishes, row: BrsaRow) -> Ref | None:
    if not row.fund:
        return None
    fields = {"fund": row.fund, "year": year.year}
    return wishes.want("operation", row.fund, row, fields)


def _wish_acces_plus(year: YearRows, wishes: Wishes, row: AccesPlusRow) -> None:
    person = wish_person(wishes, row)
    case = wish_case(
        year,
        wishes,
        row,
        number=row.number,
        track="acces_plus",
        opened_on=row.started_on,
        last_on=row.ended_on,
        state="closed" if row.ended_on else "follow_up",
        person=person,
        iae_criteria=[row.iae_criterion] if row.iae_criterion else [],
    )
    wish_journey(
        year,
        wishes,
        row,
        case,
        "acces_plus",
        advisor=advisor_of(row),
        started_on=row.started_on,
        ended_on=row.ended_on,
        details={
            "iae_criterion": row.iae_criterion,
            **{name: getattr(row, name) for name in THEMES},
        },
    )
