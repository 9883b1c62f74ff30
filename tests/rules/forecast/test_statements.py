"""The statements of two businesses worked by hand, VAT, payments, depreciation, loans."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.forecast import forecast_of
from levier.rules.forecast.activity import depreciation
from levier.rules.forecast.assumptions import (
    Assumptions,
    Charge,
    Investment,
    Loan,
    OperatingGrant,
    Resource,
    Sale,
    VatRegime,
)
from levier.rules.forecast.forecast_loans import instalment_of, repayments
from levier.rules.forecast.months import delayed, spread
from tests.rules.forecast.businesses import association, shop, three

EMPTY = Assumptions(starts_on=date(2024, 1, 1))


def test_the_income_statement_of_a_shop():
    # Year 1: 60 000 − 30 000 = 30 000; − (6 000 + 1 200) = 22 800; − 600 − 6 000 = 16 200;
    # − 12 000 / 5 = 13 800; − 12 months × 60 € of interest = 13 080.
    income = forecast_of(shop()).income

    assert income["trade_margin"] == three(30000, 33000, 36000)
    assert income["value_added"][0] == 22800
    assert income["ebe"] == (16200, 19200, 22200)
    assert income["operating_result"][0] == 13800
    assert income["current_result"][0] == income["net_result"][0] == 13080
    assert income["caf"][0] == 15480


def test_the_cash_and_the_balance_sheet_of_a_shop():
    # Stock after a year 30 000 × 73 / 365 = 6 000: 32 000 bought, of which the twelfth month
    # (2 500 + 166.67) is still owed, with one month of contributions (500).
    f = forecast_of(shop())

    assert f.opening_cash == 4000
    assert f.balance["stock"][:2] == (4000, 6000)
    assert f.balance["suppliers"][1] == Decimal("2666.67")
    assert f.balance["social"][1] == 500
    assert f.balance["bfr"][:2] == (4000, Decimal("2833.33"))
    assert f.cash["closing"][0] == 7190  # 4 000 + 5 000 − 600 − 50 − 60 − 100 − 1 000
    assert f.cash["closing"][11] == f.balance["cash"][1] == Decimal("7446.67")
    assert (f.low_point.amount, f.low_point.month, f.low_point.is_covered) == (4000, 0, True)


def test_the_financing_plan_of_a_shop():
    # Year 1: CAF 15 480 − drawings 12 000 − 12 × 100 of the honour loan + 1 166.67 of BFR given
    # back = 3 446.67.
    plan = forecast_of(shop()).plan

    assert plan["needs"][0] == 16000
    assert plan["resources"][0] == 20000
    assert plan["repayments"][1] == 1200
    assert plan["bfr_change"][1] == Decimal("-1166.67")
    assert plan["balance"][:2] == (4000, Decimal("3446.67"))
    assert plan["cumulated"][1] == Decimal("7446.67")


def test_an_association_waits_for_its_grant():
    # Year 1: 20 000 − 10 000 = 10 000; + 40 000 − 39 000 = 11 000; − 2 000 − 2 000 = 7 000.
    # At the end of May: 12 000 + 5 000 received − 4 166.67 − 12 500 − 3 000 = −2 666.67.
    f = forecast_of(association())

    assert (f.income["ebe"][0], f.income["net_result"][0], f.income["caf"][0]) == (
        11000,
        7000,
        11000,
    )
    assert f.balance["customers"][1] == Decimal("3333.33")
    assert f.balance["bfr"][1] == Decimal("2583.33")
    assert f.balance["cash"][1] == Decimal("20416.67")
    assert f.balance["dedicated"] == (0, 2000, 0, 0)
    assert (f.low_point.amount, f.low_point.month) == (Decimal("-2666.67"), 5)
    assert not f.low_point.is_covered


def _with_vat(regime: VatRegime) -> Assumptions:
    rate = Decimal("0.2")
    return replace(
        EMPTY,
        sales=[Sale(three(12000), vat_rate=rate)],
        charges=[Charge(three(6000), vat_rate=rate)],
        investments=[Investment(Decimal(1800), life=3)],
        resources=[Resource(Decimal(5000))],
        vat_regime=regime,
        investments_vat=rate,
    )


def test_monthly_vat_uses_its_credit_first():
    # 360 recovered on the investment, then 200 − 100 a month: −260, −160, −60, +40, then 100.
    cash = forecast_of(_with_vat(VatRegime.MONTHLY)).cash

    assert cash["out_vat"][:7] == (0, 0, 0, 0, 40, 100, 100)


def test_quarterly_vat_is_paid_after_each_quarter():
    # First quarter: 300 − 360 = −60, carried; second: 300 − 60 = 240; third: 300.
    cash = forecast_of(_with_vat(VatRegime.QUARTERLY)).cash

    assert cash["out_vat"][:10] == (0, 0, 0, 0, 0, 0, 240, 0, 0, 300)


def test_without_vat_nothing_is_collected_nor_paid():
    f = forecast_of(_with_vat(VatRegime.EXEMPT))

    assert f.cash["in_sales"][0] == 1000
    assert set(f.cash["out_vat"]) == {0}
    assert f.opening_cash == 3200


@pytest.mark.parametrize(
    ("days", "paid"),
    [
        (0, ("100", "200", "0")),
        (29, ("3.33", "103.34", "193.33")),
        (30, ("0", "100", "200")),
        (31, ("0", "96.67", "196.66")),
        (45, ("0", "50", "150")),
        (90, ("0", "0", "0")),
    ],
)
def test_a_delay_moves_money_by_whole_and_broken_months(days, paid):
    flow = (Decimal(100), Decimal(200), Decimal(0))

    assert delayed(flow, days) == tuple(Decimal(p) for p in paid)


def test_a_year_is_shared_to_the_cent():
    months = spread(three(100, 0, 0))

    assert months[:3] == (Decimal("8.33"), Decimal("8.34"), Decimal("8.33"))
    assert sum(months) == 100


def test_half_a_cent_goes_up():
    # 100.02 / 12 = 8.335, exactly.
    assert spread(three("100.02", 0, 0))[0] == Decimal("8.34")


def test_sales_follow_the_seasons():
    seasons = tuple(Decimal(x) / 100 for x in (0, 0, 20, 0, 0, 0, 30, 50, 0, 0, 0, 0))
    f = forecast_of(replace(EMPTY, sales=[Sale(three(1000))], seasonality=seasons))

    assert f.months["sales_goods"][:9] == (0, 0, 200, 0, 0, 0, 300, 500, 0)


@pytest.mark.parametrize(
    ("month", "life", "expected"),
    [
        (0, 3, (1200, 1200, 1200)),
        (1, 3, (1200, 1200, 1200)),
        (7, 3, (600, 1200, 1200)),
        (12, 3, (100, 1200, 1200)),
        (13, 3, (0, 1200, 1200)),
        (36, 3, (0, 0, 100)),
        (0, 2, (1800, 1800, 0)),
        (0, 0, (0, 0, 0)),
    ],
)
def test_depreciation_is_straight_and_counts_whole_months(month, life, expected):
    a = replace(EMPTY, investments=[Investment(Decimal(3600), month, life)])

    assert depreciation(a) == expected


def test_a_published_instalment():
    # 10 000 € at 12 % over a year: 888.49 a month, first interest 100.00.
    loan = Loan(Decimal(10000), Decimal("0.12"), months=12)
    principal, interest = repayments(loan)

    assert instalment_of(loan) == Decimal("888.49")
    assert (principal[0], interest[0]) == (Decimal("788.49"), 100)
    assert sum(principal) == 10000
    assert set(principal[12:]) == {0}


def test_a_deferral_bears_interest_only():
    principal, interest = repayments(Loan(Decimal(6000), Decimal("0.05"), months=36, deferral=6))

    assert set(principal[:6]) == {0}
    assert set(interest[:6]) == {25}
    assert principal[6] > 0
    assert sum(principal) == 6000


def test_a_loan_without_duration_is_not_repaid():
    principal, interest = repayments(Loan(Decimal(6000), Decimal("0.02")))

    assert set(principal) == {0}
    assert set(interest) == {10}


def test_a_grant_paid_the_year_after_is_due_at_the_year_end():
    f = forecast_of(replace(EMPTY, grants=[OperatingGrant(three(1200, 0, 0), paid_in=14)]))

    assert f.cash["in_grants"][13] == 1200
    assert f.balance["grants_due"] == (0, 1200, 0, 0)


def test_a_late_resource_of_the_plan_is_due_until_it_comes():
    f = forecast_of(replace(EMPTY, resources=[Resource(Decimal(2000), 4, "grant")]))

    assert f.opening_cash == 0
    assert f.balance["grants_due"] == (2000, 0, 0, 0)
    assert f.cash["closing"][2:4] == (0, 2000)


@pytest.mark.parametrize(("result", "tax"), [(-1, "0"), (0, "0"), (1000, "150")])
def test_tax_is_due_on_a_profit_and_paid_the_year_after(result, tax):
    sales = three(max(result, 0), 0, 0)
    charges = [Charge(three(max(-result, 0), 0, 0))]
    a = replace(EMPTY, sales=[Sale(sales)], charges=charges, tax_rate=Decimal("0.15"))
    f = forecast_of(a)

    assert f.income["income_tax"][0] == Decimal(tax)
    assert f.balance["income_tax"][1] == Decimal(tax)
    assert f.cash["out_income_tax"][15] == Decimal(tax)


def test_a_gift_in_kind_bears_no_vat():
    a = replace(
        EMPTY,
        vat_regime=VatRegime.MONTHLY,
        investments_vat=Decimal("0.2"),
        investments=[Investment(Decimal(5000), life=5)],
        resources=[Resource(Decimal(2000), nature="own_kind"), Resource(Decimal(4000))],
    )

    assert forecast_of(a).opening_cash == 400  # 6 000 − 5 000 − 20 % of 3 000


def test_a_loan_of_the_second_year_is_received_once_and_repaid_from_the_month_after():
    later = Loan(Decimal(6000), months=30, month=13)
    before, after = forecast_of(shop()), forecast_of(replace(shop(), loans=[*shop().loans, later]))

    # 200 a month from the fourteenth month: 11 in year 2, 12 in year 3, 7 left after it.
    assert after.plan["borrowed"][1:] == (0, 6000, 0)
    assert [a - b for a, b in zip(after.plan["repayments"], before.plan["repayments"],
                                  strict=True)] == [0, 0, 2200, 2400]  # fmt: skip
    assert [a - b for a, b in zip(after.balance["loans"], before.balance["loans"],
                                  strict=True)] == [0, 0, 3800, 1400]  # fmt: skip
    assert after.cash["in_loans"][12] == 6000
    assert sum(after.cash["in_loans"]) == 6000
    assert after.opening_cash == before.opening_cash
    assert after.income == before.income


def test_the_first_interest_of_a_later_loan_falls_the_month_after():
    principal, interest = repayments(Loan(Decimal(12000), Decimal("0.12"), months=12, month=13))
    assert interest[:14] == (*(Decimal(0),) * 13, Decimal("120.00"))
    assert sum(principal[:24]) < 12000 == sum(principal)


def test_the_purchases_of_a_later_year_have_their_own_share():
    sale = Sale(three(1000, 2000, 4000), cost_rate=Decimal("0.5"))
    months = {
        given: forecast_of(replace(shop(), sales=[replace(sale, later_cost_rates=given)]))
        for given in ((None, None), (Decimal("0.4"), None), (Decimal("0.4"), Decimal(0)))
    }

    costs = [tuple(map(int, f.income["goods_cost"])) for f in months.values()]
    assert costs == [(500, 1000, 2000), (500, 800, 1600), (500, 800, 0)]
