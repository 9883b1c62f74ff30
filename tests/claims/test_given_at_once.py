"""A month end and events of one guarantee at once, on real connections: no euro enters twice."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.claims.services import post_given_month
from levier.ledger.checking import differences
from levier.ledger.models import LedgerEntry
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.run_loan import end_commitment
from tests.factories.accounts import user
from tests.factories.claims import SET_UP_ON, TODAY, carried, entered, event, given_entries
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
MAY = date(2026, 5, 31)


@pytest.fixture
def actor():
    return user("secretary")


def test_two_set_ups_at_once_enter_once(actor):
    row, key = carried(actor), uuid4()

    def set_up():
        return set_up_commitment(commitment=row, on=SET_UP_ON, actor=actor, key=key)

    at_once(set_up, set_up)
    assert [changes["801100"] for _, changes in given_entries(row)] == [10000]


def test_two_month_ends_at_once_post_each_guarantee_once(actor):
    rows = [entered(actor) for _ in range(5)]
    outcomes = at_once(*[lambda: post_given_month(on=MAY, batch=2)] * 3)
    assert sum(done.posted for done in outcomes) == 5
    for row in rows:
        assert [changes["801100"] for _, changes in given_entries(row)] == [
            10000, Decimal("-208.33"),
        ]  # fmt: skip


@pytest.mark.parametrize("way", ["released", "ended"])
def test_a_month_end_beside_what_takes_a_guarantee_out_leaves_zero(actor, way):
    row = entered(actor)

    def go_out():
        if way == "released":
            return event(row, actor, "released", TODAY)
        return end_commitment(commitment=row, on=TODAY, actor=actor)

    at_once(go_out, lambda: post_given_month(on=MAY))
    entries = given_entries(row)
    assert sum(changes["801100"] for _, changes in entries) == 0
    assert LedgerEntry.objects.count() == len(entries) in (2, 3)
    assert list(differences(actor.organisation)) == []
