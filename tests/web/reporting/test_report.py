from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from levier.people.models import Consent, Person
from levier.reporting.models import ReportBlock
from tests.factories.accounts import house, user
from tests.reporting.rows import House, small_year

pytestmark = pytest.mark.django_db
BLOCK = {"chapter": "creation", "kind": "editorial", "title": "Un mot", "text": "Bonjour **vous**."}


@pytest.fixture
def director(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    director = user("director")
    client.force_login(director)
    return director


def address(name, *args):
    return reverse(f"web:{name}", args=args)


def photo():
    written = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(written, "PNG")
    return SimpleUploadedFile("atelier.png", written.getvalue(), "image/png")


def write(client, **fields):
    return client.post(address("report_block_new", 2024), BLOCK | fields)


def test_a_block_is_written_shown_and_changed(client, director):
    write(client, picture=photo(), picture_alt="Un aplat vert.")
    block = ReportBlock.objects.get()
    changed = BLOCK | {"title": "Deux mots", "picture_alt": "Un aplat."}
    client.post(address("report_block_edit", block.pk), changed)

    text = client.get(address("report", 2024)).content.decode()
    picture = client.get(address("report_block_picture", block.pk))

    assert "Deux mots" in text and "<strong>vous</strong>" in text
    assert picture.headers["Content-Type"] == "image/png"


def test_a_portrait_asks_for_the_consent_of_the_person(client, director):
    refused = write(client, kind="portrait")

    assert refused.status_code == 422
    assert "joignez son consentement" in refused.content.decode()
    assert not ReportBlock.objects.exists()


def test_a_consent_is_recorded_with_the_portrait(client, director):
    known = House(director.organisation).person("Delcroix", name_key="delcroix anais")

    write(
        client, kind="portrait", person_first_name="Anaïs", person_last_name="DELCROIX",
        consent_means="par écrit", consent_on="2024-11-02",
    )  # fmt: skip

    block = ReportBlock.objects.get()
    assert block.consent.person == known
    assert Person.objects.count() == 1


def test_nothing_is_kept_of_a_refused_portrait(client, director):
    write(
        client, kind="portrait", person_last_name="Rossi", consent_on="2024-11-02",
        picture=photo(), picture_alt="",
    )  # fmt: skip

    assert not ReportBlock.objects.exists()
    assert not Consent.objects.exists()


def test_two_people_of_the_same_name_are_not_mistaken(client, director):
    rows = House(director.organisation)
    for _ in range(2):
        rows.person("Petit", first_name="Lou", name_key="petit lou")

    answer = write(
        client, kind="portrait", person_first_name="Lou", person_last_name="Petit",
        consent_on="2024-11-02",
    )  # fmt: skip

    assert "Plusieurs personnes" in answer.content.decode()


def test_blocks_are_moved_and_taken_out(client, director):
    write(client)
    write(client, title="Second")
    second = ReportBlock.objects.get(title="Second")

    client.post(address("report_block_move", second.pk), {"haut": "1"})
    assert ReportBlock.objects.get(pk=second.pk).position == 1

    client.post(address("report_block_remove", second.pk))
    assert list(ReportBlock.objects.values_list("title", flat=True)) == ["Un mot"]


def test_the_others_read_the_report_and_write_nothing(client, director):
    write(client)
    block = ReportBlock.objects.get()
    client.force_login(user("advisor", director.organisation))

    assert "Modifier" not in client.get(address("report", 2024)).content.decode()
    assert client.post(address("report_block_remove", block.pk)).status_code == 403
    assert write(client).status_code == 403


def test_a_stranger_does_not_see_the_blocks(client, director):
    write(client, picture=photo(), picture_alt="Un aplat vert.")
    block = ReportBlock.objects.get()
    client.force_login(user("director", house()))

    assert "Un mot" not in client.get(address("report", 2024)).content.decode()
    assert client.get(address("report_block_picture", block.pk)).status_code == 404
    assert client.get(address("report_block_edit", block.pk)).status_code == 404


def test_the_report_is_opened_or_kept(client, director):
    small_year(director.organisation)

    opened = client.get(address("report_pdf", 2024))
    kept = client.get(address("report_pdf", 2024), {"garder": "1"})

    assert opened.content.startswith(b"%PDF") and opened.headers["Content-Disposition"].startswith(
        "inline"
    )
    assert kept.headers["Content-Disposition"] == 'attachment; filename="rapport-2024.pdf"'
