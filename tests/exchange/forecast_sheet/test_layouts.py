"""Workbooks in the layouts that accountants use, each understood without a word."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levier.exchange.forecast_sheet.guessing import guess_forecast
from levier.exchange.forecast_sheet.lines import read_forecast
from levier.exchange.forecast_sheet.mapping import forecast_map_of
from levier.exchange.forecast_sheet.placing import placed
from levier.exchange.plan_sheet.sheets import read_sheets
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.exchange.workbook.reading import Grid
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.entry import canonical
from tests.factories.forecast_workbooks import IN_COLUMNS, IN_SHEETS, MONTHLY, workbook


def empty_sheet(**texts) -> CaseSheet:
    return CaseSheet(texts, [], 0, "business", date(2024, 9, 1))


def read(sheets, edits=None):
    grids = read_sheets(workbook(sheets), "previsionnel.xlsx")
    found = guess_forecast(grids)
    lines = read_forecast(grids, found, edits or {})
    return found, {line.label: line for line in lines}, placed(lines, empty_sheet(), found.years)


def test_years_side_by_side_are_read_and_their_shares_are_not():
    found, lines, placing = read(IN_COLUMNS)

    assert {part.sheet: part.columns for part in found.parts} == {
        "Compte de résultat": {"label": 0, "year_1": 1, "year_2": 3, "year_3": 5},
        "Hypothèses": {"label": 0, "value": 1},
    }
    assert (found.unit, found.is_negative) == (1, False)
    assert [line.label for line in lines.values() if line.faults] == ["Vétérinaire"]
    texts = {code: text for code, text in placing.texts.items() if text}
    assert texts | {
        "sale.1.label": "Ventes de marchandises", "sale.1.nature": "goods",
        "sale.1.year1": "60000.00", "sale.1.year3": "75000.00",
        # 30 000 / 60 000 and 33 000 / 66 000, then 36 000 / 75 000.
        "sale.1.cost": "50", "sale.1.cost3": "48",
        "sale.2.label": "Prestations de services", "sale.2.nature": "production",
        "charge.1.year1": "6000.00", "charge.3.year2": "1200.00",
        "taxes.year1": "600.00", "wages.year2": "9500.00", "contributions.year3": "3400.00",
        "general.customer_days": "30", "general.supplier_days": "45",
        "general.stock_days": "60", "general.tax_rate": "15",
        "general.vat_regime": "quarterly",
    } == texts  # fmt: skip
    assert "sale.1.cost2" not in texts


def test_a_charge_that_no_word_names_waits_for_somebody():
    _, lines, _ = read(IN_COLUMNS)
    assert lines["Vétérinaire"].faults == {
        "target": "Dites ce que devient cette ligne, ou laissez-la de côté."
    }
    assert lines["Total des charges"].why == "ligne de total"
    assert lines["Chiffre d’affaires"].target == "check.turnover"


def test_a_sheet_a_year_in_thousands_with_charges_below_zero():
    found, lines, placing = read(IN_SHEETS)

    assert [(part.sheet, *part.columns) for part in found.parts] == [
        ("Exercice 2025", "label", "account", "year_1"),
        ("Exercice 2026", "label", "account", "year_2"),
        ("Exercice 2027", "label", "account", "year_3"),
    ]
    assert (found.unit, found.is_negative) == (1000, True)
    assert not [line.label for line in lines.values() if line.faults]
    assert {code: text for code, text in placing.texts.items() if text} == {
        "sale.1.label": "Ventes de marchandises", "sale.1.nature": "goods",
        "sale.1.year1": "60000.00", "sale.1.year2": "66000.00", "sale.1.year3": "72000.00",
        "sale.1.cost": "50",
        **{f"charge.1.year{n}": "6000.00" for n in (1, 2, 3)},
        **{f"charge.3.year{n}": "1200.00" for n in (1, 2, 3)},
        **{f"wages.year{n}": "9500.00" for n in (1, 2, 3)},
        **{f"contributions.year{n}": "3000.00" for n in (1, 2, 3)},
    }  # fmt: skip
    assert lines["Résultat d’exploitation"].years == [7900, 10900, 13900]


def test_a_year_month_by_month_gives_its_total_and_its_seasons():
    found, _, placing = read(MONTHLY)

    assert found.years == [0]
    assert placing.texts["sale.1.year1"] == "18000.00"
    assert "sale.1.year2" not in placing.texts  # a year that the file does not hold
    seasons = [Decimal(placing.texts[f"season.{n}"]) for n in range(1, 13)]
    assert seasons[0] == Decimal("5.5556")  # 1 000 / 18 000
    assert seasons[6] == Decimal("11.1111")
    assert sum(seasons) == 100


@pytest.mark.parametrize("below", ["-1500", "(1 500)", -1500.0])
def test_a_charge_below_zero_among_others_is_a_fault_at_its_line(below):
    rows = {"CR": [["", "Année 1"], ["Ventes de produits", 9000], ["Loyer", below],
                   ["Assurances", 200], ["Honoraires", 300]]}  # fmt: skip
    found, lines, _ = read(rows)

    assert not found.is_negative
    assert "charges en négatif" in lines["Loyer"].faults["year_1"]


@pytest.mark.parametrize("cell", ["six cents", "1.234", "12/2025"])
def test_what_is_no_amount_is_a_fault_at_its_line_and_can_be_typed(cell):
    rows = {"CR": [["", "Année 1"], ["Prestations", 9000], ["Loyer", cell]]}
    _, lines, _ = read(rows)
    assert "Nombre illisible" in lines["Loyer"].faults["year_1"]

    _, lines, placing = read(rows, {"loyer": {"year_1": "600"}})
    assert not lines["Loyer"].faults
    assert placing.texts["charge.1.year1"] == "600.00"


def test_a_formula_in_error_is_a_fault_not_a_blank():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("CR")
        for rank, row in enumerate((["", "Année 1"], ["Prestations", 9000], ["Loyer", 0])):
            page.write_row(rank, 0, row)
        page.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    grids = read_sheets(file.getvalue(), "cr.xlsx")
    lines = read_forecast(grids, guess_forecast(grids), {})

    fault = next(line for line in lines if line.label == "Loyer").faults["year_1"]
    assert "La formule de cette cellule est en erreur" in fault


@pytest.mark.parametrize("value", [0, ""])
def test_formulas_that_nothing_computed_are_said_in_a_sentence(value):
    """A program writes zeros, or no value at all; a spreadsheet that saved it computed it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("CR")
        page.write_row(0, 0, ["", "Année 1"])
        page.write_row(1, 0, ["Prestations", 9000])
        page.write_formula(2, 1, "=B2*2", None, value)
    content = file.getvalue()
    if value == "":
        content = without_values(content)
    with pytest.raises(UnreadableWorkbook, match="n’ont pas de résultat enregistré"):
        read_sheets(content, "cr.xlsx")


def test_a_formula_is_read_by_its_result_and_faulty_without_one():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("CR")
        page.write_row(0, 0, ["", "Année 1"])
        page.write_formula(1, 1, "=4500*2", None, 9000)
        page.write_string(1, 0, "Prestations")
        page.write_string(2, 0, "Loyer")
        page.write_formula(2, 1, "=600*2", None, "")
    grids = read_sheets(file.getvalue(), "cr.xlsx")

    lines = read_forecast(grids, guess_forecast(grids), {})
    assert lines[0].years[0] == 9000
    assert "La formule de cette cellule est en erreur" in lines[1].faults["year_1"]


def without_values(content: bytes) -> bytes:
    """Return the workbook as a program leaves it that stores no value beside its formulas."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item.filename)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb'<c ([^>]*?) ?(?:t="str")?>(<f>.*?</f>)<v>.*?</v></c>',
                              rb"<c \1>\2<v></v></c>", data)  # fmt: skip
            new.writestr(item, data)
    return target.getvalue()


def test_the_purchases_of_a_year_without_sales_are_refused():
    rows = {"CR": [["", "Année 1", "Année 2"], ["Ventes de marchandises", 100, 0],
                   ["Achats de marchandises", 50, 60]]}  # fmt: skip
    _, lines, _ = read(rows)

    assert "Des achats sans ventes en année 2" in lines["Achats de marchandises"].faults["target"]


def test_purchases_above_sales_are_refused():
    rows = {"CR": [["", "Année 1"], ["Ventes de marchandises", 100],
                   ["Achats de marchandises", 100.01]]}  # fmt: skip
    _, lines, _ = read(rows)

    assert "de 0 à 100" in lines["Achats de marchandises"].faults["target"]
    rows["CR"][2][1] = 100
    assert read(rows)[2].texts["sale.1.cost"] == "100"


def test_a_variation_of_stock_is_taken_from_the_purchases():
    rows = {"CR": [["", "Année 1"], ["Ventes de marchandises", 1000],
                   ["Achats de marchandises", 600],
                   ["Variation de stock de marchandises", -100]]}  # fmt: skip
    assert read(rows)[2].texts["sale.1.cost"] == "50"


def test_more_sales_than_the_forecast_holds_are_a_fault():
    rows = {"CR": [["", "Année 1"], *[[f"Ventes de produits {n}", n] for n in range(1, 8)]]}
    _, lines, _ = read(rows)

    assert [line.label for line in lines.values() if line.faults] == ["Ventes de produits 7"]
    assert "tient 6 lignes de ventes" in lines["Ventes de produits 7"].faults["target"]


def test_two_delays_for_one_cell_are_a_fault():
    rows = {"CR": [["", "Année 1", "Année 2"], ["Prestations", 5, 6],
                   ["Délai clients (jours)", 30, 45]]}  # fmt: skip
    _, lines, _ = read(rows)

    assert "plusieurs : 30, 45" in lines["Délai clients (jours)"].faults["value"]


def test_an_assumption_that_levier_does_not_know_is_shown_and_can_be_given_a_meaning():
    rows = {"Hypothèses": [["Délai fournisseurs", 45], ["Croissance", 0.05], ["Encaissement", 30]]}
    grids = read_sheets(workbook(rows), "h.xlsx")
    found = guess_forecast(grids)
    lines = {line.label: line for line in read_forecast(grids, found, {})}
    assert lines["Croissance"].is_ignored
    assert lines["Croissance"].why == "hypothèse que Levier ne connaît pas"
    assert lines["Croissance"].has_figures  # a person may say what it is

    chosen = {"encaissement": "general.customer_days", "croissance": "taxes"}
    again = read_forecast(grids, replace(found, rows=chosen), {})
    assert placed(again, empty_sheet(), found.years).texts["general.customer_days"] == "30"
    assert "ne porte pas de montant par année" in again[1].faults["target"]


def test_months_alone_are_left_until_somebody_says_they_are_seasons():
    months = [f"Mois {rank}" for rank in range(1, 13)]
    sheet = {"Saisons de vente": [["", *months], ["Encaissement", *range(1, 13)]]}
    grids = read_sheets(workbook(sheet), "s.xlsx")
    found = guess_forecast(grids)
    line = read_forecast(grids, found, {})[0]
    assert (line.is_aside, line.has_figures, line.faults) == (True, True, {})

    said = read_forecast(grids, replace(found, rows={line.key: "season"}), {})
    texts = placed(said, empty_sheet(), found.years).texts
    assert texts["season.1"] == "1.2821"  # 1 / 78
    assert sum(Decimal(text) for text in texts.values()) == 100


def test_an_association_has_its_own_words():
    rows = {"CR": [["", "Année 1"], ["Participations des usagers", 5000],
                   ["Subventions d’exploitation", 9000], ["Reports en fonds dédiés", 700],
                   ["Utilisations des fonds dédiés", 200],
                   ["Contributions volontaires en nature", 1500],
                   ["Excédent ou déficit", 100]]}  # fmt: skip
    texts = read(rows)[2].texts

    assert (texts["grant.1.label"], texts["grant.1.year1"]) == (
        "Subventions d’exploitation", "9000.00",
    )  # fmt: skip
    assert (texts["dedicated.year1"], texts["volunteering.year1"]) == ("500.00", "1500.00")
    assert texts["sale.1.nature"] == "production"


CELLS = st.one_of(
    st.none(),
    st.sampled_from([
        "", "Loyer", "Ventes de marchandises", "Achats de marchandises", "Total", "CA", "k€",
        "Année 1", "janv.", "(1 200)", "12,5 %", "-", "#VALUE!", "Délai clients", "30 jours",
        "707", "Régime de TVA", "Saisons", "Subvention", "Premier mois", "x" * 90,
    ]),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)),
)  # fmt: skip
GRIDS = st.lists(
    st.lists(st.lists(CELLS, max_size=15), max_size=8).map(lambda rows: Grid("Année 1", rows)),
    min_size=1,
    max_size=2,
)


@given(GRIDS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_workbook_holds_is_read_or_faulty_at_its_line(grids):
    grids = [Grid(f"Feuille {rank}", grid.lines) for rank, grid in enumerate(grids, 1)]
    found = guess_forecast(grids)
    lines = read_forecast(grids, found, {})
    sheet = empty_sheet()
    texts = placed(lines, sheet, found.years).texts

    assert forecast_map_of(found.as_json()) == found
    assert texts.keys() <= sheet.cells.keys()
    assert all(canonical(sheet.cells[code], text) == text for code, text in texts.items())
    # No amount is dropped in silence: a line enters, is compared, is left aside or is faulty.
    assert all(line.faults or line.is_ignored or line.kind is not None for line in lines)
