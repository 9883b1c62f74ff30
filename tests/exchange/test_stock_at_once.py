"""Two imports of one stock at once, on real connections."""

import pytest
from django.db import connection

from levier.portfolio.models import Commitment
from levier.servicing.models import LoanOperation
from tests.exchange.stock_factory import imported
from tests.factories.accounts import house
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def test_two_imports_at_once_write_one_stock():
    owner = house()
    outcomes = at_once(lambda: imported(owner), lambda: imported(owner))

    assert sorted(one.is_empty for one in outcomes) == [False, True]
    assert not any(one.conflicts for one in outcomes)
    assert Commitment.objects.count() == 4
    assert LoanOperation.objects.filter(kind="payment").count() == 13
