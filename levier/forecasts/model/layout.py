"""Where each entry stands in the model: rows known by the code in their hidden first column.

The writer and the reader share it, so that a model comes back whatever its user sorted or hid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.cells import CHARGES, GRANTS, INVESTMENTS, LIVES, SALES, YEAR_ROWS
from levier.rules.forecast.plan_entries import LOAN_NATURES, PlanEntry

HELP, ENTRIES, PLAN = "Mode d’emploi", "Hypothèses", "Plan"
NOT_CELLS = ("total.need", "total.resource")
"""The rows of the plan that hold a computation only."""
VERSION = "levier-previsionnel-1"
YEARS = ("Année 1", "Année 2", "Année 3")
_NAMES = ("year1", "year2", "year3")
PLAN_COLUMNS = (
    "Ligne du plan", "Montant", "Taux %", "Durée (mois)", "Différé (mois)", "Mois de versement",
    *YEARS,
)  # fmt: skip


@dataclass(frozen=True)
class InputRow:
    """A row of entries: its code, its heading or the cell that is its label, its cells."""

    key: str
    heading: str
    codes: Sequence[str]
    label_code: str = ""


@dataclass(frozen=True)
class InputSection:
    """Rows under one title, with the titles of their columns (from C on)."""

    title: str
    columns: Sequence[str]
    rows: Sequence[InputRow]


def entry_sections(sheet: CaseSheet) -> list[InputSection]:
    """Return the sections of the sheet « Hypothèses », in order."""
    general = [
        InputRow(code, cell.label, [code])
        for code, cell in sheet.cells.items()
        if code.startswith("general.")
    ]
    seasons = [
        InputRow(f"season.{start}", heading, [f"season.{n}" for n in range(start, start + 6)])
        for start, heading in ((1, "Mois 1 à 6 (% des ventes)"), (7, "Mois 7 à 12 (% des ventes)"))
    ]
    years = [
        InputRow(name, label, [f"{name}.{year}" for year in _NAMES])
        for name, label in YEAR_ROWS.items()
    ]
    lives = [
        InputRow(f"life.{nature}", label, [f"life.{nature}"])
        for nature, (label, _) in LIVES.items()
    ]
    return [
        InputSection("Cadre", ("Valeur",), general),
        # The purchases of later years come last: a model written before them still comes back.
        InputSection("Ventes", (*YEARS, "Achats %", "TVA %", "Nature", "Achats % an 2",
                                "Achats % an 3"),
                     _slots("sale", SALES,
                            (*_NAMES, "cost", "vat", "nature", "cost2", "cost3"))),
        InputSection("Saisons", (), seasons),
        InputSection("Charges externes", (*YEARS, "TVA %"),
                     _slots("charge", CHARGES, (*_NAMES, "vat"))),
        InputSection("Personnel, impôts, apports", YEARS, years),
        InputSection("Subventions d’exploitation", (*YEARS, "Mois de versement"),
                     _slots("grant", GRANTS, (*_NAMES, "month"))),
        InputSection("Investissements après l’ouverture", ("Montant", "Mois", "Durée (ans)"),
                     _slots("investment", INVESTMENTS, ("amount", "month", "life"))),
        InputSection("Durées d’amortissement du plan", ("Années",), lives),
    ]  # fmt: skip


def plan_codes(entry: PlanEntry) -> list[str]:
    """Return the cells of a line of the plan, blank where the column is not for its nature."""
    if entry.side != "resource":
        return ["", "", "", ""]
    if entry.nature in LOAN_NATURES:
        return [f"loan.{entry.key}.{name}" for name in ("rate", "months", "deferral")] + [""]
    return ["", "", "", f"paid.{entry.key}.month"]


def _slots(code: str, count: int, names: Sequence[str]) -> list[InputRow]:
    return [
        InputRow(f"{code}.{n}", "", [f"{code}.{n}.{name}" for name in names], f"{code}.{n}.label")
        for n in range(1, count + 1)
    ]
