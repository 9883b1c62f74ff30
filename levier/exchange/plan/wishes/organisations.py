"""« DASESS », « DLA », « DLA bénéficiaires », « FIDESS », « Ingénierie »."""

from typing import Any

from levier.exchange.plan.wishes.cases import wish_case
from levier.exchange.plan.wishes.finance import wish_commitment, wish_financing, wish_guarantee
from levier.exchange.plan.wishes.parties import (
    advisor_of,
    is_of_earlier_year,
    sitting_of,
    wish_named,
    wish_structure,
)
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.rows import BeneficiaryRow, DasessRow, DlaRow, EngineeringRow, StudyRow
from levier.exchange.schemes import scheme_of
from levier.exchange.year_rows import YearRows

ADVANCE = "avance_dasess"
STUDY = "fidess"


def wish_organisations(year: YearRows, wishes: Wishes) -> None:
    """Ask for the organisations supported, their engagements, studies and payments."""
    for row in year.of(DasessRow):
        _wish_dasess(year, wishes, row)
    holders = _single_beneficiaries(year)
    for row in year.of(DlaRow):
        _wish_dla(year, wishes, row, holders.get(row.number))
    for row in year.of(BeneficiaryRow):
        _wish_beneficiary(year, wishes, row)
    for row in year.of(StudyRow):
        _wish_study(year, wishes, row)
    for row in year.of(EngineeringRow):
        _wish_payment(year, wishes, row)


def wish_journey(
    year: YearRows,
    wishes: Wishes,
    row: Any,
    case: Ref,
    programme: str,
    *,
    details: dict[str, Any],
    has_left_rsa: bool | None = None,
    **fields: Any,
) -> Ref:
    """Ask for a path and its line in the register of the year."""
    journey = wishes.want(
        "journey",
        row.number,
        row,
        {"case": case, "programme": programme, **fields},
        details=details,
        is_past=programme != "brsa" and is_of_earlier_year(year, row.number),
    )
    wishes.want(
        "register_line",
        (row.number, year.year),
        row,
        {"journey": journey, "year": year.year, "has_left_rsa": has_left_rsa},
    )
    return journey


def _wish_dasess(year: YearRows, wishes: Wishes, row: DasessRow) -> None:
    structure = wish_structure(wishes, row, row.name, is_ess=True)
    day = year.decision_day(row)
    case = wish_case(
        year,
        wishes,
        row,
        number=row.number,
        track="dasess",
        opened_on=day,
        last_on=row.set_up_on,
        structure=structure,
        title=row.name,
        naf_code=row.naf_code,
        jobs_consolidated=row.jobs_saved,
    )
    wishes.want(
        "support_decision",
        row.number,
        row,
        {"case": case, "sitting": sitting_of(year, wishes, row), "decided_on": day},
        is_past=is_of_earlier_year(year, row.number),
    )
    wish_journey(
        year,
        wishes,
        row,
        case,
        "dasess",
        title=row.name,
        advisor=advisor_of(row),
        started_on=day,
        details={
            "difficulty": row.difficulty,
            "provider": wish_named(wishes, "provider", row, row.provider),
            "situation": row.situation,
        },
    )
    _wish_help(year, wishes, row, case)


def _wish_help(year: YearRows, wishes: Wishes, row: DasessRow, case: Ref) -> None:
    """Ask for the advance and the guarantee of an organisation in difficulty, where granted."""
    if row.advance_amount:
        wish_financing(
            year,
            wishes,
            row,
            case,
            f"{row.number}-A",
            product=ADVANCE,
            amount=row.advance_amount,
            months=row.months,
            annual_rate=row.rate,
            set_up_on=row.set_up_on,
        )
    if row.loan_amount:
        wish_guarantee(year, wishes, row, case, f"{row.number}-G")


def _single_beneficiaries(year: YearRows) -> dict[str, BeneficiaryRow]:
    """The organisation of each engagement that has only one."""
    found: dict[str, list[BeneficiaryRow]] = {}
    for row in year.of(BeneficiaryRow):
        found.setdefault(row.engagement, []).append(row)
    return {number: rows[0] for number, rows in found.items() if len(rows) == 1}


def _wish_dla(year: YearRows, wishes: Wishes, row: DlaRow, holder: BeneficiaryRow | None) -> None:
    structure = wish_structure(wishes, holder, holder.name, is_ess=True) if holder else None
    case = wish_case(
        year,
        wishes,
        row,
        number=row.number,
        track="dla",
        opened_on=row.started_on,
        last_on=row.ended_on,
        state="follow_up",
        structure=structure,
        title=row.title,
        commune_code=wishes.of("structure")[structure.key].fields["commune_code"]
        if structure
        else "",
    )
    wish_journey(
        year,
        wishes,
        row,
        case,
        "dla",
        kind=row.kind,
        title=row.title,
        topic=row.topic,
        advisor=advisor_of(row),
        started_on=row.started_on,
        ended_on=row.ended_on,
        details={
            "provider": wish_named(wishes, "provider", row, row.provider),
            "days": row.days,
            "cost_amount": row.cost_amount,
        },
    )


def _wish_beneficiary(year: YearRows, wishes: Wishes, row: BeneficiaryRow) -> None:
    structure = wish_structure(wishes, row, row.name, is_ess=True)
    journey = Ref("journey", row.engagement)
    if row.engagement not in wishes.of("journey"):
        journey = wishes.want("known_journey", row.engagement, row, {})
    wishes.want(
        "beneficiary",
        (row.engagement, row.siret, year.year),
        row,
        {"journey": journey, "structure": structure, "year": year.year, "fte": row.fte},
        is_past=is_of_earlier_year(year, row.engagement),
    )


def _wish_study(year: YearRows, wishes: Wishes, row: StudyRow) -> None:
    structure = wish_structure(wishes, row, row.name, is_ess=True)
    case = wish_case(
        year,
        wishes,
        row,
        number=row.number,
        track="fidess",
        opened_on=year.decision_day(row),
        last_on=row.started_on,
        structure=structure,
        title=row.subject,
    )
    wish_journey(
        year,
        wishes,
        row,
        case,
        "fidess",
        title=row.subject,
        started_on=row.started_on,
        details={
            "subject": row.subject,
            "project_holder": row.project_holder,
            "months": row.months,
            "cost_amount": row.cost_amount,
            "potential_jobs": row.potential_jobs,
        },
    )
    wish_commitment(year, wishes, row, case, row.number, product=STUDY, amount=row.amount)


def _wish_payment(year: YearRows, wishes: Wishes, row: EngineeringRow) -> None:
    structure = None
    if row.siret:
        structure = wish_structure(wishes, row, row.name or row.siret)
    case = None
    if row.reference in wishes.of("case"):
        case = Ref("case", row.reference)
    elif row.reference:
        case = wishes.want("known_case", row.reference, row, {})
    wishes.want(
        "engineering_payment",
        row.number,
        row,
        {
            "scheme": scheme_of(row.scheme),
            "reference": row.reference,
            "case": case,
            "structure": structure,
            "structure_name": row.name,
            "provider": wish_named(wishes, "provider", row, row.provider),
            "purpose": row.purpose,
            "amount": row.amount,
            "invoiced_on": row.invoiced_on,
            "paid_on": row.paid_on,
        },
        is_past=is_of_earlier_year(year, row.number),
    )
