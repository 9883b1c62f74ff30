"""Two people freeze, rectify or rebuild minutes at once: each content is kept once."""

from datetime import date

import pytest
from django.db import connection

from levier.committees.errors import MinutesFrozen
from levier.committees.models import MinutesRecord, Sitting
from levier.committees.services import end_sitting
from levier.documents.models import StoredFile
from levier.workflows.kept_minutes import keep_missing
from levier.workflows.rectified_minutes import rectified_minutes, rectify_minutes
from levier.workflows.sitting_documents import publish_minutes
from tests.factories.committees import HELD_ON, in_session, secretary
from tests.factories.portfolio import decided
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
LATER = date(2027, 1, 15)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def held(actor) -> Sitting:
    row = in_session(actor)
    decided(actor, sitting=row)
    return end_sitting(sitting=row, actor=actor)


def test_two_secretaries_freeze_one_file_and_one_content():
    actor = secretary()
    row = held(actor)

    def freeze():
        return publish_minutes(sitting=Sitting.objects.get(pk=row.pk), actor=actor, on=HELD_ON)

    outcomes = at_once(freeze, freeze)

    assert sorted(isinstance(outcome, MinutesFrozen) for outcome in outcomes) == [False, True]
    record = MinutesRecord.objects.get()
    row.refresh_from_db()
    assert record.stored_file == row.minutes
    assert StoredFile.objects.filter(origin="procès-verbal").count() == 1


def test_two_corrections_at_once_are_two_minutes_in_a_row_with_their_words():
    actor = secretary()
    row = publish_minutes(sitting=held(actor), actor=actor, on=HELD_ON)

    def rectify(words):
        found = Sitting.objects.get(pk=row.pk)
        return lambda: rectify_minutes(sitting=found, actor=actor, on=LATER, correction=words)

    outcomes = at_once(rectify("Lire Lens."), rectify("Lire 18 h 30."))

    assert all(isinstance(outcome, StoredFile) for outcome in outcomes)
    assert {one.pk for one in rectified_minutes(row)} == {one.pk for one in outcomes}
    assert MinutesRecord.objects.filter(sitting=row).count() == 3


def test_two_nights_at_once_rebuild_a_content_once():
    actor = secretary()
    publish_minutes(sitting=held(actor), actor=actor, on=HELD_ON)
    MinutesRecord.objects.all().delete()

    outcomes = at_once(lambda: keep_missing(LATER), lambda: keep_missing(LATER))

    assert sum(outcomes) == 1
    assert MinutesRecord.objects.count() == 1
