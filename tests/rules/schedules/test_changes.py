"""A loan that changes while it runs: published cases, cases by hand, and what never moves."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.schedules import (
    DeferredInterest,
    Flow,
    Method,
    ScheduleTerms,
    build_schedule,
)
from levier.rules.schedules.changes import (
    ChangeRefused,
    add_periods,
    change_rate,
    move_next_due,
    pause,
    remaining,
    repay_part,
    restructure,
    settle_on,
    version_of,
)
from levier.rules.schedules.contract import terms_from_json

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "data" / "schedule_cases.json").read_text()
    )["cases"]
}


def loan(amount="3000", rate="0", method=Method.ANNUITY, periods=3, start=date(2023, 7, 1), **more):
    return ScheduleTerms(
        amount=Decimal(amount), annual_rate=Decimal(rate), method=method, periods=periods,
        start=start, **more,
    )  # fmt: skip


def kept(terms, count):
    return build_schedule(terms).instalments[:count]


def same_as_published(lines, case_id):
    expected = CASES[case_id]["expected"]["installments"]
    found = [
        (line.rank, line.contractual_on.isoformat(), str(line.total), str(line.balance_after))
        for line in lines
    ]
    assert found == [(e["n"], e["due"], e["total"], e["balance_after"]) for e in expected]


def test_a_published_early_settlement_to_the_day_and_to_the_next_due_date():
    terms = terms_from_json(CASES["FIN-100-7"]["input"])
    expected = CASES["FIN-PAYOFF"]["expected"]
    day = date(2024, 2, 15)

    to_the_day = settle_on(terms, kept(terms, 1), day)
    assert str(to_the_day.total) == expected["interest_until_settlement_day"]["total"]
    to_the_next = settle_on(terms, kept(terms, 1), day, until_next_due=True)
    assert str(to_the_next.total) == expected["interest_until_next_due_date"]["total"]


def test_a_published_due_date_that_moves_takes_the_later_ones_with_it():
    terms = loan()
    first = kept(terms, 1)
    lines = version_of(first, move_next_due(terms, first, date(2023, 9, 15)))
    same_as_published(lines, "FIN-RESCH-DATE")


def test_a_published_loan_with_two_more_terms():
    terms = loan()
    first = kept(terms, 1)
    same_as_published(version_of(first, add_periods(terms, first, 2)), "FIN-RESCH-EXTRA")


def test_an_early_repayment_lowers_the_instalment_or_shortens_the_loan():
    terms = loan("1200", "0", periods=12)
    first = kept(terms, 2)  # 1,000 left over ten lines of 100
    lower = version_of(first, repay_part(terms, first, Decimal(500), keep_duration=True))
    assert (len(lower), lower[2].total) == (12, 50)
    shorter = version_of(first, repay_part(terms, first, Decimal(450), keep_duration=False))
    assert [line.total for line in shorter[2:]] == [100, 100, 100, 100, 100, 50]


@pytest.mark.parametrize(
    ("treatment", "interests", "totals"),
    [
        (None, ["12.00", "12.00", "6.00"], ["12.00", "612.00", "606.00"]),
        (DeferredInterest.WAIVED, ["0", "12.00", "6.00"], ["0", "612.00", "606.00"]),
        (DeferredInterest.COLLECTED_AFTER, ["0", "24.00", "6.00"], ["0", "624.00", "606.00"]),
        (DeferredInterest.CAPITALISED, ["12.00", "12.12", "6.06"], ["0.00", "618.12", "612.06"]),
    ],
)
def test_a_pause_of_one_line_in_every_way(treatment, interests, totals):
    """1,200 € left at 12 % over two lines of 600, and one line of pause before them."""
    terms = loan("1800", "0.12", Method.CONSTANT_PRINCIPAL, 3)
    first = kept(terms, 1)
    lines = version_of(first, pause(terms, first, 1, treatment))[1:]
    assert [str(line.interest) for line in lines] == interests
    assert [str(line.total) for line in lines] == totals


def test_a_new_rate_and_a_restructuring():
    terms = loan("1200", "0.12", Method.IN_FINE, 3)
    first = kept(terms, 1)
    assert version_of(first, change_rate(terms, first, Decimal("0.06")))[1].interest == 6
    left = restructure(terms, first, capitalised=Decimal(30), waived=Decimal(10), periods=4)
    assert (left.amount, left.periods) == (1220, 4)


def test_a_part_repaid_keeps_the_constant_principal_and_the_last_line_takes_the_rest():
    terms = loan("1200", "0", Method.CONSTANT_PRINCIPAL, 12)
    first = kept(terms, 1)  # 1,100 left, 750 once 350 came back
    shorter = version_of(first, repay_part(terms, first, Decimal(350), keep_duration=False))
    assert [line.total for line in shorter[1:]] == [100] * 7 + [50]


def test_interest_that_a_deferral_left_to_collect_outlives_the_change():
    """1,200 € at 12 % over four lines, two without anything: 12 € wait after the first."""
    terms = loan(
        "1200", "0.12", Method.CONSTANT_PRINCIPAL, 4, deferred_principal_periods=2,
        deferred_interest_periods=2,
    )  # fmt: skip
    first = kept(terms, 1)
    assert remaining(terms, first).waiting_interest == 12
    lines = version_of(first, remaining(terms, first))
    assert [line.interest for line in lines] == [0, 0, 36, 6]
    assert settle_on(terms, first, date(2023, 9, 1)).interest == 24


def test_a_single_payment_keeps_the_interest_of_the_periods_already_run():
    terms = loan("1000", "0.12", Method.BULLET_CAPITALISED, 3)
    first = kept(terms, 1)
    left = remaining(terms, first)
    assert version_of(first, left)[-1].interest == build_schedule(terms).instalments[-1].interest


def test_a_tranche_to_come_outlives_the_change():
    """1,000 € on 1 July and 500 € on 16 September, at 12 %: 15 of September's 30 days."""
    flows = (Flow(date(2023, 7, 1), Decimal(1000)), Flow(date(2023, 9, 16), Decimal(500)))
    terms = loan("1500", "0.12", Method.IN_FINE, 4, tranches=flows)
    first = kept(terms, 1)
    lines = version_of(first, remaining(terms, first))
    assert [str(line.interest) for line in lines] == ["10.00", "10.00", "12.50", "15.00"]


@pytest.mark.parametrize(
    "change",
    [
        lambda t, k: repay_part(t, k, Decimal(3000), keep_duration=True),
        lambda t, k: pause(t, k, 0),
        lambda t, k: move_next_due(t, k, date(2023, 8, 1)),
        lambda t, k: add_periods(t, k, -2),
        lambda t, k: restructure(t, k, waived=Decimal(2000)),
        lambda t, k: settle_on(t, k, date(2023, 9, 2)),
        lambda t, k: remaining(t, build_schedule(t).instalments),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change):
    terms = loan()
    with pytest.raises(ChangeRefused):
        change(terms, kept(terms, 1))


@settings(max_examples=200, deadline=None)
@given(
    st.decimals("500", "90000", places=2),
    st.decimals("0", "0.2", places=4),
    st.sampled_from([Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE]),
    st.integers(2, 60),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.data(),
)
def test_what_is_kept_never_moves_and_what_is_left_comes_back(
    amount, rate, method, periods, start, data
):
    terms = loan(amount, rate, method, periods, start)
    whole = build_schedule(terms).instalments
    first = whole[: data.draw(st.integers(1, periods - 1))]
    unchanged = version_of(first, remaining(terms, first))
    assert [line.contractual_on for line in unchanged] == [line.contractual_on for line in whole]
    changed = version_of(first, pause(terms, first, 2, DeferredInterest.CAPITALISED))

    assert changed[: len(first)] == first
    assert sum(line.principal for line in changed) == amount
    assert changed[-1].balance_after == 0
    assert [line.rank for line in changed] == list(range(1, periods + 3))
