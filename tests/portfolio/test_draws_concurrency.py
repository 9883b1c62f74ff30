"""Real connections at once: what one transaction alone can never show."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, connections

from levier.committees.models import Decision
from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment, Draw
from levier.portfolio.services import amend, cancel
from levier.workflows.decide_case import decide_case
from levier.workflows.follow_commitment import set_up_commitment
from tests.factories.committees import HELD_ON, in_session, laid, secretary
from tests.factories.contracts import signed_contract
from tests.factories.funds import envelope
from tests.factories.portfolio import guarantee, loan

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def at_once(*actions):
    """Run the actions together, each on its own connection; return results and refusals."""
    ready = threading.Barrier(len(actions))
    outcomes = [None] * len(actions)

    def run(rank, action):
        try:
            ready.wait(timeout=10)
            outcomes[rank] = action()
        except DomainError as refusal:
            outcomes[rank] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "two transactions wait for each other"
    return outcomes


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, DomainError)]


def test_two_secretaries_decide_a_request_once():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)

    def decide():
        return decide_case(
            item=item, request=asked, outcome="agreed", amount=None, actor=actor,
            idempotency_key=uuid4(),
        )  # fmt: skip

    outcomes = at_once(decide, decide, decide)

    assert len(refused(outcomes)) == 2
    assert Decision.objects.count() == Commitment.objects.count() == 1


def test_a_double_click_decides_once_and_both_answers_are_the_same():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    key = uuid4()

    def decide():
        return decide_case(
            item=item, request=asked, outcome="agreed", amount=None, actor=actor,
            idempotency_key=key,
        )  # fmt: skip

    outcomes = at_once(decide, decide)

    assert not refused(outcomes)
    assert outcomes[0].pk == outcomes[1].pk
    assert Commitment.objects.count() == 1


def test_an_envelope_is_not_overdrawn_by_grants_decided_together():
    actor = secretary()
    purse = envelope(actor.organisation, amount="5000", scheme="prime_engagement")
    row = in_session(actor)
    laid_rows = [laid(row, actor, "Prime Engagement", amount="2000") for _ in range(4)]

    def award(item, asked):
        return lambda: decide_case(
            item=item, request=asked, outcome="agreed", amount=asked.amount, actor=actor,
            idempotency_key=uuid4(), draws=[(purse, asked.amount)],
        )  # fmt: skip

    outcomes = at_once(*(award(item, asked) for item, asked in laid_rows))

    assert len(refused(outcomes)) == 2
    assert sum(Draw.objects.values_list("amount", flat=True), ZERO) == 4000


def test_grants_that_cross_their_envelopes_never_wait_for_each_other():
    actor = secretary()
    first = envelope(actor.organisation, scheme="prime_engagement")
    second = envelope(actor.organisation, scheme="prime_engagement")
    row = in_session(actor)
    half = Decimal(1000)

    def award(purses):
        item, asked = laid(row, actor, "Prime Engagement", amount="2000")
        return lambda: decide_case(
            item=item, request=asked, outcome="agreed", amount=asked.amount, actor=actor,
            idempotency_key=uuid4(), draws=[(purse, half) for purse in purses],
        )  # fmt: skip

    actions = [award(pair) for pair in ((first, second), (second, first)) for _ in range(2)]
    outcomes = at_once(*actions)

    assert not refused(outcomes)
    assert Draw.objects.filter(envelope=first).count() == 4


def test_a_payment_clicked_twice_is_paid_once():
    actor = secretary()
    commitment = loan(actor)
    signed_contract(commitment, actor)
    key = uuid4()

    def pay(key):
        return lambda: set_up_commitment(commitment=commitment, on=HELD_ON, actor=actor, key=key)

    outcomes = at_once(pay(key), pay(key), pay(uuid4()))

    assert len(refused(outcomes)) in (1, 2)
    assert Commitment.history.filter(id=commitment.pk, state="set_up").count() == 1


def test_a_commitment_is_not_both_set_up_and_cancelled():
    actor = secretary()
    commitment = guarantee(actor)

    outcomes = at_once(
        lambda: set_up_commitment(commitment=commitment, on=HELD_ON, actor=actor, key=uuid4()),
        lambda: cancel(
            commitment=Commitment.objects.get(pk=commitment.pk), on=HELD_ON, reason="r", actor=actor
        ),
    )

    assert len(refused(outcomes)) == 1


def test_two_amendments_take_two_ranks():
    actor = secretary()
    commitment = loan(actor)

    def reduce(amount):
        return lambda: amend(
            commitment=commitment, actor=actor, on=HELD_ON, reason="r", amount=Decimal(amount)
        )

    outcomes = at_once(reduce(9000), reduce(8000))

    assert not refused(outcomes)
    assert sorted(commitment.amendments.values_list("rank", flat=True)) == [1, 2]
