"""The colleges are the house's: added, renamed, closed, never erased."""

from datetime import date

import pytest
from django.urls import reverse

from levier.committees.errors import SittingRefused, UnknownKind
from levier.committees.models import College
from levier.committees.services import (
    add_college,
    change_college,
    college_named,
    colleges_under,
    install_committees,
    register_member,
    rules_on,
    set_committee_rules,
)
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, committee, seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def director():
    return user("director")


@pytest.fixture
def young(director):
    return add_college(organisation=director.organisation, actor=director, label="Jeunes  élus")


def test_a_house_is_given_the_colleges_of_the_data_file_once(director):
    for _ in range(2):
        install_committees(organisation=director.organisation, actor=director)

    rows = College.objects.filter(organisation=director.organisation)
    assert list(rows.values_list("code", flat=True)) == [
        "volunteer", "bank", "authority", "ess", "accountant", "other",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["bank", "banque", "Banque ", "BANQUE"])
def test_a_college_is_found_by_its_code_or_its_name(director, name):
    assert college_named(director.organisation, name).code == "bank"
    with pytest.raises(UnknownKind):
        college_named(director.organisation, "jeunes élus")


def test_a_college_of_the_house_has_members_seats_and_a_quorum(director, young):
    row = committee(director.organisation, colleges={young.code: {"seats": 1, "min_members": 1}})

    person = seat(row, "jeunes élus")

    assert (young.code, person.member.college) == ("jeunes-elus", young)
    (rule,) = colleges_under(rules_on(row, HELD_ON))
    assert (rule.name, rule.seats, rule.min_members) == ("Jeunes élus", 1, 1)
    with pytest.raises(SittingRefused, match=r"collège « Jeunes élus » a 1.siège, déjà pris"):
        seat(row, "jeunes élus")


def test_a_renamed_college_is_still_found(director, young):
    change_college(college=young, actor=director, label="Élus de moins de 30 ans")

    assert college_named(director.organisation, "élus de moins de 30 ans") == young
    assert college_named(director.organisation, "jeunes-elus") == young
    with pytest.raises(SittingRefused, match="porte déjà ce nom"):
        add_college(
            organisation=director.organisation, actor=director, label="Élus de moins de 30 ans"
        )


def test_a_closed_college_takes_no_new_member_and_keeps_its_own(director, young, client):
    row = committee(director.organisation)
    person = seat(row, "jeunes élus")
    set_committee_rules(committee=row, actor=director, colleges={young.code: {"seats": 2}})
    change_college(college=young, actor=director, last_day=date(2026, 3, 31))
    client.force_login(director)

    form = client.get(reverse("web:member_new")).content.decode()
    assert "Jeunes élus" not in form
    answer = client.post(reverse("web:member_new"), {"name": "Ville", "college": young.code})
    assert answer.status_code == 422
    assert person.member.college == young
    rules = client.get(reverse("web:committee_edit", args=[row.pk])).content.decode()
    assert "Jeunes élus" in rules  # it has seats there still


def test_a_college_is_added_renamed_and_closed_on_the_screens(director, client):
    client.force_login(director)

    assert client.post(reverse("web:college_new"), {"label": ""}).status_code == 422
    assert client.post(reverse("web:college_new"), {"label": "Entreprises"}).status_code == 302
    again = client.post(reverse("web:college_new"), {"label": "Entreprises"})
    assert again.status_code == 422 and "porte déjà ce nom" in again.content.decode()
    row = College.objects.get(organisation=director.organisation, code="entreprises")
    url = reverse("web:college_edit", args=[row.pk])
    client.post(url, {"label": "Entreprises locales", "last_day": "2026-06-30"})

    page = client.get(reverse("web:committee_list")).content.decode()
    assert "Entreprises locales" in page and "jusqu’au 30\u00a0juin" in page
    client.force_login(user("director"))
    assert client.get(url).status_code == 404


def test_a_code_says_one_college_for_ever(director, young):
    change_college(college=young, actor=director, label="Habitants")
    second = add_college(organisation=director.organisation, actor=director, label="Jeunes élus")
    other = add_college(organisation=director.organisation, actor=director, label="Other")

    assert (second.code, other.code) == ("jeunes-elus-2", "other-2")
    assert college_named(director.organisation, "jeunes-elus") == young
    assert college_named(director.organisation, "jeunes-elus-2") == second
    assert college_named(director.organisation, "other").label == "autre"


@pytest.mark.parametrize("label", ["banque", "Banque", " BANQUE "])
def test_a_college_given_at_the_installation_is_not_added_again(director, label):
    with pytest.raises(SittingRefused, match="porte déjà ce nom"):
        add_college(organisation=director.organisation, actor=director, label=label)
    install_committees(organisation=director.organisation, actor=director)


@pytest.mark.parametrize(("on", "refused"), [(date(2026, 3, 31), False), (date(2026, 4, 1), True)])
def test_a_member_enters_a_college_until_its_last_day(director, young, on, refused):
    change_college(college=young, actor=director, last_day=date(2026, 3, 31))
    terms = {"organisation": director.organisation, "actor": director, "name": "Ville", "on": on}

    if refused:
        with pytest.raises(SittingRefused, match="est fermé") as fault:
            register_member(**terms, college=young.code)
        assert fault.value.field == "college"
    else:
        assert register_member(**terms, college=young.code).college == young
