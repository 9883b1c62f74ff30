"""Two people decide one provision at once, on real connections: one decision, one entry."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.ledger.models import LedgerEntry
from levier.servicing.models import ProvisionDecision
from levier.servicing.services import decide_provision, fall_due
from tests.factories.accounts import user
from tests.factories.servicing import running_loan
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
TODAY = date(2027, 3, 1)


def late_loan():
    loan = running_loan()
    fall_due(loan=loan, on=TODAY)
    loan.refresh_from_db()
    return loan


def posted() -> int:
    return LedgerEntry.objects.filter(key__startswith="provision:").count()


def deciding(loan, actor, key, closing_on, **values):
    return lambda: decide_provision(
        loan=loan, closing_on=closing_on, today=TODAY, actor=actor, key=key or uuid4(), **values
    )


def test_two_people_decide_one_closing_once():
    loan, actor = late_loan(), user("finance")
    day = date(2026, 7, 31)
    outcomes = at_once(*[deciding(loan, actor, None, day) for _ in range(3)])

    assert len(refused(outcomes)) == 2
    assert ProvisionDecision.objects.count() == posted() == 1


def test_a_double_click_decides_once_and_is_not_refused():
    loan, actor, key = late_loan(), user("finance"), uuid4()
    outcomes = at_once(*[deciding(loan, actor, key, date(2026, 7, 31)) for _ in range(3)])

    assert refused(outcomes) == []
    assert ProvisionDecision.objects.count() == posted() == 1


def test_two_closings_at_once_leave_the_ledger_at_what_the_last_one_kept():
    loan, actor = late_loan(), user("finance")
    at_once(
        deciding(loan, actor, None, date(2026, 7, 31)),
        deciding(loan, actor, None, date(2026, 12, 31)),
    )
    last = ProvisionDecision.objects.order_by("-closing_on").first()
    credit = sum(
        posting.credit - posting.debit
        for entry in LedgerEntry.objects.filter(key__startswith="provision:")
        for posting in entry.postings.filter(account__number="297400")
    )

    assert credit == last.kept == Decimal(1200)
