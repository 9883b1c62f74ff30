"""The forecasts of two dossiers of the demo, typed through the service of the grid."""

from datetime import date

from levier.cases.models import Case
from levier.forecasts.services import CellChange, save_cells


def _years(code: str, *amounts: int) -> dict[str, str]:
    values = amounts * 3 if len(amounts) == 1 else amounts
    return {f"{code}.year{rank}": str(value) for rank, value in enumerate(values, 1)}


def _seasons(*shares: int) -> dict[str, str]:
    return {f"season.{rank}": str(share) for rank, share in enumerate(shares, 1)}


CYCLES = {
    "general.kind": "business", "general.vat_regime": "quarterly", "general.tax_rate": "15",
    "general.customer_days": "8", "general.supplier_days": "30", "general.stock_days": "70",
    "general.investments_vat": "0",  # second-hand, bought without VAT
    **_seasons(9, 8, 6, 6, 7, 8, 9, 11, 11, 9, 8, 8),
    "sale.1.label": "Vélos et pièces", "sale.1.cost": "62", "sale.1.nature": "goods",
    **_years("sale.1", 62_000, 70_000, 76_000),
    "sale.2.label": "Atelier", "sale.2.cost": "20", "sale.2.nature": "production",
    **_years("sale.2", 58_000, 66_000, 72_000),
    "sale.3.label": "Entretien des flottes", "sale.3.cost": "15", "sale.3.nature": "production",
    **_years("sale.3", 12_000, 18_000, 20_000),
    **_years("charge.1", 9_600, 9_700, 9_900), **_years("charge.2", 2_400, 2_500, 2_600),
    **_years("charge.3", 1_800), **_years("charge.5", 2_400), **_years("charge.6", 2_200, 1_500, 1_500),
    **_years("charge.7", 1_200), **_years("charge.8", 900), **_years("charge.9", 1_800),
    **_years("charge.10", 600),
    **_years("taxes", 700, 1_300, 1_500), **_years("wages", 24_000, 34_000, 38_000),
    **_years("contributions", 9_200, 12_800, 14_200), **_years("drawings", 10_800, 12_000, 14_400),
}  # fmt: skip
PANIER = {
    "general.kind": "business", "general.vat_regime": "monthly", "general.tax_rate": "15",
    "general.customer_days": "15", "general.supplier_days": "30", "general.stock_days": "4",
    "general.purchases_vat": "5,5",
    "sale.1.label": "Paniers", "sale.1.cost": "68", "sale.1.vat": "5,5",
    **_years("sale.1", 176_000, 205_000, 231_000),
    "sale.2.label": "Restauration collective", "sale.2.cost": "74", "sale.2.vat": "5,5",
    **_years("sale.2", 42_000, 58_000, 70_000),
    **_years("charge.1", 8_400), **_years("charge.2", 4_100, 4_300, 4_500),
    **_years("charge.3", 1_600), **_years("charge.5", 3_200), **_years("charge.7", 7_800, 8_600, 9_400),
    **_years("taxes", 800, 900, 1_000), **_years("wages", 47_000, 50_000, 54_000),
    **_years("contributions", 15_500, 16_500, 17_800),
    "grant.1.label": "Projet alimentaire territorial", "grant.1.month": "9",
    **_years("grant.1", 30_000, 22_000, 15_000),
}  # fmt: skip
FORECASTS = {"Cycles de la Gohelle": CYCLES, "Le Panier de Gohelle, SCIC": PANIER}


def type_the_forecast(case: Case, advisor, on: date) -> None:
    """Type the forecast of a dossier, if the demo has one for it."""
    cells = FORECASTS.get(case.title)
    if cells:
        loans = {
            f"loan.{line.pk.hex}.{name}": text
            for line in case.plan_lines.filter(nature="honour_loan")
            for name, text in (("months", "48"), ("deferral", "6"))
        }
        changes = [CellChange(code, text) for code, text in {**cells, **loans}.items()]
        save_cells(case=case, actor=advisor, on=on, revision=0, changes=changes)
