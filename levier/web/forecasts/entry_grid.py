"""The entry sheet as a grid: its sections, its cells, and the document that a save answers.

In the page a cell `sale.1.year2` is named `sale.1:year2`, as the grid names row and column.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from levier.forecasts.services import CellChange
from levier.forecasts.sheets import CaseSheet
from levier.kernel.french import euros
from levier.rules.forecast.cells import (
    CHARGES,
    GRANTS,
    INVESTMENTS,
    KINDS,
    LIVES,
    NATURES,
    REGIMES,
    SALES,
    YEAR_ROWS,
)
from levier.rules.forecast.plan_entries import LOAN_NATURES

YEARS = ("Année 1", "Année 2", "Année 3")
CHOICES = (
    ("kind", KINDS.items()), ("vat_regime", REGIMES.items()), ("nature", NATURES.items()),
)  # fmt: skip
ONLY_ASSOCIATION = ("dedicated", "volunteering")
ONLY_BUSINESS = ("drawings",)
MOST_CHANGES = 2000
WIDTH = 9
_KINDS = {"count": "number"}


class BadPost(ValueError):
    """The page sent something that is not a list of changes."""


@dataclass(frozen=True)
class GridCell:
    """A cell as the page draws it: `value` is what the grid compares, `word` what one reads."""

    key: str = ""
    kind: str = "text"
    value: str = ""
    word: str = ""
    label: str = ""


@dataclass(frozen=True)
class GridRow:
    """A row: a fixed heading, or a label that is itself a cell; always as wide as the table."""

    key: str
    cells: list[GridCell]
    heading: str = ""


@dataclass
class Section:
    """Rows of one kind, under their own column titles."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[GridRow] = field(default_factory=list)
    help: str = ""

    @property
    def filling(self) -> range:
        """What is left of the table's width after the column titles."""
        return range(WIDTH - 1 - len(self.columns))


def sections_of(sheet: CaseSheet) -> list[Section]:
    """Return the sections of the sheet, in the order of the rules' cells."""
    is_association = sheet.assumptions.kind == "association"
    hidden = ONLY_BUSINESS if is_association else ONLY_ASSOCIATION
    return [
        _general(sheet),
        _sales(sheet),
        _seasons(sheet),
        _slots(sheet, "charge", CHARGES, "Charges externes", ("TVA %",), ("vat",)),
        _year_rows(sheet, [name for name in YEAR_ROWS if name not in hidden]),
        _slots(sheet, "grant", GRANTS, "Subventions d’exploitation",
               ("Mois de versement",), ("month",),
               "Mois compté depuis le début de l’année : 6 est juin si l’activité commence en "
               "janvier, "
               "14 deux mois après la fin de l’année."),
        _investments(sheet),
        *_financing(sheet),
        _lives(sheet),
    ]  # fmt: skip


def document_of(sheet: CaseSheet) -> dict:
    """Return the revision and every value, as the grid compares them."""
    return {
        "revision": sheet.revision,
        "values": {page_key(code): _cell(sheet, code).value for code in sheet.cells},
    }


def read_post(body: bytes) -> tuple[int, list[CellChange]]:
    """Return the revision read and the changes of a post. Errors: BadPost."""
    try:
        said = json.loads(body)
        changes = [
            CellChange(
                cell=code_of(str(one["cell"])),
                value=str(one["value"]),
                was=None if one.get("was") is None else str(one["was"]),
            )
            for one in said["changes"]
        ]
        revision = int(said["revision"])
    except (ValueError, KeyError, TypeError) as fault:
        raise BadPost from fault
    if len(changes) > MOST_CHANGES:
        raise BadPost
    return revision, changes


def page_key(code: str) -> str:
    """Return the name of a cell in the page: its row, then its column after a colon."""
    row, _, column = code.rpartition(".")
    return f"{row}:{column}"


def code_of(key: str) -> str:
    """Return the code of a cell named by the page."""
    return key.replace(":", ".")


def _general(sheet: CaseSheet) -> Section:
    section = Section("general", "Cadre", ("Valeur",))
    for code, cell in sheet.cells.items():
        if code.startswith("general."):
            section.rows.append(GridRow(code, _wide([_cell(sheet, code)]), cell.label))
    return section


def _sales(sheet: CaseSheet) -> Section:
    section = Section(
        "sale", "Ventes", (*YEARS, "Achats %", "en an 2", "en an 3", "TVA %", "Nature"),
        help="Achats : la part des ventes qui paie les marchandises ou les matières ; vide en "
        "an 2 ou 3, elle reste celle de l’année d’avant.",
    )  # fmt: skip
    for rank in range(1, SALES + 1):
        section.rows.append(
            _row(sheet, f"sale.{rank}", (*_years(), "cost", "cost2", "cost3", "vat", "nature"))
        )
    return section


def _seasons(sheet: CaseSheet) -> Section:
    section = Section(
        "season", "Saisons", tuple("" for _ in range(6)),
        help="Part des ventes de chaque mois, en % ; vide, les mois sont égaux. Le total est "
        "ramené à 100.",
    )  # fmt: skip
    for start, heading in ((1, "Mois 1 à 6"), (7, "Mois 7 à 12")):
        cells = [_cell(sheet, f"season.{rank}") for rank in range(start, start + 6)]
        section.rows.append(GridRow(f"season.{start}", _wide(cells), heading))
    return section


def _slots(
    sheet: CaseSheet,
    code: str,
    count: int,
    title: str,
    columns: tuple[str, ...],
    names: tuple[str, ...],
    said: str = "",
) -> Section:
    section = Section(code, title, (*YEARS, *columns), help=said)
    for rank in range(1, count + 1):
        section.rows.append(_row(sheet, f"{code}.{rank}", (*_years(), *names)))
    return section


def _year_rows(sheet: CaseSheet, names: Iterable[str]) -> Section:
    section = Section("years", "Personnel, impôts, apports", YEARS)
    for name in names:
        cells = _wide([_cell(sheet, f"{name}.{year}") for year in _years()])
        section.rows.append(GridRow(name, cells, YEAR_ROWS[name]))
    return section


def _investments(sheet: CaseSheet) -> Section:
    section = Section(
        "investment", "Investissements après l’ouverture", ("Montant", "Mois", "Durée (ans)"),
        help="Ceux de l’ouverture sont dans le plan.",
    )  # fmt: skip
    for rank in range(1, INVESTMENTS + 1):
        section.rows.append(_row(sheet, f"investment.{rank}", ("amount", "month", "life")))
    return section


def _financing(sheet: CaseSheet) -> list[Section]:
    loans = Section(
        "loan", "Emprunts du plan", ("Taux %", "Durée (mois)", "Différé (mois)"),
        help="Sans durée, la somme n’est pas remboursée dans les trois ans.",
    )  # fmt: skip
    paid = Section("paid", "Versement des autres ressources", ("Mois (0 : ouverture)",))
    for entry in sheet.entries:
        if entry.side != "resource":
            continue
        heading = f"{entry.label}, {euros(entry.amount)}"
        if entry.nature in LOAN_NATURES:
            codes = [f"loan.{entry.key}.{name}" for name in ("rate", "months", "deferral")]
            loans.rows.append(GridRow(entry.key, _wide([_cell(sheet, c) for c in codes]), heading))
        else:
            cell = _cell(sheet, f"paid.{entry.key}.month")
            paid.rows.append(GridRow(entry.key, _wide([cell]), heading))
    return [section for section in (loans, paid) if section.rows]


def _lives(sheet: CaseSheet) -> Section:
    section = Section("life", "Durées d’amortissement du plan", ("Années",))
    for nature, (label, _) in LIVES.items():
        cells = _wide([_cell(sheet, f"life.{nature}")])
        section.rows.append(GridRow(f"life.{nature}", cells, label))
    return section


def _row(sheet: CaseSheet, code: str, names: tuple[str, ...]) -> GridRow:
    cells = [_cell(sheet, f"{code}.{name}") for name in ("label", *names)]
    return GridRow(code, _wide(cells, WIDTH))


def _wide(cells: list[GridCell], width: int = WIDTH - 1) -> list[GridCell]:
    return [*cells, *(GridCell() for _ in range(width - len(cells)))]


def _cell(sheet: CaseSheet, code: str) -> GridCell:
    cell = sheet.cells[code]
    word = sheet.shown(code)
    value = word
    if cell.kind == "choice":
        value = sheet.texts.get(code) or cell.default
    elif cell.kind == "date":
        value = word = _day(sheet.texts.get(code) or sheet.default(cell))
    return GridCell(page_key(code), _KINDS.get(cell.kind, cell.kind), value, word, cell.label)


def _years() -> tuple[str, str, str]:
    return ("year1", "year2", "year3")


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""
