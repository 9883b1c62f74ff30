"""Two people save the same cell at once: one is kept, the other is told."""

import pytest
from django.db import connection

from levier.forecasts.errors import StaleForecast
from levier.forecasts.models import Forecast, ForecastChange
from levier.forecasts.services import CellChange, save_cells
from tests.factories.accounts import house, user
from tests.factories.cases import DAY
from tests.factories.forecasts import shop_case
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def test_the_first_save_of_a_forecast_is_made_once():
    actor = user("advisor", house())
    case = shop_case(actor)

    def typed(value):
        change = CellChange("taxes.year1", value, "")
        return lambda: save_cells(case=case, actor=actor, on=DAY, revision=0, changes=[change])

    outcomes = at_once(typed("100"), typed("200"))

    assert sum(isinstance(outcome, StaleForecast) for outcome in outcomes) == 1
    assert Forecast.objects.get().revision == 1
    assert ForecastChange.objects.count() == 1
