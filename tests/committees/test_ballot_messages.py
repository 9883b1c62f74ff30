from datetime import date, timedelta

import pytest

from levier.committees.errors import ConsultationRefused, SittingRefused
from levier.committees.models import Sitting
from levier.committees.services import (
    cast_vote,
    close_consultation,
    consult_members,
    end_of,
    remind_voters,
)
from levier.correspondence.models import OutgoingMessage
from levier.correspondence.services import write_message_template
from tests.factories.committees import HELD_ON, representatives, secretary
from tests.factories.consultations import OPENED_AT, later, planned

pytestmark = pytest.mark.django_db
EVENING = end_of(date(2026, 3, 24))


@pytest.fixture
def actor():
    return secretary()


def with_addresses(row):
    for rank, person in enumerate(representatives(row)):
        person.email = f"membre{rank}@example.org"
        person.save()
    return row


def consulted(actor, **options):
    row = with_addresses(planned(actor, **options))
    consult_members(sitting=row, actor=actor, at=OPENED_AT)
    return row


def messages(kind):
    return OutgoingMessage.objects.filter(kind=kind).order_by("to")


def all_vote(row, person):
    for item in row.items.all():
        cast_vote(item=item, representative=person, choice="for", actor=None, at=later(1))


def test_opening_writes_to_each_member_with_the_address_of_their_ballot(actor):
    row = with_addresses(planned(actor, dossiers=2))

    done = consult_members(sitting=row, actor=actor, at=OPENED_AT)

    assert (done.written, done.without_address) == (3, [])
    first = messages("consultation").first()
    words = f"{row.committee} : 2 dossiers à voter avant le mardi 24 mars 2026"
    assert first.subject == words
    assert f"/comites/{row.pk}/bulletin/" in first.body


def test_the_house_writes_its_own_words(actor):
    write_message_template(
        organisation=actor.organisation, actor=actor, purpose="consultation",
        subject="Votez, {membre}", body="Avant le {fin} : {lien}", starts_on=HELD_ON, on=HELD_ON,
    )  # fmt: skip
    row = consulted(actor)

    subjects = set(messages("consultation").values_list("subject", flat=True))
    assert subjects == {f"Votez, {person}" for person in representatives(row)}


def test_who_has_no_address_is_named(actor):
    row = with_addresses(planned(actor, accounts=False))
    person = representatives(row)[0]
    person.email = ""
    person.save()

    done = consult_members(sitting=row, actor=actor, at=OPENED_AT)

    assert (done.written, done.without_address) == (2, [str(person)])


def test_a_double_click_opens_and_writes_once(actor):
    row = consulted(actor)

    with pytest.raises(SittingRefused):
        consult_members(sitting=Sitting.objects.get(pk=row.pk), actor=actor, at=OPENED_AT)
    assert messages("consultation").count() == 3


def test_nothing_leaves_when_it_is_refused(actor):
    row = with_addresses(planned(actor, dossiers=0))

    with pytest.raises(ConsultationRefused):
        consult_members(sitting=row, actor=actor, at=OPENED_AT)
    assert not messages("consultation").exists()


@pytest.mark.parametrize(
    ("now", "reminded"),
    [
        (EVENING - timedelta(days=3), 0),
        (EVENING - timedelta(days=2), 2),
        (EVENING, 2),
        (EVENING + timedelta(microseconds=1), 0),
    ],
)
def test_those_who_owe_a_vote_are_reminded_within_the_days_of_the_house(actor, now, reminded):
    row = consulted(actor, written_reminder_days=2)
    all_vote(row, representatives(row)[0])

    assert remind_voters(now=now) == reminded
    assert remind_voters(now=now) == 0
    assert messages("ballot_due").count() == reminded


def test_a_reminder_says_how_many_dossiers_are_left(actor):
    row = consulted(actor, seats=2, written_reminder_days=1)
    cast_vote(
        item=row.items.first(), representative=representatives(row)[0], choice="for", actor=None,
        at=later(1),
    )  # fmt: skip
    remind_voters(now=EVENING)

    subjects = list(messages("ballot_due").values_list("subject", flat=True))
    assert [subject.partition("reste ")[2] for subject in subjects] == [
        "1 dossier à voter", "2 dossiers à voter",
    ]  # fmt: skip


def test_nobody_is_reminded_once_it_is_closed_or_when_the_house_reminds_nobody(actor):
    row = consulted(actor, written_reminder_days=0)
    assert remind_voters(now=EVENING) == 0
    row.committee.rules.update(written_reminder_days=2)
    close_consultation(sitting=row, actor=actor, at=later(6))
    assert remind_voters(now=EVENING) == 0
