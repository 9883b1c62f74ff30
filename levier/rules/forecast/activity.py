"""The months of activity: what is sold, bought, owed in VAT, before any of it is paid."""

from collections.abc import Iterable
from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.forecast.assumptions import MONTHS, Assumptions, Investment, SaleNature
from levier.rules.forecast.forecast_loans import borrowed_later, repayments
from levier.rules.forecast.months import (
    Row,
    Rows,
    added,
    by_year,
    minus,
    rated,
    rated_by_year,
    running,
    spread,
)


def activity(a: Assumptions) -> Rows:
    """Return the 36 months before payment, in euros, by code.

    Sales and purchases follow the seasons, charges go by twelfths, investments and interest fall
    in their month. Codes ending with `_vat` hold VAT, zero when it is not recovered.
    """
    rows = _sales(a)
    rows |= _purchases(a, rows)
    external = [spread(charge.amounts) for charge in a.charges]
    rows["external"] = added(*external)
    rows["rent"] = added(*(spread(charge.amounts) for charge in a.charges if charge.is_rent))
    rows["external_vat"] = added(
        *(
            rated(row, _vat(a, charge.vat_rate))
            for row, charge in zip(external, a.charges, strict=True)
        )
    )
    for name in ("taxes", "wages", "contributions", "drawings", "dedicated_funds"):
        rows[name] = spread(getattr(a, name))
    rows["grants"] = added(*(spread(grant.amounts) for grant in a.grants))
    rows["investments"] = in_month(a.investments)
    rows["investments_vat"] = rated(rows["investments"], _vat(a, a.investments_vat))
    schedules = [repayments(loan) for loan in a.loans]
    rows["principal"] = added(*(principal for principal, _ in schedules))
    rows["interest"] = added(*(interest for _, interest in schedules))
    rows["borrowed"] = borrowed_later(a.loans)
    return rows


def opening_vat(a: Assumptions) -> Decimal:
    """Return the VAT (euros) paid at the opening on investments and stock, not on gifts in kind."""
    bought = sum((i.amount for i in a.investments if i.month == 0 and not i.in_kind), ZERO)
    in_kind = sum((r.amount for r in a.resources if r.nature == "own_kind"), ZERO)
    on_investments = round_euro(max(ZERO, bought - in_kind) * _vat(a, a.investments_vat))
    return on_investments + round_euro(a.opening_stock * _vat(a, a.purchases_vat))


def depreciation(a: Assumptions) -> Row:
    """Return the yearly depreciation (euros): straight line, by whole months of use.

    Each year is the growth of what is written off, so that the years sum to the amount.
    """
    return tuple(
        sum((_written_off(i, 12 * year) - _written_off(i, 12 * year - 12) for i in a.investments),
            ZERO)
        for year in (1, 2, 3)
    )  # fmt: skip


def in_month(investments: Iterable[Investment]) -> Row:
    """Return the investments made after the opening (euros before VAT) by month."""
    months = [ZERO] * MONTHS
    for each in investments:
        if each.month:
            months[each.month - 1] += each.amount
    return tuple(months)


def stock_levels(a: Assumptions, consumed: Row) -> Row:
    """Return the stock (euros) at each year's end: its purchases consumed × days / 365."""
    return tuple(round_euro(year * a.stock_days / 365) for year in by_year(consumed))


def _sales(a: Assumptions) -> Rows:
    seasons = a.cumulated_seasons
    by_line = [(sale, spread(sale.amounts, seasons)) for sale in a.sales]
    rows = {}
    for nature in SaleNature:
        mine = [(sale, row) for sale, row in by_line if sale.nature is nature]
        rows[f"sales_{nature}"] = added(*(row for _, row in mine))
        rows[f"consumed_{nature}"] = added(
            *(rated_by_year(row, sale.cost_rates) for sale, row in mine)
        )
    rows["sales_vat"] = added(*(rated(row, _vat(a, sale.vat_rate)) for sale, row in by_line))
    return rows


def _purchases(a: Assumptions, rows: Rows) -> Rows:
    """What is bought is what is consumed and what the stock grows by, one twelfth a month."""
    consumed = added(rows["consumed_goods"], rows["consumed_production"])
    levels = stock_levels(a, consumed)
    growth = tuple(
        level - before
        for level, before in zip(levels, (a.opening_stock, *levels[:-1]), strict=True)
    )
    change = spread(growth)  # type: ignore[arg-type]  # three years
    bought = added(consumed, change)
    return {
        "stock_change": change,
        "stock": running(change, a.opening_stock),
        "purchases": bought,
        "purchases_vat": rated(bought, _vat(a, a.purchases_vat)),
        "consumed": minus(bought, change),
    }


def _written_off(i: Investment, end: int) -> Decimal:
    if not i.life:
        return ZERO
    used = max(0, end - max(0, i.month - 1))
    return round_euro(i.amount * min(used, 12 * i.life) / (12 * i.life))


def _vat(a: Assumptions, rate: Decimal) -> Decimal:
    return rate if a.recovers_vat else ZERO
