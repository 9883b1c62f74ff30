"""Accounts asked by a message, reminded on the house's schedule until they arrive."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.correspondence.errors import HolderWithoutAddress
from levier.correspondence.models import OutgoingMessage
from levier.documents.services import store_file
from levier.followup.errors import ReviewRefused
from levier.followup.models import Review
from levier.followup.services import (
    Answers,
    ask_all,
    ask_for,
    note_review,
    receive_review,
    remind_all,
)
from levier.followup.ticks import ask_for_accounts
from levier.portfolio.models import Commitment
from tests.factories.accounts import user
from tests.factories.followup import followed, review
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db
ASK_ON = date(2027, 5, 31)  # thirty days before 30 June 2027


@pytest.fixture(autouse=True)
def worker(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def reachable(email="porteur@example.org"):
    row = followed()
    person = row.commitment.case.person
    person.email = email
    person.save()
    return row


def test_accounts_are_asked_thirty_days_before_and_once():
    row = reachable()

    assert ask_all(on=ASK_ON - timedelta(days=1)) == 0
    assert ask_all(on=ASK_ON) == 1
    assert ask_all(on=ASK_ON) == 0
    message = OutgoingMessage.objects.get()
    assert (message.to, message.kind, message.case) == (
        "porteur@example.org", "accounts", row.commitment.case,
    )  # fmt: skip
    assert "comptes annuels 2026" in message.body
    assert review(row).state == Review.State.ASKED


def test_reminders_follow_the_schedule_and_stop_when_accounts_arrive():
    row = reachable()
    nights = {day: ask_for_accounts(ASK_ON + timedelta(days=day)) for day in (0, 6, 7, 8, 15)}
    assert nights == {0: 1, 6: 0, 7: 1, 8: 0, 15: 1}
    actor = user("advisor", row.organisation)
    stored = store_file(
        organisation=row.organisation, actor=actor, name="bilan.pdf", content=b"%PDF-1.4 bilan",
        origin="comptes annuels", content_type="application/pdf",
    )  # fmt: skip
    receive_review(review=review(row), document=stored, on=ASK_ON, actor=actor)

    assert remind_all(on=ASK_ON + timedelta(days=30)) == 0
    assert OutgoingMessage.objects.count() == 3


def test_nights_missed_make_one_reminder():
    reachable()
    ask_all(on=ASK_ON)

    assert remind_all(on=ASK_ON + timedelta(days=20)) == 1
    assert OutgoingMessage.objects.filter(kind="accounts_due").count() == 1


def test_nobody_is_written_to_where_the_house_said_not_to():
    row = reachable()
    row.is_written_to = False
    row.save()

    assert ask_all(on=ASK_ON) == 0


def test_a_holder_without_address_waits_for_one():
    row = reachable(email="")

    assert ask_all(on=ASK_ON) == 0
    with pytest.raises(HolderWithoutAddress):
        ask_for(review=review(row), on=ASK_ON, actor=user("advisor", row.organisation))


def test_only_accounts_still_awaited_are_asked():
    row = reachable()
    actor = user("advisor", row.organisation)
    with pytest.raises(ReviewRefused, match="Seuls les comptes"):
        ask_for(review=review(row, "visit"), on=ASK_ON, actor=actor)
    note_review(
        review=review(row), answers=Answers(cash=Decimal(1)), on=ASK_ON, today=ASK_ON, actor=actor,
        revision=0,
    )  # fmt: skip
    with pytest.raises(ReviewRefused, match="plus attendus"):
        ask_for(review=review(row), on=ASK_ON, actor=actor)


def test_nobody_is_written_to_for_what_was_taken_over_from_the_past():
    past = running_loan(months=36).commitment
    Commitment.objects.filter(pk=past.pk).update(is_past=True)
    row = followed(past)
    assert not row.is_written_to
    assert ask_all(on=ASK_ON) == 0
    assert followed().is_written_to
