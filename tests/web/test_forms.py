"""A form page: what it says when a service refuses."""

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from levier.kernel.errors import DomainError
from levier.web.forms import form_page
from tests.factories import accounts

pytestmark = pytest.mark.django_db


class NameForm(forms.Form):
    name = forms.CharField(label="nom")


class TooLong(DomainError):
    message = "Le nom est trop long."


def post(save):
    request = RequestFactory().post("/", {"name": "Delcroix"})
    request.user = accounts.user()
    request.session = {}
    request._messages = FallbackStorage(request)
    page = form_page(
        request,
        NameForm(request.POST),
        heading="Nom",
        save=save,
        done="Fait.",
        back_to="/ailleurs/",
    )
    return request, page


def refuse(field):
    def save(form):
        raise TooLong(field=field)

    return save


@pytest.mark.parametrize("field", ["name", None, "inconnu"])
def test_a_refusal_is_shown_and_nothing_typed_is_lost(field):
    _, page = post(refuse(field))

    html = page.content.decode()
    assert page.status_code == 422
    assert "Le nom est trop long." in html
    assert 'value="Delcroix"' in html


def test_a_refusal_stands_beside_its_field():
    html = post(refuse("name"))[1].content.decode()

    assert 'id="id_name-erreur"' in html
    assert 'aria-invalid="true"' in html


def test_success_says_so_on_the_next_page():
    request, page = post(lambda form: None)

    assert page.url == "/ailleurs/"
    assert [str(message) for message in request._messages] == ["Fait."]


def test_anything_else_is_a_bug_and_is_not_hidden():
    def save(form):
        raise KeyError("x")

    with pytest.raises(KeyError):
        post(save)
