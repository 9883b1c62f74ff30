"""What holds whatever is typed: statements that agree, months that sum, monotony."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.forecast import forecast_of, sensitivity_of
from levier.rules.forecast.assumptions import (
    Assumptions,
    Charge,
    Investment,
    Loan,
    OperatingGrant,
    Resource,
    Sale,
    SaleNature,
    VatRegime,
)
from levier.rules.forecast.break_even import break_even
from levier.rules.forecast.forecast_loans import repayments
from levier.rules.forecast.months import by_year, delayed, spread
from tests.rules.forecast.businesses import association, shop

AMOUNTS = st.decimals(0, 200000, places=2)
SIGNED = st.decimals(-20000, 20000, places=2)
RATES = st.sampled_from([Decimal(0), Decimal("0.055"), Decimal("0.1"), Decimal("0.2")])
THREE = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)
LOANS = st.builds(
    lambda amount, rate, months, part, month: Loan(
        amount, rate / 1000, months, min(part, max(0, months - 1)), month=month
    ),
    AMOUNTS, st.integers(0, 120).map(Decimal), st.integers(0, 84), st.integers(0, 24),
    st.sampled_from([0, 0, 1, 13, 25]),
)  # fmt: skip
SEASONS = st.lists(st.integers(0, 9), min_size=12, max_size=12).map(
    lambda parts: tuple(Decimal(p) / sum(parts) for p in parts) if sum(parts) else ()
)
ASSUMPTIONS = st.builds(
    Assumptions,
    starts_on=st.just(date(2024, 1, 1)),
    sales=st.lists(
        st.builds(
            Sale, THREE, st.sampled_from(SaleNature), st.decimals(0, 1, places=3), RATES
        ),
        max_size=3,
    ),
    charges=st.lists(st.builds(Charge, THREE, RATES), max_size=3),
    taxes=THREE,
    wages=THREE,
    contributions=THREE,
    grants=st.lists(st.builds(OperatingGrant, THREE, st.integers(1, 24)), max_size=2),
    investments=st.lists(
        st.builds(Investment, AMOUNTS, st.integers(0, 36), st.integers(0, 10)), max_size=3
    ),
    opening_stock=AMOUNTS,
    loans=st.lists(LOANS, max_size=3),
    resources=st.lists(
        st.builds(
            Resource, AMOUNTS, st.integers(0, 24), st.sampled_from(["own_cash", "own_kind"])
        ),
        max_size=3,
    ),
    later_contributions=THREE,
    drawings=THREE,
    dedicated_funds=st.tuples(SIGNED, SIGNED, SIGNED),
    customer_days=st.integers(0, 200),
    supplier_days=st.integers(0, 200),
    stock_days=st.integers(0, 365),
    seasonality=SEASONS,
    vat_regime=st.sampled_from(VatRegime),
    purchases_vat=RATES,
    investments_vat=RATES,
    tax_rate=RATES,
)  # fmt: skip


@settings(print_blob=True, deadline=None, max_examples=120)
@given(ASSUMPTIONS)
def test_the_three_statements_agree_on_the_cash(a):
    f = forecast_of(a)

    assert f.balance["cash"] == (f.opening_cash, *f.cash["closing"][11::12])
    assert f.plan["cumulated"] == f.balance["cash"]
    assert all(f.balance["frng"][n] - f.balance["bfr"][n] == f.balance["cash"][n] for n in range(4))


@settings(print_blob=True, deadline=None, max_examples=60)
@given(ASSUMPTIONS)
def test_the_balance_sheet_has_two_equal_sides(a):
    b = forecast_of(a).balance
    for n in range(4):
        owed = (
            b["equity"][n] + b["dedicated"][n] + b["loans"][n] + b["suppliers"][n]
            + b["social"][n] + b["income_tax"][n] + max(0, b["vat"][n])
            + max(0, -b["grants_due"][n]) + max(0, -b["cash"][n])
        )  # fmt: skip
        assert b["total"][n] == owed


@settings(print_blob=True, deadline=None, max_examples=60)
@given(ASSUMPTIONS)
def test_vat_paid_and_owed_is_what_was_collected_less_what_was_deducted(a):
    f = forecast_of(a)
    m = f.months
    due = sum(
        m["sales_vat"][n] - m["purchases_vat"][n] - m["external_vat"][n] - m["investments_vat"][n]
        for n in range(36)
    )

    assert sum(f.cash["out_vat"]) + f.balance["vat"][3] == due + f.balance["vat"][0]
    assert min(f.cash["out_vat"]) >= 0


@settings(print_blob=True, deadline=None)
@given(THREE, st.integers(0, 400))
def test_a_delay_loses_nothing_but_what_is_still_owed(amounts, days):
    flow = spread(amounts)
    paid = delayed((*flow, *(Decimal(0),) * 20), days)

    assert by_year(flow) == amounts
    assert sum(paid) == sum(flow)
    assert min(paid) >= 0


@settings(print_blob=True, deadline=None)
@given(LOANS)
def test_a_loan_is_repaid_to_the_cent(loan):
    principal, interest = repayments(loan, 110)

    assert sum(principal) == (loan.amount if loan.months else 0)
    assert all(value >= 0 for value in (*principal, *interest))


def test_at_the_break_even_the_current_result_is_zero():
    for a in (shop(), association()):
        f = forecast_of(a)
        for year in range(3):
            point = break_even(f.income, year)
            factor = point.turnover / f.income["turnover"][year]
            scaled = tuple(amount * factor for amount in a.sales[0].amounts)
            there = forecast_of(replace(a, sales=[replace(a.sales[0], amounts=scaled)]))

            assert abs(there.income["current_result"][year]) <= Decimal("0.10")


@settings(print_blob=True, deadline=None, max_examples=25)
@given(ASSUMPTIONS)
def test_a_shock_moves_sales_and_nothing_that_does_not_follow_them(a):
    base, ten, twenty, late = (s.forecast for s in sensitivity_of(forecast_of(a)))

    assert ten.income["external"] == base.income["external"]
    assert all(x <= y for x, y in zip(twenty.income["turnover"], ten.income["turnover"],
                                      strict=True))  # fmt: skip
    assert late.income == base.income
    assert all(x <= y for x, y in zip(late.cash["closing"], base.cash["closing"], strict=True))
