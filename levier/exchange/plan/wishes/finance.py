"""« Garanties TPE », « Projets engagés », « ESS »: dossiers, and what committees granted them."""

from decimal import Decimal
from typing import Any

from levier.exchange.plan.wishes.cases import wish_case
from levier.exchange.plan.wishes.parties import (
    is_of_earlier_year,
    sitting_of,
    wish_holding,
    wish_named,
    wish_person,
    wish_structure,
)
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.rows import EngagedRow, EssRow, GuaranteeRow
from levier.exchange.year_rows import YearRows

AXES = ("employment", "territory", "social", "environment", "governance")
SOLIDARITY_LOAN = "pret_solidaire"


def wish_finance(year: YearRows, wishes: Wishes) -> None:
    """Ask for the projects, their axes and their commitments."""
    for row in year.of(GuaranteeRow):
        case = _wish_project(year, wishes, row, "creation")
        wish_guarantee(year, wishes, row, case, row.number)
    for row in year.of(EngagedRow):
        _wish_engaged(year, wishes, row)
    jobs = _jobs_of_cases(year)
    for row in year.of(EssRow):
        _wish_concours(year, wishes, row, jobs[row.case_number])


def _wish_project(year: YearRows, wishes: Wishes, row: Any, track: str) -> Ref:
    person = wish_person(wishes, row)
    structure = wish_structure(wishes, row, row.name)
    wish_holding(wishes, row, person, structure)
    return wish_case(
        year,
        wishes,
        row,
        number=row.number,
        track=track,
        opened_on=year.decision_day(row),
        last_on=getattr(row, "set_up_on", None),
        person=person,
        structure=structure,
        title=row.name,
        project_kind=row.project_kind,
        naf_code=row.naf_code,
        jobs_created=row.jobs_created,
        jobs_consolidated=row.jobs_consolidated,
    )


def _wish_engaged(year: YearRows, wishes: Wishes, row: EngagedRow) -> None:
    case = _wish_project(year, wishes, row, "engaged")
    for axis in AXES:
        if getattr(row, f"axis_{axis}"):
            wishes.want("axis", (row.number, axis), row, {"case": case, "axis": axis})
    if row.loan_amount:
        wish_guarantee(year, wishes, row, case, f"{row.number}-G")
    if row.solidarity_amount:
        wish_financing(
            year,
            wishes,
            row,
            case,
            f"{row.number}-P",
            product=SOLIDARITY_LOAN,
            amount=row.solidarity_amount,
            months=row.solidarity_months,
        )


def _wish_concours(
    year: YearRows, wishes: Wishes, row: EssRow, jobs: tuple[Decimal | None, Decimal | None]
) -> None:
    structure = wish_structure(wishes, row, row.name, is_ess=True)
    case = wish_case(
        year,
        wishes,
        row,
        number=row.case_number,
        track="ess",
        opened_on=year.decision_day(row),
        last_on=row.set_up_on,
        structure=structure,
        title=row.name,
        purpose=row.purpose,
        naf_code=row.naf_code,
        jobs_created=jobs[0],
        jobs_consolidated=jobs[1],
    )
    instrument = year.terms.instrument(row.product)
    if instrument.kind == "guarantee":
        wish_guarantee(year, wishes, row, case, row.number, purpose=row.purpose)
    else:
        wish_financing(
            year,
            wishes,
            row,
            case,
            row.number,
            product=row.product,
            amount=row.amount,
            months=row.months,
            deferral_months=row.deferral_months or 0,
            annual_rate=row.rate,
            set_up_on=row.set_up_on,
            purpose=row.purpose,
        )


def _jobs_of_cases(year: YearRows) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """The FTE of each dossier of « ESS »: they stand on one of its rows."""
    jobs: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for row in year.of(EssRow):
        created, consolidated = jobs.get(row.case_number, (None, None))
        jobs[row.case_number] = (
            _sum(created, row.jobs_created),
            _sum(consolidated, row.jobs_consolidated),
        )
    return jobs


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else (one or Decimal(0)) + other


def wish_guarantee(
    year: YearRows, wishes: Wishes, row: Any, case: Ref, number: str, purpose: str = ""
) -> Ref:
    """Ask for the guarantee that a row grants on a bank loan."""
    fields = {
        "bank": wish_named(wishes, "bank", row, row.bank),
        "loan_amount": row.loan_amount,
        "quota": row.quota,
        "months": guaranteed_months(row),
        "annual_rate": None if row.sheet == "DASESS" else row.rate,
        "deferral_months": getattr(row, "deferral_months", None) or 0,
        "set_up_on": getattr(row, "set_up_on", None) if row.sheet != "DASESS" else None,
    }
    return wish_commitment(
        year,
        wishes,
        row,
        case,
        number,
        product=row.product,
        amount=row.guaranteed_amount,
        purpose=purpose,
        **fields,
    )


def guaranteed_months(row: Any) -> int:
    """Return the duration of the guaranteed loan; « DASESS » does not say it: zero."""
    return 0 if row.sheet == "DASESS" else row.months


def wish_financing(
    year: YearRows, wishes: Wishes, row: Any, case: Ref, number: str, **terms: Any
) -> Ref:
    """Ask for a loan, a contribution or an advance."""
    return wish_commitment(year, wishes, row, case, number, **terms)


def wish_commitment(
    year: YearRows,
    wishes: Wishes,
    row: Any,
    case: Ref,
    number: str,
    *,
    product: str,
    amount: Decimal,
    **terms: Any,
) -> Ref:
    """Ask for what a committee granted on a row, under its own number."""
    instrument = year.terms.instrument(product)
    fields = {
        "case": case,
        "sitting": sitting_of(year, wishes, row),
        "instrument": instrument,
        "amount": amount,
        "decided_on": year.decision_day(row),
        **terms,
    }
    kind = "grant" if instrument.kind == "grant" else "commitment"
    return wishes.want(kind, number, row, fields, is_past=is_of_earlier_year(year, number))
