"""What holds of every schedule, whatever its options."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Flow,
    Method,
    MonthEnd,
    Remainder,
    Rounding,
    ScheduleTerms,
    Stub,
    YearBoundary,
    build_schedule,
)
from levier.rules.schedules.build import _general
from levier.rules.schedules.usual import is_usual, usual_lines

BULLETS = (Method.BULLET_CAPITALISED, Method.BULLET_SIMPLE)


@st.composite
def any_terms(draw):
    method = draw(st.sampled_from([m for m in Method if m != Method.FIXED_INSTALMENT]))
    periods = draw(st.integers(1, 40))
    start = draw(st.dates(date(2019, 1, 1), date(2030, 12, 31)))
    amount = draw(st.decimals("100", "500000", places=2))
    bullet = method in BULLETS
    options = {
        "months_per_period": draw(st.sampled_from([1, 3, 6, 12])),
        "deferred_principal_periods": 0 if bullet else draw(st.integers(0, periods - 1)),
        "deferred_interest_periods": 0 if bullet else draw(st.integers(0, periods)),
        "deferred_interest": draw(st.sampled_from(DeferredInterest)),
        "day_count": draw(st.sampled_from(DayCount)),
        "year_boundary": draw(st.sampled_from(YearBoundary)),
        "month_end": draw(st.sampled_from(MonthEnd)),
        "rounding": draw(st.sampled_from(Rounding)),
        "remainder": draw(st.sampled_from(Remainder)),
        "stub": draw(st.sampled_from(Stub)),
    }
    if draw(st.booleans()):
        options["first_due"] = start + timedelta(days=draw(st.integers(1, 90)))
    if method == Method.CUSTOM_SHARES:
        even = Decimal(100 // periods)
        options["principal_shares"] = (*[even] * (periods - 1), 100 - even * (periods - 1))
    if method not in (*BULLETS, Method.FLAT) and periods > 4 and draw(st.booleans()):
        part = (amount / 3).quantize(Decimal("0.01"))
        later = start + timedelta(days=draw(st.integers(1, 60)))
        options["tranches"] = (Flow(start, amount - part), Flow(later, part))
        options["deferred_principal_periods"] = 0
    return ScheduleTerms(
        amount=amount, annual_rate=draw(st.decimals("0", "0.25", places=4)), method=method,
        periods=periods, start=start, **options,
    )  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(any_terms())
def test_principals_sum_to_the_amount_and_the_balance_ends_at_zero(terms):
    schedule = build_schedule(terms)
    found = schedule.instalments

    assert schedule.principal == terms.amount
    assert sum(line.principal for line in found) == terms.amount
    assert found[-1].balance_after == 0
    assert all(line.balance_after >= 0 and line.interest >= 0 for line in found)
    assert schedule.total == sum(line.total for line in found)
    cents = Decimal("0.01")
    assert all(line.total == line.total.quantize(cents) for line in found)


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_due_dates_go_forward(terms):
    days = [line.contractual_on for line in build_schedule(terms).instalments]
    assert days == sorted(set(days))


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_a_rate_of_zero_costs_nothing(terms):
    from dataclasses import replace

    assert build_schedule(replace(terms, annual_rate=Decimal(0))).interest == 0


@settings(max_examples=200, deadline=None)
@given(
    st.decimals("1000", "100000", places=2), st.integers(2, 84), st.decimals("0", "0.2", places=4)
)
def test_rounding_moves_the_whole_interest_by_half_a_cent_a_line_at_most(amount, periods, rate):
    """Interest is conserved: whichever line takes the remainder, the sum hardly moves."""
    sums = [
        build_schedule(
            ScheduleTerms(
                amount=amount, annual_rate=rate, method=Method.ANNUITY, periods=periods,
                start=date(2024, 1, 1), remainder=remainder,
            )
        ).interest
        for remainder in Remainder
    ]  # fmt: skip
    assert max(sums) - min(sums) <= Decimal("0.01") * periods


@settings(max_examples=300, deadline=None)
@given(
    st.decimals("100", "500000", places=2),
    st.decimals("0", "0.25", places=4),
    st.sampled_from([Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE]),
    st.integers(1, 60),
    st.data(),
)
def test_the_straight_line_gives_what_the_general_way_gives(amount, rate, method, periods, data):
    terms = ScheduleTerms(
        amount=amount, annual_rate=rate, method=method, periods=periods, start=date(2024, 1, 31),
        months_per_period=data.draw(st.sampled_from([1, 3, 12])),
        deferred_principal_periods=data.draw(st.integers(0, periods - 1)),
        day_count=data.draw(st.sampled_from([DayCount.MONTHLY, DayCount.THIRTY_360])),
        rounding=data.draw(st.sampled_from(Rounding)),
    )  # fmt: skip
    assert is_usual(terms)
    assert usual_lines(terms) == _general(terms)
