"""Workbooks of forecasts as accountants and networks send them, each in its own layout."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]

IN_COLUMNS: Mapping[str, Rows] = {
    "Compte de résultat": [
        ["Cabinet Exemple"],
        ["COMPTE DE RÉSULTAT PRÉVISIONNEL", None, "en euros"],
        [None, 2025, "% CA", 2026, "% CA", 2027, "% CA"],
        ["Chiffre d’affaires", 72000, 1, 80000, 1, 90000, 1],
        ["Ventes de marchandises", 60000, None, 66000, None, 75000, None],
        ["Prestations de services", 12000, None, 14000, None, 15000, None],
        ["Achats de marchandises", 30000, None, 33000, None, 36000, None],
        ["Marge commerciale", 30000, None, 33000, None, 39000, None],
        ["CHARGES EXTERNES"],
        ["Loyer", 6000, None, 6000, None, 6000, None],
        ["Assurances", 1200, None, 1200, None, 1200, None],
        ["Vétérinaire", 300, None, 300, None, 300, None],
        ["Impôts et taxes", 600, None, 600, None, 600, None],
        ["Salaires bruts", 9000, None, 9500, None, 10000, None],
        ["Charges sociales", 3000, None, 3200, None, 3400, None],
        ["Excédent brut d’exploitation", 21900, None, 26200, None, 32500, None],
        ["Total des charges", 50100, None, 53800, None, 57500, None],
        ["Résultat exceptionnel", 0, None, 0, None, 0, None],
    ],
    "Hypothèses": [
        ["Délai de paiement clients", "30 jours"],
        ["Délai de paiement fournisseurs", 45],
        ["Durée du stock (jours)", 60],
        ["Taux d’impôt", 0.15],
        ["Régime de TVA", "Réel trimestriel"],
    ],
    "Bilan": [["Immobilisations", 12000, 9600, 7200]],
}
"""Years side by side, shares between them, sums, a sheet of assumptions, a sheet left out."""

IN_SHEETS: Mapping[str, Rows] = {
    f"Exercice {year}": [
        ["Compte", "Libellé", "Montant (k€)"],
        [707, "Ventes de marchandises", 60 + 6 * rank],
        [607, "Achats de marchandises", -(30 + 3 * rank)],
        [6132, "Locations immobilières", -6],
        [616, "Primes d’assurance", "(1,2)"],
        [641, "Rémunération du personnel", -9.5],
        [645, "Charges de sécurité sociale", -3],
        [681, "Dotations aux amortissements", -2.4],
        [None, "Résultat d’exploitation", 7.9 + 3 * rank],
    ]
    for rank, year in enumerate((2025, 2026, 2027))
}
"""A sheet a year, numbers of the chart of accounts, thousands of euros, charges below zero."""

MONTHLY: Mapping[str, Rows] = {
    "Année 1": [
        ["", "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
         "nov.", "déc.", "Total"],
        ["Ventes", *[1000] * 6, *[2000] * 6, 18000],
        ["Loyer", *[500] * 12, 6000],
    ],
}  # fmt: skip
"""Month by month with its total: the sales give their seasons."""


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of these sheets."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for rank, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell is not None:
                        page.write(rank, place, cell)
    return file.getvalue()
