"""Two secretaries print and send the letters of one sitting, at once, on real connections."""

from uuid import uuid4

import pytest
from django.db import connection

from levier.committees.models import Decision
from levier.correspondence.models import IssuedLetter, OutgoingMessage
from levier.workflows.decide_case import decide_case
from levier.workflows.sitting_letters import letters_of_sitting, send_letters, start_letters
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, in_session, laid, secretary
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def decided(actor):
    """Return a sitting with one agreement, whose holder has an address."""
    row = in_session(actor, min_members=0)
    item, asked = laid(row, actor)
    person = item.case.person
    person.email = "porteur@example.org"
    person.save()
    decide_case(
        item=item, request=asked, outcome="agreed", amount=None, actor=actor,
        idempotency_key=uuid4(),
    )  # fmt: skip
    return row


def test_a_letter_is_printed_and_sent_once_by_two_people_at_once():
    first = secretary()
    second = user("secretary", first.organisation)
    sitting = decided(first)

    at_once(*(lambda who=who: start_letters(sitting=sitting, actor=who) for who in (first, second)))

    wanted = letters_of_sitting(sitting, first)
    assert wanted
    assert IssuedLetter.objects.count() == len(wanted)
    assert all(row.issued for row in wanted)

    at_once(*(
        lambda who=who: send_letters(sitting=sitting, actor=who, on=HELD_ON)
        for who in (first, second)
    ))  # fmt: skip
    sent = [row for row in wanted if row.address]
    assert OutgoingMessage.objects.count() == len(sent) == 1
    assert Decision.objects.count() == 1
