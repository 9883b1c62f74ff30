from datetime import date

import pytest

from levier.kernel.dates import add_months, whole_months_between, whole_years_between


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 5, 10), 0, date(2024, 5, 10)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1994, 6, 1), date(2024, 5, 31), 29),
        (date(1994, 6, 1), date(2024, 6, 1), 30),
        (date(2004, 2, 29), date(2023, 2, 28), 18),
        (date(2004, 2, 29), date(2023, 3, 1), 19),
    ],
)
def test_an_age_changes_on_the_birthday(born, on, age):
    assert whole_years_between(born, on) == age


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2023, 6, 15), date(2024, 6, 14), 11),
        (date(2023, 6, 15), date(2024, 6, 15), 12),
        (date(2024, 1, 31), date(2024, 2, 29), 0),
    ],
)
def test_a_month_is_whole_on_its_day(start, end, months):
    assert whole_months_between(start, end) == months
