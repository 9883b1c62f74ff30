"""The empty workbook of a stock: its four sheets, their titles, what each column takes."""

import io
from typing import Any

from levier.exchange.rows.stock import DEFERRED_INTERESTS, METHODS, PERIODS, SECURITIES, SHEETS
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import columns_of
from levier.rendering.spreadsheets import Column, Kind, Sheet, write_xlsx

KINDS: dict[Any, Kind] = {
    cells.day: "date", cells.amount: "amount", cells.amount_or_zero: "amount",
    cells.months: "integer", cells.count: "integer", cells.share: "percent",
    cells.rate_in_percent: "decimal",
}  # fmt: skip
NOTES = {
    "Engagements": (
        "Méthode\u00a0: " + ", ".join(METHODS) + ". Période\u00a0: " + ", ".join(PERIODS) + ". "
        "Vide\u00a0: échéances constantes pour un prêt, in fine pour un apport ou une avance, "
        "et mensuelle.",
        "Intérêts du différé\u00a0: " + ", ".join(DEFERRED_INTERESTS) + ". Vide\u00a0: payés à "
        "chaque échéance du différé, le capital seul attend.",
        "Taux en pour cent (3,5). Quotité en part (0,65 ou 65\u00a0%). Banque, prêt bancaire et "
        "quotité\u00a0: garanties seulement.",
    ),
    "Échéances payées": ("Une ligne par encaissement, intérêts et capital ensemble.",),
    "Mandats": ("Un mandat par ligne\u00a0; la RUM n’a ni espace ni accent.",),
    "Sûretés": ("Nature\u00a0: " + ", ".join(SECURITIES) + ".",),
}


def stock_template() -> bytes:
    """Return the empty workbook, ready to be filled."""
    target = io.BytesIO()
    write_xlsx(target, [_sheet(one) for one in SHEETS])
    return target.getvalue()


def _sheet(row_class: Any) -> Sheet:
    columns = [Column(one.title, KINDS.get(one.parse, "text")) for one in columns_of(row_class)]
    return Sheet(row_class.sheet, columns, [], NOTES[row_class.sheet])
