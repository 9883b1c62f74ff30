"""Counts by audience: a year worked by hand, its edges, and the laws that hold of any year."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.indicators.audiences import (
    Audience,
    Passage,
    RequestFact,
    Ruling,
    RulingFact,
    audience_counts,
    passages_of,
)

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def agreed(day: date, kind: str, amount: str) -> RulingFact:
    return RulingFact(day, Ruling.AGREED, kind, Decimal(amount))


def refused(day: date, reason: str = "") -> RulingFact:
    return RulingFact(day, Ruling.REFUSED, reason=reason)


# The example of docs/rules/publics.md.
ANNA = RequestFact(
    key="Anna",
    received_on=date(2024, 2, 1),
    sex="F",
    in_qpv=True,
    in_zfrr=False,
    rulings=(
        agreed(date(2024, 4, 3), "guarantee", "24000"),
        agreed(date(2024, 4, 3), "grant", "2000"),
    ),
)
BILAL = RequestFact(
    key="Bilal",
    received_on=date(2023, 11, 20),
    sex="M",
    in_qpv=False,
    in_zfrr=True,
    rulings=(refused(date(2024, 1, 10), "viability"),),
)
CHLOE = RequestFact(
    key="Chloé",
    received_on=date(2024, 6, 1),
    sex="F",
    in_qpv=None,
    in_zfrr=False,
    rulings=(
        RulingFact(date(2024, 7, 1), Ruling.ADJOURNED),
        refused(date(2024, 9, 2), "plan"),
    ),
)
STRUCTURE = RequestFact(
    key="Les Jardins",
    received_on=date(2024, 3, 1),
    in_qpv=False,
    in_zfrr=False,
    rulings=(
        agreed(date(2024, 5, 6), "loan", "36000"),
        refused(date(2024, 5, 6), "cap"),
    ),
)
WAITING = RequestFact(key="Dina", received_on=date(2024, 12, 31), sex="F", in_qpv=True)
YEAR = (ANNA, BILAL, CHLOE, STRUCTURE, WAITING)


def counts(audience: Audience, facts=YEAR):
    return {one.audience: one for one in audience_counts(facts, FIRST, LAST)}[audience]


def test_women_by_hand():
    women = counts(Audience.WOMEN)
    assert women.keys[Passage.RECEIVED] == ("Anna", "Chloé", "Dina")
    assert women.keys[Passage.DECIDED] == ("Anna", "Chloé")
    assert women.keys[Passage.GRANTED] == ("Anna",)
    assert women.keys[Passage.REFUSED] == ("Chloé",)
    assert women.keys[Passage.ADJOURNED] == ()
    assert women.refused_by_reason == {"plan": ("Chloé",)}
    assert women.granted == {"guarantee": Decimal(24000), "grant": Decimal(2000)}
    assert women.unknown == ("Les Jardins",)


def test_districts_and_rural_zones_by_hand():
    assert counts(Audience.QPV).keys[Passage.GRANTED] == ("Anna",)
    assert counts(Audience.QPV).unknown == ("Chloé",)
    rural = counts(Audience.ZFRR)
    assert rural.keys[Passage.RECEIVED] == ()
    assert rural.refused_by_reason == {"viability": ("Bilal",)}
    assert rural.unknown == ("Dina",)


def test_one_agreement_outweighs_a_refusal_beside_it():
    everybody = counts(Audience.ALL)
    assert everybody.keys[Passage.GRANTED] == ("Anna", "Les Jardins")
    assert "cap" not in everybody.refused_by_reason
    assert everybody.granted["loan"] == Decimal(36000)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2023, 12, 31), False),
        (FIRST, True),
        (LAST, True),
        (date(2025, 1, 1), False),
    ],
)
def test_both_days_of_the_period_are_inside(day, inside):
    fact = RequestFact(key=1, received_on=day, rulings=(refused(day),))
    expected = {Passage.RECEIVED, Passage.DECIDED, Passage.REFUSED} if inside else set()
    assert passages_of(fact, FIRST, LAST) == expected


DAYS = st.integers(-400, 800).map(lambda n: FIRST + timedelta(days=n))
RULINGS = st.builds(
    RulingFact,
    DAYS,
    st.sampled_from(Ruling),
    st.sampled_from(["guarantee", "grant"]),
    st.none() | st.decimals("1", "99999", places=2),
    st.sampled_from(["", "plan", "viability"]),
)
FACTS = st.lists(
    st.builds(
        RequestFact,
        key=st.uuids(),
        received_on=DAYS,
        sex=st.sampled_from(["", "F", "M", "X"]),
        in_qpv=st.sampled_from([None, True, False]),
        in_zfrr=st.sampled_from([None, True, False]),
        rulings=st.lists(RULINGS, max_size=4).map(tuple),
    ),
    max_size=30,
)


@given(FACTS)
def test_what_was_decided_is_shared_out_exactly(facts):
    for one in audience_counts(facts, FIRST, LAST):
        parts = (Passage.GRANTED, Passage.REFUSED, Passage.ADJOURNED)
        shared = [key for part in parts for key in one.keys[part]]
        assert sorted(map(str, shared)) == sorted(map(str, one.keys[Passage.DECIDED]))
        under_reasons = [key for keys in one.refused_by_reason.values() for key in keys]
        assert sorted(map(str, under_reasons)) == sorted(map(str, one.keys[Passage.REFUSED]))


@given(FACTS)
def test_no_audience_counts_more_than_everybody(facts):
    everybody, *others = audience_counts(facts, FIRST, LAST)
    for one in others:
        assert not set(one.unknown) & {key for keys in one.keys.values() for key in keys}
        for passage in Passage:
            assert set(one.keys[passage]) <= set(everybody.keys[passage])
        for kind, amount in one.granted.items():
            assert amount <= everybody.granted[kind]
