"""Two people write the house's rules at once: two rules never hold on the same day."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection

from levier.committees.errors import SittingRefused
from levier.committees.models import Committee, CommitteeRules, Delegation
from levier.committees.services import set_committee_rules
from tests.factories.committees import committee, secretary
from tests.factories.delegations import delegation
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def overlapping(rows) -> list:
    """Return the pairs of dated rows that hold together on some day."""
    found = sorted(rows, key=lambda row: row.first_day)
    return [(a, b) for a, b in pairwise(found) if a.last_day is None or a.last_day >= b.first_day]


@pytest.mark.parametrize("attempt", range(3))
def test_two_delegations_written_at_once_never_overlap(attempt):
    actor = secretary()

    def write(first_day, amount):
        return lambda: delegation(actor, first_day=first_day, max_amount=Decimal(amount))

    outcomes = at_once(
        write(date(2026, 1, 1), 30000), write(date(2026, 6, 1), 50000),
        write(date(2025, 1, 1), 10000),
    )  # fmt: skip

    assert sum(isinstance(outcome, SittingRefused) for outcome in outcomes) == 2
    assert Delegation.objects.filter(organisation=actor.organisation).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_rules_of_a_committee_written_at_once_follow_each_other(attempt):
    actor = secretary()
    row = committee(actor.organisation, min_members=3)

    def write(first_day, members):
        def act():
            found = Committee.objects.get(pk=row.pk)
            return set_committee_rules(
                committee=found, actor=actor, first_day=first_day, min_members=members
            )

        return act

    outcomes = at_once(
        write(date(2026, 3, 1), 4), write(date(2026, 3, 1), 4), write(date(2026, 6, 1), 5),
        write(date(2026, 4, 1), 6),
    )  # fmt: skip

    assert all(isinstance(outcome, CommitteeRules) for outcome in outcomes)
    kept = list(CommitteeRules.objects.filter(committee=row))
    assert len(kept) == 4
    assert overlapping(kept) == []
    assert sum(one.last_day is None for one in kept) == 1
