"""The menu: what each role sees, where one is, what it costs."""

import pytest
from django.test import RequestFactory

from levier.accounts.models import Role
from levier.funds.models import FunderAccess
from levier.funds.services import register_funder
from levier.web.navigation import menu
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def lines(role: str, path: str = "/"):
    request = RequestFactory().get(path)
    request.user = accounts.user(role)
    return list(menu(request)["menu"])


def labels(role: str) -> list[str]:
    return [line["entry"].label for line in lines(role)]


def test_an_advisor_does_not_see_the_social_programme_nor_the_accounts():
    shown = labels("advisor")

    assert "Dossiers" in shown
    assert "BRSA indépendants" not in shown
    assert "Comptes" not in shown


def test_a_brsa_advisor_sees_the_social_programme_and_no_guarantee():
    shown = labels("brsa_advisor")

    assert "BRSA indépendants" in shown
    assert "Garanties" not in shown


@pytest.mark.parametrize("role", ["prescriber", "entrepreneur", "citizen", "network_administrator"])
def test_an_outside_role_sees_its_own_page_only(role):
    assert labels(role) == ["Ma journée"]


@pytest.mark.parametrize("role", Role.values)
def test_every_entry_of_the_menu_opens(client, role):
    user = accounts.user(role)
    if role == Role.FUNDER:
        house = user.organisation
        body = register_funder(organisation=house, actor=user, name="Région", kind="region")
        FunderAccess.objects.create(organisation=house, funder=body, user=user)
    client.force_login(user)
    request = RequestFactory().get("/")
    request.user = user

    for line in menu(request)["menu"]:
        assert client.get(line["url"], follow=True).status_code == 200, line["url"]


def test_the_page_one_is_on_is_marked_and_no_other():
    marked = [line["url"] for line in lines("advisor", "/parcours/dla/") if line["is_current"]]

    assert marked == ["/parcours/dla/"]


def test_a_page_below_an_entry_marks_it():
    marked = [
        line["url"] for line in lines("advisor", "/personnes/nouvelle/") if line["is_current"]
    ]

    assert marked == ["/personnes/"]


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("/titres/", "/paiements/"), ("/mandats/", "/prelevements/"),
        ("/provisions/", "/prets-en-retard/"), ("/comptes-des-prets/", "/prets-en-retard/"),
        ("/banques/", "/organismes/"), ("/structures/", "/personnes/"),
        ("/operations/", "/financeurs/"), ("/recherche/", None),
    ],
)  # fmt: skip
def test_a_page_whose_address_is_elsewhere_marks_the_entry_that_holds_it(page, entry):
    shown = [*lines("director", page), *lines("director", f"{page}nouvelle/")]
    marked = {line["url"] for line in shown if line["is_current"]}

    assert marked == ({entry} if entry else set())


def test_the_menu_costs_one_query(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = accounts.user("advisor")

    with django_assert_num_queries(1):
        list(menu(request)["menu"])


def test_a_visitor_has_no_menu():
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    assert menu(request)["menu"] == ()
