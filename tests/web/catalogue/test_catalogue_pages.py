from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.catalogue.models import Instrument, ThirdPartyAid
from levier.catalogue.services import version_on
from tests.factories.accounts import user
from tests.factories.catalogue import instrument

pytestmark = pytest.mark.django_db
NO_CONDITION = {"conditions-TOTAL_FORMS": "0", "conditions-INITIAL_FORMS": "0"}


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


def paper():
    """Return a file as a form sends it; each sending reads its own."""
    return SimpleUploadedFile("convention.pdf", b"%PDF-1.7\n")


def test_a_new_version_is_typed_in_french_and_closes_the_former(client):
    actor = user("director")
    row = instrument(actor.organisation, "GEF")
    client.force_login(actor)
    url = reverse("web:version_new", args=[row.pk])
    typed = {
        "first_day": "2027-01-01", "status": "confirmed", "source": "Convention 2027, article 3",
        "max_quota": "70", "cap_amount": "60 000", "commission_base": "guaranteed",
        "surety": "excluded", "validity_months": "6",
        **NO_CONDITION,
    }  # fmt: skip

    alone = client.post(url, typed)
    assert alone.status_code == 422 and "Joignez le document" in alone.content.decode()
    assert row.versions.count() == 1
    client.post(url, {**typed, "document": paper()})

    assert version_on(row, date(2027, 1, 1)).max_quota == Decimal("0.70")
    assert version_on(row, date(2026, 12, 31)).last_day == date(2026, 12, 31)
    again = client.post(url, {**typed, "document": paper()})
    assert again.status_code == 422 and "Choisissez-le de nouveau" in again.content.decode()
    page = client.get(reverse("web:instrument", args=[row.pk])).content.decode()
    assert "Convention 2027, article 3" in page


def test_terms_in_use_are_confirmed_and_a_version_is_closed_with_a_document(client):
    actor = user("administrator")
    row = instrument(actor.organisation, "Garantie Emploi")
    version = version_on(row, date(2026, 1, 1))
    client.force_login(actor)

    stated = {"source": "Convention FAG 2026"}
    confirm = reverse("web:version_confirm", args=[version.pk])
    close = reverse("web:version_close", args=[version.pk])
    assert client.post(confirm, stated).status_code == 422
    client.post(confirm, {**stated, "document": paper()})
    assert client.post(close, {"last_day": "2026-12-31", "source": "Fin"}).status_code == 422
    client.post(
        close,
        {"last_day": "2026-12-31", "source": "Fin du produit",
         "document": SimpleUploadedFile("fin.pdf", b"%PDF-1.7\n")},
    )  # fmt: skip

    version.refresh_from_db()
    assert (version.status, version.source, version.last_day) == (
        "confirmed", "Convention FAG 2026", date(2026, 12, 31),
    )  # fmt: skip
    assert (version.closing_source, version.closing_document.name) == ("Fin du produit", "fin.pdf")


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


def test_the_document_of_a_version_is_sent_checked_and_given_back(client):
    actor = user("director")
    row = instrument(actor.organisation, "GEF")
    client.force_login(actor)
    url = reverse("web:version_new", args=[row.pk])
    typed = {
        "first_day": "2027-01-01", "status": "confirmed", "source": "Convention 2027",
        "commission_base": "guaranteed", "surety": "excluded", "validity_months": "6",
        **NO_CONDITION,
    }  # fmt: skip

    disguised = SimpleUploadedFile("convention.pdf", b"MZ not a PDF")
    assert client.post(url, {**typed, "document": disguised}).status_code == 422
    client.post(url, {**typed, "document": SimpleUploadedFile("convention.pdf", b"%PDF-1.7\n")})

    version = version_on(row, date(2027, 1, 1))
    page = client.get(reverse("web:instrument", args=[row.pk])).content.decode()
    given = client.get(reverse("web:version_document", args=[version.pk, "dit"]))
    assert "convention.pdf" in page
    assert given.content == b"%PDF-1.7\n"
    assert given["Content-Disposition"].startswith("attachment")


def test_versions_stand_side_by_side_with_what_changed(client):
    actor = user("advisor")
    row = instrument(actor.organisation, "FGIF")
    client.force_login(actor)

    page = client.get(reverse("web:instrument", args=[row.pk])).content.decode()

    table = page[page.index("Versions côte à côte") : page.index("</table>")]
    assert "<b>45\u202f000\u00a0€</b>" in table and "a changé" in table
    assert "<b>70" in table  # the cap on stacked quotas is new in 2015
    assert table.count("<b>24") == 0  # the shortest duration did not change


def test_the_catalogue_is_filtered_by_kind_and_by_certainty(client):
    actor = user("advisor")
    instrument(actor.organisation)
    client.force_login(actor)

    def shown(query):
        return client.get(reverse("web:instrument_list") + query).content.decode()

    assert "FGIE" in shown("?nature=guarantee&etat=inactive")
    assert "Titre participatif" not in shown("?nature=guarantee&etat=inactive")
    assert "Titre participatif" in shown("?etat=inactive")
    assert "Garantie Égalité Femmes" not in shown("?etat=inactive")
    assert "FGIF" in shown("?etat=closed")
    assert "Garantie Égalité Femmes" in shown("?nature=lune")


def test_an_aid_of_a_third_party_is_added_then_closed(client):
    actor = user("director")
    client.force_login(actor)
    typed = {
        "giver": "Agglomération de la Gohelle", "label": "Aide à l’installation",
        "nature": "grant", "first_day": "2024-01-01", "status": "confirmed",
        "max_amount": "3 000", "counts_in_de_minimis": "on", "source": "Délibération 2023",
    }  # fmt: skip

    new = reverse("web:third_party_aid_new")
    assert client.post(new, typed).status_code == 422
    client.post(new, {**typed, "document": paper()})

    row = ThirdPartyAid.objects.get()
    assert row.max_amount == 3000
    assert client.post(new, {**typed, "document": paper()}).status_code == 422
    close = reverse("web:third_party_aid_close", args=[row.pk])
    typed = {"last_day": "2024-12-31", "source": "Délibération 2024"}
    disguised = SimpleUploadedFile("fin.pdf", b"MZ not a PDF")
    assert client.post(close, {**typed, "document": disguised}).status_code == 422
    client.post(close, {**typed, "document": SimpleUploadedFile("fin.pdf", b"%PDF-1.7\n")})
    row.refresh_from_db()
    assert (row.last_day, row.closing_source) == (date(2024, 12, 31), "Délibération 2024")
    said = client.get(reverse("web:third_party_aid", args=[row.pk])).content.decode()
    assert "Délibération 2024" in said and "fin.pdf" in said
    given = client.get(reverse("web:third_party_aid_document", args=[row.pk, "ferme"]))
    assert given.content == b"%PDF-1.7\n"
    page = client.get(reverse("web:third_party_aid_list")).content.decode()
    assert "Agglomération de la Gohelle" in page
