"""From the cells of the entry sheet and the lines of the plan to a forecast's assumptions."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from levier.kernel.money import ZERO
from levier.rules.forecast.assumptions import (
    NOTHING,
    Assumptions,
    Charge,
    Investment,
    Kind,
    Loan,
    OperatingGrant,
    Resource,
    Sale,
    SaleNature,
    Three,
    VatRegime,
)
from levier.rules.forecast.cells import CHARGES, GRANTS, INVESTMENTS, LIVES, SALES, cells_of
from levier.rules.forecast.plan_entries import (
    KEPT_IN_CASH,
    LOAN_NATURES,
    PlanEntry,
    Tranche,
    tranches_of,
)


class _Sheet:
    """The canonical texts of a sheet, a blank read as its cell's default."""

    def __init__(self, texts: Mapping[str, str], entries: Sequence[PlanEntry], kind: str):
        self.texts, self.cells = texts, cells_of(entries, kind)

    def text(self, code: str) -> str:
        return self.texts.get(code) or self.cells[code].default

    def amount(self, code: str) -> Decimal:
        return Decimal(self.text(code) or 0)

    def rate(self, code: str) -> Decimal:
        return self.amount(code) / 100

    def count(self, code: str) -> int:
        return int(self.amount(code))

    def years(self, code: str) -> Three:
        first, second, third = (self.amount(f"{code}.year{year}") for year in (1, 2, 3))
        return first, second, third


def assumptions_of(
    texts: Mapping[str, str],
    entries: Sequence[PlanEntry],
    *,
    starts_on: date,
    kind: str = "business",
) -> Assumptions:
    """Return the assumptions of a sheet of canonical texts and of the dossier's plan.

    `starts_on` and `kind` stand for the cells left blank. Seasons that do not sum to 100 are
    brought back to it; deferrals are cut to the length of their loan.
    """
    s = _Sheet(texts, entries, kind)
    day = s.text("general.starts_on")
    return Assumptions(
        starts_on=date.fromisoformat(day) if day else starts_on.replace(day=1),
        kind=Kind(s.text("general.kind")),
        seasonality=seasons_of(texts),
        **_activity(s),
        **_plan(s, entries),
        **_settings(s),
    )


def _activity(s: _Sheet) -> dict[str, Any]:
    """What is sold, spent and received over three years.

    What only a business, or only an association, has is not read from the other's sheet.
    """
    is_association = s.text("general.kind") == Kind.ASSOCIATION
    return {
        "sales": [_sale(s, f"sale.{rank}") for rank in range(1, SALES + 1)],
        "charges": [
            Charge(s.years(f"charge.{rank}"), s.rate(f"charge.{rank}.vat"), is_rent=rank == 1)
            for rank in range(1, CHARGES + 1)
        ],
        "grants": [
            OperatingGrant(s.years(f"grant.{rank}"), s.count(f"grant.{rank}.month"))
            for rank in range(1, GRANTS + 1)
        ],
        **{name: s.years(name) for name in ("taxes", "wages", "contributions")},
        "drawings": NOTHING if is_association else s.years("drawings"),
        "dedicated_funds": s.years("dedicated") if is_association else NOTHING,
        "volunteering": s.years("volunteering") if is_association else NOTHING,
    }  # fmt: skip


def _plan(s: _Sheet, entries: Sequence[PlanEntry]) -> dict[str, Any]:
    """What the financing plan pays for at the opening, and who pays."""
    needs = [entry for entry in entries if entry.side == "need"]
    resources = [entry for entry in entries if entry.side == "resource"]
    return {
        "investments": [*_opening(s, needs), *_planned(s, needs), *_later(s)],
        "later_contributions": _contributions(s, resources),
        "opening_stock": _sum(needs, "stock"),
        "working_capital": _sum(needs, "working_capital"),
        "cash_buffer": _sum(needs, "cash_buffer"),
        "loans": [_loan(s, tranche) for tranche in tranches_of(entries)],
        "resources": [
            Resource(entry.amount, s.count(f"paid.{entry.key}.month"), entry.nature)
            for entry in resources
            if entry.nature not in LOAN_NATURES
        ],
    }


def _settings(s: _Sheet) -> dict[str, Any]:
    """Delays in days, VAT and tax."""
    return {
        "customer_days": s.count("general.customer_days"),
        "supplier_days": s.count("general.supplier_days"),
        "stock_days": s.count("general.stock_days"),
        "vat_regime": VatRegime(s.text("general.vat_regime")),
        "purchases_vat": s.rate("general.purchases_vat"),
        "investments_vat": s.rate("general.investments_vat"),
        "tax_rate": s.rate("general.tax_rate"),
    }


def seasons_of(texts: Mapping[str, str]) -> tuple[Decimal, ...]:
    """Return the twelve weights of the sheet; none when all are blank."""
    typed = tuple(Decimal(texts.get(f"season.{rank}") or 0) for rank in range(1, 13))
    return typed if any(typed) else ()


def season_total(texts: Mapping[str, str]) -> Decimal:
    """Return what the seasons typed sum to, in percent: a screen says it when it is not 100."""
    return sum((Decimal(texts.get(f"season.{rank}") or 0) for rank in range(1, 13)), ZERO)


def _sale(s: _Sheet, code: str) -> Sale:
    nature = SaleNature(s.text(f"{code}.nature"))
    second, third = (s.rate(c) if s.text(c) else None for c in (f"{code}.cost2", f"{code}.cost3"))
    return Sale(
        s.years(code), nature, s.rate(f"{code}.cost"), s.rate(f"{code}.vat"), (second, third)
    )


def _opening(s: _Sheet, needs: Sequence[PlanEntry]) -> list[Investment]:
    """Needs that are spent at the opening; a nature without a life (a deposit) keeps its value."""
    return [
        Investment(need.amount, 0, s.count(f"life.{need.nature}") if need.nature in LIVES else 0)
        for need in needs
        if need.nature not in (*KEPT_IN_CASH, "stock")
    ]


def _planned(s: _Sheet, needs: Sequence[PlanEntry]) -> list[Investment]:
    """Needs of the plan's later years: spent in the first month of their year."""
    return [
        Investment(
            amount, 12 * year + 1, s.count(f"life.{need.nature}") if need.nature in LIVES else 0
        )
        for need in needs
        for year, amount in enumerate(need.later)
        if amount
    ]


def _contributions(s: _Sheet, resources: Sequence[PlanEntry]) -> Three:
    """What is brought in later years: by the sheet, and by the plan's resources."""
    first, second, third = (
        typed + sum((entry.later[year] for entry in resources), ZERO)
        for year, typed in enumerate(s.years("later"))
    )
    return first, second, third


def _later(s: _Sheet) -> list[Investment]:
    codes = [f"investment.{rank}" for rank in range(1, INVESTMENTS + 1)]
    return [
        Investment(s.amount(f"{c}.amount"), s.count(f"{c}.month"), s.count(f"{c}.life"))
        for c in codes
        if s.amount(f"{c}.amount")
    ]


def _loan(s: _Sheet, tranche: Tranche) -> Loan:
    code, nature = f"loan.{tranche.entry.key}", tranche.entry.nature
    months = s.count(f"{code}.months")
    deferral = min(s.count(f"{code}.deferral"), max(0, months - 1))
    return Loan(tranche.amount, s.rate(f"{code}.rate"), months, deferral, nature, tranche.month)


def _sum(needs: Sequence[PlanEntry], nature: str) -> Decimal:
    return sum((need.amount for need in needs if need.nature == nature), ZERO)
