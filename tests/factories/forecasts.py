"""Forecasts, typed through their service."""

from decimal import Decimal

from levier.cases.models import Case
from levier.cases.services import add_plan_line
from levier.forecasts.services import CellChange, save_cells
from tests.factories.cases import DAY, instructed

SHOP_NEEDS = (("equipment", 12000), ("stock", 4000), ("working_capital", 1000),
              ("cash_buffer", 3000))  # fmt: skip
SHOP_RESOURCES = (("own_cash", 5000), ("bank_loan", 12000), ("honour_loan", 3000))
SHOP_CELLS = {
    "general.starts_on": "09/2024", "general.stock_days": "73", "general.supplier_days": "30",
    "sale.1.label": "Épicerie", "sale.1.year1": "60 000", "sale.1.year2": "66000",
    "sale.1.year3": "72000", "sale.1.cost": "50",
    **{f"charge.1.year{n}": "6000" for n in (1, 2, 3)},
    **{f"charge.3.year{n}": "1200" for n in (1, 2, 3)},
    **{f"taxes.year{n}": "600" for n in (1, 2, 3)},
    **{f"contributions.year{n}": "6000" for n in (1, 2, 3)},
    **{f"drawings.year{n}": "12000" for n in (1, 2, 3)},
}  # fmt: skip


def shop_case(actor, **fields) -> Case:
    """Return a dossier with the plan of the hand-worked shop, its forecast not typed yet."""
    case = instructed(actor, **fields)
    for side, lines in (("need", SHOP_NEEDS), ("resource", SHOP_RESOURCES)):
        for nature, amount in lines:
            add_plan_line(
                case=case, actor=actor, on=DAY, side=side, nature=nature, amount=Decimal(amount)
            )
    return case


def with_forecast(actor, **fields) -> Case:
    """Return the hand-worked shop with its whole forecast: 60 000 € of sales in year 1."""
    case = shop_case(actor, **fields)
    loans = {line.nature: line.pk.hex for line in case.plan_lines.all()}
    cells = SHOP_CELLS | {
        f"loan.{loans['bank_loan']}.rate": "6", f"loan.{loans['bank_loan']}.months": "48",
        f"loan.{loans['bank_loan']}.deferral": "12",
        f"loan.{loans['honour_loan']}.months": "30",
    }  # fmt: skip
    changes = [CellChange(code, text) for code, text in cells.items()]
    save_cells(case=case, actor=actor, on=DAY, revision=0, changes=changes)
    return case
