from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.kernel.money import round_euro, round_to_step, split_amount, truncate_to_step

AMOUNTS = st.decimals("0.01", "999999.99", places=2)
WEIGHTS = st.lists(st.decimals("0.01", "1000", places=2), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("1.005", "1.01"), ("1.0049", "1.00"), ("-1.005", "-1.01"), ("2.675", "2.68")],
)
def test_half_a_cent_goes_away_from_zero(amount, rounded):
    assert round_euro(Decimal(amount)) == Decimal(rounded)


def test_a_published_amount_is_rounded_or_truncated_to_its_step():
    assert round_to_step(Decimal("17589137.6"), Decimal(100_000)) == 17_600_000
    assert truncate_to_step(Decimal("1528900"), Decimal(100_000)) == 1_500_000
    assert round_to_step(Decimal("25.672372"), Decimal("0.1")) == Decimal("25.7")


def test_the_cents_left_go_to_the_first_shares():
    shares = split_amount(Decimal("100"), [Decimal(1)] * 3)

    assert shares == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@given(amount=AMOUNTS, weights=WEIGHTS)
def test_shares_sum_to_the_amount_and_none_is_negative(amount, weights):
    shares = split_amount(amount, weights)

    assert sum(shares) == amount
    assert min(shares) >= 0


def test_a_cent_left_goes_where_its_weight_is_the_largest_for_it():
    """0,05 € over 53, 24 and 23: cut, they are 2, 1 and 1; 53 ÷ 3 is more than 24 ÷ 2."""
    shares = split_amount(Decimal("0.05"), [Decimal(53), Decimal(24), Decimal(23)])

    assert shares == [Decimal("0.03"), Decimal("0.01"), Decimal("0.01")]


@given(amount=AMOUNTS, more=AMOUNTS, weights=WEIGHTS)
def test_no_share_of_a_larger_amount_is_smaller(amount, more, weights):
    smaller, larger = split_amount(amount, weights), split_amount(amount + more, weights)

    assert all(one <= other for one, other in zip(smaller, larger, strict=True))


@pytest.mark.parametrize("weights", [[], [Decimal(0)]])
def test_nothing_to_share_by_is_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        split_amount(Decimal("10"), weights)
