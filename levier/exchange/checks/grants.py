"""Grants: amount, age of the person, guarantee that they go with; share of a study's cost."""

from levier.exchange.rows import EngagedRow, GrantRow, GuaranteeRow, StudyRow
from levier.exchange.year_rows import YearRows, year_of_number
from levier.kernel.dates import whole_years_between
from levier.kernel.french import euros, percent
from levier.kernel.money import round_euro

STUDY = "fidess"


def check_grants(year: YearRows) -> None:
    """Hold each grant to the terms of its scheme on the day of the award."""
    for row in year.of(GrantRow):
        terms = year.terms.on(row.product, year.decision_day(row))
        if terms is not None:
            _check_amount(year, row, terms)
            _check_age(year, row, terms)
            _check_guarantee(year, row, terms)
    for row in year.of(StudyRow):
        _check_study(year, row)


def _check_amount(year: YearRows, row, terms) -> None:
    if row.has("amount") and terms.max_amount is not None and row.amount > terms.max_amount:
        year.fault(
            row,
            "amount",
            f"La prime dépasse {euros(terms.max_amount)}\u00a0: corrigez le montant.",
        )


def _check_age(year: YearRows, row, terms) -> None:
    day = year.decision_day(row)
    if not row.has("birth_date") or day is None:
        return
    age = whole_years_between(row.birth_date, day)
    too_young = terms.min_age is not None and age < terms.min_age
    too_old = terms.max_age is not None and age > terms.max_age
    if too_young or too_old:
        year.fault(
            row,
            "birth_date",
            f"Cette prime va aux personnes de {terms.min_age or 0} à {terms.max_age} ans, et "
            f"celle-ci avait {age} ans le jour de l’attribution.",
        )


def _check_guarantee(year: YearRows, row, terms) -> None:
    if terms.coupled_kind != "guarantee" or not row.was_read("case_number"):
        return
    if not all(year.knows(one) for one in (GuaranteeRow, EngagedRow)):
        return
    said = year_of_number(row.case_number)
    of_earlier_year = said is not None and said < year.year
    unknown = any(
        fault.row == row.line and fault.sheet == row.sheet and fault.column == "N° dossier lié"
        for fault in year.faults
    )
    if row.case_number in year.guaranteed_numbers or of_earlier_year or unknown:
        return
    year.fault(
        row,
        "case_number",
        "Cette prime accompagne une garantie\u00a0: écrivez le numéro du dossier garanti.",
    )


def _check_study(year: YearRows, row) -> None:
    terms = year.terms.on(STUDY, year.decision_day(row))
    if terms is None or not row.has("amount"):
        return
    if terms.max_amount is not None and row.amount > terms.max_amount:
        limit = f"{euros(terms.max_amount)}"
    elif (
        terms.max_cost_share is not None
        and row.has("cost_amount")
        and row.amount > round_euro(row.cost_amount * terms.max_cost_share)
    ):
        limit = f"{percent(terms.max_cost_share)} du coût de l’étude"
    else:
        return
    year.fault(row, "amount", f"La subvention dépasse {limit}\u00a0: corrigez-la.")
