"""Two people on one guarantee, at once, on real connections."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.claims.models import Call
from levier.claims.services import (
    commission_of,
    indemnity_on,
    note_commission,
    note_recovery,
    pay_indemnity,
)
from levier.kernel.errors import DomainError
from tests.factories.accounts import user
from tests.factories.claims import TODAY, accelerated, accepted, called, running
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def refusals(outcomes) -> int:
    return sum(isinstance(outcome, DomainError) for outcome in outcomes)


def test_two_calls_at_once_open_one():
    actor = user("secretary")
    row = accelerated(actor)
    outcomes = at_once(lambda: called(actor, row), lambda: called(actor, row))
    assert refusals(outcomes) == 1
    assert Call.objects.count() == 1


def test_two_payments_at_once_never_pass_what_is_owed():
    actor = user("secretary")
    call = accepted(actor)

    def pay():
        return pay_indemnity(
            call=call, amount=Decimal(12000), paid_on=TODAY, today=TODAY, actor=actor,
            is_balance=False, idempotency_key=uuid4(),
        )  # fmt: skip

    assert refusals(at_once(pay, pay)) == 1
    assert indemnity_on(call).balance == 8000


def test_two_recoveries_at_once_never_give_back_more_than_was_paid():
    actor = user("secretary")
    call = accepted(actor)
    pay_indemnity(
        call=call, amount=Decimal(20000), paid_on=TODAY, today=TODAY, actor=actor, is_balance=True,
        idempotency_key=uuid4(),
    )  # fmt: skip

    def recover():
        return note_recovery(
            call=call, amount=Decimal(20000), received_on=TODAY, today=TODAY, actor=actor,
            idempotency_key=uuid4(),
        )  # fmt: skip

    at_once(recover, recover)
    assert sum(row.share for row in call.recoveries.all()) == 20000


def test_two_receipts_at_once_never_pass_the_commission():
    actor = user("finance")
    row = running(actor)
    row.guarantee.commission_amount = Decimal(720)
    row.guarantee.save()

    def receive():
        return note_commission(
            commitment=row, amount=Decimal(720), received_on=TODAY, today=TODAY, actor=actor,
            idempotency_key=uuid4(),
        )  # fmt: skip

    assert refusals(at_once(receive, receive)) == 1
    assert commission_of(row, TODAY).left == 0
