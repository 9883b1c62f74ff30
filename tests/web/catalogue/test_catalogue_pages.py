from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from levier.catalogue.models import Instrument
from levier.catalogue.services import version_on
from tests.factories.accounts import user
from tests.factories.catalogue import instrument

pytestmark = pytest.mark.django_db


def test_the_catalogue_is_installed_from_the_page_and_shown_in_few_queries(
    client, django_assert_max_num_queries
):
    actor = user("administrator")
    client.force_login(actor)
    client.post(reverse("web:catalogue_install"))

    with django_assert_max_num_queries(15):
        page = client.get(reverse("web:instrument_list")).content.decode()

    assert Instrument.objects.filter(organisation=actor.organisation).count() > 15
    assert "Garantie Égalité Femmes" in page and "à confirmer" in page


def test_a_new_version_is_typed_in_french_and_closes_the_former(client):
    actor = user("director")
    row = instrument(actor.organisation, "GEF")
    client.force_login(actor)
    url = reverse("web:version_new", args=[row.pk])
    typed = {
        "first_day": "2027-01-01", "status": "confirmed", "source": "Convention 2027, article 3",
        "max_quota": "70", "cap_amount": "60 000", "commission_base": "guaranteed",
        "surety": "excluded", "validity_months": "6",
    }  # fmt: skip

    client.post(url, typed)

    assert version_on(row, date(2027, 1, 1)).max_quota == Decimal("0.70")
    assert version_on(row, date(2026, 12, 31)).last_day == date(2026, 12, 31)
    assert client.post(url, typed).status_code == 422
    page = client.get(reverse("web:instrument", args=[row.pk])).content.decode()
    assert "Convention 2027, article 3" in page


def test_terms_in_use_are_confirmed_and_a_version_is_closed_with_a_document(client):
    actor = user("administrator")
    row = instrument(actor.organisation, "Garantie Emploi")
    version = version_on(row, date(2026, 1, 1))
    client.force_login(actor)

    client.post(
        reverse("web:version_confirm", args=[version.pk]), {"source": "Convention FAG 2026"}
    )
    client.post(
        reverse("web:version_close", args=[version.pk]),
        {"last_day": "2026-12-31", "source": "Fin du produit"},
    )

    version.refresh_from_db()
    assert (version.status, version.source, version.last_day) == (
        "confirmed", "Convention FAG 2026", date(2026, 12, 31),
    )  # fmt: skip


def test_an_advisor_reads_the_catalogue_and_changes_nothing(client):
    actor = user("advisor")
    row = instrument(actor.organisation, "GEF")
    client.force_login(actor)

    assert client.get(reverse("web:instrument", args=[row.pk])).status_code == 200
    assert client.get(reverse("web:version_new", args=[row.pk])).status_code == 403


def test_a_stranger_does_not_find_an_instrument(client):
    row = instrument(user("advisor").organisation, "GEF")
    client.force_login(user("advisor"))

    assert client.get(reverse("web:instrument", args=[row.pk])).status_code == 404
