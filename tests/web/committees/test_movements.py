"""Arrivals and departures during the evening: the quorum of each dossier, the vote, the minutes."""

import pytest
from django.urls import reverse

from levier.committees.errors import SittingRefused
from levier.committees.models import Movement
from levier.committees.services import cast_vote, quorum_on, record_attendance, record_movement
from levier.workflows.sitting_documents import minutes_data
from tests.factories.committees import HELD_ON, in_session, laid, representatives, secretary
from tests.web.committees.test_sittings import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def row(actor):
    return in_session(actor, seats=3, min_members=3)


def note(client, item, way, person):
    return (
        client.post(
            reverse("web:item_movement", args=[item.pk]),
            {"mouvement": f"{way}:{person.pk}"},
            follow=True,
        )
        .content.decode()
        .replace("\u00a0", " ")
    )


def test_a_departure_takes_the_vote_away_and_says_the_quorum_at_once(client, actor, row):
    first, _ = laid(row, actor)
    second, _ = laid(row, actor)
    person = representatives(row)[0]
    cast_vote(item=first, representative=person, choice="for", actor=actor)
    page = signed_in(client, actor).get(reverse("web:session", args=[first.pk])).content.decode()
    assert "Quorum : 3 votants, 1 collège, atteint." in page.replace("\u00a0", " ")

    page = note(client, first, "part", person)

    assert (
        f"{person} part à ce point. Son vote sur ce point est retiré. "
        "Quorum : 2 votants, 1 collège, non atteint."
    ) in page
    assert "Pas de décision possible" in page and "parti·e" in page
    assert not first.votes.exists()
    assert not quorum_on(second).is_reached

    page = note(client, second, "arrive", person)
    assert f"{person} arrive à ce point. Quorum : 3 votants" in page
    assert [quorum_on(item).members for item in (first, second)] == [2, 3]


def test_the_contrary_at_the_same_point_takes_it_back_and_twice_is_refused(client, actor, row):
    item, _ = laid(row, actor)
    person = representatives(row)[0]
    signed_in(client, actor)

    note(client, item, "part", person)
    assert "est déjà noté·e absent·e à ce point" in note(client, item, "part", person)
    note(client, item, "arrive", person)

    assert not Movement.objects.exists()
    assert quorum_on(item).members == 3
    assert "est déjà noté·e présent·e à ce point" in note(client, item, "arrive", person)


def test_an_unknown_way_or_somebody_not_called_changes_nothing(client, actor, row):
    item, _ = laid(row, actor)
    stranger = representatives(in_session(secretary()))[0]
    signed_in(client, actor)

    for way, person in (("part", stranger), ("danse", representatives(row)[0])):
        assert "Choisissez qui arrive ou part" in note(client, item, way, person)
    with pytest.raises(SittingRefused, match="pas convoquée"):
        record_movement(item=item, representative=stranger, is_present=False, actor=actor)
    assert not Movement.objects.exists()


def test_the_minutes_say_who_left_and_who_came_late(actor, row):
    items = [laid(row, actor)[0] for _ in range(3)]
    gone, late, absent = representatives(row)
    for person in (late, absent):
        record_attendance(sitting=row, representative=person, is_present=False, actor=actor)
    record_movement(item=items[1], representative=gone, is_present=False, actor=actor)
    record_movement(item=items[2], representative=gone, is_present=True, actor=actor)
    record_movement(item=items[1], representative=late, is_present=True, actor=actor)

    data = minutes_data(row, HELD_ON)

    said = {line.name: (line.state.word, line.movements) for line in data.attendance}
    assert said == {
        str(gone): ("présent·e", "part au point 2, arrive au point 3"),
        str(late): ("présent·e", "arrive au point 2"),
        str(absent): ("absent·e", ""),
    }
    assert ("Présents", "2\u00a0membres") in data.facts
