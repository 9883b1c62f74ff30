"""Two guarantees on one line of endowment, at once, on real connections."""

from decimal import Decimal

import pytest
from django.db import connection

from levier.claims.errors import EndowmentExceeded
from levier.claims.models import Backing
from levier.claims.services import back_guarantee, positions_on
from tests.factories.accounts import user
from tests.factories.claims import TODAY
from tests.factories.endowments import endowment
from tests.factories.portfolio import guarantee
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def backing(row, line, actor, share="1"):
    return lambda: back_guarantee(
        commitment=row, endowment=line, share=Decimal(share), on=TODAY, actor=actor
    )


def test_two_guarantees_never_pass_the_capacity_of_a_line_together():
    actor = user("secretary")
    rows = [guarantee(actor), guarantee(actor)]
    line = endowment(actor, "10000", "5")  # 50 000 €, for twice 28 800 €
    outcomes = at_once(*(backing(row, line, actor) for row in rows))
    assert sum(isinstance(outcome, EndowmentExceeded) for outcome in outcomes) == 1
    assert Backing.objects.count() == 1
    assert positions_on([line], TODAY)[line.pk].missing == 0


def test_two_lines_never_bear_more_than_one_guarantee_together():
    actor = user("secretary")
    row = guarantee(actor)
    lines = [endowment(actor), endowment(actor)]
    at_once(*(backing(row, line, actor, "0.6") for line in lines))
    assert Backing.objects.count() == 1
