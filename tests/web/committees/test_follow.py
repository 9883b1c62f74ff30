"""The evening on the members' tablets, and the votes that reach the secretary's page."""

import pytest
from django.urls import reverse

from levier.committees.models import Sitting
from levier.committees.services import (
    cast_vote,
    declare_withdrawal,
    end_sitting,
    open_sitting,
    record_movement,
    show_item,
)
from tests.factories.committees import committee, in_session, laid, representatives, seat, secretary
from tests.factories.committees import sitting as planned
from tests.web.committees.test_sittings import decision_of, signed_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOT_THEIRS = "Un point auquel vous ne prenez pas part est examiné."


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def person(actor):
    return seat(committee(actor.organisation), with_account=True)


@pytest.fixture
def row(actor, person):
    return in_session(actor)


def tablet(client, row, **asked):
    return client.get(reverse("web:sitting_follow", args=[row.pk]), asked, headers=HTMX)


# ── The tablet ────────────────────────────────────────────────────────────────────────────────
def test_the_tablet_follows_the_point_that_the_secretary_opens(client, actor, person, row):
    first, _ = laid(row, actor)
    second, _ = laid(row, actor, "Prime Engagement", amount="1500")
    url = reverse("web:sitting_follow", args=[row.pk])
    page = signed_in(client, person.user).get(url).content.decode()
    assert "La séance est ouverte" in page and first.case.number not in page

    for item in (first, second):
        signed_in(client, actor)
        assert (
            reverse("web:item_show", args=[item.pk])
            in client.get(reverse("web:session", args=[item.pk])).content.decode()
        )
        client.post(reverse("web:item_show", args=[item.pk]))
        page = signed_in(client, person.user).get(url).content.decode()
        assert item.case.number in page and 'value="abstention"' in page

    assert "1 500 €" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert reverse("web:case_note_pdf", args=[second.case_id]) in page
    assert first.case.number not in page


def test_a_tablet_that_has_nothing_new_costs_one_query_beside_its_session(
    client, actor, person, row, django_assert_num_queries
):
    item, _ = laid(row, actor)
    show_item(item=item, actor=actor)
    signed_in(client, person.user)
    mark = tablet(client, row).context["mark"]

    with django_assert_num_queries(3):
        assert tablet(client, row, vu=mark).status_code == 204

    cast_vote(item=item, representative=person, choice="against", actor=actor)
    answer = tablet(client, row, vu=mark)
    assert answer.status_code == 200
    assert answer.context["said"] == "contre"
    assert "<html" not in answer.content.decode()


def test_a_member_votes_from_the_tablet_and_changes_until_the_decision(client, actor, person, row):
    item, asked = laid(row, actor)
    show_item(item=item, actor=actor)
    vote = {"representative": person.pk, "retour": "suivre"}
    url = reverse("web:item_vote", args=[item.pk])
    signed_in(client, person.user)

    for choice, word in (("against", "contre"), ("for", "pour")):
        answer = client.post(url, vote | {"choice": choice}, headers=HTMX, follow=True)
        assert f"Vous votez <b>{word}</b>" in answer.content.decode()
    signed_in(client, actor).post(reverse("web:session", args=[item.pk]), decision_of(asked))
    late = signed_in(client, person.user).post(
        url, vote | {"choice": "against"}, headers=HTMX, follow=True
    )

    assert "est déjà décidé" in late.content.decode()
    assert item.votes.get().choice == "for"
    assert 'value="against"' not in late.content.decode()


def test_a_member_who_withdraws_reads_nothing_more_of_the_point(client, actor, person, row):
    item, _ = laid(row, actor)
    show_item(item=item, actor=actor)
    signed_in(client, person.user)

    answer = client.post(
        reverse("web:item_withdraw", args=[item.pk]),
        {"representative": person.pk, "reason": "cousine du porteur", "retour": "suivre"},
        follow=True,
    )

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("web:sitting_follow", args=[row.pk])
    assert NOT_THEIRS in page
    for said in (item.case.number, item.case.title, item.case.holder_name, "cousine"):
        assert said not in page
    following, _ = laid(row, actor)
    show_item(item=following, actor=actor)
    assert following.case.number in tablet(client, row).content.decode()


def test_an_absent_member_and_one_not_called_read_but_do_not_vote(client, actor, person, row):
    item, _ = laid(row, actor)
    show_item(item=item, actor=actor)
    record_movement(item=item, representative=person, is_present=False, actor=actor)
    page = tablet(signed_in(client, person.user), row).content.decode()
    assert "noté·e absent·e" in page and 'name="choice"' not in page

    page = tablet(signed_in(client, actor), row).content.decode()
    assert item.case.number in page and 'name="choice"' not in page


def test_the_tablet_waits_before_the_sitting_and_stops_after_it(client, actor, person):
    row = planned(actor)
    signed_in(client, person.user)
    waiting = tablet(client, row)
    assert "pas encore ouverte" in waiting.content.decode()
    open_sitting(sitting=row, actor=actor)
    assert tablet(client, row, vu=waiting.context["mark"]).status_code == 200

    end_sitting(sitting=row, actor=actor)
    page = tablet(client, row).content.decode()
    assert "La séance est levée" in page and "hx-trigger" not in page


def test_a_member_without_a_seat_and_a_consultation_have_no_such_page(client, actor, person, row):
    other = seat(committee(actor.organisation, "engaged"), with_account=True)
    assert tablet(signed_in(client, other.user), row).status_code == 404

    Sitting.objects.filter(pk=row.pk).update(mode="written")
    assert tablet(signed_in(client, person.user), row).status_code == 404


def test_the_home_and_the_sitting_lead_the_member_to_it(client, actor, person, row):
    laid(row, actor)
    url = reverse("web:sitting_follow", args=[row.pk])
    signed_in(client, person.user)

    assert url in client.get(reverse("web:home")).content.decode()
    assert url in client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert (
        url
        not in signed_in(client, actor).get(reverse("web:sitting", args=[row.pk])).content.decode()
    )


# ── The secretary's page ──────────────────────────────────────────────────────────────────────
def arriving(client, item, **asked):
    return client.get(
        reverse("web:session_votes", args=[item.pk]), {"saisie": "1", **asked}, headers=HTMX
    )


def test_the_votes_that_arrive_leave_what_the_secretary_ticked(
    client, actor, person, row, django_assert_num_queries
):
    item, _ = laid(row, actor)
    first, second, *_ = [other for other in representatives(row) if other != person]
    mark = signed_in(client, actor).get(reverse("web:session", args=[item.pk])).context["mark"]
    with django_assert_num_queries(3):
        assert arriving(client, item, vu=mark).status_code == 204
    cast_vote(item=item, representative=person, choice="against", actor=person.user)
    ticked = {f"shown-{first.pk}": "", f"vote-{first.pk}": "for", f"shown-{person.pk}": ""}

    answer = arriving(client, item, vu=mark, **ticked)

    rows = {each["representative"]: each for each in answer.context["voters"]}
    assert (rows[person]["choice"], rows[person]["is_fresh"]) == ("against", True)
    assert (rows[first]["choice"], rows[first]["shown"]) == ("for", "")
    assert rows[second]["choice"] == ""
    assert not item.votes.filter(representative=first).exists()
    assert arriving(client, item, vu=answer.context["mark"]).status_code == 204


def test_a_withdrawal_and_its_quorum_reach_the_secretary_with_the_votes(client, actor, person):
    row = in_session(actor, seats=2, min_members=3)
    item, _ = laid(row, actor)
    mark = signed_in(client, actor).get(reverse("web:session", args=[item.pk])).context["mark"]

    declare_withdrawal(item=item, representative=person, reason="client", actor=person.user)

    page = arriving(client, item, vu=mark).content.decode()
    assert f"{person} s’est déporté·e" in page and "Pas de décision possible" in page
    assert 'hx-swap-oob="true"' in page


def test_a_decision_taken_elsewhere_is_told_beside_the_votes(client, actor, row):
    item, asked = laid(row, actor)
    url = reverse("web:session", args=[item.pk])
    mark = signed_in(client, actor).get(url).context["mark"]
    client.post(url, decision_of(asked))

    page = arriving(client, item, vu=mark).content.decode()

    assert "Ce point vient d’être décidé" in page and "hx-trigger" not in page


def test_a_member_reads_the_votes_without_a_form_and_a_stranger_nothing(client, actor, person, row):
    item, _ = laid(row, actor)
    page = arriving(signed_in(client, person.user), item).content.decode()
    assert str(person) in page and 'type="radio"' not in page

    assert arriving(signed_in(client, secretary()), item).status_code == 404
