"""What holds of every schedule, whatever its options."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from levier.kernel.money import CENT
from levier.rules.schedules import (
    DatedLine,
    DayCount,
    DeferredInterest,
    Flow,
    Method,
    MonthEnd,
    NonWorkingDays,
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
def irregular_terms(draw):
    """Days and amounts in any order of size, each line below what is left; the last takes it."""
    start = draw(st.dates(date(2019, 1, 1), date(2030, 12, 31)))
    quantum = draw(st.sampled_from([CENT, CENT, Decimal(1)]))
    amount = draw(st.decimals("100", "500000", places=2)).quantize(quantum)
    treatment = draw(st.sampled_from(DeferredInterest))
    rate = draw(st.decimals("0", "0.25", places=4))
    left, day, asked = amount, start, []
    for _ in range(draw(st.integers(0, 12))):
        day += timedelta(days=draw(st.integers(1, 400)))
        part = (left * draw(st.integers(0, 50)) / 100).quantize(quantum)
        left -= part
        if treatment == DeferredInterest.CAPITALISED and part < left:
            asked.append(DatedLine(day, instalment=part))
        else:
            asked.append(DatedLine(day, principal=part))
    asked.append(DatedLine(day + timedelta(days=draw(st.integers(1, 400)))))
    tranches = ()
    if draw(st.booleans()) and asked[0].principal == 0:
        part = (amount / 3).quantize(quantum)
        tranches = (Flow(start, amount - part), Flow(asked[0].day, part))
    return ScheduleTerms(
        amount=amount, annual_rate=rate, method=Method.IRREGULAR, start=start, quantum=quantum,
        dated_lines=tuple(asked), deferred_interest=treatment, tranches=tranches,
        day_count=draw(st.sampled_from(DayCount)), rounding=draw(st.sampled_from(Rounding)),
        year_boundary=draw(st.sampled_from(YearBoundary)),
        remainder=draw(st.sampled_from(Remainder)),
        non_working_days=draw(st.sampled_from(NonWorkingDays)),
    )  # fmt: skip


@st.composite
def any_terms(draw):
    method = draw(st.sampled_from(Method))
    if method == Method.IRREGULAR:
        return draw(irregular_terms())
    periods = draw(st.integers(1, 40))
    start = draw(st.dates(date(2019, 1, 1), date(2030, 12, 31)))
    quantum = draw(st.sampled_from([CENT, CENT, Decimal(1)]))
    amount = draw(st.decimals("100", "500000", places=2)).quantize(quantum)
    bullet = method in BULLETS
    options = {
        "quantum": quantum,
        "days_per_period": draw(st.none() | st.sampled_from([1, 7, 14, 30, 90])),
        "non_working_days": draw(st.sampled_from(NonWorkingDays)),
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
    if method in (Method.ANNUITY, Method.FLAT):
        steps = [Decimal(text) for text in ("0.05", "1", "10", "100")]
        options["instalment_multiple_of"] = draw(
            st.none() | st.sampled_from([step for step in steps if not step % quantum])
        )
    if method == Method.FIXED_INSTALMENT:
        periods = _fixed(draw, amount, periods, options)
    reach = (options["days_per_period"] or 15) * 4
    if method not in (*BULLETS, Method.FLAT) and (periods or 0) > 4 and draw(st.booleans()):
        part = (amount / 3).quantize(quantum)
        later = start + timedelta(days=draw(st.integers(1, min(reach, 60))))
        options["tranches"] = (Flow(start, amount - part), Flow(later, part))
        options["deferred_principal_periods"] = 0
    return ScheduleTerms(
        amount=amount, annual_rate=draw(st.decimals("0", "0.25", places=4)), method=method,
        periods=periods, start=start, **options,
    )  # fmt: skip


def _fixed(draw, amount, periods, options):
    """Choose an instalment; return the number of periods, None for as many as it takes."""
    if draw(st.booleans()):
        shares = st.integers(1, 60)
    else:  # it must repay the loan by itself, whatever a deferral capitalised
        shares, periods = st.integers(1, 2), None
        for name in ("deferred_principal_periods", "deferred_interest_periods"):
            options[name] = min(options[name], 2)
    part = (amount / draw(shares)).quantize(options["quantum"])
    options["fixed_instalment"] = max(part, options["quantum"])
    return periods


@settings(max_examples=600, deadline=None)
@given(any_terms())
def test_principals_sum_to_the_amount_and_the_balance_ends_at_zero(terms):
    schedule = build_schedule(terms)
    found = schedule.instalments

    assert schedule.principal == terms.amount
    assert sum(line.principal for line in found) == terms.amount
    assert found[-1].balance_after == 0
    assert all(line.balance_after >= 0 and line.interest >= 0 for line in found)
    assert schedule.total == sum(line.total for line in found)
    for line in found:
        assert line.principal == line.principal.quantize(terms.quantum)
        assert line.interest == line.interest.quantize(terms.quantum)


CARRIED_AFTER_A_DEFERRAL = ScheduleTerms(
    amount=Decimal("2233.34"), annual_rate=Decimal("0.0001"), method=Method.FIXED_INSTALMENT,
    fixed_instalment=Decimal("2233.34"), start=date(2019, 1, 1), months_per_period=12,
    deferred_principal_periods=2, remainder=Remainder.CARRIED,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(any_terms().filter(lambda terms: terms.method == Method.FIXED_INSTALMENT))
@example(CARRIED_AFTER_A_DEFERRAL)
def test_a_fixed_instalment_stops_when_nothing_is_due(terms):
    *before, last = build_schedule(terms).instalments
    assert last.total > 0
    assert terms.periods is None or last.rank <= terms.periods
    if not terms.deferred_interest_periods:
        assert all(line.total <= terms.fixed_instalment for line in before if line.principal > 0)


@settings(max_examples=200, deadline=None)
@given(irregular_terms())
def test_an_irregular_schedule_keeps_the_days_and_amounts_given(terms):
    found = build_schedule(terms).instalments
    assert [line.contractual_on for line in found] == [line.day for line in terms.dated_lines]
    for line, asked in zip(found[:-1], terms.dated_lines[:-1], strict=True):
        if asked.principal is None:
            assert line.total == asked.instalment
        else:
            assert line.principal == asked.principal


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE]),
    st.decimals("100", "500000", places=2),
    st.decimals("0", "0.25", places=4),
    st.integers(1, 40),
    st.sampled_from([1, 3, 12]),
    st.sampled_from(DayCount),
    st.sampled_from([Remainder.LAST, Remainder.FIRST]),
    st.dates(date(2019, 1, 1), date(2030, 12, 31)),
)
def test_the_days_and_principals_of_a_regular_loan_bear_its_interest(
    method, amount, rate, periods, months, basis, remainder, start
):
    """Interest is conserved: a regular schedule given line by line comes back as it was."""
    if basis == DayCount.THIRTY_360:
        start = start.replace(day=min(start.day, 28))  # clamped days are no whole months of it
    regular = ScheduleTerms(
        amount=amount, annual_rate=rate, method=method, periods=periods, start=start,
        months_per_period=months, day_count=basis, remainder=remainder,
    )  # fmt: skip
    wanted = build_schedule(regular)
    asked = tuple(DatedLine(line.due_on, principal=line.principal) for line in wanted.instalments)
    found = build_schedule(
        replace(
            regular, method=Method.IRREGULAR, periods=None, months_per_period=1, dated_lines=asked
        )
    )
    assert found == wanted


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_a_collection_falls_on_a_working_day_and_never_before_the_one_before(terms):
    found = build_schedule(terms).instalments
    days = [line.due_on for line in found]
    assert days == sorted(days)
    if terms.non_working_days != NonWorkingDays.NONE:
        assert all(day.weekday() < 5 for day in days)
    else:
        assert days == [line.contractual_on for line in found]


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_due_dates_go_forward(terms):
    days = [line.contractual_on for line in build_schedule(terms).instalments]
    assert days == sorted(set(days))


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_a_rate_of_zero_costs_nothing(terms):
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
