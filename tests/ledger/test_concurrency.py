"""Real connections at once: one entry a key, and numbers without a gap."""

import pytest
from django.db import connection

from levier.ledger.models import LedgerEntry
from tests.ledger.test_posting import finance, post
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection
assert finance  # the fixture


def test_a_key_posted_by_four_at_once_makes_one_entry(finance):
    outcomes = at_once(*[lambda: post(finance) for _ in range(4)])

    assert not refused(outcomes)
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert LedgerEntry.objects.count() == 1


def test_entries_posted_at_once_are_numbered_without_a_gap(finance):
    outcomes = at_once(*[lambda n=n: post(finance, key=f"payment:{n}") for n in range(5)])

    assert not refused(outcomes)
    assert sorted(entry.number for entry in outcomes) == [1, 2, 3, 4, 5]
