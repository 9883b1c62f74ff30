"""Ratios worked by hand on the two businesses, and verdicts at their limits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.forecast import forecast_of, ratios_of, sensitivity_of
from levier.rules.forecast.ratios import Ratio
from levier.rules.parameters import history, parameter_record
from tests.rules.forecast.businesses import association, shop, three

DAY = date(2024, 6, 1)


def _ratios(a):
    return {ratio.code: ratio for ratio in ratios_of(forecast_of(a), DAY)}


def test_the_ratios_of_a_shop():
    found = _ratios(shop())

    assert found["variable_margin"].values[1] == Decimal("0.5000")
    assert found["break_even"].values[1] == 33840  # (30 000 − 13 080) / 50 %
    assert found["break_even_days"].values[1] == Decimal("205.8600")
    assert found["safety_margin"].values[1] == Decimal("0.4360")
    assert found["rent_weight"].values[1] == Decimal("0.1000")
    assert found["bfr_days"].values[1] == Decimal("17.2361")  # 2 833.33 / 60 000 × 365
    # 30 000 × 73 / 365 − 32 000 × 30 / 365 = 6 000 − 2 630.14
    assert found["bfr_textbook"].values[1] == Decimal("3369.86")
    assert found["debt_cover"].values[1] == Decimal("12.9000")  # 15 480 / 1 200
    assert found["repayment_years"].values[1] == Decimal("0.8915")  # 13 800 / 15 480
    assert found["own_share"].values[0] == Decimal("0.2500")  # 5 000 / 20 000
    # Opening: 5 000 of own funds in a total of 20 000; with the honour loan, 8 000.
    assert found["autonomy"].values[0] == Decimal("0.2500")
    assert found["autonomy_quasi"].values[0] == Decimal("0.4000")
    assert "cash_days" not in found
    assert found["trade_margin_rate"].values[1] == Decimal("0.5000")  # 30 000 / 60 000
    assert found["value_added_rate"].values[1] == Decimal("0.3800")  # 22 800 / 60 000
    assert found["ebe_rate"].values[1] == Decimal("0.2700")  # 16 200 / 60 000


def test_what_the_owner_draws_is_read_against_the_smic_and_the_rsa():
    drawn = replace(shop(), drawings=three(Decimal("7628.52"), Decimal("16784.28"), 7620))
    found = {r.code: r for r in ratios_of(forecast_of(drawn), date(2024, 6, 1))}["owner_income"]

    # 7 628.52 / 12 = 635.71, the RSA of April 2024; 16 784.28 / 12 = 1 398.69, the net SMIC.
    assert found.values == (None, Decimal("635.71"), Decimal("1398.69"), Decimal("635.00"))
    assert [found.verdict(n) for n in range(4)] == ["", "watch", "good", "poor"]
    later = {r.code: r for r in ratios_of(forecast_of(drawn), date(2026, 1, 1))}["owner_income"]
    assert [later.verdict(n) for n in (1, 2)] == ["poor", "watch"]  # 646.52 and 1 443.11


def test_an_owner_who_draws_nothing_has_no_income_to_read():
    found = _ratios(replace(shop(), drawings=three(0)))["owner_income"]

    assert found.values == (None,) * 4
    assert "owner_income" not in _ratios(association())


def test_before_the_first_known_amount_an_income_has_no_verdict():
    found = {r.code: r for r in ratios_of(forecast_of(shop()), date(2020, 1, 1))}["owner_income"]

    assert found.values[1] == 1000  # 12 000 / 12
    assert found.verdict(1) == ""


def test_an_association_counts_its_days_of_cash():
    # 20 416.67 / ((10 000 + 39 000) / 365)
    assert _ratios(association())["cash_days"].values[1] == Decimal("152.0834")


def test_without_sales_nothing_is_divided_by_zero():
    found = _ratios(replace(shop(), sales=[], loans=[], resources=[]))

    assert found["break_even"].values == (None,) * 4
    assert found["repayment_years"].values == (None,) * 4


@pytest.mark.parametrize(
    ("value", "floor", "ceiling"),
    [("0.2499", "watch", "good"), ("0.25", "good", "good"), ("0.2501", "good", "watch")],
)
def test_a_verdict_below_on_and_above_its_limit(value, floor, ceiling):
    record = parameter_record("forecast", "equity_share_floor", DAY)
    values = (Decimal(value), None, None, None)

    assert Ratio("x", "x", "x", "percent", values, record).verdict(0) == floor
    assert Ratio("x", "x", "x", "percent", values, record, at_most=True).verdict(0) == ceiling
    assert Ratio("x", "x", "x", "percent", values, record).verdict(1) == ""


def test_no_benchmark_passes_for_a_rule_of_law():
    for name in ("equity_share_floor", "debt_cover_floor", "repayment_years_ceiling",
                 "safety_margin_floor", "own_share_floor", "cash_floor",
                 "owner_income_smic", "owner_income_rsa"):  # fmt: skip
        assert {record.certainty for record in history("forecast", name)} == {"in_use"}


def test_twenty_percent_less_sales_takes_its_margin_away():
    _, ten, twenty, late = sensitivity_of(forecast_of(shop()))

    assert ten.forecast.income["net_result"][0] == 10080  # 13 080 − 10 % of 30 000
    assert twenty.forecast.income["net_result"][0] == 7080
    # Paid thirty days later, the twelfth month (5 000) is not yet there.
    assert late.forecast.balance["cash"][1] == Decimal("2446.67")
