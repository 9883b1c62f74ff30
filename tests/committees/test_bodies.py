"""The bodies that decide by delegation are the house's: added, renamed, closed, never erased."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.committees.errors import DelegationRefused, SittingRefused, UnknownKind
from levier.committees.models import Body, Delegation, Sitting
from levier.committees.permissions import bodies_noted_by
from levier.committees.services import (
    add_body,
    body_named,
    change_body,
    install_committees,
    set_delegation,
)
from levier.web.committees.rule_forms import DelegationForm
from levier.workflows.decision_words import deciding_body
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON
from tests.factories.delegations import agreed, alone, asked_of, delegation

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def director():
    return user("director")


@pytest.fixture
def lending(director):
    return add_body(
        organisation=director.organisation, actor=director, label="Comité des  prêts",
        said="le comité des prêts",
    )  # fmt: skip


def test_a_house_is_given_the_bodies_of_the_data_file_once(director):
    for _ in range(2):
        install_committees(organisation=director.organisation, actor=director)

    rows = Body.objects.filter(organisation=director.organisation)
    assert list(rows.values_list("code", "noted_by_director")) == [
        ("director", True), ("bureau", False), ("local", False), ("regional", False),
        ("national", False),
    ]  # fmt: skip
    with pytest.raises(UnknownKind):
        body_named(director.organisation, "inconnue")


def test_a_body_of_the_house_decides_and_the_letter_names_it(director, lending):
    asked = asked_of(director)
    delegation(director, body=lending.code)

    act = alone(director, agreed(asked), body=lending.code)

    assert (lending.code, lending.label) == ("comite-des-prets", "Comité des prêts")
    decision = act.items.get().decisions.get()
    assert (
        deciding_body(decision) == "le comité des prêts, par délégation, le 19\u00a0mars\u00a02026"
    )
    change_body(body=lending, actor=director, label="Comité prêts", said="le comité prêts")
    decision.refresh_from_db()
    assert deciding_body(decision).startswith("le comité prêts, par délégation")
    assert body_named(director.organisation, "comite-des-prets").label == "Comité prêts"


def test_two_bodies_bear_no_same_name_nor_code(director, lending):
    with pytest.raises(SittingRefused, match="porte déjà ce nom"):
        add_body(
            organisation=director.organisation,
            actor=director,
            label="COMITÉ DES PRÊTS",
            said="x",
        )
    change_body(body=lending, actor=director, label="Comité du crédit")
    second = add_body(
        organisation=director.organisation, actor=director, label="Comité des prêts", said="x"
    )
    assert second.code == "comite-des-prets-2"
    with pytest.raises(SittingRefused, match="porte déjà ce nom"):
        add_body(organisation=director.organisation, actor=director, label="Bureau", said="x")


@pytest.mark.parametrize(("after", "decides"), [(-DAY, False), (0 * DAY, True), (DAY, True)])
def test_a_closed_body_decides_until_its_last_day(director, lending, after, decides):
    asked = asked_of(director)
    delegation(director, body=lending.code)
    change_body(body=lending, actor=director, last_day=HELD_ON + after)

    assert (lending in bodies_noted_by(director, HELD_ON)) is decides
    if decides:
        assert alone(director, agreed(asked), body=lending.code).body == lending
    else:
        with pytest.raises(DelegationRefused, match="ne décide plus après") as refused:
            alone(director, agreed(asked), body=lending.code)
        assert refused.value.field == "day"
        assert not Sitting.objects.exists()


def test_no_delegation_begins_after_the_last_day_of_its_body(director, lending):
    change_body(body=lending, actor=director, last_day=date(2026, 3, 31))

    delegation(director, body=lending.code, first_day=date(2026, 3, 31))
    with pytest.raises(SittingRefused, match="ne décide plus après") as refused:
        delegation(director, body=lending.code, kind="loan", first_day=date(2026, 4, 1))
    assert refused.value.field == "first_day"
    assert Delegation.objects.count() == 1


def test_the_direction_alone_notes_what_is_its_own(director, lending):
    secretary = user("secretary", director.organisation)
    own = body_named(director.organisation, "director")

    noted = bodies_noted_by(secretary, HELD_ON)
    assert lending in noted and own not in noted
    assert {lending, own} <= set(bodies_noted_by(director, HELD_ON))
    change_body(body=lending, actor=director, noted_by_director=True)
    assert lending not in bodies_noted_by(secretary, HELD_ON)
    assert bodies_noted_by(user("advisor", director.organisation), HELD_ON) == []


def test_another_house_neither_sees_nor_changes_it(director, lending, client):
    stranger = user("director")
    client.force_login(stranger)

    assert client.get(reverse("web:body_edit", args=[lending.pk])).status_code == 404
    assert str(lending) not in client.get(reverse("web:committee_list")).content.decode()


def test_a_body_is_added_renamed_and_closed_on_the_screens(director, client):
    client.force_login(director)
    sent = {"label": "Comité des prêts", "said": "le comité des prêts"}

    assert client.post(reverse("web:body_new"), {"label": "", "said": ""}).status_code == 422
    assert client.post(reverse("web:body_new"), sent).status_code == 302
    again = client.post(reverse("web:body_new"), sent)
    assert again.status_code == 422 and "porte déjà ce nom" in again.content.decode()
    row = Body.objects.get(organisation=director.organisation, code="comite-des-prets")
    client.post(reverse("web:body_edit", args=[row.pk]), {**sent, "last_day": "2026-06-30"})
    row.refresh_from_db()

    assert row.last_day == date(2026, 6, 30)
    assert "jusqu’au 30\u00a0juin" in client.get(reverse("web:committee_list")).content.decode()


def test_a_delegation_names_a_body_of_the_same_house(director):
    body = body_named(user("director").organisation, "bureau")

    with pytest.raises(SittingRefused, match="autre maison") as refused:
        set_delegation(
            organisation=director.organisation, actor=director, body=body, kind="loan",
            max_amount=1000, first_day=HELD_ON, source="CA",
        )  # fmt: skip
    assert refused.value.field == "body"


def test_a_body_closed_since_still_notes_the_decision_of_a_day_before(director, client):
    today = timezone.localdate()
    asked = asked_of(director)
    delegation(director, body="bureau")
    bureau = body_named(director.organisation, "bureau")
    change_body(body=bureau, actor=director, last_day=today - DAY)
    client.force_login(director)
    sent = {
        "body": "bureau", "day": (today - DAY).isoformat(), "key": str(uuid4()),
        f"{asked.pk.hex}-outcome": "agreed", f"{asked.pk.hex}-loan_amount": "36000",
        f"{asked.pk.hex}-quota": "80", f"{asked.pk.hex}-months": "60",
    }  # fmt: skip
    url = reverse("web:decide_by_delegation", args=[asked.case_id])

    assert client.post(url, {**sent, "day": today.isoformat()}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert Sitting.objects.get().body == bureau


def test_a_name_keeps_its_capitals_wherever_it_is_chosen(director):
    add_body(
        organisation=director.organisation, actor=director, label="comité des prêts ESS", said="x"
    )

    assert "Comité des prêts ESS" in str(DelegationForm(user=director)["body"])
