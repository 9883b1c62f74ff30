"""Two tablets, two members, and a decision being written: each vote counts once, or is refused."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.committees.errors import ItemClosed, VotedMeanwhile, VoteRefused, VoteSaysOtherwise
from levier.committees.models import AgendaItem, Vote, Withdrawal
from levier.committees.services import (
    Ballot,
    cast_changed,
    cast_vote,
    declare_withdrawal,
    record_decision,
    record_movement,
)
from levier.kernel.errors import DomainError
from tests.factories.committees import in_session, laid, representatives, secretary
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


@pytest.fixture
def actor():
    return secretary()


def fresh(item):
    return AgendaItem.objects.select_related("sitting__committee", "case").get(pk=item.pk)


def votes(item, person, choice, actor):
    return lambda: cast_vote(item=fresh(item), representative=person, choice=choice, actor=actor)


def test_two_devices_of_one_member_leave_one_vote(actor):
    item, _ = laid(in_session(actor), actor)
    person = representatives(item.sitting)[0]

    outcomes = at_once(votes(item, person, "for", actor), votes(item, person, "against", actor))

    assert not refused(outcomes)
    assert item.votes.get().choice in ("for", "against")


def test_members_who_vote_together_are_all_counted(actor):
    item, _ = laid(in_session(actor, seats=6), actor)
    people = representatives(item.sitting)

    outcomes = at_once(*(votes(item, person, "for", actor) for person in people))

    assert all(isinstance(outcome, Vote) for outcome in outcomes)
    assert item.votes.filter(choice="for").count() == 6


def test_a_vote_against_the_decision_being_written_is_counted_or_refused(actor):
    """One for, one against on its way: before the decision it stops it, after it is refused."""
    for _ in range(4):
        item, asked = laid(in_session(actor, seats=2), actor)
        first, second = representatives(item.sitting)[:2]
        cast_vote(item=item, representative=first, choice="for", actor=actor)

        def decide(item=item, asked=asked):
            return record_decision(
                item=fresh(item), request=asked, outcome="agreed", amount=Decimal(28800),
                actor=actor, idempotency_key=uuid4(),
            )  # fmt: skip

        decision, vote = at_once(decide, votes(item, second, "against", actor))

        if isinstance(vote, Vote):
            assert isinstance(decision, VoteSaysOtherwise)
            assert not fresh(item).is_closed
        else:
            assert isinstance(vote, ItemClosed)
            assert fresh(item).is_closed
            assert [row.choice for row in item.votes.all()] == ["for"]


def test_a_page_and_a_tablet_that_change_one_vote_together_never_lose_the_member_s(actor):
    for _ in range(4):
        item, _asked = laid(in_session(actor), actor)
        person = representatives(item.sitting)[0]

        def page(item=item, person=person):
            ballots = [Ballot(person, "", "for")]
            return cast_changed(item=fresh(item), ballots=ballots, actor=actor)

        written, vote = at_once(page, votes(item, person, "against", actor))

        assert isinstance(vote, Vote)
        assert item.votes.get().choice == "against"
        assert isinstance(written, list | VotedMeanwhile)


@pytest.mark.parametrize("gone", ["withdrawal", "departure"])
def test_a_member_who_leaves_the_point_while_voting_leaves_no_vote(actor, gone):
    for _ in range(4):
        item, _asked = laid(in_session(actor), actor)
        person = representatives(item.sitting)[0]

        def leave(item=item, person=person):
            if gone == "withdrawal":
                return declare_withdrawal(
                    item=fresh(item), representative=person, reason="client", actor=actor
                )
            return record_movement(
                item=fresh(item), representative=person, is_present=False, actor=actor
            )

        left, vote = at_once(leave, votes(item, person, "for", actor))

        assert not isinstance(left, DomainError)
        assert isinstance(vote, Vote | VoteRefused)
        assert not item.votes.exists()
        assert Withdrawal.objects.filter(item=item).exists() == (gone == "withdrawal")
