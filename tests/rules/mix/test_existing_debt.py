"""What a holder repays already, year by year, worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from levier.kernel.dates import add_months
from levier.rules.mix.existing_debt import Due, heaviest_year

D = Decimal
TODAY = date(2026, 6, 15)


def monthly(first: date, count: int, amount="100"):
    return [Due(add_months(first, rank), D(amount)) for rank in range(count)]


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2024, 9, 1), "1000"),  # the years begin today: July to April
        (date(2026, 6, 15), "1000"),
        (date(2026, 9, 1), "800"),  # July and August are paid before the first year
        (date(2027, 5, 1), "0"),
    ],
)
def test_what_falls_due_before_the_first_year_is_paid_before_it(starts_on, expected):
    dues = monthly(date(2026, 7, 1), 10)

    assert heaviest_year(dues, (), TODAY, starts_on) == D(expected)


def test_what_is_late_weighs_on_the_first_year():
    dues = [*monthly(date(2026, 5, 1), 2), *monthly(date(2026, 7, 1), 10)]

    assert heaviest_year(dues, (), TODAY, date(2026, 9, 1)) == D(1000)  # 200 late, 800 to come


def test_the_heaviest_year_adds_what_the_plan_repays_in_the_same_year():
    dues = [*monthly(date(2026, 7, 1), 12), Due(date(2028, 1, 1), D(500))]

    # 1 200 + 300, then 500 + 1 100: the second year is the heaviest.
    assert heaviest_year(dues, (D(300), D(1100), D(0)), TODAY, TODAY) == D(1600)


def test_what_is_due_beyond_three_years_is_not_counted():
    assert heaviest_year([Due(date(2029, 6, 15), D(900))], (), TODAY, TODAY) == D(0)
    assert heaviest_year([Due(date(2029, 6, 14), D(900))], (), TODAY, TODAY) == D(900)
    assert heaviest_year([], (), TODAY, TODAY) == D(0)


def test_what_a_plan_says_above_the_principal_known_is_owed_to_others():
    """An honour loan kept (1 200, 1 200, 600), the mix's bank loan (4 000 a year), 2 000 beside."""
    found = heaviest_year(
        (), (D(1200), D(1200), D(600)), TODAY, TODAY,
        said=(D(7200), D(5200), D(4600)), principal_of_plan=(D(5200), D(5200), D(4600)),
    )  # fmt: skip

    assert found == D(3200)


def test_the_interest_of_a_loan_known_takes_nothing_off_what_is_owed_to_others():
    dues = [Due(date(2026, 7, 1), D(1100), principal=D(1000))]

    # 1 500 of principal said, 1 000 known: 500 to others, on top of the 1 100 due.
    assert heaviest_year(dues, (), TODAY, TODAY, said=(D(1500),)) == D(1600)
