"""What a line of a sheet may become in a forecast, and which of its cells it then needs."""

from dataclasses import dataclass
from typing import Literal

from levier.rules.forecast.cells import CHARGE_LABELS, YEAR_ROWS, cells_of
from levier.rules.forecast.wording import INCOME

Takes = Literal["years", "value", "months", "nothing"]


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a line may become; `is_charge`: a sheet may write it below zero."""

    code: str
    label: str
    group: str
    takes: Takes = "years"
    is_charge: bool = False


IGNORE = "ignore"
SALES = {"sale_goods": "goods", "sale_production": "production"}
COSTS = {"cost_goods": "goods", "cost_production": "production"}
OWN_CHARGE, GRANT, SEASON = "charge", "grant", "season"
DEDICATED_USE = "dedicated_use"
CHECK = "check."
_CHECKED = (
    "turnover", "trade_margin", "value_added", "ebe", "depreciation", "operating_result",
    "interest", "current_result", "income_tax", "net_result", "caf",
)  # fmt: skip
_CHECKED_CHARGES = ("depreciation", "interest", "income_tax")
_CHARGES_BY_YEAR = ("taxes", "wages", "contributions", "drawings", "dedicated")
_VALUES = (
    "customer_days", "supplier_days", "stock_days", "vat_regime", "purchases_vat",
    "investments_vat", "tax_rate", "starts_on",
)  # fmt: skip


def _all() -> list[Target]:
    words = {row.code: row.label for row in INCOME}
    general = cells_of([])
    return [
        Target("sale_goods", "Ventes de marchandises", "Ventes"),
        Target("sale_production", "Production ou services", "Ventes"),
        Target("cost_goods", "Achats de marchandises", "Achats", is_charge=True),
        Target("cost_production", "Matières et achats consommés", "Achats", is_charge=True),
        *(
            Target(f"charge.{rank}", label, "Charges externes", is_charge=True)
            for rank, label in enumerate(CHARGE_LABELS, 1)
        ),
        Target(OWN_CHARGE, "Une charge sous son propre nom", "Charges externes", is_charge=True),
        *(
            Target(name, label, "Personnel, impôts, apports", is_charge=name in _CHARGES_BY_YEAR)
            for name, label in YEAR_ROWS.items()
        ),
        Target(DEDICATED_USE, "Utilisation de fonds dédiés", "Personnel, impôts, apports"),
        Target(GRANT, "Subvention d’exploitation", "Subventions"),
        *(
            Target(f"general.{name}", general[f"general.{name}"].label, "Cadre", "value")
            for name in _VALUES
        ),
        Target(SEASON, "Saisons : ventes mois par mois", "Cadre", "months"),
        *(
            Target(f"{CHECK}{code}", words[code], "Calculé par Levier, pour comparer", "nothing",
                   code in _CHECKED_CHARGES)
            for code in _CHECKED
        ),
        Target(IGNORE, "Laisser de côté", "Ne pas reprendre", "nothing"),
    ]  # fmt: skip


TARGETS = {target.code: target for target in _all()}
