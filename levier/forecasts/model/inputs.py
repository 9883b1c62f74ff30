"""The sheets one fills in the model: instructions, entries, lines of the plan; the named cells."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from levier.forecasts.model.book import FIRST, Book, Page
from levier.forecasts.model.layout import (
    ENTRIES,
    PLAN,
    PLAN_COLUMNS,
    VERSION,
    entry_sections,
    plan_codes,
)
from levier.forecasts.model.layout import HELP as HELP_SHEET
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.cells import KINDS, Cell
from levier.rules.forecast.plan_entries import PlanEntry

HELP = (
    "Les cellules sur fond jaune se remplissent ; les autres se calculent et sont protégées, sans "
    "mot de passe.",
    "Feuille « Hypothèses » : ventes, charges, délais, TVA. Feuille « Plan » : montants des "
    "besoins et des ressources, conditions des emprunts.",
    "Les montants sont hors taxes quand la TVA est récupérée, toutes taxes comprises sinon.",
    "N’ajoutez ni ne supprimez de ligne : chaque ligne est reconnue par le code de sa colonne A, "
    "masquée.",
    "Pour rapporter vos saisies dans Levier : dossier, « Plan de financement », « Hypothèses », "
    "« Importer le modèle ». Levier montre ce qui change avant d’enregistrer ; importer deux fois "
    "le même fichier ne change rien.",
    "Les repères des ratios sont des usages, à confirmer par la maison.",
)
NAMED = {
    "general.kind": "Forme", "general.starts_on": "Premier_mois",
    "general.vat_regime": "Regime_TVA", "general.purchases_vat": "TVA_achats",
    "general.investments_vat": "TVA_investissements", "general.tax_rate": "Taux_impot",
    "general.customer_days": "Jours_clients", "general.supplier_days": "Jours_fournisseurs",
    "general.stock_days": "Jours_stock",
}  # fmt: skip
Refs = dict[str, str]


def write_help(book: Book, case_number: str, on: date) -> None:
    """Write the first sheet: what the model is and how it goes back."""
    page = book.page(HELP_SHEET, "Modèle de prévisionnel", width=4)
    page.sheet.set_column(1, 1, 100)
    page.sheet.write_string(0, 0, VERSION)
    page.sheet.write_string(1, 1, f"Dossier {case_number}, modèle du {on:%d/%m/%Y}")
    for rank, text in enumerate(HELP):
        page.sheet.write_string(3 + rank, 1, text, book.styles["label"])


def write_entries(book: Book, sheet: CaseSheet) -> Refs:
    """Write the sheet « Hypothèses » ; return the address of each entry by its code."""
    page = book.page(ENTRIES, "Hypothèses")
    refs: Refs = {}
    for section in entry_sections(sheet):
        book.section(page, section.title, section.columns)
        for row in section.rows:
            number = book.start(page, row.key, row.heading)
            if row.label_code:
                _write_entry(book, page, sheet, row.label_code, number, 1, refs)
            for rank, code in enumerate(row.codes):
                _write_entry(book, page, sheet, code, number, FIRST + rank, refs)
    for code, name in NAMED.items():
        book.workbook.define_name(name, f"={refs[code]}")
        refs[code] = name
    return refs


def write_plan(book: Book, sheet: CaseSheet) -> Refs:
    """Write the lines of the plan: amounts and terms; return addresses by code.

    `plan.<key>` is the amount of a line; `deferral.<key>` and `instalment.<key>` are computed.
    """
    page = book.page(PLAN, "Besoins et ressources du plan", PLAN_COLUMNS[1:])
    refs: Refs = {}
    for side, title in (("need", "Besoins"), ("resource", "Ressources")):
        book.section(page, title)
        for entry in sheet.entries:
            if entry.side == side:
                _write_line(book, page, sheet, entry, refs)
        mine = [refs[f"plan.{e.key}"] for e in sheet.entries if e.side == side]
        total = sum((e.amount for e in sheet.entries if e.side == side), Decimal(0))
        book.formulas(page, f"total.{side}", "Total", lambda _, m=mine: "+".join(m) or "0",
                      [total], style="total")  # fmt: skip
    return refs


def _write_line(book: Book, page: Page, sheet: CaseSheet, entry: PlanEntry, refs: Refs) -> None:
    number = book.start(page, entry.key, entry.label)
    page.sheet.write_number(number, FIRST, float(entry.amount), book.styles["amount_in"])
    page.sheet.data_validation(number, FIRST, number, FIRST, _between(0, 999999999.99))
    refs[f"plan.{entry.key}"] = _address(page, number, FIRST)
    for rank, code in enumerate(plan_codes(entry), 1):
        if code:
            _write_entry(book, page, sheet, code, number, FIRST + rank, refs)
    is_loan = bool(entry.tranches)
    for year, amount in enumerate(entry.years if is_loan else entry.later, 1):
        column = FIRST + 4 + year
        page.sheet.write_number(number, column, float(amount), book.styles["line"])
        refs[f"plan.{entry.key}.year{year}"] = _address(page, number, column)


def later_of(entries: Sequence[PlanEntry], refs: Refs, side: str, year: int) -> list[str]:
    """Return the addresses of what the plan adds on a side in a year (1 to 3)."""
    return [refs[f"plan.{e.key}.year{year}"] for e in entries if e.side == side and any(e.later)]


def _write_entry(
    book: Book, page: Page, sheet: CaseSheet, code: str, row: int, column: int, refs: Refs
) -> None:
    cell = sheet.cells[code]
    refs[code] = _address(page, row, column)
    text = sheet.texts.get(code) or sheet.default(cell)
    style = {"amount": "amount_in", "date": "date_in", "text": "text_in", "choice": "text_in"}
    shape = book.styles[style.get(cell.kind, "plain_in")]
    if not text:
        page.sheet.write_blank(row, column, None, shape)
    elif cell.kind == "date":
        page.sheet.write_datetime(row, column, date.fromisoformat(text), shape)
    elif cell.kind in ("text", "choice"):
        page.sheet.write_string(row, column, sheet.shown(code), shape)
    else:
        page.sheet.write_number(row, column, float(Decimal(text)), shape)
    _validate(page, cell, row, column)


def _validate(page: Page, cell: Cell, row: int, column: int) -> None:
    if cell.kind == "choice":
        rule: dict = {"validate": "list", "source": list((cell.choices or {}).values())}
    elif cell.kind in ("amount", "percent", "count"):
        rule = _between(float(cell.minimum), float(cell.maximum), cell.kind == "count")
    else:
        return
    page.sheet.data_validation(row, column, row, column, rule)


def _between(least: float, most: float, whole: bool = False) -> dict:
    return {
        "validate": "integer" if whole else "decimal", "criteria": "between",
        "minimum": least, "maximum": most, "ignore_blank": True,
        "error_title": "Valeur refusée", "error_message": "Une valeur entre les bornes permises.",
    }  # fmt: skip


def _address(page: Page, row: int, column: int) -> str:
    return f"'{page.name}'!${xl_col_to_name(column)}${row + 1}"


def only_for(kind: str, formula: str) -> str:
    """Return a formula that counts for one kind of holder only; for every kind without one."""
    return f'IF(Forme="{KINDS[kind]}",{formula},0)' if kind else formula


def keys_of(entries: Sequence[PlanEntry], side: str, natures: Sequence[str] = ()) -> list[str]:
    """Return the keys of the plan's lines of a side, of these natures if any are named."""
    return [e.key for e in entries if e.side == side and (not natures or e.nature in natures)]
