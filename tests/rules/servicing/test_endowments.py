"""A line of endowment: hand-worked figures, then any guarantees."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.servicing.endowments import (
    Backed,
    EndowmentRefused,
    position_of,
    split_counter,
    split_shares,
)

D = Decimal
CENTS = st.decimals(0, 10**7, places=2)
SHARES = st.lists(st.integers(1, 10**6), min_size=1, max_size=4).map(
    lambda parts: tuple(D(part) / max(10**6, sum(parts)) for part in parts)
)
FRACTIONS = st.integers(0, 10**6).map(lambda part: D(part) / 10**6)


def backed(weight="28800", granted="28800", is_set_up=True, **values) -> Backed:
    amounts = {name: D(value) for name, value in values.items() if name in ("paid", "recovered")}
    return Backed(D(granted), D(weight), is_set_up, **{**values, **amounts})


def test_the_example_of_the_page():
    """100 000 € × 5; two guarantees running, one called: docs/rules/dotations.md."""
    half = D("0.5")
    found = position_of(
        D(100000), D(5),
        [
            backed("28800", is_set_up=False),
            backed("16000", "24000", counter_share=half),
            backed("0", "28800", paid="20000", recovered="800"),
        ],
    )  # fmt: skip
    assert (found.committed, found.countered) == (28800 + 8000, 8000)
    assert (found.paid, found.recovered, found.net_loss) == (20000, 800, 19200)
    assert found.capacity == 500000 - 19200
    assert found.available == 480800 - 36800
    assert found.granted == 12000 + 28800
    assert found.loss_rate == D("0.4706")
    assert (found.missing, found.guarantees) == (0, 2)


def test_a_counter_guarantor_bears_its_share_of_calls_and_of_what_comes_back():
    found = position_of(
        D(1000), D(1), [backed("0", paid="100.01", recovered="10", counter_share=D("0.7"))]
    )
    assert found.paid + found.counter_paid == D("100.01")
    assert (found.paid, found.recovered, found.counter_recovered) == (30, 3, 7)


def test_two_lines_share_a_guarantee_to_the_cent():
    thirds = (D("0.333333"), D("0.333333"))
    assert split_shares(D("100"), thirds) == [D("33.33"), D("33.33"), D("33.34")]
    assert split_shares(D("100"), (D("0.333334"), D("0.333333"))) == [D("33.34"), *[D("33.33")] * 2]
    assert split_shares(D("100"), (D("0.5"), D("0.5"))) == [50, 50, 0]


def test_a_line_of_almost_nothing_never_recovers_more_than_it_paid():
    """0.0001 % of 4.72 € paid and 2.36 € back: the cents left go to the large shares."""
    one = backed("0", paid="4.72", recovered="2.36")
    shares = (D("0.002119"), D("0.000001"), D("0.002119"))
    for rank in range(len(shares)):
        found = position_of(D(0), D(3), [replace(one, shares=shares, rank=rank)])
        assert (found.paid, found.recovered) == ((D("0.01"), 0) if rank != 1 else (0, 0))


def test_what_is_committed_beyond_the_capacity_is_said():
    found = position_of(D(1000), D(2), [backed("2500.50")])
    assert (found.capacity, found.available, found.missing) == (2000, 0, D("500.50"))
    lost = position_of(D(100), D(1), [backed("0", paid="150")])
    assert (lost.capacity, lost.use_rate) == (0, None)
    assert position_of(D(100), D(1), []).loss_rate is None


@pytest.mark.parametrize("shares", [(D(0),), (D("1.1"),), (D("0.6"), D("0.5")), (D("-0.1"),)])
def test_shares_that_cannot_be_are_refused(shares):
    with pytest.raises(EndowmentRefused):
        split_shares(D(100), shares)


@pytest.mark.parametrize("share", [D("-0.1"), D("1.1")])
def test_a_counter_share_stays_between_none_and_all(share):
    with pytest.raises(EndowmentRefused):
        split_counter(D(100), share)


def test_a_negative_endowment_is_refused():
    with pytest.raises(EndowmentRefused):
        position_of(D(-1), D(1), [])


@given(CENTS, SHARES, FRACTIONS)
def test_shares_sum_to_the_amount_and_none_is_negative(amount, shares, counter):
    parts = split_shares(amount, shares)
    assert sum(parts) == amount
    assert min(parts) >= 0
    for part in parts:
        kept, countered = split_counter(part, counter)
        assert kept + countered == part
        assert min(kept, countered) >= 0


@given(CENTS, st.lists(st.tuples(CENTS, CENTS, FRACTIONS), max_size=6), SHARES)
def test_the_lines_of_a_guarantee_bear_it_whole_and_no_figure_is_negative(amount, rows, shares):
    positions = [
        position_of(
            amount, D(3),
            [
                Backed(weight + paid, weight, True, paid, paid / 2 // D("0.01") * D("0.01"),
                       shares, rank, counter)
                for weight, paid, counter in rows
            ],
        )
        for rank in range(len(shares))
    ]  # fmt: skip
    for one in positions:
        figures = (one.capacity, one.committed, one.available, one.missing, one.paid, one.net_loss)
        assert min(figures) >= 0
        assert one.committed + one.available >= one.capacity
        assert one.missing == 0 or one.available == 0
    borne = sum((one.committed + one.countered for one in positions), D(0))
    whole = sum((weight for weight, *_ in rows), D(0))
    assert borne <= whole
    if sum(shares) == 1:
        assert borne == whole
