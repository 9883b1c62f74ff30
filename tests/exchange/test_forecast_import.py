"""A workbook into a forecast: recognised, previewed, written whole or not at all, once."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest

from levier.exchange.dropped_files import drop_import
from levier.exchange.errors import ImportOver, LinesRefused
from levier.exchange.forecast_import import (
    confirm_forecast_import,
    drop_forecast_file,
    forecast_preview,
    map_forecast_file,
)
from levier.exchange.forecast_sheet.mapping import forecast_map_of
from levier.exchange.models import PlanImport, SheetMapping
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.forecasts.errors import StaleForecast
from levier.forecasts.model import write_model
from levier.forecasts.models import Forecast
from levier.forecasts.services import CellChange, save_cells
from levier.forecasts.sheets import case_sheet
from levier.journal.models import Entry
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, instructed
from tests.factories.forecast_workbooks import IN_COLUMNS, IN_SHEETS, MONTHLY, workbook
from tests.factories.forecasts import with_forecast


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor(db):
    return user("advisor", house())


@pytest.fixture
def opened(actor):
    return instructed(actor)


def drop(case, actor, sheets=IN_SHEETS, name="previsionnel.xlsx"):
    return drop_forecast_file(case=case, actor=actor, name=name, content=workbook(sheets))


def mapped(row, actor, sender="", edits=None, **changes):
    mapping = replace(forecast_map_of(row.mapping), **changes)
    return map_forecast_file(
        row=row, actor=actor, mapping=mapping, edits=edits or {}, sender=sender
    )


def confirm(row, actor):
    revision = case_sheet(row.case).revision
    return confirm_forecast_import(row=row, actor=actor, on=DAY, revision=revision)


def test_a_workbook_enters_the_forecast_and_a_second_time_changes_nothing(opened, actor):
    confirm(drop(opened, actor), actor)

    sheet = case_sheet(opened)
    income = sheet.forecast.income
    assert income["goods"] == (60000, 66000, 72000)
    assert income["goods_cost"] == (30000, 33000, 36000)
    assert income["external"] == (7200,) * 3
    assert income["ebe"] == (10300, 13300, 16300)  # 30 000 − 7 200 − 9 500 − 3 000
    assert sheet.revision == 1
    assert Entry.objects.filter(action="exchange.forecast_imported", case_key=opened.pk).exists()

    again = confirm(drop(opened, actor), actor)
    assert again.changes == []
    assert case_sheet(opened).revision == 1


def test_the_sums_of_the_file_are_compared_with_what_levier_computes(opened, actor):
    found = forecast_preview(drop(opened, actor)).checks

    assert [(check.label, check.said[0], check.computed[0], check.gaps[0]) for check in found] == [
        # The plan of this dossier has no investment: nothing is written off yet.
        ("Dotations aux amortissements", 2400, 0, 2400),
        ("Résultat d’exploitation", 7900, 10300, -2400),
    ]


def test_a_line_to_choose_lets_nothing_in_and_what_is_chosen_is_remembered(opened, actor):
    row = drop(opened, actor, IN_COLUMNS)
    with pytest.raises(LinesRefused, match="1\u00a0ligne"):
        confirm(row, actor)
    assert not Forecast.objects.exclude(texts={}).exists()

    rows = {"veterinaire": "charge", "chiffre d affaires": "ignore"}
    mapped(row, actor, "Cabinet Exemple", rows=rows)
    confirm(row, actor)
    sheet = case_sheet(opened)
    assert (sheet.texts["charge.13.label"], sheet.texts["charge.13.year1"]) == (
        "Vétérinaire", "300.00",
    )  # fmt: skip

    other = instructed(actor)
    following = drop(other, actor, IN_COLUMNS)
    assert (following.is_recognised, following.sender) == (True, "Cabinet Exemple")
    preview = forecast_preview(following)
    assert preview.faults == 0
    said = {line.label: line.target for line in preview.lines}
    assert (said["Vétérinaire"], said["Chiffre d’affaires"]) == ("charge", "ignore")


def test_a_sender_is_recognised_when_its_years_and_its_header_moved(opened, actor):
    mapped(drop(opened, actor), actor, "Réseau Beta")
    later = {
        f"Exercice {year}": [["Réseau Beta"], [], *rows]
        for year, rows in zip((2026, 2027, 2028), IN_SHEETS.values(), strict=True)
    }
    row = drop(instructed(actor), actor, later)

    assert (row.is_recognised, row.sender) == (True, "Réseau Beta")
    assert forecast_map_of(row.mapping).unit == 1000
    assert [part.header for part in forecast_map_of(row.mapping).parts] == [3, 3, 3]
    assert forecast_preview(row).texts["sale.1.year3"] == "72000.00"


def test_headers_that_everybody_writes_do_not_make_a_sender(opened, actor):
    title = ["", "Année 1", "Année 2", "Année 3"]
    first = {"CR": [title, ["Prestations", 1, 2, 3], ["Loyer", 1, 1, 1]]}
    mapped(drop(opened, actor, first), actor, "Cabinet A")
    other = {"CR": [title, ["Recettes du café", 5, 5, 5], ["Bail", 1, 1, 1], ["Eau", 1, 1, 1]]}

    assert not drop(opened, actor, other).is_recognised
    stranger = user("advisor", house())
    assert not drop(instructed(stranger), stranger, first).is_recognised


def test_a_plan_and_a_forecast_of_one_sender_are_two_mappings(opened, actor):
    mapped(drop(opened, actor), actor, "Cabinet A")
    assert SheetMapping.objects.get().purpose == "forecast"


def test_what_the_file_does_not_say_stays_or_is_emptied(actor):
    case = with_forecast(actor)  # rent 6 000, insurance 1 200, taxes 600, drawings 12 000
    row = drop(case, actor, MONTHLY)
    assert forecast_preview(row).left == ["sale.1", "charge.3", "taxes", "contributions",
                                          "drawings"]  # fmt: skip
    mapped(row, actor, clears=True)
    confirm(row, actor)

    income = case_sheet(case).forecast.income
    assert income["production"] == (18000, 0, 0)
    # The file holds one year: the others stay, in the rows it empties as in those it fills.
    assert (income["goods"], income["taxes"]) == ((0, 66000, 72000), (0, 600, 600))
    assert income["external"] == (6000, 7200, 7200)
    assert tuple(map(int, income["goods_cost"])) == (0, 33000, 36000)


def test_a_row_of_the_forecast_is_found_by_its_words(actor):
    case = with_forecast(actor)  # sale.1 is « Épicerie »
    sheets = {"CR": [["", "Année 1"], ["EPICERIE", 61000], ["Traiteur", 900]]}
    row = drop(case, actor, sheets)
    mapped(row, actor, rows={"epicerie": "sale_goods", "traiteur": "sale_production"})
    confirm(row, actor)

    texts = case_sheet(case).texts
    assert (texts["sale.1.year1"], texts["sale.1.cost"]) == ("61000.00", "50")
    assert (texts["sale.2.label"], texts["sale.2.year1"]) == ("Traiteur", "900.00")


def test_a_file_of_one_year_leaves_the_purchases_of_the_others(actor):
    case = with_forecast(actor)  # 50 % of purchases each year
    sheets = {"CR": [["", "Année 1"], ["Épicerie", 60000], ["Achats de marchandises", 24000]]}
    row = drop(case, actor, sheets)
    mapped(row, actor, rows={"epicerie": "sale_goods"})
    confirm(row, actor)

    assert case_sheet(case).forecast.income["goods_cost"] == (24000, 33000, 36000)
    assert case_sheet(case).texts["sale.1.cost2"] == "50"


def test_a_whole_file_empties_the_rows_that_it_does_not_give(actor):
    case = with_forecast(actor)
    row = drop(case, actor, IN_SHEETS)
    mapped(row, actor, clears=True)
    confirm(row, actor)

    texts = case_sheet(case).texts
    assert not [code for code in texts if code.startswith(("sale.1", "taxes", "drawings"))]
    assert texts["sale.2.label"] == "Ventes de marchandises"


def test_a_charge_whose_row_was_renamed_takes_another_row(opened, actor):
    changes = [CellChange("charge.2.label", "Vétérinaire"), CellChange("charge.2.year1", "300")]
    save_cells(case=opened, actor=actor, on=DAY, revision=0, changes=changes)
    sheets = {"CR": [["", "Année 1"], ["Prestations", 900], ["Électricité", 80], ["Eau", 20]]}
    confirm(drop(opened, actor, sheets), actor)

    texts = case_sheet(opened).texts
    assert (texts["charge.2.label"], texts["charge.2.year1"]) == ("Vétérinaire", "300.00")
    assert sorted(t for c, t in texts.items() if c.endswith("year1")) == [
        "20.00", "300.00", "80.00", "900.00",
    ]  # fmt: skip


def test_a_forecast_that_moved_since_the_preview_is_looked_at_again(opened, actor):
    row = drop(opened, actor)
    read = case_sheet(opened).revision
    change = CellChange("taxes.year1", "5")
    save_cells(case=opened, actor=actor, on=DAY, revision=0, changes=[change])

    with pytest.raises(StaleForecast):
        confirm_forecast_import(row=row, actor=actor, on=DAY, revision=read)
    assert case_sheet(opened).texts == {"taxes.year1": "5.00"}
    assert PlanImport.objects.get().state == "open"


def test_a_file_is_written_once_and_given_up_once(opened, actor):
    row = drop(opened, actor)
    confirm(row, actor)
    for again in (
        lambda: confirm(row, actor),
        lambda: drop_import(row=row, actor=actor),
        lambda: mapped(row, actor),
    ):
        with pytest.raises(ImportOver):
            again()


def test_the_model_of_levier_goes_by_its_own_way(actor):
    case = with_forecast(actor)
    file = io.BytesIO()
    write_model(file, case_sheet(case), case_number=case.number, on=DAY)

    with pytest.raises(UnreadableWorkbook, match="Importer le modèle"):
        drop_forecast_file(case=case, actor=actor, name="m.xlsx", content=file.getvalue())
    assert not PlanImport.objects.exists()


def test_a_workbook_without_a_known_word_is_read_and_waits_for_somebody(opened, actor):
    sheets = {"Feuil1": [["Bonjour", "en 2025"], [None, 12], ["Rien", 0]], "Vide": []}
    preview = forecast_preview(drop(opened, actor, sheets))

    assert [(line.label, sorted(line.faults)) for line in preview.lines] == [
        ("", ["label", "target"]), ("Rien", []),
    ]  # fmt: skip
    assert preview.faults == 1


def test_a_text_separated_by_semicolons_is_read_too(opened, actor):
    content = "Poste;Année 1;Année 2\nPrestations;9 000,50 €;9 500\nLoyer;600;600\n".encode()
    row = drop_forecast_file(case=opened, actor=actor, name="cr.csv", content=content)
    confirm(row, actor)

    assert case_sheet(opened).texts["sale.1.year1"] == "9000.50"


def test_amounts_are_kept_to_the_cent(opened, actor):
    sheets = {"CR (k€)": [["k€", "Année 1"], ["Prestations", 12.3456789]]}
    row = drop(opened, actor, sheets)
    assert forecast_preview(row).lines[0].years[0] == Decimal("12345.68")
