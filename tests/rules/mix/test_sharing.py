"""The amounts of a sitting shared between envelopes, against cases worked by hand."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.rules.mix.problem import Pot
from levier.rules.mix.sharing import Aim, Ask, best_share, placed

D = Decimal
STEP = D(100)


def ask(key, asked, least=0, pots=("a",), whole=False):
    return Ask(key=key, asked=D(asked), least=D(least), pots=pots, whole=whole)


def test_two_envelopes_pay_together():
    found = placed(
        [ask("x", 2000, pots=("a", "b")), ask("y", 500)],
        [Pot("a", "A", D(1000)), Pot("b", "B", D(1500))],
        {"x": D(2000), "y": D(500)},
    )

    assert found.over == {}
    assert (found.used("a"), found.used("b")) == (D(1000), D(1500))


@pytest.mark.parametrize(("left", "over"), [("2499.99", "0.01"), ("2500", None)])
def test_what_no_envelope_pays_is_said_to_the_cent(left, over):
    amounts = {"x": D(2000), "y": D(500)}

    found = placed([ask("x", 2000), ask("y", 500)], [Pot("a", "A", D(left))], amounts)

    assert sum(found.over.values(), D(0)) == D(over or 0)


def test_a_request_without_envelope_is_not_limited():
    asks = [ask("x", 30000, pots=None)]

    assert placed(asks, [], {"x": D(30000)}).over == {}
    assert best_share(asks, [], STEP, Aim.AMOUNT) == {"x": D(30000)}


def test_the_most_requests_or_the_most_money():
    # 3 000 left: one of 3 000, or two small ones of at least 1 000 each.
    asks = [ask("big", 3000, 3000), ask("one", 1000, 1000), ask("two", 1500, 1000)]
    pots = [Pot("a", "A", D(3000))]

    assert best_share(asks, pots, STEP, Aim.NUMBER) == {"big": D(0), "one": D(1000), "two": D(1500)}
    assert best_share(asks, pots, STEP, Aim.AMOUNT) == {"big": D(3000), "one": D(0), "two": D(0)}


def test_the_first_of_the_agenda_are_served_first():
    asks = [ask("first", 2000, 2000), ask("second", 2000, 2000)]

    found = best_share(asks, [Pot("a", "A", D(3999))], STEP, Aim.NUMBER)

    assert found == {"first": D(2000), "second": D(0)}


def test_a_guarantee_is_served_whole_or_not_at_all():
    asks = [ask("g", 26400, whole=True), ask("h", 10000, whole=True)]

    found = best_share(asks, [Pot("a", "A", D(30000))], STEP, Aim.AMOUNT)

    assert found == {"g": D(26400), "h": D(0)}


ASKS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 4),
        st.sampled_from([("a",), ("b",), ("a", "b")]), st.booleans(),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=80, deadline=None, print_blob=True)
@given(ASKS, st.integers(0, 6), st.integers(0, 6), st.sampled_from(list(Aim)))
def test_no_enumerated_share_out_beats_the_best(rows, left_a, left_b, aim):
    asks = [
        ask(str(rank), 100 * asked, 100 * min(asked, least), pots, whole)
        for rank, (asked, least, pots, whole) in enumerate(rows)
    ]
    pots = [Pot("a", "A", D(100 * left_a)), Pot("b", "B", D(100 * left_b))]

    def aims(amounts):
        full = sum(amounts[each.key] == each.asked for each in asks)
        money = sum(amounts.values())
        return (full, money) if aim == Aim.NUMBER else (money,)

    best = max(
        aims(amounts)
        for values in product(*(choices(each) for each in asks))
        if not placed(
            asks, pots, amounts := dict(zip([a.key for a in asks], values, strict=True))
        ).over
    )
    found = best_share(asks, pots, STEP, aim)
    assert placed(asks, pots, found).over == {}
    assert aims(found) == best


def choices(each):
    if each.whole:
        return [D(0), each.asked]
    steps = [STEP * n for n in range(1, int(each.asked // STEP) + 1)]
    return [D(0), *(value for value in steps if value >= each.least)]


def test_two_envelopes_bring_the_same_part_when_they_can():
    pots = [Pot("a", "A", D(24000)), Pot("b", "B", D(10000))]

    found = placed([ask("x", 2000, pots=("a", "b"))], pots, {"x": D(2000)})

    assert found.draws == {"x": {"a": D(1000), "b": D(1000)}}
