from datetime import date
from decimal import Decimal

import pytest

from levier.rules.parameters import NoValueInForce
from levier.rules.state_aid import Aid, de_minimis_left

ON = date(2027, 6, 3)


@pytest.mark.parametrize(
    ("granted_on", "left"),
    [
        (date(2024, 6, 3), "300000"),  # three years ago to the day: out
        (date(2024, 6, 4), "250000"),
        (date(2027, 6, 3), "250000"),
        (date(2027, 6, 4), "300000"),  # not yet
    ],
)
def test_the_window_runs_back_three_years_from_day_to_day(granted_on, left):
    assert de_minimis_left([Aid(Decimal(50000), granted_on)], ON) == Decimal(left)


@pytest.mark.parametrize(("used", "left"), [("299999.99", "0.01"), ("300000", 0), ("300000.01", 0)])
def test_nothing_is_left_at_the_ceiling(used, left):
    assert de_minimis_left([Aid(Decimal(used), ON)], ON) == Decimal(left)


def test_before_the_regulation_nothing_is_guessed():
    with pytest.raises(NoValueInForce):
        de_minimis_left([], date(2023, 12, 31))
