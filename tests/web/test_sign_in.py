"""Signing in, with and without a second factor."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.factories import accounts

pytestmark = pytest.mark.django_db
PASSWORD = "terril-craie-opale"


def sign_in(client, user, **more):
    return client.post("/compte/login/", {"login": user.email, "password": PASSWORD, **more})


def test_a_page_asks_to_sign_in_and_comes_back(client):
    user = accounts.user(password=PASSWORD)

    asked = client.get("/personnes/")
    assert asked.url == "/compte/login/?next=/personnes/"

    answer = sign_in(client, user, next="/personnes/")
    assert answer.url == "/personnes/"


def test_a_wrong_password_is_refused_in_french(client):
    user = accounts.user(password=PASSWORD)

    answer = client.post("/compte/login/", {"login": user.email, "password": "autre"})

    assert answer.status_code == 200
    assert "Pas enregistré" in answer.content.decode()


def test_nobody_opens_an_account_alone(client):
    html = client.get("/compte/signup/").content.decode()

    assert "auprès de l’administration" in html


def test_the_second_factor_stands_between_the_password_and_the_pages(client):
    user = accounts.user(password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    answer = sign_in(client, user)
    assert answer.url.startswith("/compte/second-facteur/")
    assert client.get("/personnes/").status_code == 302

    counter = next(iter(yield_hotp_counters_from_time()))
    code = get_adapter() and f"{hotp_value(secret, counter):06d}"
    client.post("/compte/second-facteur/authenticate/", {"code": code})
    assert client.get("/personnes/").status_code == 200


def test_an_htmx_request_of_a_closed_session_reloads_the_window(client):
    answer = client.get("/personnes/", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/compte/login/")


def test_pages_stay_out_of_shared_caches(client):
    client.force_login(accounts.user())

    answer = client.get("/personnes/")

    assert "private" in answer["Cache-Control"]
    assert "HX-Request" in answer["Vary"]
