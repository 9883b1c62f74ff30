from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from levier.funds.models import Agreement, Envelope, Funder, FunderAccess, Operation
from levier.funds.services import opening_envelope
from tests.factories.accounts import user
from tests.factories.catalogue import catalogue
from tests.factories.committees import secretary
from tests.factories.funds import envelope, funder
from tests.factories.portfolio import engagement_grant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (60, 20), (40, 88, 140)).save(written, "PNG")
    return written.getvalue()


def test_the_list_says_what_is_granted_drawn_and_left_in_few_queries(
    client, django_assert_max_num_queries
):
    actor = secretary()
    engagement_grant(actor)
    for _ in range(8):
        envelope(actor.organisation)
    opening_envelope(
        organisation=actor.organisation, funder=funder(actor.organisation), scheme="acces_plus",
        actor=actor,
    )  # fmt: skip
    client.force_login(actor)

    with django_assert_max_num_queries(15):
        page = client.get(reverse("web:envelope_list")).content.decode()

    for said in ("2\u202f000\u00a0€", "8\u202f000\u00a0€", "ouverture", "sans limite"):
        assert said in page


def test_an_envelope_is_opened_and_its_page_names_its_draws(client):
    actor = user("finance")
    catalogue(actor.organisation)
    payer = funder(actor.organisation)
    client.force_login(actor)

    answer = client.post(
        reverse("web:envelope_new"),
        {"funder": payer.pk, "title": "Cap Quartier 2026", "scheme": "cap_quartier",
         "amount": "34 000", "first_day": "2026-01-01"},
    )  # fmt: skip

    row = Envelope.objects.get()
    assert (row.amount, answer.url) == (Decimal(34000), reverse("web:envelope", args=[row.pk]))
    assert "34\u202f000\u00a0€" in client.get(answer.url).content.decode()


def test_an_envelope_page_shows_its_draws_in_few_queries(client, django_assert_max_num_queries):
    actor = secretary()
    commitment = engagement_grant(actor)
    client.force_login(actor)

    with django_assert_max_num_queries(20):
        page = client.get(
            reverse("web:envelope", args=[commitment.draws.get().envelope_id])
        ).content.decode()

    assert commitment.number in page


def test_a_funder_reads_its_own_envelope_and_never_a_person(client):
    actor = secretary()
    commitment = engagement_grant(actor)
    mine = commitment.draws.get().envelope
    account = user("funder", actor.organisation)
    FunderAccess.objects.create(organisation=actor.organisation, funder=mine.funder, user=account)
    client.force_login(account)

    page = client.get(reverse("web:envelope", args=[mine.pk])).content.decode()

    assert "2\u202f000\u00a0€" in page
    assert commitment.number not in page and commitment.case.person.last_name not in page
    other = envelope(actor.organisation)
    assert client.get(reverse("web:envelope", args=[other.pk])).status_code == 404


def test_a_logo_is_deposited_shown_and_replaced(client):
    actor = user("finance")
    row = funder(actor.organisation)
    client.force_login(actor)
    url = reverse("web:funder_logo", args=[row.pk])
    assert client.get(url).status_code == 404

    client.post(url, {"logo": SimpleUploadedFile("logo.png", picture())})
    first = Funder.objects.get(pk=row.pk).logo
    client.post(url, {"logo": SimpleUploadedFile("neuf.png", picture())})

    row.refresh_from_db()
    assert row.logo.replaces == first
    assert client.get(url).content == picture()


def test_a_file_that_is_no_picture_is_refused_as_a_logo(client):
    actor = user("finance")
    row = funder(actor.organisation)
    client.force_login(actor)

    answer = client.post(
        reverse("web:funder_logo", args=[row.pk]),
        {"logo": SimpleUploadedFile("logo.png", b"%PDF-1.7 not a picture")},
        follow=True,
    )

    row.refresh_from_db()
    assert row.logo is None
    assert answer.context["messages"]


def test_a_funder_an_agreement_and_an_operation_are_added(client):
    actor = user("finance")
    client.force_login(actor)

    added = client.post(reverse("web:funder_new"), {"name": "Ville d’Arras", "kind": "city"})
    row = Funder.objects.get()
    client.post(
        reverse("web:agreement_new", args=[row.pk]),
        {"number": "C-2026-4", "title": "Création", "first_day": "2026-01-01"},
    )
    client.post(
        reverse("web:operation_new"),
        {"code": "FTJ-1", "fund": "FTJ", "title": "BRSA", "first_day": "2026-01-01",
         "last_day": "2028-12-31"},
    )  # fmt: skip

    assert added.url == reverse("web:funder", args=[row.pk])
    assert Agreement.objects.get().funder == row
    assert Operation.objects.get().fund == "FTJ"
    assert "C-2026-4" in client.get(added.url).content.decode()
    assert "FTJ-1" in client.get(reverse("web:operation_list")).content.decode()


def test_a_stranger_finds_no_funder_and_no_envelope(client):
    row = envelope()
    client.force_login(user("finance"))

    assert client.get(reverse("web:envelope", args=[row.pk])).status_code == 404
    assert client.get(reverse("web:funder", args=[row.funder_id])).status_code == 404
