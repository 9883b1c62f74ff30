"""Two members vote while the secretary closes: no vote is kept after the close."""

import pytest
from django.db import connection

from levier.committees.errors import VotingClosed
from levier.committees.models import AgendaItem, Sitting, Vote
from levier.committees.services import cast_vote, close_consultation, send_back
from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from tests.factories.committees import representatives, secretary
from tests.factories.consultations import later, opened
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def voting(item, person, choice="for"):
    def act():
        row = AgendaItem.objects.select_related("sitting").get(pk=item.pk)
        return cast_vote(item=row, representative=person, choice=choice, actor=None, at=later(6))

    return act


def closing(row):
    def act():
        found = Sitting.objects.get(pk=row.pk)
        return close_consultation(sitting=found, actor=None, at=later(6))

    return act


def test_two_members_vote_while_it_closes_and_no_vote_comes_after():
    actor = secretary()
    row = opened(actor)
    Sitting.objects.filter(pk=row.pk).update(closes_at=later(10))
    item = row.items.get(position=1)
    first, second, _ = representatives(row)

    outcomes = at_once(voting(item, first), closing(row), voting(item, second))

    assert isinstance(outcomes[1], Sitting)
    closed = Entry.objects.get(action="committees.consultation_closed")
    kept = [outcome for outcome in outcomes if isinstance(outcome, Vote)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, VotingClosed)]
    assert len(kept) + len(refused) == 2
    assert Vote.objects.filter(item=item).count() == len(kept)
    votes = Entry.objects.filter(action="committees.vote")
    assert all(entry.at <= closed.at for entry in votes)
    present = row.attendances.filter(is_present=True).values_list("representative", flat=True)
    assert set(present) == {vote.representative_id for vote in kept}


def test_two_people_close_it_once():
    row = opened(secretary())

    outcomes = at_once(closing(row), closing(row))

    assert sorted(isinstance(outcome, VotingClosed) for outcome in outcomes) == [False, True]
    assert Entry.objects.filter(action="committees.consultation_closed").count() == 1


def test_one_dossier_is_sent_back_once():
    actor = secretary()
    row = opened(actor)
    close_consultation(sitting=row, actor=actor, at=later(6))
    item = row.items.get(position=1)

    def back():
        found = AgendaItem.objects.select_related("sitting", "case").get(pk=item.pk)
        return send_back(item=found, reason="quorum", actor=actor)

    outcomes = at_once(back, back)

    assert sorted(isinstance(outcome, DomainError) for outcome in outcomes) == [False, True]
    assert Entry.objects.filter(action="committees.sent_back").count() == 1
