"""Writing the model: every sheet, in the order one reads them."""

from datetime import date
from typing import BinaryIO

import xlsxwriter

from levier.forecasts.model.book import Book
from levier.forecasts.model.inputs import write_entries, write_help, write_plan
from levier.forecasts.model.month_activity import write_activity
from levier.forecasts.model.month_payments import write_payments
from levier.forecasts.model.month_sheet import MonthSheet
from levier.forecasts.model.ratio_sheet import write_ratios
from levier.forecasts.model.yearly import Yearly
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.assumptions import SHOWN_MONTHS

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_model(target: BinaryIO, sheet: CaseSheet, *, case_number: str, on: date) -> None:
    """Write the forecast of a dossier to `target` as an xlsx model with live formulas.

    Every formula carries the value of the rules, so that a viewer that computes nothing shows it.
    """
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, **SAFE})
    book = Book(workbook)
    write_help(book, case_number, on)
    refs = write_entries(book, sheet) | write_plan(book, sheet)
    months = MonthSheet(book, sheet, refs)
    write_activity(months)
    write_payments(months)
    yearly = Yearly(book, sheet, refs, months.page)
    yearly.write()
    write_ratios(book, yearly, on)
    _name_results(book, yearly)
    _draw_cash(book, yearly)
    _order(book)
    workbook.close()


def _name_results(book: Book, yearly: Yearly) -> None:
    for name, address in (
        ("Tresorerie_24_mois", yearly.cash.span("closing", 0, SHOWN_MONTHS)),
        ("Point_bas", yearly.cash.cell("lowest", 0)),
        ("Resultat_net", yearly.income.span("net_result", 0, 2)),
        ("CAF", yearly.income.span("caf", 0, 2)),
    ):
        sheet, cells = address.rsplit("!", 1)
        fixed = ":".join(_fixed(cell) for cell in cells.split(":"))
        book.workbook.define_name(name, f"={sheet}!{fixed}")


def _draw_cash(book: Book, yearly: Yearly) -> None:
    chart = book.workbook.add_chart({"type": "line"})
    row = yearly.cash.rows["closing"]
    chart.add_series({
        "name": "Trésorerie", "categories": ["Trésorerie", 2, 2, 2, 2 + SHOWN_MONTHS],
        "values": ["Trésorerie", row, 2, row, 2 + SHOWN_MONTHS], "line": {"color": "#0B5D59"},
    })  # fmt: skip
    chart.set_title({"name": "Trésorerie en fin de mois"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 1100, "height": 320})
    yearly.cash.sheet.insert_chart(yearly.cash.next_row + 2, 1, chart)


def _order(book: Book) -> None:
    """Put what is read before what computes: months and depreciation come last."""
    last = ("Calculs", "Amortissements")
    sheets = book.workbook.worksheets_objs
    sheets.sort(key=lambda sheet: sheet.name in last)
    book.pages["Hypothèses"].sheet.activate()


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
