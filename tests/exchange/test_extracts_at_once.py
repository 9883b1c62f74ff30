"""Two people on one extract, or two extracts on one guarantee, at once, on real connections."""

import pytest
from django.db import connection

from levier.claims.models import GuaranteeEvent
from levier.exchange.extract_import import confirm_extract, preview_of_extract
from levier.exchange.models import ExtractReading
from levier.kernel.errors import DomainError
from tests.factories.accounts import user
from tests.factories.claims import TODAY, running
from tests.factories.extracts import HEADER, extract, extract_line
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


def refusals(outcomes) -> int:
    return sum(isinstance(outcome, DomainError) for outcome in outcomes)


def confirming(reading, actor, taken):
    revision = preview_of_extract(reading, actor, TODAY).revision
    return lambda: confirm_extract(
        row=reading, actor=actor, taken=taken, revision=revision, today=TODAY
    )


def test_two_people_confirm_an_extract_once():
    actor = user("secretary")
    other = user("finance", actor.organisation)
    row = running(actor)
    reading = extract(actor, row, HEADER + extract_line(row, "30000"))
    outcomes = at_once(confirming(reading, actor, [2]), confirming(reading, other, [2]))
    assert refusals(outcomes) == 1
    assert GuaranteeEvent.objects.count() == 1


def test_two_extracts_of_one_guarantee_do_not_overwrite_each_other():
    actor = user("secretary")
    row = running(actor)
    first = extract(actor, row, HEADER + extract_line(row, "30000"))
    second = extract(actor, row, HEADER + extract_line(row, "29000"))
    outcomes = at_once(confirming(first, actor, [2]), confirming(second, actor, [2]))
    assert refusals(outcomes) == 1  # the second one reads what the first one wrote
    assert GuaranteeEvent.objects.count() == 1


def test_two_people_drop_the_same_file_once():
    actor = user("secretary")
    row = running(actor)
    text = HEADER + extract_line(row, "30000")
    outcomes = at_once(lambda: extract(actor, row, text), lambda: extract(actor, row, text))
    assert refusals(outcomes) == 1
    assert ExtractReading.objects.count() == 1
