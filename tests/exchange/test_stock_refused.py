"""What is wrong in a stock: each fault at its place, and nothing written."""

from datetime import date

import pytest

from levier.exchange.errors import StockRefused
from levier.portfolio.models import Commitment
from tests.exchange.stock_factory import LOAN, PAID, TODAY, add, change, imported, stock_sheets
from tests.factories.accounts import house

pytestmark = pytest.mark.django_db

E, M, S = "Engagements", "Mandats", "Sûretés"
ELSEWHERE = {
    ("Durée (mois)", 47): "Période",
    ("Intérêts du différé", "Abandonnés"): "Différé (mois)",
    ("Prêt bancaire", 9000): "Montant",
    ("Restant dû", 24000): "Restant dû le",
}
"""Where the fault stands when it is not in the cell that was changed."""


@pytest.mark.parametrize(
    ("sheet", "line", "title", "value", "words"),
    [
        (E, 3, "N° d’engagement", "", "Le numéro de la ligne manque"),
        (E, 4, "N° d’engagement", LOAN, "déjà celui de la ligne 3"),
        (E, 3, "Structure", "", "bénéficiaire manque"),
        (E, 3, "SIRET", "73282932000075", "SIRET"),
        (E, 3, "Produit", "Prêt lunaire", "inconnu du catalogue"),
        (E, 4, "Porteur du risque", "Bpifrance", "France Active Garantie"),
        (E, 3, "Montant", "beaucoup", "illisible"),
        (E, 3, "Montant", 0, "supérieur à zéro"),
        (E, 3, "Décidé le", "31/02/2023", "n’existe pas"),
        (E, 3, "Mis en place le", date(2023, 1, 2), "précède la décision"),
        (E, 3, "Mis en place le", date(2027, 1, 2), "à venir"),
        (E, 3, "Durée (mois)", "", "complétez-la"),
        (E, 3, "Différé (mois)", 60, "plus court que 60 mois"),
        (E, 6, "Durée (mois)", 47, "ne se divisent pas"),
        (E, 3, "Intérêts du différé", "Abandonnés", "n’a pas de durée"),
        (E, 4, "Intérêts du différé", "Ajoutés au capital", "videz la cellule"),
        (E, 3, "Intérêts du différé", "Oubliés", "Valeur inconnue"),
        (E, 3, "Méthode", "Au feeling", "Valeur inconnue"),
        (E, 3, "Première échéance", date(2023, 3, 1), "après la mise en place"),
        (E, 4, "Banque", "", "complétez-la"),
        (E, 4, "Quotité", 8, "comprise entre 0 et 100"),
        (E, 4, "Prêt bancaire", 9000, "dépasse le prêt garanti"),
        (E, 3, "Financeur", "Personne", "Financeur inconnu"),
        (E, 3, "Restant dû", 24000, "un montant et un jour"),
        (E, 3, "Restant dû le", date(2023, 2, 28), "précède la mise en place"),
        (PAID, 3, "N° d’engagement", "PS-1999-001", "pas dans la feuille"),
        (PAID, 3, "N° d’engagement", "TPE-2023-101", "se remboursent ici"),
        (PAID, 3, "Date", date(2023, 2, 1), "précède la mise en place"),
        (PAID, 3, "Date", date(2026, 6, 16), "à venir"),
        (PAID, 3, "Montant", -5, "négatif"),
        (M, 3, "RUM", "RUM 14", "35 caractères"),
        (M, 3, "IBAN", "FR00 1234", "IBAN est faux"),
        (M, 3, "BIC", "X", "BIC est faux"),
        (M, 3, "Signé le", "", "complétez-la"),
        (M, 3, "Signé le", date(2009, 11, 1), "avant le 2\u00a0novembre\u00a02009"),
        (M, 3, "Dernière présentation", date(2023, 1, 1), "suit la signature"),
        (M, 3, "N° d’engagement", "", "numéro de l’engagement manque"),
        (S, 3, "Nature", "Parole d’honneur", "Valeur inconnue"),
        (S, 3, "N° d’engagement", "PS-1999-001", "pas dans la feuille"),
        (S, 3, "Datée du", date(2027, 1, 1), "à venir"),
    ],
)
def test_a_fault_is_said_at_its_place_and_nothing_is_written(sheet, line, title, value, words):
    owner = house()
    found = faults(owner, change(stock_sheets(), sheet, line, title, value))

    column = ELSEWHERE.get((title, value), title)
    assert any(words in one.message for one in found if place_of(one) == (sheet, line, column))
    assert not Commitment.objects.exists()


def test_every_fault_is_named_in_the_order_of_the_sheets():
    sheets = change(stock_sheets(), M, 3, "IBAN", "faux")
    change(sheets, E, 3, "Montant", "beaucoup")
    change(sheets, PAID, 4, "Date", "hier")
    found = faults(house(), sheets)
    assert [(one.sheet, one.row, one.column) for one in found] == [
        (E, 3, "Montant"),
        (PAID, 4, "Date"),
        (M, 3, "IBAN"),
    ]
    assert found[0].value == "beaucoup"


def test_a_mandate_reference_is_used_once():
    sheets = stock_sheets()
    add(sheets, M, LOAN, "RUM-0014", "AUTRE", "FR1420041010050500013M02606", "", TODAY, "")
    [one] = faults(house(), sheets)
    assert (one.sheet, one.row, one.column) == (M, 4, "RUM")


def test_a_missing_sheet_is_one_fault_and_a_missing_column_another():
    sheets = stock_sheets()
    del sheets[S]
    [one] = faults(house(), sheets)
    assert (one.sheet, one.row) == (S, None) and "manque" in one.message
    sheets = stock_sheets()
    sheets[M][1][2] = "Nom du client"
    [one] = faults(house(), sheets)
    assert (one.sheet, one.row) == (M, None) and "Titulaire" in one.message


def test_a_fault_stops_what_is_new_of_the_others_too():
    owner = house()
    imported(owner)
    sheets = change(stock_sheets(paid=13), S, 3, "Nature", "?")
    with pytest.raises(StockRefused):
        imported(owner, sheets)
    assert imported(owner, stock_sheets(paid=13)).created == {PAID: 1}


def place_of(fault):
    return fault.sheet, fault.row, fault.column


def faults(owner, sheets):
    with pytest.raises(StockRefused) as refusal:
        imported(owner, sheets)
    return refusal.value.faults
