"""Accounts and offices, as an administrator manages them; the journal."""

import pytest

from levier.accounts.models import Office, Team, User
from levier.funds.models import FunderAccess
from levier.funds.services import register_funder
from levier.journal.models import Entry
from tests.factories import accounts

pytestmark = pytest.mark.django_db
LEA = {
    "email": "lea@example.org", "first_name": "Léa", "last_name": "Noël", "role": "advisor",
    "password": "terril-craie-opale",
}  # fmt: skip


@pytest.fixture
def administrator(client):
    user = accounts.user("administrator")
    client.force_login(user)
    return user


def test_an_account_is_opened_and_journalled(client, administrator):
    client.post("/comptes/nouveau/", LEA)

    user = User.objects.get(email="lea@example.org")
    assert user.organisation == administrator.organisation
    assert user.check_password("terril-craie-opale")
    entry = Entry.objects.get(action="accounts.user_opened")
    assert entry.actor == administrator
    assert "terril" not in str(entry.detail)


def test_a_weak_password_is_refused(client, administrator):
    answer = client.post("/comptes/nouveau/", {**LEA, "password": "12345"})

    assert answer.status_code == 422
    assert not User.objects.filter(email="lea@example.org").exists()


def test_a_funder_account_needs_its_funder(client, administrator):
    data = {**LEA, "role": "funder"}
    assert client.post("/comptes/nouveau/", data).status_code == 422

    funder = register_funder(
        organisation=administrator.organisation, actor=administrator, name="Région", kind="region"
    )
    client.post("/comptes/nouveau/", {**data, "funder": str(funder.pk)})

    assert FunderAccess.objects.get().user.email == "lea@example.org"


def test_the_network_role_is_not_offered(client, administrator):
    answer = client.post("/comptes/nouveau/", {**LEA, "role": "network_administrator"})

    assert answer.status_code == 422


def test_an_account_is_changed_and_the_change_is_journalled(client, administrator):
    user = accounts.user("advisor", administrator.organisation)
    data = {"first_name": "Léa", "last_name": user.last_name, "role": "director"}

    client.post(f"/comptes/{user.pk}/", data)

    user.refresh_from_db()
    assert (user.first_name, user.role) == ("Léa", "director")
    detail = Entry.objects.get(action="accounts.user_changed").detail
    assert detail["role"] == ["advisor", "director"]


def test_a_closed_account_signs_in_no_more(client, administrator):
    user = accounts.user("advisor", administrator.organisation, password="terril-craie-opale")
    client.post(f"/comptes/{user.pk}/fermer/")
    client.logout()

    data = {"login": user.email, "password": "terril-craie-opale"}
    client.post("/compte/login/", data)

    assert client.get("/").status_code == 302


def test_a_session_ends_when_the_account_is_closed(client):
    user = accounts.user("advisor")
    client.force_login(user)
    assert client.get("/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/").status_code == 302


def test_one_does_not_close_the_own_account(client, administrator):
    answer = client.post(f"/comptes/{administrator.pk}/fermer/", follow=True)

    assert "votre propre compte" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_account_of_another_house_does_not_exist(client, administrator):
    stranger = accounts.user("advisor")

    assert client.get(f"/comptes/{stranger.pk}/").status_code == 404
    assert client.post(f"/comptes/{stranger.pk}/fermer/").status_code == 404


def test_offices_and_teams_are_opened(client, administrator):
    client.post("/agences/nouvelle/", {"name": "Lens 3"})
    client.post("/poles/nouveau/", {"name": "Pôle ESS", "code": "ess"})

    assert Office.objects.get().organisation == administrator.organisation
    assert Team.objects.get().code == "ess"
    html = client.get("/agences/").content.decode()
    assert "Lens 3" in html
    assert "Pôle ESS" in html


def test_the_journal_is_read_by_administration_and_direction_only(client, administrator):
    client.post("/agences/nouvelle/", {"name": "Lens 3"})

    assert "Lens 3" in client.get("/journal/").content.decode()
    client.force_login(accounts.user("advisor", administrator.organisation))
    assert client.get("/journal/").status_code == 403
    client.force_login(accounts.user("director"))
    assert "Lens 3" not in client.get("/journal/").content.decode()


def test_the_journal_filters_by_person(client, administrator):
    client.post("/agences/nouvelle/", {"name": "Lens 3"})
    other = accounts.user("director", administrator.organisation)

    html = client.get("/journal/", {"qui": str(other.pk)}).content.decode()

    assert "Rien ne répond" in html


HOUSE = {
    "name": "Maison du Nord", "code": "nord", "department": "59", "town": "Lille",
    "first_name": "Sacha", "last_name": "Morel", "email": "sacha@example.org",
}  # fmt: skip


def test_the_network_opens_a_house_and_names_who_administers_it(client):
    network = accounts.network()
    client.force_login(accounts.user("network_administrator", network))

    client.post("/maisons/nouvelle/", HOUSE)

    administrator = User.objects.get(email="sacha@example.org")
    assert administrator.role == "administrator"
    assert administrator.organisation.network == network
    assert "Maison du Nord" in client.get("/").content.decode()


def test_two_houses_never_share_a_code(client):
    client.force_login(accounts.user("network_administrator", accounts.network()))
    accounts.house(code="nord")

    answer = client.post("/maisons/nouvelle/", HOUSE)

    assert answer.status_code == 422
    assert not User.objects.filter(email="sacha@example.org").exists()
