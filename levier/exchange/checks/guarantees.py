"""Guarantees: quota, cap, duration and amount under the product's terms; holder and place."""

from collections.abc import Callable
from typing import Any

from levier.exchange.rows import DasessRow, EngagedRow, EssRow, GuaranteeRow
from levier.exchange.year_rows import YearRows
from levier.kernel.french import euros, percent
from levier.kernel.money import round_euro
from levier.rules.guarantees import guaranteed_amount

SHEETS_OF_GUARANTEES = (GuaranteeRow, EngagedRow, EssRow, DasessRow)
LONG_TERM_MONTHS = 12
GUARANTEE_CELLS = ("bank", "product", "quota", "guaranteed_amount")


def check_guarantees(year: YearRows) -> None:
    """Hold each guaranteed loan to the terms of its product on the day of the committee."""
    for row_class in SHEETS_OF_GUARANTEES:
        for row in year.of(row_class):
            if not row.has("loan_amount"):
                continue
            _check_complete(year, row)
            terms = year.terms.on(row.product, year.decision_day(row))
            if terms is None or terms.instrument.kind != "guarantee":
                continue
            if _check_quota(year, row, terms):
                _check_amount(year, row, terms)
            _check_months(year, row, terms)
            _check_fit(year, row, terms)


def _check_complete(year: YearRows, row) -> None:
    names = GUARANTEE_CELLS if row.sheet == DasessRow.sheet else (*GUARANTEE_CELLS, "months")
    for name in names:
        if row.was_read(name) and not row.has(name):
            year.fault(row, name, "Ce prêt est garanti\u00a0: complétez la cellule.")


def _check_quota(year: YearRows, row, terms) -> bool:
    """Tell whether the quota is good; without it nothing is said of the amount."""
    if not row.has("quota"):
        return False
    limit = terms.max_quota
    if getattr(row, "project_kind", "") == "development" and terms.max_quota_development:
        limit = terms.max_quota_development
    if limit is None or row.quota <= limit:
        return True
    year.fault(
        row,
        "quota",
        f"La quotité dépasse celle du produit, {percent(limit)} au plus\u00a0: corrigez-la.",
    )
    return False


def _check_amount(year: YearRows, row, terms) -> None:
    if not row.has("guaranteed_amount"):
        return
    expected = guaranteed_amount(row.loan_amount, row.quota, terms.cap_amount).amount
    if row.guaranteed_amount == expected:
        return
    if terms.cap_amount is not None and row.guaranteed_amount > terms.cap_amount:
        message = f"La garantie dépasse le plafond du produit, {euros(terms.cap_amount)}."
    elif terms.cap_amount is not None and round_euro(row.loan_amount * row.quota) > expected:
        message = f"La garantie atteint le plafond du produit\u00a0: écrivez {euros(expected)}."
    else:
        message = f"Le prêt multiplié par la quotité donne {euros(expected)}\u00a0: corrigez."
    year.fault(row, "guaranteed_amount", message)


def _check_months(year: YearRows, row, terms) -> None:
    if row.sheet == DasessRow.sheet:
        return  # the duration on this sheet is the advance's
    if row.has("months") and terms.max_months and row.months > terms.max_months:
        year.fault(row, "months", f"La durée dépasse {terms.max_months} mois\u00a0: corrigez-la.")


def _check_fit(year: YearRows, row, terms) -> None:
    for condition in terms.conditions:
        rule = FITS.get(condition.get("code", ""))
        if rule is None:
            continue
        needed, fits, message = rule
        readable = all(hasattr(row, name) for name in needed) and row.was_read(*needed)
        if readable and not fits(row):
            year.fault(row, "product", message)


Fit = tuple[tuple[str, ...], Callable[[Any], bool], str]
FITS: dict[str, Fit] = {
    "women": (
        ("sex",),
        lambda row: row.sex == "F",
        "Ce produit est réservé aux femmes\u00a0: corrigez le produit ou le sexe.",
    ),
    "creation_or_takeover": (
        ("project_kind",),
        lambda row: row.project_kind in ("creation", "takeover"),
        "Ce produit est réservé aux créations et aux reprises\u00a0: corrigez le produit ou le "
        "type de projet.",
    ),
    "qpv_or_zfrr": (
        ("qpv_code", "in_zfrr"),
        lambda row: bool(row.qpv_code or row.in_zfrr),
        "Ce produit est réservé aux projets situés en QPV ou en ZFRR\u00a0: corrigez le produit "
        "ou le lieu.",
    ),
    "minima_or_long_term": (
        ("minima", "months_registered"),
        lambda row: bool(row.minima) or (row.months_registered or 0) >= LONG_TERM_MONTHS,
        "Ce produit est réservé aux bénéficiaires de minima sociaux et aux demandeurs d’emploi "
        "de longue durée\u00a0: corrigez le produit ou la situation.",
    ),
    "iae_structure": (
        ("iae_type",),
        lambda row: bool(row.iae_type),
        "Ce produit est réservé aux structures de l’IAE\u00a0: corrigez le produit ou le type.",
    ),
}
"""What a condition of the catalogue asks of a row: the cells read, the test, what to do."""
