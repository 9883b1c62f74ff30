"""Gross grant equivalents, against amounts worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from levier.rules.grant_equivalents import (
    grant_equivalent,
    guarantee_equivalent,
    loan_equivalent,
)

ON = date(2024, 6, 3)
EIGHTY = Decimal("0.80")


def test_a_grant_counts_whole():
    assert grant_equivalent(Decimal(2000)).amount == 2000


@pytest.mark.parametrize(
    ("guaranteed", "months", "on", "worth"),
    [
        (50_000, 84, ON, "13333.33"),  # 50 000 ÷ 1 125 000 × 300 000
        (50_000, 60, ON, "6666.67"),  # 50 000 ÷ 2 250 000 × 300 000
        (50_000, 61, ON, "13333.33"),
        (50_000, 120, ON, "13333.33"),
        (50_000, 121, ON, "50000"),  # beyond ten years: whole
        (45_000, 60, date(2023, 12, 31), "6000.00"),  # 45 000 ÷ 1 500 000 × 200 000
        (45_000, 60, date(2024, 1, 1), "6000.00"),  # 45 000 ÷ 2 250 000 × 300 000
        (1_125_000, 84, ON, "300000.00"),  # the ceiling itself
    ],
)
def test_a_guarantee_counts_for_its_part_of_the_ceiling(guaranteed, months, on, worth):
    found = guarantee_equivalent(Decimal(guaranteed), EIGHTY, months, on)

    assert found.amount == Decimal(worth)
    assert not found.is_sure


@pytest.mark.parametrize(("quota", "worth"), [("0.80", "13333.33"), ("0.8001", "50000")])
def test_a_guarantee_above_eighty_per_cent_is_out_of_the_safe_harbour(quota, worth):
    found = guarantee_equivalent(Decimal(50_000), Decimal(quota), 84, ON)

    assert found.amount == Decimal(worth)


def test_a_guarantee_whose_terms_are_unknown_counts_whole():
    assert guarantee_equivalent(Decimal(9000), None, 84, ON).amount == 9000
    assert guarantee_equivalent(Decimal(9000), EIGHTY, None, ON).amount == 9000


def test_a_loan_without_discount_costs_its_interest():
    """Base rate −1 %: reference 3 %, discount 0 %; 12 000 € for a year is 360 €."""
    found = loan_equivalent(Decimal(12_000), Decimal(0), 12, Decimal("-0.01"), ON, in_fine=True)

    assert found.amount == Decimal("360.00")


def test_a_loan_repaid_in_equal_parts_owes_less_each_month():
    """The same, repaid by 1 000 € a month: 30 + 27.50 + … + 2.50 = 195 €."""
    found = loan_equivalent(Decimal(12_000), Decimal(0), 12, Decimal("-0.01"), ON)

    assert found.amount == Decimal("195.00")


def test_a_deferral_keeps_the_whole_principal_owed():
    """Six months at 30 €, then 30 + 25 + 20 + 15 + 10 + 5: 285 €."""
    found = loan_equivalent(
        Decimal(12_000), Decimal(0), 12, Decimal("-0.01"), ON, deferral_months=6
    )

    assert found.amount == Decimal("285.00")


def test_the_interest_spared_is_discounted_to_the_day_of_grant():
    """Base 0 %: 40 € a month for twelve months at 1 % a year, 40 × 11.93554 = 477.42 €."""
    found = loan_equivalent(Decimal(12_000), None, 12, Decimal(0), ON, in_fine=True)

    assert found.amount == Decimal("477.42")


def test_the_published_rate_of_january_2015_gives_its_reference():
    """0.34 % (OJ C 465 of 24 December 2014) and 4 points: 4.34 %; asked 4.34 %, no aid."""
    at = {"months": 60, "base_rate": Decimal("0.0034"), "on": date(2015, 1, 1)}

    assert loan_equivalent(Decimal(30_000), Decimal("0.0434"), **at).amount == 0
    assert loan_equivalent(Decimal(30_000), Decimal("0.0433"), **at).amount > 0


def test_without_a_reference_rate_or_a_duration_a_loan_counts_whole():
    for months, base in ((60, None), (None, Decimal(0)), (0, Decimal(0))):
        found = loan_equivalent(Decimal(24_000), Decimal(0), months, base, ON)
        assert (found.amount, found.is_sure) == (Decimal(24_000), False)


def test_an_equivalent_never_passes_the_amount_itself():
    found = loan_equivalent(Decimal(1000), Decimal(0), 600, Decimal("0.04"), ON, in_fine=True)

    assert found.amount == 1000
