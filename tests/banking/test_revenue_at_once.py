"""Two people who issue the same revenue orders at once, on real connections."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from levier.banking.models import RevenueOrder
from levier.banking.services import Claim, issue_revenue_orders
from levier.kernel.errors import DomainError
from tests.factories.accounts import user
from tests.factories.banking import officer_account
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
ON = date(2026, 5, 2)


def test_the_same_due_date_is_ordered_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    actor = user("finance")
    account = officer_account(actor)
    claim = Claim("x:1", "Prêt n° 12", ON, Decimal(100), "Atelier du Terril")

    def issue():
        return issue_revenue_orders(account=account, claims=[claim], actor=actor, on=ON)

    outcomes = at_once(issue, issue)
    assert sum(isinstance(each, DomainError) for each in outcomes) == 1
    assert RevenueOrder.objects.count() == 1
