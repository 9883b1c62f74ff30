"""A proposed step on screen: read, sent, printed, noted, set aside."""

from datetime import date

import pytest
from django.urls import reverse

from levier.correspondence.models import OutgoingMessage
from levier.servicing.models import Dunning
from tests.factories.accounts import user
from tests.factories.servicing import dunned, running_loan

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)


@pytest.fixture
def proposed(client, monkeypatch):
    """A letter proposed for a loan 40 days late, its finance officer signed in."""
    for module in ("dunnings", "arrears"):
        monkeypatch.setattr(f"levier.web.servicing.{module}.timezone.localdate", lambda: DAY)
    loan = running_loan()
    person = loan.commitment.case.person
    person.email = "emprunteur@example.org"
    person.save()
    client.force_login(user("finance", loan.organisation))
    return dunned(loan)


def address(row):
    return reverse("web:dunning", args=[row.pk])


def test_a_step_is_listed_read_again_and_sent_in_the_words_approved(client, proposed):
    shown = client.get(reverse("web:arrears_list")).content.decode()
    assert "Relances à valider" in shown
    assert address(proposed) in shown
    page = client.get(address(proposed)).content.decode()
    assert "emprunteur@example.org" in page
    assert "Envoyer par courriel" in page

    client.post(address(proposed), {"gesture": "send", "subject": "Échéances", "text": "Bonjour"})
    message = OutgoingMessage.objects.get()
    assert (message.subject, message.body) == ("Échéances", "Bonjour")
    assert "Le message envoyé" in client.get(address(proposed)).content.decode()
    assert "Relances à valider" not in client.get(reverse("web:arrears_list")).content.decode()


def test_a_letter_is_printed_before_it_is_noted(client, proposed):
    values = {"subject": "Échéances impayées", "text": "Madame,\n\nVous devez 200 €."}
    printed = client.post(address(proposed), {"gesture": "print", **values})
    assert printed["Content-Type"] == "application/pdf"
    assert Dunning.objects.get().state == "proposed"
    client.post(address(proposed), {"gesture": "post", **values})
    assert Dunning.objects.get().by_post
    assert client.get(reverse("web:dunning_pdf", args=[proposed.pk])).content.startswith(b"%PDF")


def test_a_step_is_set_aside_with_its_reason_only(client, proposed):
    refused = client.post(address(proposed), {"gesture": "set_aside", "note": ""})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.content.decode()
    client.post(address(proposed), {"gesture": "set_aside", "note": "Étalement en vue"})
    assert Dunning.objects.get().state == "set_aside"


def test_blank_words_are_refused_at_their_field(client, proposed):
    answer = client.post(address(proposed), {"gesture": "send", "subject": "", "text": "x"})
    assert answer.status_code == 422
    assert "Remplissez" in answer.content.decode()
    assert not OutgoingMessage.objects.exists()


def test_a_call_is_noted_as_done(client, proposed):
    Dunning.objects.update(step="call")
    page = client.get(address(proposed)).content.decode()
    assert "Appeler l’emprunteur" in page
    assert "Envoyer par courriel" not in page
    client.post(address(proposed), {"gesture": "done", "note": "Paiera vendredi"})
    assert (Dunning.objects.get().state, Dunning.objects.get().note) == ("done", "Paiera vendredi")


def test_a_stranger_finds_no_step(client, proposed):
    client.force_login(user("finance"))
    assert client.get(address(proposed)).status_code == 404
    assert client.get(reverse("web:dunning_pdf", args=[proposed.pk])).status_code == 404
