from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.schedules import (
    Flow,
    InvalidTerms,
    Method,
    MonthEnd,
    ScheduleTerms,
    build_schedule,
)
from levier.rules.schedules.contract import apr_from_json, schedule_from_json, terms_from_json
from levier.rules.schedules.rates import NoRate, flows_of, taeg, teg

LOAN = {
    "amount": "30000", "annual_rate_pct": "3.5", "method": "annuity", "periods": 60,
    "start": "2024-01-01",
}  # fmt: skip


def test_the_teg_and_the_taeg_of_a_guaranteed_loan():
    """30,000 € at 3.5 % over 60 months, commission of 487.50 € paid at once."""
    fee = {"date": "2024-01-01", "amount": "487.50"}
    with_fee = schedule_from_json({**LOAN, "fees": [fee]})

    assert with_fee["teg_pct"].startswith("4.168") or with_fee["teg_pct"].startswith("4.1675")
    assert with_fee["taeg_pct"].startswith("4.248")
    assert schedule_from_json(LOAN)["taeg_pct"].startswith("3.55")


def test_a_period_of_days_is_the_unit_of_its_rate():
    """20 € a line of 73 days on 1,000 €: 2 % a period, five periods a year, 10 %."""
    found = schedule_from_json({
        "amount": "1000", "annual_rate_pct": "10", "method": "in_fine", "periods": 5,
        "days_per_period": 73, "day_count": "actual/365", "start": "2023-01-01",
    })  # fmt: skip
    assert [line["interest"] for line in found["instalments"]] == ["20.00"] * 5
    assert found["teg_pct"] == "10.00000000"


def test_the_unit_period_is_never_under_a_month():
    """1 € a week on 1,000 €: (1.001)^(365 ÷ 12 ÷ 7) a month, times twelve."""
    found = schedule_from_json({
        "amount": "1000", "annual_rate_pct": "5.214285", "method": "in_fine", "periods": 8,
        "days_per_period": 7, "day_count": "actual/365", "start": "2023-01-01",
    })  # fmt: skip
    assert {line["interest"] for line in found["instalments"]} == {"1.00"}
    wanted = 12 * (1.001 ** (365 / 12 / 7) - 1) * 100
    assert float(found["teg_pct"]) == pytest.approx(wanted, abs=1e-7)


def test_a_fee_between_two_quarters_shortens_the_unit_period():
    """Paid in February, April, July…: two months are the shortest interval, six in a year."""
    loan = {
        "amount": "12000", "annual_rate_pct": "6", "method": "constant_principal", "periods": 4,
        "months_per_period": 3, "start": "2024-01-01",
    }  # fmt: skip
    assert schedule_from_json(loan)["teg_pct"] == "6.00000000"
    fee = {"date": "2024-02-01", "amount": "100"}
    found = schedule_from_json({**loan, "fees": [fee]})
    a_year = 1 + float(found["taeg_pct"]) / 100
    assert float(found["teg_pct"]) == pytest.approx(6 * (a_year ** (1 / 6) - 1) * 100, abs=1e-6)


def test_a_fee_kept_from_the_disbursement_is_no_payment_of_its_own():
    """Quarters from 11 January: the fee of 1 January leaves the unit period a quarter."""
    loan = {
        "amount": "12000", "annual_rate_pct": "6", "method": "constant_principal", "periods": 4,
        "months_per_period": 3, "start": "2024-01-01", "first_due": "2024-01-11",
        "fees": [{"date": "2024-01-01", "amount": "100"}],
    }  # fmt: skip
    terms = terms_from_json(loan)
    flows = flows_of(terms, build_schedule(terms).instalments)
    assert teg(flows, terms).months == 3


@pytest.mark.parametrize("month_end", MonthEnd)
def test_the_last_days_of_months_keep_to_their_period(month_end):
    terms = ScheduleTerms(
        amount=Decimal(1200), annual_rate=Decimal("0.12"), method=Method.CONSTANT_PRINCIPAL,
        periods=8, months_per_period=3, start=date(2023, 8, 31), month_end=month_end,
    )  # fmt: skip
    flows = flows_of(terms, build_schedule(terms).instalments)
    assert teg(flows, terms).months == 3


def test_months_forced_count_the_days_left_over_365():
    """1,000 € on 1 January, 1,100 € on 15 July: six months and fourteen days."""
    flows = [["2024-01-01", "-1000"], ["2024-07-15", "1100"]]
    found = apr_from_json({"flows": flows, "basis": "months"})["taeg_pct"]
    wanted = (1.1 ** (1 / (6 / 12 + 14 / 365)) - 1) * 100
    assert float(found) == pytest.approx(wanted, abs=1e-7)
    assert found.startswith("19.36")


def test_months_forced_hardly_differ_from_days_on_days_of_no_month():
    flows = [["2024-01-01", "-1000"], ["2024-07-15", "500"], ["2025-01-01", "600"]]
    months, days = (
        float(apr_from_json({"flows": flows, "basis": basis})["taeg_pct"])
        for basis in ("months", "days")
    )
    assert months == pytest.approx(days, abs=0.1)


def test_a_loan_without_interest_nor_fees_costs_nothing():
    assert schedule_from_json({**LOAN, "annual_rate_pct": "0"})["taeg_pct"] == "0.00000000"


@pytest.mark.parametrize("flows", [[], [["2024-01-01", "-1"]], [["2024-01-01", "1"]]])
def test_flows_without_a_rate_are_refused(flows):
    with pytest.raises((NoRate, InvalidTerms)):
        apr_from_json({"flows": flows})


def test_unknown_keys_and_wrong_values_are_named():
    with pytest.raises(InvalidTerms) as refused:
        schedule_from_json({**LOAN, "taux": "3", "periods": "60", "rounding": "down"})
    assert len(refused.value.errors) == 3
    assert "taux" in refused.value.errors[0]


@settings(max_examples=200, deadline=None)
@given(
    st.floats(-0.5, 3),
    st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 10_000)), min_size=1),
)
def test_a_rate_makes_the_flows_worth_nothing(rate, paid):
    """Build what is lent from a known rate, and find that rate again."""
    start = date(2024, 1, 2)
    from datetime import timedelta

    lent = sum(amount * (1 + rate) ** (-days / 365) for days, amount in paid)
    flows = [Flow(start, Decimal(-lent))]
    flows += [Flow(start + timedelta(days=days), Decimal(amount)) for days, amount in paid]
    assert float(taeg(flows, "days")) == pytest.approx(rate * 100, rel=1e-5, abs=1e-6)
