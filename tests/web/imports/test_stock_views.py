"""The page « Reprise du stock »: dropped, previewed with its conflicts, confirmed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.exchange import stock_page
from levier.exchange.errors import ImportOver
from levier.exchange.models import StockImport
from levier.exchange.stock import writing
from levier.exchange.stock_page import give_up_stock
from levier.exchange.workbook.reading import Workbook
from levier.portfolio.models import Commitment
from tests.exchange.stock_factory import PAID, change, stock_sheets
from tests.exchange.workbook_factory import written
from tests.factories import accounts

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def files_aside_and_work_at_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def director(client):
    user = accounts.user("director")
    client.force_login(user)
    return user


def drop(client, sheets) -> StockImport:
    file = SimpleUploadedFile("stock.xlsx", written(sheets), XLSX)
    answer = client.post(reverse("web:stock_import_list"), {"workbook": file})
    row = StockImport.objects.first()
    assert answer.url == reverse("web:stock_import", args=[row.pk])
    return row


def page(client, row) -> str:
    return client.get(reverse("web:stock_import", args=[row.pk])).content.decode()


def confirm(client, row) -> None:
    client.post(reverse("web:stock_import_confirm", args=[row.pk]))
    row.refresh_from_db()


def test_a_stock_is_previewed_then_confirmed(client, director):
    row = drop(client, stock_sheets())
    assert row.state == "preview" and not Commitment.objects.exists()
    shown = page(client, row)
    assert "Confirmer la reprise" in shown and "Échéances payées" in shown
    counts = {one["sheet"]: one["create"] for one in row.preview["sheets"]}
    assert counts == {"Engagements": 4, PAID: 13, "Mandats": 1, "Sûretés": 2}

    confirm(client, row)
    assert row.state == "done" and Commitment.objects.count() == 4
    assert "Le stock est importé." in page(client, row)
    listed = client.get(reverse("web:stock_import_list")).content.decode()
    assert "stock.xlsx" in listed


def test_the_same_stock_again_has_nothing_to_confirm(client, director):
    confirm(client, drop(client, stock_sheets()))
    row = drop(client, stock_sheets())
    assert "Rien à écrire." in page(client, row)
    assert "Confirmer la reprise" not in page(client, row)


def test_conflicts_are_shown_and_the_others_may_be_confirmed(client, director):
    confirm(client, drop(client, stock_sheets()))
    row = drop(client, change(stock_sheets(), PAID, 3, "Montant", 540))
    shown = page(client, row)
    assert "en conflit" in shown and "540,00\u00a0€" in shown and "545,75\u00a0€" in shown


def test_faults_are_shown_at_their_place(client, director):
    row = drop(client, change(stock_sheets(), "Mandats", 3, "IBAN", "faux"))
    shown = page(client, row)
    assert row.state == "faulty"
    assert "IBAN est faux" in shown and "rien n’est importé" in shown
    confirm(client, row)
    assert row.state == "faulty" and not Commitment.objects.exists()


def test_an_import_is_given_up_and_written_no_more(client, director):
    row = drop(client, stock_sheets())
    client.post(reverse("web:stock_import_drop", args=[row.pk]))
    confirm(client, row)
    assert row.state == "dropped" and not Commitment.objects.exists()


def test_a_stock_written_meanwhile_is_not_given_up(client, director):
    row = drop(client, stock_sheets())
    seen = StockImport.objects.get(pk=row.pk)
    confirm(client, row)
    with pytest.raises(ImportOver, match="importé"):
        give_up_stock(row=seen, actor=director)
    assert StockImport.objects.get().state == "done"


def test_a_stock_given_up_while_it_is_written_writes_nothing(client, director, monkeypatch):
    row, write = drop(client, stock_sheets()), stock_page.import_stock

    def given_up_then_written(**values):
        give_up_stock(row=StockImport.objects.get(), actor=director)
        return write(**values)

    monkeypatch.setattr(stock_page, "import_stock", given_up_then_written)
    confirm(client, row)
    assert row.job.state == "failed" and not Commitment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_bar_moves_while_the_stock_is_written(client, director, monkeypatch):
    row, shown, real = drop(client, stock_sheets()), [], writing.take_up_loans

    def seen_meanwhile(**values):
        shown.append(page(client, row))
        real(**values)

    monkeypatch.setattr(writing, "BATCH", 2)
    monkeypatch.setattr(writing, "take_up_loans", seen_meanwhile)
    confirm(client, row)
    assert row.state == "done"
    assert ['value="57"' in shown[0], 'value="78"' in shown[1]] == [True, True]
    assert "Écriture\u00a0: AV-2022-003" in shown[1]


def test_a_file_is_asked_for(client, director):
    answer = client.post(reverse("web:stock_import_list"), {})
    assert answer.status_code == 422
    assert "Choisissez le classeur" in answer.content.decode()


def test_the_empty_workbook_is_downloaded(client, director):
    answer = client.get(reverse("web:stock_import_template"))
    assert Workbook(io.BytesIO(answer.content).getvalue()).sheet("Sûretés") is not None


def test_another_house_and_another_role_see_nothing(client, director):
    row = drop(client, stock_sheets())
    client.force_login(accounts.user("director"))
    assert client.get(reverse("web:stock_import", args=[row.pk])).status_code == 404
    client.force_login(accounts.user("finance", director.organisation))
    assert client.get(reverse("web:stock_import_list")).status_code in (403, 404)


def test_the_page_of_a_commitment_names_its_securities(client, director):
    confirm(client, drop(client, stock_sheets()))
    row = Commitment.objects.get(number="PS-2023-014")
    shown = client.get(reverse("web:commitment", args=[row.pk])).content.decode()
    assert "Caution personnelle" in shown and "Anaïs Delcroix" in shown
