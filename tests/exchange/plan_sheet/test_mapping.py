"""Columns guessed from what accountants and networks send, and lines read from them."""

import io
from decimal import Decimal

import pytest
import xlsxwriter

from levier.exchange.plan_sheet.lines import compare, read_lines
from levier.exchange.plan_sheet.mapping import guess, is_figure, map_of, signature_of
from levier.exchange.plan_sheet.sheets import read_sheets
from levier.exchange.plan_sheet.vocabulary import is_sum, nature_of, side_of
from levier.exchange.workbook.archive import UnreadableWorkbook

D = Decimal
ACCOUNTANT = [
    ["Cabinet Exemple", None, None, None, None],
    ["PLAN DE FINANCEMENT PRÉVISIONNEL", None, None, None, None],
    [None, "Démarrage", 2025, 2026, 2027],
    ["BESOINS", None, None, None, None],
    ["Immobilisations corporelles", 18400.5, 0, 3000, None],
    ["Remboursements d’emprunts", None, 4800, 4800, 4800],
    ["Total des besoins", 18400.5, 4800, 7800, 4800],
    ["RESSOURCES", None, None, None, None],
    ["Apport en capital", 5000, None, None, None],
    ["Emprunt bancaire", "13 400,50 €", None, None, None],
    ["Capacité d’autofinancement", None, 6000, 7000, 7500],
    ["TOTAL", 18400.5, 6000, 7000, 7500],
]


def workbook(rows, sheet="Plan") -> bytes:
    """Return a workbook of one sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet(sheet)
        for rank, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write(rank, place, cell)
    return file.getvalue()


def test_an_accountant_s_sheet_is_understood_without_a_word():
    grids = read_sheets(workbook(ACCOUNTANT), "plan.xlsx")
    found = guess(grids)

    assert (found.header, found.columns) == (
        3, {"label": 0, "amount": 1, "year_1": 2, "year_2": 3, "year_3": 4},
    )  # fmt: skip
    lines = read_lines(grids[0], found, {})
    compare(lines, [])
    kept = [(x.row, x.side, x.nature, *x.amounts.values()) for x in lines if x.action == "create"]
    assert kept == [
        (5, "need", "equipment", D("18400.5"), 0, 3000, 0),
        (6, "need", "loan_repaid", 0, 4800, 4800, 4800),
        (9, "resource", "own_cash", 5000, 0, 0, 0),
        (10, "resource", "bank_loan", D("13400.50"), 0, 0, 0),
        (11, "resource", "cash_flow", 0, 6000, 7000, 7500),
    ]
    assert [x.why for x in lines if x.action == "ignore"] == ["ligne de total"] * 2


def test_a_csv_of_windows_with_a_column_of_sides():
    text = "Type;Poste;Montant\nEmploi;Véhicule;9 500,00\nRessource;Prêt d’honneur;9 500,00\n"
    grids = read_sheets(text.encode("cp1252"), "reseau.csv")
    found = guess(grids)

    assert found.columns == {"side": 0, "label": 1, "amount": 2}
    lines = read_lines(grids[0], found, {})
    assert [(x.side, x.nature) for x in lines] == [("need", "vehicle"), ("resource", "honour_loan")]


def test_a_csv_of_an_old_macintosh_is_read_and_one_of_endless_cells_is_refused():
    grid = read_sheets(b"Poste;Montant\rStock;500\r", "a.csv")[0]
    assert grid.lines == [["Poste", "Montant"], ["Stock", "500"]]
    with pytest.raises(UnreadableWorkbook, match="csv lisible"):
        read_sheets(b'Poste;Montant\n"' + b"x" * 200_000 + b'";5\n', "b.csv")


def test_the_header_recognises_a_sender_whatever_the_years():
    grid = read_sheets(workbook(ACCOUNTANT), "a.xlsx")[0]
    later = [[2031 if cell == 2025 else cell for cell in row] for row in ACCOUNTANT]
    next_year = read_sheets(workbook(later), "b.xlsx")[0]

    assert signature_of(grid, 3) == signature_of(next_year, 3) == "demarrage|#|#|#"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_cell_that_looks_like_a_formula_is_text(sign):
    text = f"Besoins;Départ\n{sign}cmd|calc;100\nStock;{sign}A1\n"
    grid = read_sheets(text.encode(), "piege.csv")[0]
    label, amount = read_lines(grid, map_of(
        {"sheet": "piege", "header": 1, "columns": {"label": 0, "amount": 1}}
    ), {})  # fmt: skip

    assert (label.label, label.action, label.amounts["amount"]) == (
        f"{sign}cmd|calc",
        "create",
        100,
    )
    assert amount.action == "fault"
    assert amount.texts["amount"] == f"{sign}A1"


def test_what_cannot_be_read_is_a_fault_that_an_edit_mends():
    grid = read_sheets("Poste;Départ\nStock;beaucoup\n".encode(), "plan.csv")[0]
    where = map_of({"sheet": "plan", "header": 1, "columns": {"label": 0, "amount": 1}})

    faulty = read_lines(grid, where, {})[0]
    mended = read_lines(grid, where, {"2": {"side": "need", "amount": "1 250,5"}})[0]
    left = read_lines(grid, where, {"2": {"ignored": "1"}})[0]

    assert set(faulty.faults) == {"amount", "side"} or set(faulty.faults) == {"amount"}
    assert (mended.action, mended.amounts["amount"], mended.nature) == (
        "create",
        D("1250.50"),
        "stock",
    )
    assert left.action == "ignore"


def test_a_negative_amount_is_a_fault_and_a_dash_is_nothing():
    grid = read_sheets("Besoins;Départ\nStock;(500)\nLocal;-\n".encode(), "plan.csv")[0]
    where = map_of({"sheet": "plan", "header": 1, "columns": {"label": 0, "amount": 1}})

    stock, premises = read_lines(grid, where, {})

    assert "négatif" in stock.faults["amount"]
    assert (premises.action, premises.why) == ("ignore", "sans montant")


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04 rien"])
def test_a_file_that_is_no_sheet_is_refused_in_french(content):
    with pytest.raises(UnreadableWorkbook):
        read_sheets(content, "plan.xlsx")


def test_an_empty_sheet_gives_no_line_and_no_error():
    grids = read_sheets(workbook([[]]), "vide.xlsx")
    found = guess(grids)

    assert read_lines(grids[0], found, {}) == []


@pytest.mark.parametrize(
    ("label", "side", "expected"),
    [
        ("Subvention de la Région", "", ("resource", "grant")),
        ("PRÊT D’HONNEUR Initiative", "", ("resource", "honour_loan")),
        ("Variation du BFR", "need", ("need", "working_capital")),
        ("Divers", "resource", ("resource", "other_resource")),
        ("Divers", "", ("", "")),
        ("Fonds dédiés", "resource", ("resource", "dedicated_funds")),
    ],
)
def test_words_say_the_nature_whatever_their_accents(label, side, expected):
    assert nature_of(label, side) == expected


def test_titles_and_sums_are_told_from_lines():
    assert (side_of("EMPLOIS"), side_of("Ressources durables")) == ("need", "resource")
    assert side_of("Plan de financement") == ""
    assert is_sum("Sous-total")
    assert not is_sum("Stock")
    assert is_figure("1 234,56 €")
    assert not is_figure("N+1")
