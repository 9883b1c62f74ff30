from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.schedules import Flow, InvalidTerms
from levier.rules.schedules.contract import apr_from_json, schedule_from_json
from levier.rules.schedules.rates import NoRate, taeg

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
