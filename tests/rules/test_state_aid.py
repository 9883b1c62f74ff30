from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.parameters import NoValueInForce
from levier.rules.state_aid import (
    Aid,
    ceiling_on,
    de_minimis_left,
    de_minimis_used,
    excess_among,
    excess_with,
    first_day_counted,
    rooms_on,
)

ON = date(2027, 6, 3)


@pytest.mark.parametrize(
    ("granted_on", "left"),
    [
        (date(2024, 6, 3), "300000"),  # three years ago to the day: out
        (date(2024, 6, 4), "250000"),
        (date(2027, 6, 3), "250000"),
        (date(2027, 6, 4), "300000"),  # not yet
    ],
)
def test_the_window_runs_back_three_years_from_day_to_day(granted_on, left):
    assert de_minimis_left([Aid(Decimal(50000), granted_on)], ON) == Decimal(left)


@pytest.mark.parametrize(("used", "left"), [("299999.99", "0.01"), ("300000", 0), ("300000.01", 0)])
def test_nothing_is_left_at_the_ceiling(used, left):
    assert de_minimis_left([Aid(Decimal(used), ON)], ON) == Decimal(left)


@pytest.mark.parametrize(
    ("on", "general", "sieg"),
    [
        (date(2014, 1, 1), 200_000, 500_000),
        (date(2023, 12, 31), 200_000, 500_000),
        (date(2024, 1, 1), 300_000, 750_000),
        (date(2030, 12, 31), 300_000, 750_000),
    ],
)
def test_the_ceiling_changes_on_the_first_of_january_2024(on, general, sieg):
    assert ceiling_on(on)[0] == general
    assert ceiling_on(on, is_sieg=True)[0] == sieg


@pytest.mark.parametrize("on", [date(2013, 12, 31), date(2031, 1, 1)])
def test_outside_the_regulations_nothing_is_guessed(on):
    with pytest.raises(NoValueInForce):
        de_minimis_left([], on)


@pytest.mark.parametrize(
    ("on", "ends_in", "first"),
    [
        (date(2023, 12, 31), 12, date(2021, 1, 1)),  # this fiscal year and the two before
        (date(2023, 1, 1), 12, date(2021, 1, 1)),
        (date(2022, 12, 31), 12, date(2020, 1, 1)),
        (date(2023, 6, 30), 6, date(2020, 7, 1)),  # the year that closes in June
        (date(2023, 7, 1), 6, date(2021, 7, 1)),
        (date(2024, 1, 1), 12, date(2021, 1, 2)),  # day to day from here on
        (date(2024, 1, 1), 6, date(2021, 1, 2)),
        (date(2024, 2, 29), 12, date(2021, 3, 1)),
        (date(2027, 2, 28), 12, date(2024, 2, 29)),
    ],
)
def test_the_period_was_of_fiscal_years_before_2024(on, ends_in, first):
    assert first_day_counted(on, ends_in) == first


def test_an_aid_granted_under_the_former_regulation_counts_in_the_new_period():
    aids = [Aid(Decimal(200_000), date(2023, 12, 31))]

    assert de_minimis_left(aids, date(2023, 12, 31)) == 0
    assert de_minimis_left(aids, date(2024, 1, 1)) == 100_000


def test_the_ceiling_of_general_interest_counts_every_aid_and_the_general_one_its_own():
    aids = [Aid(Decimal(400_000), ON, is_sieg=True), Aid(Decimal(100_000), ON)]

    assert de_minimis_left(aids, ON) == 200_000
    assert de_minimis_left(aids, ON, is_sieg=True) == 250_000


@pytest.mark.parametrize(
    ("amount", "passes"), [("49999.99", False), ("50000.00", False), ("50000.01", True)]
)
def test_an_aid_is_refused_above_the_ceiling_not_on_it(amount, passes):
    found = excess_with([Aid(Decimal(250_000), ON)], Aid(Decimal(amount), ON))

    assert (found is not None) is passes
    assert found is None or (found.total, found.ceiling) == (Decimal("300000.01"), 300_000)


def test_an_aid_dated_back_is_tried_on_the_days_of_those_that_followed():
    later = Aid(Decimal(200_000), date(2026, 5, 1))
    back = Aid(Decimal(150_000), date(2025, 5, 1))

    found = excess_with([later], back)

    assert (found.on, found.total) == (date(2026, 5, 1), Decimal(350_000))
    assert excess_with([Aid(Decimal(200_000), date(2028, 5, 1))], back) is None


def test_what_is_already_too_much_is_seen_from_the_day_it_was_granted():
    aids = [Aid(Decimal(200_000), date(2024, 3, 1)), Aid(Decimal(200_000), date(2024, 9, 1))]

    assert excess_among(aids, date(2024, 9, 1)).total == 400_000
    assert excess_among(aids[:1], date(2024, 3, 1)) is None


@given(
    st.lists(
        st.tuples(
            st.decimals(0, 400_000, places=2), st.dates(date(2024, 1, 1), date(2030, 12, 31))
        ),
        max_size=8,
    ),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_what_is_left_and_what_is_used_make_the_ceiling_and_a_cent_more_passes_it(rows, on):
    aids = [Aid(amount, day) for amount, day in rows]
    past = [aid for aid in aids if aid.granted_on <= on]
    used, left = de_minimis_used(past, on), de_minimis_left(past, on)

    assert left == max(Decimal(0), 300_000 - used)
    if used <= 300_000:
        assert excess_with(past, Aid(left, on)) is None
        assert excess_with(past, Aid(left + Decimal("0.01"), on)) is not None
    kept = [aid for aid in past if aid.granted_on > on - timedelta(days=1094)]
    assert sum((aid.amount for aid in kept), Decimal(0)) <= used


@pytest.mark.parametrize(("new", "is_refused"), [
    ("49999.99", False), ("50000", False), ("50000.01", True),
])  # fmt: skip
def test_a_general_aid_also_holds_within_the_ceiling_of_general_interest(new, is_refused):
    """700 000 € of general interest: 50 000 € are left of 750 000, though 300 000 are free."""
    aids = [Aid(Decimal(700_000), ON, is_sieg=True)]

    found = excess_with(aids, Aid(Decimal(new), ON))

    assert (found is not None) is is_refused
    assert de_minimis_left(aids, ON) == 50_000
    if found:
        assert (found.total, found.ceiling) == (Decimal("750000.01"), 750_000)


def test_each_ceiling_counts_what_its_regulation_says():
    aids = [Aid(Decimal(100_000), ON, is_sieg=True), Aid(Decimal(50_000), ON)]

    general, all_aids = rooms_on(aids, ON)
    assert (general.used, general.left) == (50_000, 250_000)
    assert (all_aids.used, all_aids.left) == (150_000, 600_000)
    assert [room.is_sieg for room in rooms_on(aids, ON, is_sieg=True)] == [True]
    assert [room.is_sieg for room in rooms_on(aids[1:], ON)] == [False]


def test_an_aid_of_general_interest_out_of_the_period_binds_nobody():
    aids = [Aid(Decimal(750_000), date(2024, 6, 3), is_sieg=True)]

    assert excess_with(aids, Aid(Decimal(300_000), ON)) is None
