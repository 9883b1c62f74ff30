"""The entry sheet of a forecast: every cell that one fills, its code, its kind and its bounds.

A forecast is stored as texts by cell code (`sale.1.year2`); the same codes name the cells of the
grid and of the xlsx model. The lines of the plan bring their own cells (terms of a loan, month in
which a resource is paid).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from levier.rules.forecast.plan_entries import LOAN_NATURES, PlanEntry

CellKind = Literal["text", "amount", "percent", "count", "choice", "date"]
SALES, CHARGES, GRANTS, INVESTMENTS = 6, 14, 4, 6
MOST_EUROS = Decimal("999999999.99")
YEAR_ROWS = {
    "taxes": "Impôts et taxes",
    "wages": "Salaires bruts",
    "contributions": "Cotisations sociales",
    "drawings": "Prélèvements de l’exploitant ou dividendes",
    "later": "Nouveaux apports",
    "dedicated": "Report en fonds dédiés (utilisation en moins)",
    "volunteering": "Contributions volontaires en nature",
}
CHARGE_LABELS = (
    "Loyer et charges locatives", "Énergie et eau", "Assurances", "Entretien et réparations",
    "Honoraires (comptable, conseil)", "Publicité et communication", "Déplacements",
    "Téléphone et internet", "Fournitures et petit matériel", "Frais bancaires",
    "Sous-traitance", "Crédit-bail et locations", "Formation", "Autres charges externes",
)  # fmt: skip
LIVES = {
    "intangible": ("Frais et droits", 5),
    "premises": ("Local et travaux", 10),
    "equipment": ("Matériel", 5),
    "vehicle": ("Véhicule", 5),
    "commission": ("Commission de garantie", 5),
    "other_need": ("Autre besoin", 0),
}
KINDS = {"business": "Entreprise", "association": "Association"}
REGIMES = {
    "exempt": "Franchise en base (sans TVA)",
    "monthly": "TVA chaque mois",
    "quarterly": "TVA chaque trimestre",
}
NATURES = {"goods": "Marchandises", "production": "Production ou services"}
MONTH_NAMES = ("1er", *(f"{rank}e" for rank in range(2, 13)))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `default` is what a blank means; bounds are included, in the cell's own unit."""

    code: str
    label: str
    kind: CellKind
    default: str = ""
    minimum: Decimal = Decimal(0)
    maximum: Decimal = MOST_EUROS
    choices: Mapping[str, str] | None = None


def cells_of(entries: Iterable[PlanEntry], kind: str = "business") -> dict[str, Cell]:
    """Return the cells of a forecast by code, in the order of the sheet."""
    cells = [*_general(kind), *_seasons()]
    for rank in range(1, SALES + 1):
        cells += _sale(rank)
    for rank in range(1, CHARGES + 1):
        cells += _charge(rank)
    for name, label in YEAR_ROWS.items():
        lowest = -MOST_EUROS if name == "dedicated" else Decimal(0)
        cells += _years(name, label, lowest)
    for rank in range(1, GRANTS + 1):
        cells += _grant(rank)
    for rank in range(1, INVESTMENTS + 1):
        cells += _investment(rank)
    cells += [
        _count(f"life.{nature}", f"Durée d’amortissement, {label.lower()} (années)", 50, str(years))
        for nature, (label, years) in LIVES.items()
    ]
    for entry in entries:
        cells += _of_entry(entry)
    return {cell.code: cell for cell in cells}


def _general(kind: str) -> list[Cell]:
    return [
        Cell("general.kind", "Forme", "choice", kind, choices=KINDS),
        Cell("general.starts_on", "Premier mois d’activité", "date"),
        Cell("general.vat_regime", "Régime de TVA", "choice", "exempt", choices=REGIMES),
        _percent("general.purchases_vat", "TVA sur les achats (%)", "20"),
        _percent("general.investments_vat", "TVA sur les investissements (%)", "20"),
        _percent("general.tax_rate", "Impôt sur le résultat (%)", "0"),
        _count("general.customer_days", "Délai de paiement des clients (jours)", 360, "0"),
        _count("general.supplier_days", "Délai de paiement des fournisseurs (jours)", 360, "0"),
        _count("general.stock_days", "Stock (jours d’achats)", 365, "0"),
    ]


def _seasons() -> list[Cell]:
    return [
        _percent(f"season.{rank}", f"Part des ventes du {name} mois (%)", "")
        for rank, name in enumerate(MONTH_NAMES, 1)
    ]


def _sale(rank: int) -> list[Cell]:
    code, said = f"sale.{rank}", f"Ventes {rank}"
    return [
        Cell(f"{code}.label", f"{said}, intitulé", "text"),
        Cell(f"{code}.nature", f"{said}, nature", "choice", "goods", choices=NATURES),
        *_years(code, said),
        _percent(f"{code}.cost", f"{said}, achats consommés (% des ventes)", "0"),
        _percent(f"{code}.cost2", f"{said}, achats consommés de l’année 2 (% des ventes)", ""),
        _percent(f"{code}.cost3", f"{said}, achats consommés de l’année 3 (% des ventes)", ""),
        _percent(f"{code}.vat", f"{said}, TVA (%)", "20"),
    ]


def _charge(rank: int) -> list[Cell]:
    code, said = f"charge.{rank}", f"Charge {rank}"
    return [
        Cell(f"{code}.label", f"{said}, intitulé", "text", CHARGE_LABELS[rank - 1]),
        *_years(code, said),
        _percent(f"{code}.vat", f"{said}, TVA (%)", "20"),
    ]


def _grant(rank: int) -> list[Cell]:
    code, said = f"grant.{rank}", f"Subvention {rank}"
    return [
        Cell(f"{code}.label", f"{said}, intitulé", "text"),
        *_years(code, said),
        _count(f"{code}.month", f"{said}, mois de versement", 24, "1", 1),
    ]


def _investment(rank: int) -> list[Cell]:
    code, said = f"investment.{rank}", f"Investissement {rank}"
    return [
        Cell(f"{code}.label", f"{said}, intitulé", "text"),
        Cell(f"{code}.amount", f"{said}, montant", "amount"),
        _count(f"{code}.month", f"{said}, mois", 36, "1", 1),
        _count(f"{code}.life", f"{said}, durée d’amortissement (années)", 50, "5"),
    ]


def _of_entry(entry: PlanEntry) -> list[Cell]:
    if entry.side != "resource":
        return []
    if entry.nature not in LOAN_NATURES:
        return [_count(f"paid.{entry.key}.month", f"{entry.label}, mois de versement", 24, "0")]
    code = f"loan.{entry.key}"
    return [
        _percent(f"{code}.rate", f"{entry.label}, taux annuel (%)", entry.rate_pct),
        _count(f"{code}.months", f"{entry.label}, durée (mois)", 360, str(entry.months)),
        _count(f"{code}.deferral", f"{entry.label}, différé (mois)", 60, str(entry.deferral)),
    ]


def _years(code: str, label: str, lowest: Decimal = Decimal(0)) -> list[Cell]:
    return [
        Cell(f"{code}.year{year}", f"{label}, année {year}", "amount", minimum=lowest)
        for year in (1, 2, 3)
    ]


def _percent(code: str, label: str, default: str) -> Cell:
    return Cell(code, label, "percent", default, maximum=Decimal(100))


def _count(code: str, label: str, most: int, default: str, least: int = 0) -> Cell:
    return Cell(code, label, "count", default, Decimal(least), Decimal(most))
