"""Convening: one invitation a member and a state of the sitting, answered without account."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse
from icalendar import Calendar

from levier.cases.models import Case
from levier.committees.errors import SittingRefused
from levier.committees.models import Seat, Sitting
from levier.committees.services import open_sitting, plan_minutes, update_sitting
from levier.correspondence.models import OutgoingMessage
from levier.documents.services import content_of
from levier.workflows.convene_sitting import (
    answer_convocation,
    answer_token,
    call_off_sitting,
    convene_sitting,
    invitation,
)
from tests.factories import committees as made

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def actor():
    return made.secretary()


@pytest.fixture
def sitting(actor):
    row = made.sitting(actor, seats=2)
    for rank, place in enumerate(row.attendances.select_related("representative")):
        place.representative.email = f"membre{rank}@example.org"
        place.representative.save()
    return row


def invitations(row):
    """Return (METHOD, UID, SEQUENCE, DTSTART) of each message, the oldest first."""
    found = []
    for message in OutgoingMessage.objects.filter(about__endswith=str(row.pk)).order_by("id"):
        stored = message.attachments.get().stored_file
        calendar = Calendar.from_ical(content_of(stored))
        (event,) = calendar.walk("VEVENT")
        found.append(
            (calendar["METHOD"], str(event["UID"]), event["SEQUENCE"], event["DTSTART"].dt)
        )
    return found


def test_each_is_convened_once_and_again_when_the_hour_changes(actor, sitting):
    assert convene_sitting(sitting=sitting, actor=actor, at=AT).called == 2
    assert convene_sitting(sitting=sitting, actor=actor, at=AT).called == 0
    sitting.refresh_from_db()
    update_sitting(sitting=sitting, actor=actor, starts_at=time(18, 0))
    assert convene_sitting(sitting=sitting, actor=actor, at=AT).called == 2
    found = invitations(sitting)
    assert [row[2] for row in found] == [0, 0, 1, 1]
    assert {row[1] for row in found[:2]} == {row[1] for row in found[2:]}
    # 18 h 00 in Paris on 19 March, winter time
    assert found[2][3] == datetime(2026, 3, 19, 17, 0, tzinfo=UTC)


def test_a_seat_given_up_has_its_invitation_taken_back_once(actor, sitting):
    convene_sitting(sitting=sitting, actor=actor, at=AT)
    gone = sitting.attendances.first()
    Seat.objects.filter(representative=gone.representative).delete()
    assert convene_sitting(sitting=sitting, actor=actor, at=AT).taken_back == 1
    assert convene_sitting(sitting=sitting, actor=actor, at=AT).taken_back == 0
    assert invitations(sitting)[-1][:3] == ("CANCEL", f"{gone.pk}@levier", 1)


def test_without_address_is_said_and_nothing_leaves(actor, sitting):
    person = sitting.attendances.first().representative
    person.email = ""
    person.save()
    done = convene_sitting(sitting=sitting, actor=actor, at=AT)
    assert (done.called, done.without_address) == (1, [str(person)])


def test_a_member_answers_by_the_link_and_no_more_once_open(actor, sitting, client):
    convene_sitting(sitting=sitting, actor=actor, at=AT)
    place = sitting.attendances.first()
    page = reverse("web:convocation", args=[answer_token(place)])
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "peut-être"}).status_code == 422
    client.post(page, {"answer": "yes"})
    place.refresh_from_db()
    assert place.answer == "yes"
    assert client.get(page[:-3] + "x/").status_code == 404
    client.force_login(actor)
    assert "viendra" in client.get(reverse("web:sitting", args=[sitting.pk])).content.decode()
    open_sitting(sitting=Sitting.objects.get(pk=sitting.pk), actor=actor)
    with pytest.raises(SittingRefused):
        answer_convocation(attendance=place, answer="no", at=AT)


def test_a_sitting_called_off_gives_its_dossiers_back_and_tells_those_convened(actor, sitting):
    item, _ = made.laid(sitting, actor)
    convene_sitting(sitting=sitting, actor=actor, at=AT)

    with pytest.raises(SittingRefused, match="pourquoi"):
        call_off_sitting(sitting=sitting, reason=" ", actor=actor, at=AT)
    item.refresh_from_db()
    told = call_off_sitting(sitting=sitting, reason="Neige.", actor=actor, at=AT)

    assert told == 2
    assert Case.objects.get(pk=item.case_id).state == "ready"
    assert [row[0] for row in invitations(sitting)] == ["REQUEST"] * 2 + ["CANCEL"] * 2
    last = OutgoingMessage.objects.order_by("id").last()
    assert "n’a pas lieu\u00a0: Neige." in last.body
    sitting.refresh_from_db()
    assert sitting.state == Sitting.State.CANCELLED
    assert not Sitting.objects.held_in(sitting.held_on.year).filter(pk=sitting.pk).exists()
    with pytest.raises(SittingRefused, match="plus à venir"):
        call_off_sitting(sitting=sitting, reason="Neige", actor=actor, at=AT)


def test_a_dossier_laid_for_an_amendment_stays_where_it_is_when_taken_off(actor, sitting):
    item, _ = made.laid(sitting, actor)
    Case.objects.filter(pk=item.case_id).update(state="follow_up")

    call_off_sitting(sitting=sitting, reason="Neige", actor=actor, at=AT)

    assert Case.objects.get(pk=item.case_id).state == "follow_up"


def test_an_invitation_lasts_as_long_as_the_agenda(actor, sitting):
    update_sitting(sitting=sitting, actor=actor, starts_at=time(18, 0))
    for minutes in (40, 35):
        item, _ = made.laid(sitting, actor)
        plan_minutes(item=item, minutes=minutes, actor=actor)
    place = sitting.attendances.first()

    calendar = Calendar.from_ical(invitation(sitting, place, at=AT, sequence=0, method="REQUEST"))

    (event,) = calendar.walk("VEVENT")
    # 18 h 00 in Paris on 19 March is 17 h 00 UTC; 75 minutes later
    assert event["DTEND"].dt == datetime(2026, 3, 19, 18, 15, tzinfo=UTC)


def test_the_page_calls_a_planned_sitting_off_and_no_other(actor, sitting, client):
    client.force_login(actor)
    page = reverse("web:sitting_cancel", args=[sitting.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Neige"}).status_code == 302
    assert client.get(page).status_code == 404
