"""The page « Import d’une année »: dropped, previewed, corrected in place, confirmed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.accounts.models import User
from levier.committees.models import Sitting
from levier.exchange import import_page
from levier.exchange.errors import ImportOver
from levier.exchange.import_page import confirm_import, give_up_import
from levier.exchange.models import YearImport
from levier.exchange.opening_house import equip_house
from levier.people.models import Person
from tests.exchange import workbook_factory as workbooks
from tests.factories import accounts

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def files_aside_and_work_at_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def director():
    user = accounts.user("director")
    equip_house(house=user.organisation, actor=user, on=date(2026, 1, 1))
    return user


def drop(client, content, year=2024):
    file = SimpleUploadedFile("annee.xlsx", content, XLSX)
    return client.post(reverse("web:year_import_list"), {"workbook": file, "year": year})


def page(client, row):
    return client.get(reverse("web:year_import", args=[row.pk])).content.decode()


def test_a_workbook_is_previewed_then_confirmed(client, director):
    client.force_login(director)
    answer = drop(client, workbooks.DEMO.read_bytes())
    row = YearImport.objects.get()

    assert answer.url == reverse("web:year_import", args=[row.pk])
    assert row.state == "preview"
    assert not Sitting.objects.exists()
    shown = page(client, row)
    assert "Garanties TPE" in shown
    assert "Confirmer l’import de 2024" in shown

    client.post(reverse("web:year_import_confirm", args=[row.pk]))
    row.refresh_from_db()

    assert row.state == "done"
    assert Sitting.objects.filter(is_stub=False).count() == 76
    assert "L’année 2024 est importée." in page(client, row)
    drop(client, workbooks.DEMO.read_bytes())
    assert "Tout est déjà importé." in page(client, YearImport.objects.first())


def test_a_faulty_cell_is_corrected_in_place(client, director):
    sheets = workbooks.demo_sheets()
    workbooks.put(sheets, "Garanties TPE", 10, "Nom", "=cmd()")
    client.force_login(director)
    drop(client, workbooks.written(sheets))
    row = YearImport.objects.get()

    assert row.state == "faulty"
    shown = page(client, row)
    assert 'value="=cmd()"' in shown
    assert "Ligne" in shown

    client.post(reverse("web:year_import_correct", args=[row.pk]), {"cell-0": "Delattre"})
    row.refresh_from_db()
    assert row.state == "preview"

    client.post(reverse("web:year_import_confirm", args=[row.pk]))
    assert Person.objects.filter(last_name="Delattre").exists()


def test_a_workbook_with_faults_is_not_written(client, director):
    sheets = workbooks.demo_sheets()
    del sheets["DLA"]
    client.force_login(director)
    drop(client, workbooks.written(sheets))
    row = YearImport.objects.get()
    client.post(reverse("web:year_import_confirm", args=[row.pk]), follow=True)

    row.refresh_from_db()
    assert row.state == "faulty"
    assert not Sitting.objects.exists()


def test_a_file_that_is_not_a_workbook_is_refused(client, director):
    client.force_login(director)
    answer = drop(client, b"Nom;Montant\n")

    assert answer.status_code == 422
    assert not YearImport.objects.exists()


def test_a_second_import_waits_for_the_first(client, director):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    YearImport.objects.update(state="reading")

    answer = drop(client, workbooks.DEMO.read_bytes())

    assert answer.status_code == 422
    assert "déjà en cours" in answer.content.decode()
    assert YearImport.objects.count() == 1


def test_an_import_at_work_shows_its_progress_and_asks_again(client, director):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    row = YearImport.objects.get()
    YearImport.objects.update(state="writing")

    answer = client.get(reverse("web:year_import", args=[row.pk]), headers={"HX-Request": "true"})

    assert "every 1s" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_an_import_is_given_up(client, director):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    row = YearImport.objects.get()
    client.post(reverse("web:year_import_drop", args=[row.pk]))
    client.post(reverse("web:year_import_confirm", args=[row.pk]))

    row.refresh_from_db()
    assert row.state == "dropped"
    assert not Sitting.objects.exists()


@pytest.mark.parametrize("gesture", [give_up_import, confirm_import])
def test_a_workbook_written_meanwhile_stays_written(client, director, gesture):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    seen = YearImport.objects.get()
    client.post(reverse("web:year_import_confirm", args=[seen.pk]))
    with pytest.raises(ImportOver, match="importé"):
        gesture(row=seen, actor=director)
    assert YearImport.objects.get().state == "done"


def test_a_year_given_up_while_it_is_written_writes_nothing(client, director, monkeypatch):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    row, write = YearImport.objects.get(), import_page.import_year

    def given_up_then_written(**values):
        give_up_import(row=row, actor=director)
        return write(**values)

    monkeypatch.setattr(import_page, "import_year", given_up_then_written)
    client.post(reverse("web:year_import_confirm", args=[row.pk]))
    assert YearImport.objects.get().job.state == "failed"
    assert not Sitting.objects.exists()


def test_an_advisor_does_not_import(client):
    client.force_login(accounts.user("advisor"))

    assert client.get(reverse("web:year_import_list")).status_code == 403


def test_a_director_of_another_house_finds_nothing(client, director):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    client.force_login(accounts.user("director"))

    row = YearImport.objects.get()
    assert client.get(reverse("web:year_import", args=[row.pk])).status_code == 404


def test_the_list_takes_the_same_queries_whatever_the_imports(
    client, director, django_assert_max_num_queries
):
    client.force_login(director)
    drop(client, workbooks.DEMO.read_bytes())
    first = YearImport.objects.get()
    for year in range(2000, 2012):
        YearImport.objects.create(
            organisation=first.organisation,
            stored_file=first.stored_file,
            created_by=User.objects.get(pk=director.pk),
            year=year,
            state="dropped",
        )

    with django_assert_max_num_queries(15):
        client.get(reverse("web:year_import_list"))
