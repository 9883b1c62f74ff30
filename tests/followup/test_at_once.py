"""Two people on one review or one light, at once, on real connections."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.correspondence.models import OutgoingMessage
from levier.followup.models import CommitmentLight, FollowUp, Review
from levier.followup.services import Answers, ask_for, begin, note_review
from levier.followup.services.lights import Saying
from levier.rules.servicing.light import Colour
from levier.workflows.watch_commitments import light_again, say
from tests.factories.accounts import user
from tests.factories.followup import followed, review
from tests.factories.servicing import PAID_OUT_ON, running_loan
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
MAY = date(2026, 5, 1)


def noting(row, jobs):
    actor = user("advisor", row.organisation)
    return lambda: note_review(
        review=row, answers=Answers(jobs=Decimal(jobs)), on=MAY, today=MAY, actor=actor, revision=0
    )


def test_two_people_note_one_review_and_the_second_is_told():
    row = review(followed(), "jobs")
    outcomes = at_once(noting(row, 1), noting(row, 2))

    assert len(refused(outcomes)) == 1
    row.refresh_from_db()
    assert row.revision == 1


def test_a_double_click_notes_a_review_once():
    row = review(followed(), "jobs")
    action = noting(row, 1)

    assert refused(at_once(action, action, action)) == []
    row.refresh_from_db()
    assert row.revision == 1


def test_accounts_asked_twice_at_once_leave_once():
    row = followed()
    person = row.commitment.case.person
    person.email = "porteur@example.org"
    person.save()
    asked, actor = review(row), user("advisor", row.organisation)

    def ask():
        return ask_for(review=asked, on=MAY, actor=actor)

    assert refused(at_once(ask, ask, ask)) == []
    assert OutgoingMessage.objects.count() == 1


def test_two_nights_at_once_open_a_follow_up_once():
    commitment = running_loan(months=36).commitment

    def night():
        return begin(commitment=commitment, on=PAID_OUT_ON)

    assert refused(at_once(night, night, night)) == []
    assert FollowUp.objects.count() == 1
    assert Review.objects.count() == 8


def test_a_word_and_the_night_at_once_leave_the_word_standing():
    row = followed()
    light_again(follow_up=row, on=PAID_OUT_ON)
    actor = user("advisor", row.organisation)
    at_once(
        lambda: say(
            follow_up=row, saying=Saying(Colour.RED, "Inquiet"), on=PAID_OUT_ON, actor=actor,
            key=uuid4(),
        ),
        lambda: light_again(follow_up=row, on=PAID_OUT_ON),
    )  # fmt: skip
    light_again(follow_up=row, on=PAID_OUT_ON)
    row.refresh_from_db()

    assert row.colour == "red"
    assert CommitmentLight.objects.filter(colour="red").count() == 1
