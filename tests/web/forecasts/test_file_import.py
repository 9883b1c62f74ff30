"""A workbook mapped into a forecast, on its pages; a PDF beside the grid that one types."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.exchange.models import PlanImport, SheetMapping
from levier.forecasts.services import CellChange, save_cells
from levier.forecasts.sheets import case_sheet
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, instructed
from tests.factories.forecast_workbooks import IN_COLUMNS, IN_SHEETS, workbook
from tests.factories.forecasts import with_forecast


@pytest.fixture
def opened(actor):
    return instructed(actor)


def at(name, case, *keys):
    return reverse(f"web:{name}", args=[case.pk, *keys])


def said(answer) -> str:
    """Return the words of a page, every space of any kind made a single one."""
    words = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", words)


def upload(page, case, sheets=IN_COLUMNS, name="cr.xlsx", content=b"", purpose="forecast"):
    file = SimpleUploadedFile(name, content or workbook(sheets))
    data = {"file": file, "purpose": purpose}
    return page.post(at("case_plan_import", case), data, follow=True)


def form_of(answer) -> dict[str, str]:
    """Return what a browser would send back of the page, untouched."""
    html = answer.content.decode()
    form = html[html.index('name="revision"') - 100 :]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            data[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select[^>]*?name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        data[name] = chosen[1] if chosen else ""
    return data


def test_a_workbook_is_previewed_completed_and_imported(page, opened):
    shown = upload(page, opened)
    row = PlanImport.objects.get()
    url = at("case_forecast_sheet", opened, row.pk)
    assert "1 à choisir ou à corriger" in said(shown)
    assert "Feuille « Bilan » non lue" in said(shown)
    assert case_sheet(opened).texts == {}

    untouched = form_of(shown)
    refused = page.post(url, untouched | {"geste": "importer"}, follow=True)
    assert "Rien n’est importé" in said(refused)
    assert case_sheet(opened).texts == {}

    chosen = untouched | {"row:veterinaire": "charge", "sender": "Cabinet Exemple"}
    preview = page.post(url, chosen, follow=True)
    assert "50 % ; 48 % des ventes" in said(preview)
    assert "Excédent brut d’exploitation 21 900 € Levier : 21 900 € égal" in said(preview)
    done = page.post(url, form_of(preview) | {"geste": "importer"}, follow=True)

    assert "cellules écrites dans le prévisionnel" in said(done)
    assert case_sheet(opened).texts["charge.13.label"] == "Vétérinaire"
    assert SheetMapping.objects.get().name == "Cabinet Exemple"
    again = upload(page, opened)
    assert "Modèle reconnu\u00a0: Cabinet Exemple." in again.content.decode()
    assert "Rien ne change dans le prévisionnel." in said(again)


def test_a_fault_is_typed_again_in_the_preview(page, opened):
    sheets = {"CR": [["", "Année 1"], ["Prestations", 900], ["Loyer", "six cents"]]}
    shown = upload(page, opened, sheets)
    url = at("case_forecast_sheet", opened, PlanImport.objects.get().pk)
    assert 'name="cell:year_1:loyer"' in shown.content.decode()

    mended = form_of(shown) | {"cell:year_1:loyer": "600", "geste": "importer"}
    page.post(url, mended, follow=True)
    assert case_sheet(opened).texts["charge.1.year1"] == "600.00"


def test_the_unit_the_signs_and_the_columns_are_corrected(page, opened):
    shown = upload(page, opened, IN_SHEETS)
    url = at("case_forecast_sheet", opened, PlanImport.objects.get().pk)
    data = form_of(shown)
    assert (data["unit"], data["is_negative"], data["s2_column_2"]) == ("1000", "1", "year_3")

    less = {key: value for key, value in data.items() if not key.startswith("s2_column_")}
    shown = page.post(url, less | {"unit": "1"}, follow=True)

    assert "Feuille « Exercice 2027 » non lue" in said(shown)
    page.post(url, form_of(shown) | {"geste": "importer"})
    texts = case_sheet(opened).texts
    assert (texts["sale.1.year1"], texts["charge.3.year1"]) == ("60.00", "1.20")
    assert "sale.1.year3" not in texts


def test_a_forecast_typed_since_by_a_colleague_is_not_covered(page, opened, actor):
    shown = upload(page, opened, IN_SHEETS)
    url = at("case_forecast_sheet", opened, PlanImport.objects.get().pk)
    change = CellChange("taxes.year1", "5")
    save_cells(case=opened, actor=actor, on=DAY, revision=0, changes=[change])

    stale = page.post(url, form_of(shown) | {"geste": "importer"}, follow=True)

    assert "a modifié les mêmes cellules" in said(stale)
    assert case_sheet(opened).texts == {"taxes.year1": "5.00"}


@pytest.mark.parametrize(("count", "is_said"), [(399, False), (400, True)])
def test_a_sheet_too_long_says_that_its_end_is_not_read(page, opened, count, is_said):
    rows = [["", "Année 1"], *[[f"Poste {rank}", rank] for rank in range(count)]]
    shown = upload(page, opened, {"CR": rows})
    assert ("Seules les premières lignes sont lues de : CR." in said(shown)) is is_said
    plan = upload(page, opened, {"Plan": rows}, purpose="plan")
    assert ("Seules les premières lignes sont lues de : Plan." in said(plan)) is is_said


def test_an_import_given_up_leaves_the_forecast_alone(page, opened):
    shown = upload(page, opened)
    row = PlanImport.objects.get()
    page.post(at("case_forecast_sheet", opened, row.pk), form_of(shown) | {"geste": "abandonner"})

    row.refresh_from_db()
    assert row.state == "dropped"
    assert case_sheet(opened).texts == {}


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04 rien"])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(page, opened, content):
    upload(page, opened, name="cr.xlsx", content=content)
    assert not PlanImport.objects.exists()


def test_a_pdf_is_read_beside_the_grid_of_the_forecast_and_of_the_plan(page, actor):
    case = with_forecast(actor)
    shown = upload(page, case, name="cr.pdf", content=b"%PDF-1.7\n").content.decode()
    row = PlanImport.objects.get()
    frame = f'<iframe src="{at("case_plan_paper", case, row.pk)}"'

    assert frame in shown
    assert 'data-cell="sale.1:year1"' in shown  # the grid is typed beside it
    assert frame in page.get(at("case_plan_beside", case, row.pk)).content.decode()
    assert page.get(at("case_forecast_sheet", case, row.pk)).status_code == 404


def test_a_plan_is_not_opened_as_a_forecast_nor_a_sheet_as_a_pdf(page, opened):
    upload(page, opened, name="plan.csv", content="Besoins;Départ\nStock;6\n".encode(),
           purpose="plan")  # fmt: skip
    plan = PlanImport.objects.get()
    assert page.get(at("case_forecast_sheet", opened, plan.pk)).status_code == 404
    assert page.get(at("case_forecast_beside", opened, plan.pk)).status_code == 404
    upload(page, opened)
    forecast = PlanImport.objects.exclude(pk=plan.pk).get()
    assert page.get(at("case_plan_sheet", opened, forecast.pk)).status_code == 404


def test_a_stranger_finds_nothing(page, client, opened):
    upload(page, opened)
    row = PlanImport.objects.get()
    client.force_login(user("advisor", house()))

    assert client.get(at("case_forecast_sheet", opened, row.pk)).status_code == 404
    assert client.get(at("case_forecast_beside", opened, row.pk)).status_code == 404


def test_the_preview_keeps_within_twenty_queries(page, opened, django_assert_max_num_queries):
    rows = [["", "Année 1"], *[[f"Poste {rank}", rank] for rank in range(80)]]
    upload(page, opened, {"CR": rows})

    with django_assert_max_num_queries(20):
        page.get(at("case_forecast_sheet", opened, PlanImport.objects.get().pk))
