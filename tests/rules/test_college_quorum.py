"""Seats and quorum of the colleges: three banks, one of them a substitute, and three others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.committee import (
    Choice,
    CollegeRule,
    Member,
    Vote,
    beyond_seats,
    college_faults,
    quorum_of,
    vote_faults,
)

MEMBERS = [
    Member("anna", "volunteer", name="Anna Roche"),
    Member("basile", "volunteer", name="Basile Petit"),
    Member("carla", "bank", name="Carla Meunier"),
    Member("denis", "bank", name="Denis Leroy", is_substitute=True),
    Member("elsa", "bank", name="Elsa Guérin"),
    Member("farid", "authority", name="Farid Lens"),
]


def bank(seats=0, quorum=0) -> CollegeRule:
    return CollegeRule("bank", "banque", seats, quorum)


def quorum(rules, withdrawn=(), members=4, colleges=2):
    return quorum_of(MEMBERS, withdrawn, min_members=members, min_colleges=colleges, colleges=rules)


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        (1, ()),
        (2, ()),
        (
            3,
            (
                "Le quorum du collège « banque » n’est pas atteint\u00a0: 2\u00a0membres sur ce "
                "dossier, il en faut 3.",
            ),
        ),
    ],
)
def test_a_college_has_its_own_quorum_below_on_and_above(asked, reasons):
    found = quorum([bank(seats=2, quorum=asked)])

    assert (found.members, found.reasons) == (5, reasons)


def test_the_quorum_of_a_college_is_counted_again_after_a_withdrawal():
    rule = bank(seats=2, quorum=2)

    assert quorum([rule]).is_reached
    without = quorum([rule], {"carla"})
    assert (without.members, without.colleges) == (4, 3)
    assert [reason[:28] for reason in without.reasons] == ["Le quorum du collège « banqu"]


@pytest.mark.parametrize(
    ("seats", "unseated", "counted"),
    [(1, ["elsa", "denis"], 4), (2, ["denis"], 5), (3, [], 6), (0, [], 6)],
)
def test_substitutes_are_the_first_out_when_the_seats_are_taken(seats, unseated, counted):
    assert [m.key for m, _ in beyond_seats(MEMBERS, [bank(seats)])] == unseated
    assert quorum([bank(seats)]).members == counted


def test_a_member_in_excess_does_not_vote_and_a_withdrawal_frees_no_seat():
    cast = [Vote("elsa", Choice.FOR), Vote("denis", Choice.FOR)]
    said = "Denis Leroy ne peut pas voter\u00a0: le collège « banque » a 2\u00a0sièges, déjà pris."

    assert vote_faults(cast, MEMBERS, (), [bank(2)]) == [said]
    assert vote_faults(cast, MEMBERS, {"carla"}, [bank(2)]) == [said]
    assert vote_faults(cast, MEMBERS, (), [bank(3)]) == []


def test_an_absent_member_leaves_their_seat():
    there = [m if m.key != "carla" else Member("carla", "bank", is_present=False) for m in MEMBERS]

    assert beyond_seats(there, [bank(2)]) == []


@pytest.mark.parametrize(("asked", "count"), [(1, 0), (2, 0), (3, 1)])
def test_a_quorum_above_the_seats_of_its_college_can_never_be_reached(asked, count):
    assert len(college_faults([bank(2, asked)])) == count
    assert college_faults([bank(0, asked)]) == []


COLLEGES = ("volunteer", "bank", "authority")
SMALL = st.integers(min_value=0, max_value=4)
members = st.lists(
    st.builds(
        lambda college, there, substitute: (college, there, substitute),
        st.sampled_from(COLLEGES), st.booleans(), st.booleans(),
    ),
    max_size=9,
).map(lambda rows: [
    Member(rank, college, there, is_substitute=substitute)
    for rank, (college, there, substitute) in enumerate(rows)
])  # fmt: skip
rules_drawn = st.tuples(SMALL, SMALL, st.lists(st.tuples(SMALL, SMALL), min_size=3, max_size=3))


@given(members, rules_drawn, st.sets(st.integers(0, 8)), st.integers(0, 8))
def test_a_withdrawal_never_gives_a_quorum_and_never_adds_a_voter(called, drawn, withdrawn, one):
    min_members, min_colleges, terms = drawn
    colleges = [CollegeRule(name, name, *pair) for name, pair in zip(COLLEGES, terms, strict=True)]
    asked = {"min_members": min_members, "min_colleges": min_colleges, "colleges": colleges}

    before = quorum_of(called, withdrawn, **asked)
    after = quorum_of(called, {*withdrawn, one}, **asked)

    assert before.is_reached or not after.is_reached
    assert after.members <= before.members
    assert after.colleges <= before.colleges
    assert len(after.reasons) >= len(before.reasons)
