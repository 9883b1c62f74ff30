import pytest

from levier.committees.errors import NothingToRectify
from levier.committees.services import end_sitting
from levier.documents.services import content_of
from levier.workflows.rectified_minutes import rectified_minutes, rectify_minutes
from levier.workflows.sitting_documents import publish_minutes
from tests.factories.committees import HELD_ON, in_session, secretary
from tests.factories.portfolio import decided

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def frozen(actor):
    """Return a sitting whose minutes are frozen."""
    row = in_session(actor)
    decided(actor, sitting=row)
    return publish_minutes(sitting=end_sitting(sitting=row, actor=actor), actor=actor, on=HELD_ON)


def test_minutes_are_rectified_beside_the_frozen_ones_which_stay():
    actor = secretary()
    row = frozen(actor)
    before = content_of(row.minutes)
    terms = {"sitting": row, "actor": actor, "on": HELD_ON}

    first = rectify_minutes(**terms, correction="Lire « Liévin » et non « Lens ».")
    second = rectify_minutes(**terms, correction="Lire 60 mois.")

    row.refresh_from_db()
    assert rectified_minutes(row) == [first, second]
    assert (content_of(row.minutes), row.minutes_hash) == (before, row.minutes.sha256)
    assert content_of(first).startswith(b"%PDF-")
    assert first.sha256 != row.minutes_hash


def test_minutes_that_are_not_frozen_are_corrected_and_not_rectified():
    actor = secretary()

    with pytest.raises(NothingToRectify, match="pas encore figé"):
        rectify_minutes(sitting=in_session(actor), actor=actor, on=HELD_ON, correction="x")
    with pytest.raises(NothingToRectify, match="Dites"):
        rectify_minutes(sitting=frozen(actor), actor=actor, on=HELD_ON, correction=" ")
