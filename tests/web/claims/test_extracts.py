"""An extract on the screens: dropped, mapped, compared, ticked, then read once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from levier.claims.models import GuaranteeEvent
from levier.exchange.models import ExtractReading
from tests.factories.accounts import user
from tests.factories.claims import running
from tests.factories.extracts import HEADER
from tests.web.claims.test_guarantee_life import living

pytestmark = pytest.mark.django_db
DROP, LIST = "/extraits/deposer/", "/extraits/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


def drop(page, row, text, **values):
    today = timezone.localdate()
    return page.post(
        DROP,
        {
            "sender_key": f"carrier-{row.carrier_id}", "as_of": today.isoformat(),
            "file": SimpleUploadedFile("encours.csv", text.encode()), **values,
        },
    )  # fmt: skip


def shown(page, reading) -> str:
    answer = page.get(reverse("web:extract", args=[reading.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def act(page, reading, gesture, **values):
    return page.post(
        reverse("web:extract", args=[reading.pk]), {"geste": gesture, **values}, follow=True
    )


def test_an_extract_is_dropped_compared_ticked_and_read_once(page, finance):
    row, other = living(finance), living(finance)
    text = f"{HEADER}{row.number};30 000;;120;Impayé\nG-9;1;;;\n"
    drop(page, row, text)
    reading = ExtractReading.objects.get()
    html = shown(page, reading)
    for said in ("30\u202f000,00", "impayé signalé", "inconnue ici", other.number, "1\u00a0écart"):
        assert said in html
    assert not GuaranteeEvent.objects.exists()
    revision = html.split('name="revision" value="')[1].split('"')[0]
    answer = act(page, reading, "confirmer", ligne=["2"], revision=revision)
    assert "1\u00a0écart repris" in answer.content.decode()
    assert GuaranteeEvent.objects.get().kind == "unpaid"
    html = shown(page, reading)
    assert "Reprendre les écarts" not in html
    assert "oui" in html
    assert "encours.csv" in page.get(LIST).content.decode()
    again = drop(page, row, text)
    assert again.status_code == 422
    assert "déjà été lu" in again.content.decode()


def test_a_difference_left_unticked_changes_nothing(page, finance):
    row = living(finance)
    drop(page, row, f"{HEADER}{row.number};30 000;;;\n")
    reading = ExtractReading.objects.get()
    revision = shown(page, reading).split('name="revision" value="')[1].split('"')[0]
    answer = act(page, reading, "confirmer", revision=revision)
    assert "aucun écart repris" in answer.content.decode()
    assert not GuaranteeEvent.objects.exists()


def test_columns_are_named_on_the_page(page, finance):
    row = living(finance)
    drop(page, row, f"X;Y\n{row.number};100\n")
    reading = ExtractReading.objects.get()
    assert "Dites quelle colonne porte" in shown(page, reading)
    act(page, reading, "relire", header="1", column_0="number", column_1="outstanding")
    assert row.number in shown(page, reading)
    assert "écart" in shown(page, reading)


def test_an_unknown_line_is_named_on_the_page(page, finance):
    row = living(finance)
    drop(page, row, "Référence;Encours\nPRET-7;100\n")
    reading = ExtractReading.objects.get()
    refused = act(page, reading, "nommer-2", **{"garantie-2": "rien"})
    assert "Aucune garantie de" in refused.content.decode()
    act(page, reading, "nommer-2", **{"garantie-2": row.number})
    assert row.number in shown(page, reading)
    assert "inconnue ici</" not in shown(page, reading)


def test_a_stale_page_takes_nothing_and_a_file_is_given_up(page, finance):
    row = living(finance)
    drop(page, row, f"{HEADER}{row.number};30 000;;;\n")
    reading = ExtractReading.objects.get()
    answer = act(page, reading, "confirmer", ligne=["2"], revision="autre")
    assert "a changé pendant la relecture" in answer.content.decode()
    assert not GuaranteeEvent.objects.exists()
    act(page, reading, "abandonner")
    reading.refresh_from_db()
    assert reading.state == "dropped"


def test_faults_stand_at_their_field(page, finance):
    row = running(finance)
    answer = drop(page, row, "x;y\n", sender_key="")
    assert answer.status_code == 422
    assert "Dites qui envoie ce fichier." in answer.content.decode()
    assert "à venir" in drop(page, row, "x;y\n", as_of="2099-01-01").content.decode()


def test_the_file_is_given_back_and_its_reading_journalled(page, finance):
    row = living(finance)
    drop(page, row, f"{HEADER}{row.number};30 000;;;\n")
    answer = page.get(reverse("web:extract_file", args=[ExtractReading.objects.get().pk]))
    assert answer.getvalue().startswith("N° de garantie".encode())


@pytest.mark.parametrize(
    ("gesture", "values"),
    [("confirmer", {"ligne": ["²"]}), ("nommer-²", {}), ("relire", {"header": "²"})],
)
def test_a_line_that_is_no_number_changes_nothing(page, finance, gesture, values):
    row = living(finance)
    drop(page, row, f"{HEADER}{row.number};30 000;;;\n")
    answer = act(page, ExtractReading.objects.get(), gesture, **values)
    assert answer.status_code == 200
    assert not GuaranteeEvent.objects.exists()
