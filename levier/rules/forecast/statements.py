"""The statements: income (soldes intermédiaires de gestion), cash, balance sheet, financing plan.

The cash plan adds what is paid; the balance sheet counts what is owned and owed, and its cash is
what is left (FRNG − BFR). That both agree to the cent is a law that the tests try.
"""

from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.forecast.activity import depreciation, opening_vat
from levier.rules.forecast.assumptions import MONTHS, Assumptions, Three, VatRegime
from levier.rules.forecast.forecast_loans import opening_loans
from levier.rules.forecast.months import (
    Row,
    Rows,
    added,
    at_year_ends,
    by_year,
    delayed,
    minus,
    running,
)

TAX_MONTH = 4
"""A year's tax is paid in this month of the year after."""
CONTRIBUTIONS_DAYS = 30


def income_statement(a: Assumptions, months: Rows) -> Rows:
    """Return the three years' income statement, in euros, by code."""
    y = {code: by_year(row) for code, row in months.items()}
    rows = {
        "goods": y["sales_goods"],
        "goods_cost": y["consumed_goods"],
        "trade_margin": minus(y["sales_goods"], y["consumed_goods"]),
        "production": y["sales_production"],
        "materials": y["consumed_production"],
        "external": y["external"],
        "grants": y["grants"],
        "taxes": y["taxes"],
        "wages": y["wages"],
        "contributions": y["contributions"],
        "depreciation": depreciation(a),
        "dedicated_funds": y["dedicated_funds"],
        "interest": y["interest"],
    }
    rows["turnover"] = added(rows["goods"], rows["production"])
    rows["value_added"] = minus(
        added(rows["trade_margin"], rows["production"]), rows["materials"], rows["external"]
    )
    rows["ebe"] = minus(
        added(rows["value_added"], rows["grants"]),
        rows["taxes"],
        rows["wages"],
        rows["contributions"],
    )
    rows["operating_result"] = minus(rows["ebe"], rows["depreciation"], rows["dedicated_funds"])
    rows["current_result"] = minus(rows["operating_result"], rows["interest"])
    rows["income_tax"] = tuple(
        round_euro(max(ZERO, result) * a.tax_rate) for result in rows["current_result"]
    )
    rows["net_result"] = minus(rows["current_result"], rows["income_tax"])
    rows["caf"] = added(rows["net_result"], rows["depreciation"], rows["dedicated_funds"])
    rows["volunteering"] = tuple(a.volunteering)
    rows["rent"] = y["rent"]
    return rows


def cash_plan(a: Assumptions, months: Rows, income: Rows) -> tuple[Decimal, Rows]:
    """Return the opening cash and the 36 months of the cash plan, in euros with VAT, by code."""
    rows = {
        "in_sales": delayed(sales_with_vat(months), a.customer_days),
        "in_grants": grants_paid(a),
        "in_resources": resources_paid(a),
        "in_loans": months["borrowed"],
        "in_contributions": _each_first_month(a.later_contributions),
        "out_purchases": delayed(purchases_with_vat(months), a.supplier_days),
        "out_external": added(months["external"], months["external_vat"]),
        "out_wages": months["wages"],
        "out_contributions": delayed(months["contributions"], CONTRIBUTIONS_DAYS),
        "out_taxes": months["taxes"],
        "out_vat": vat_paid(a, months),
        "out_income_tax": tax_paid(income),
        "out_interest": months["interest"],
        "out_principal": months["principal"],
        "out_investments": added(months["investments"], months["investments_vat"]),
        "out_drawings": months["drawings"],
    }
    rows["total_in"] = added(*(row for code, row in rows.items() if code.startswith("in_")))
    rows["total_out"] = added(*(row for code, row in rows.items() if code.startswith("out_")))
    rows["net"] = minus(rows["total_in"], rows["total_out"])
    opening = opening_cash(a)
    rows["closing"] = running(rows["net"], opening)
    return opening, rows


def opening_cash(a: Assumptions) -> Decimal:
    """Return the cash left at the opening (euros), the plan once carried out."""
    received = sum((r.amount for r in a.resources if r.month == 0), ZERO)
    borrowed = opening_loans(a.loans)
    spent = sum((i.amount for i in a.investments if i.month == 0), ZERO)
    return received + borrowed - spent - a.opening_stock - opening_vat(a)


def balance_sheets(a: Assumptions, months: Rows, income: Rows) -> Rows:
    """Return the balance sheet at the opening and at each year's end, in euros, by code.

    `cash` = FRNG − BFR: counted from what is owned and owed, without reading the cash plan.
    """
    loans = opening_loans(a.loans)
    given = sum((r.amount for r in a.resources), ZERO)
    fixed = sum((i.amount for i in a.investments if i.month == 0), ZERO)
    late = sum((r.amount for r in a.resources if r.month), ZERO)
    kept = minus(
        added(income["net_result"], tuple(a.later_contributions)), by_year(months["drawings"])
    )
    rows = {
        "fixed_assets": (
            fixed,
            *running(minus(by_year(months["investments"]), income["depreciation"]), fixed),
        ),
        "stock": at_year_ends(months["stock"], a.opening_stock),
        "customers": _owed(sales_with_vat(months), a.customer_days),
        "grants_due": at_year_ends(
            running(minus(months["grants"], grants_paid(a), resources_paid(a)), late), late
        ),
        "equity": (given, *running(kept, given)),
        "dedicated": (ZERO, *running(income["dedicated_funds"])),
        "loans": at_year_ends(
            running(minus(months["borrowed"], months["principal"]), loans), loans
        ),
        "suppliers": _owed(purchases_with_vat(months), a.supplier_days),
        "social": _owed(months["contributions"], CONTRIBUTIONS_DAYS),
        "income_tax": (ZERO, *income["income_tax"]),
        "vat": at_year_ends(vat_owed(a, months), -opening_vat(a)),
    }  # fmt: skip
    rows["frng"] = minus(
        added(rows["equity"], rows["dedicated"], rows["loans"]), rows["fixed_assets"]
    )
    rows["bfr"] = minus(
        added(rows["stock"], rows["customers"], rows["grants_due"]),
        rows["suppliers"],
        rows["social"],
        rows["income_tax"],
        rows["vat"],
    )
    rows["cash"] = minus(rows["frng"], rows["bfr"])
    rows["total"] = _total(rows)
    return rows


def financing_plan(a: Assumptions, months: Rows, income: Rows, sheets: Rows) -> Rows:
    """Return needs and resources at the opening and in each year, in euros, by code.

    `cumulated` is what is left since the opening: the cash at each year's end.
    """
    loans = opening_loans(a.loans)
    given = sum((r.amount for r in a.resources), ZERO)
    bfr = sheets["bfr"]
    rows = {
        "investments": (sheets["fixed_assets"][0], *by_year(months["investments"])),
        "bfr_change": (bfr[0], *minus(bfr[1:], bfr[:-1])),
        "repayments": (ZERO, *by_year(months["principal"])),
        "drawings": (ZERO, *by_year(months["drawings"])),
        "own": (given, *a.later_contributions),
        "borrowed": (loans, *by_year(months["borrowed"])),
        "caf": (ZERO, *income["caf"]),
    }
    rows["needs"] = added(
        rows["investments"], rows["bfr_change"], rows["repayments"], rows["drawings"]
    )
    rows["resources"] = added(rows["own"], rows["borrowed"], rows["caf"])
    rows["balance"] = minus(rows["resources"], rows["needs"])
    rows["cumulated"] = running(rows["balance"])
    return rows


def sales_with_vat(months: Rows) -> Row:
    """Return what is invoiced to customers each month."""
    return added(months["sales_goods"], months["sales_production"], months["sales_vat"])


def purchases_with_vat(months: Rows) -> Row:
    """Return what suppliers of goods and materials invoice each month."""
    return added(months["purchases"], months["purchases_vat"])


def grants_paid(a: Assumptions) -> Row:
    """Return the operating grants received by month."""
    months = [ZERO] * MONTHS
    for grant in a.grants:
        for year, amount in enumerate(grant.amounts):
            month = 12 * year + grant.paid_in
            if month <= MONTHS:
                months[month - 1] += amount
    return tuple(months)


def resources_paid(a: Assumptions) -> Row:
    """Return the plan's resources that are received after the opening, by month."""
    months = [ZERO] * MONTHS
    for resource in a.resources:
        if resource.month:
            months[resource.month - 1] += resource.amount
    return tuple(months)


def vat_paid(a: Assumptions, months: Rows) -> Row:
    """Return the VAT paid each month: what was owed when the last return closed, if any.

    A credit is carried to the next return; it is not refunded.
    """
    return _vat_months(a, months)[0]


def vat_owed(a: Assumptions, months: Rows) -> Row:
    """Return the VAT owed at the end of each month; below zero, it is a credit."""
    return _vat_months(a, months)[1]


def tax_paid(income: Rows) -> Row:
    """Return the tax on profits paid by month: a year's, in the fourth month of the next."""
    months = [ZERO] * MONTHS
    for year, amount in enumerate(income["income_tax"][:-1], 1):
        months[12 * year + TAX_MONTH - 1] = amount
    return tuple(months)


def _vat_months(a: Assumptions, months: Rows) -> tuple[Row, Row]:
    every = 3 if a.vat_regime is VatRegime.QUARTERLY else 1
    due = minus(
        months["sales_vat"],
        months["purchases_vat"],
        months["external_vat"],
        months["investments_vat"],
    )
    owed, paid, left = -opening_vat(a), [], []
    for rank, value in enumerate(due):
        payment = max(ZERO, owed) if rank % every == 0 else ZERO
        owed += value - payment
        paid.append(payment)
        left.append(owed)
    return tuple(paid), tuple(left)


def _owed(invoiced: Row, days: int) -> Row:
    return at_year_ends(running(minus(invoiced, delayed(invoiced, days))), ZERO)


def _each_first_month(amounts: Three) -> Row:
    return tuple(
        amounts[rank // 12] if rank % 12 == 0 else ZERO for rank in range(MONTHS)
    )  # fmt: skip


def _total(rows: Rows) -> Row:
    """The balance sheet's total: what is owned, a debt in advance or an overdraft put opposite."""
    return tuple(
        rows["fixed_assets"][n]
        + rows["stock"][n]
        + rows["customers"][n]
        + max(ZERO, rows["grants_due"][n])
        + max(ZERO, -rows["vat"][n])
        + max(ZERO, rows["cash"][n])
        for n in range(4)
    )
