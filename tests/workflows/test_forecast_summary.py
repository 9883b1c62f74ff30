"""The forecast in the expertise note: figures worked by hand, or nothing when there is none."""

import pytest

from levier.workflows.expertise_note import note_data, render_expertise_note
from levier.workflows.forecast_summary import forecast_summary
from tests.factories.accounts import house, user
from tests.factories.cases import DAY
from tests.factories.forecasts import shop_case, with_forecast


@pytest.fixture
def actor(db):
    return user("advisor", house())


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_note_sums_the_forecast_up(actor):
    table, comment = forecast_summary(with_forecast(actor), DAY)

    rows = {row[0]: [plain(cell) for cell in row[1:]] for row in table.rows}
    assert rows["Résultat net"][0] == "13 080 €"
    assert rows["Seuil de rentabilité"][0] == "33 840 €"
    assert rows["Point mort"][0] == "206 jours"
    assert plain(table.totals[0][1]) == "7 447 €"
    assert "4 000 € à l’ouverture, pour une marge de 3 000 €" in plain(comment)
    assert "Production vendue" not in rows


def test_a_note_without_forecast_says_nothing_of_it(actor):
    assert forecast_summary(shop_case(actor), DAY) == (None, "")


def test_the_note_is_printed_with_its_forecast(actor):
    case = with_forecast(actor)

    assert note_data(case, DAY).forecast is not None
    assert render_expertise_note(case, DAY).content.startswith(b"%PDF")
