"""Two people import into one forecast at once, on real connections: one enters, one is told."""

import pytest
from django.db import connection

from levier.exchange.forecast_import import confirm_forecast_import, drop_forecast_file
from levier.forecasts.models import Forecast, ForecastChange
from levier.kernel.errors import DomainError
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, instructed
from tests.factories.forecast_workbooks import IN_SHEETS, MONTHLY, workbook
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def dropped(case, actor, sheets):
    return drop_forecast_file(
        case=case, actor=actor, name="previsionnel.xlsx", content=workbook(sheets)
    )


def confirming(row, actor):
    return lambda: confirm_forecast_import(row=row, actor=actor, on=DAY, revision=0)


def test_one_file_confirmed_by_two_people_is_written_once():
    actor = user("advisor", house())
    row = dropped(instructed(actor), actor, IN_SHEETS)
    outcomes = at_once(confirming(row, actor), confirming(row, actor))

    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert Forecast.objects.get().revision == 1


def test_two_files_never_mix_in_one_forecast():
    actor = user("advisor", house())
    case = instructed(actor)
    rows = [dropped(case, actor, sheets) for sheets in (IN_SHEETS, MONTHLY)]
    outcomes = at_once(*(confirming(row, actor) for row in rows))

    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert Forecast.objects.get().revision == 1
    labels = ForecastChange.objects.filter(cell="sale.1.label")
    assert labels.count() == 1
    assert not ForecastChange.objects.filter(cell="sale.2.label").exists()
