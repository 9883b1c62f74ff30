"""Workbooks of a stock for tests: one of each kind, with cells changed by hand."""

from datetime import date
from typing import Any

from levier.exchange.rows.stock import SHEETS, CommitmentRow
from levier.exchange.stock_import import StockResult, import_stock
from levier.exchange.workbook.columns import columns_of
from levier.kernel.dates import add_months
from tests.exchange.workbook_factory import Sheets, written

LOAN, GUARANTEE, ADVANCE, CARRIED = "PS-2023-014", "TPE-2023-101", "AV-2022-003", "ESS-2023-009"
SET_UP, TODAY = date(2023, 3, 1), date(2026, 6, 15)
INSTALMENT = 545.75
SIRET = "732 829 320 00074"
IBAN = "FR14 2004 1010 0505 0001 3M02 606"
PAID = "Échéances payées"


def stock_sheets(*, paid: int = 12) -> Sheets:
    """Return a stock: a loan of 30 000 € with so many instalments paid, a guarantee, an advance of
    the house, a loan that another body carries; a mandate, two securities.
    """
    sheets: Sheets = {
        one.sheet: [[f"Stock, {one.sheet}"], [each.title for each in columns_of(one)]]
        for one in SHEETS
    }
    commitment(
        sheets,
        LOAN,
        product="Prêt solidaire",
        amount=30000,
        annual_rate=3.5,
        months=60,
        method="Échéances constantes",
        period="Mensuelle",
        siret=SIRET,
        name="Les Jardins",
        committee="CE-2023-04",
        funder="",
    )
    commitment(
        sheets,
        GUARANTEE,
        product="Garantie Emploi",
        amount="9 750,00 €",
        bank="Crédit Mutuel",
        loan_amount=15000,
        quota="65 %",
        months=60,
        annual_rate=4,
        name="Atelier Bleu",
        carrier="France Active Garantie",
        carrier_number="FAG-77",
    )
    commitment(
        sheets,
        ADVANCE,
        product="Avance remboursable DASESS",
        amount=5000,
        months=24,
        name="Le Fil",
        decided_on=date(2022, 11, 4),
        set_up_on=date(2022, 12, 1),
    )
    commitment(
        sheets,
        CARRIED,
        product="Prêt participatif",
        amount=20000,
        annual_rate=2,
        months=48,
        method="Capital constant",
        period="Trimestrielle",
        name="La Recyclerie",
    )
    for rank in range(1, paid + 1):
        add(sheets, PAID, LOAN, add_months(SET_UP, rank), INSTALMENT)
    add(sheets, PAID, CARRIED, date(2023, 6, 1), 1350)
    add(
        sheets,
        "Mandats",
        LOAN,
        "RUM-0014",
        "LES JARDINS",
        IBAN,
        "",
        date(2023, 3, 1),
        date(2026, 5, 1),
    )
    add(sheets, "Sûretés", LOAN, "Caution personnelle", "Anaïs Delcroix", 15000, date(2023, 3, 1))
    add(sheets, "Sûretés", LOAN, "Nantissement", "", "", "")
    return sheets


def commitment(sheets: Sheets, number: str, **values: Any) -> None:
    """Add a line to « Engagements », decided on 3 February 2023, set up on 1 March by default."""
    cells = {"number": number, "decided_on": date(2023, 2, 3), "set_up_on": SET_UP, **values}
    sheets["Engagements"].append([cells.get(one.name, "") for one in columns_of(CommitmentRow)])


def add(sheets: Sheets, name: str, *cells: Any) -> None:
    """Add a line to a sheet."""
    sheets[name].append(list(cells))


def change(sheets: Sheets, name: str, line: int, title: str, value: Any) -> Sheets:
    """Write a cell, by the number that the spreadsheet gives to its line."""
    sheets[name][line - 1][sheets[name][1].index(title)] = value
    return sheets


def imported(house, sheets: Sheets | None = None, **options: Any) -> StockResult:
    """Import a stock into a house on 15 June 2026."""
    content = written(stock_sheets() if sheets is None else sheets)
    return import_stock(content=content, house=house, on=TODAY, **options)
