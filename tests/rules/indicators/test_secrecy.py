import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.indicators.audiences import Passage
from levier.rules.indicators.secrecy import SUM, kept_back

RECEIVED, DECIDED, GRANTED, REFUSED, ADJOURNED = Passage


def line(received, granted, refused, adjourned):
    decided = granted + refused + adjourned
    return {
        RECEIVED: received, DECIDED: decided, GRANTED: granted, REFUSED: refused,
        ADJOURNED: adjourned,
    }  # fmt: skip


WHOLE = line(100, 60, 30, 10)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        (line(50, 30, 10, 5), set()),
        (line(4, 0, 0, 0), {RECEIVED}),
        (line(5, 0, 0, 0), set()),
        (line(97, 0, 0, 0), {RECEIVED}),  # the three others would be told of
        (line(50, 30, 4, 5), {REFUSED, ADJOURNED}),  # 39 − 30 − 5 would give 4
        (line(50, 30, 4, 0), {REFUSED, GRANTED}),
        (line(50, 0, 4, 0), {REFUSED, DECIDED}),
        (line(50, 30, 4, 3), {REFUSED, ADJOURNED}),
    ],
)
def test_a_count_is_kept_back_with_what_would_give_it_away(counts, hidden):
    assert kept_back(counts, WHOLE, 5) == hidden


def test_the_house_itself_sees_everything():
    assert kept_back(line(1, 1, 0, 0), WHOLE, 0) == set()


COUNTS = st.integers(0, 40)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.integers(1, 8))
def test_no_small_count_can_be_worked_out_from_its_line(received, granted, refused, adjourned, few):
    counts = line(received, granted, refused, adjourned)
    hidden = kept_back(counts, counts, few)

    assert all(not 0 < counts[p] < few for p in Passage if p not in hidden)
    assert len(hidden & set(SUM)) != 1
