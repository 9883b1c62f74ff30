"""The rules on columns, which the benchmark times, are the rules: thousands of people say so."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benchmarks.eligibility.arrays import verdicts
from benchmarks.eligibility.people import CRITERIA, ON, days_around, draw, facts_of
from benchmarks.eligibility.terms import CODES, terms
from levier.kernel.dates import add_months
from levier.rules.eligibility import evaluate

NAMES = ("no", "to_check", "not_yet", "yes")


def compared(people):
    """Yield what the columns and the scalar engine say of each person."""
    found = verdicts(people, ON, terms())
    for rank in range(len(people)):
        scalar = evaluate(facts_of(people, rank), terms())
        yield (
            {each.instrument: each.verdict.value for each in scalar},
            {code: NAMES[column[rank]] for code, column in found.items()},
        )


@pytest.mark.parametrize("seed", [1, 20241219])
def test_columns_say_what_the_engine_says_of_two_thousand_people(seed):
    seen = set()
    for scalar, columns in compared(draw(2_000, seed)):
        assert scalar == columns
        seen |= set(scalar.items())

    assert {code for code, _ in seen} == set(CODES)
    assert {verdict for _, verdict in seen} == set(NAMES)


@pytest.mark.parametrize("months", [12, 24, 12 * 18, 12 * 26, 12 * 31, 12 * 50])
def test_the_edges_of_ages_and_durations_are_the_same_to_the_day(months):
    days = [day for day in days_around(add_months(ON, -months), 3) if isinstance(day, date)]
    people = draw(len(days), 7)
    edge = np.array(days, "datetime64[D]")
    column = "seeker_since" if months <= 24 else "birth"

    for scalar, columns in compared(replace(people, **{column: edge})):
        assert scalar == columns


def test_a_person_in_columns_is_the_person_in_facts():
    people = draw(50, 3)
    for rank in range(50):
        facts = facts_of(people, rank)
        assert (facts.person.birth_date is None) == bool(np.isnat(people.birth[rank]))
        declared = facts.person.iae_criteria
        assert (declared is None) == (not people.criteria_known[rank])
        assert declared is None or len(declared) == int(people.criteria[rank]).bit_count()
    assert len(CRITERIA) == 7
