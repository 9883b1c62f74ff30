"""The solver against every mix of small problems, one by one."""

from decimal import Decimal

from hypothesis import HealthCheck, given, note, settings

from levier.rules.mix.checking import broken_rules
from levier.rules.mix.problem import Problem
from levier.rules.mix.relaxing import diagnose
from levier.rules.mix.solving import best_mixes, score_of
from tests.rules.mix.enumeration import every_mix
from tests.rules.mix.small_problems import small_problems

D = Decimal
CENT = D("0.30")  # points: the figures are rounded to the cent, and weighted up to seven


@settings(
    max_examples=40,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(small_problems())
def test_no_enumerated_mix_beats_the_proposed_ones(problem: Problem):
    best = {}
    for mix in every_mix(problem):
        score = score_of(problem, mix)
        best[mix.codes] = min(score, best.get(mix.codes, score))
    expected = sorted(best.values())[:3]

    found = best_mixes(problem)

    note(f"{problem}\n{found}")
    assert len(found) == len(expected)
    assert len({mix.codes for mix in found}) == len(found)
    for mix, score in zip(found, expected, strict=True):
        assert abs(score_of(problem, mix) - score) <= CENT


@settings(max_examples=200, deadline=None, print_blob=True)
@given(small_problems())
def test_no_proposed_mix_breaks_a_rule(problem: Problem):
    for mix in best_mixes(problem):
        assert broken_rules(problem, mix) == []
        money = [o for o in mix.lines if o.code == "bank_loan" or o.quota is None]
        assert sum((o.amount for o in money), D(0)) == problem.gap


@settings(max_examples=60, deadline=None, print_blob=True)
@given(small_problems())
def test_a_problem_without_mix_says_what_to_relax(problem: Problem):
    if best_mixes(problem):
        return
    found = diagnose(problem)

    assert found.least
    least = sum((each.amount for each in found.least), D(0))
    assert any(each.key == "own" for each in found.alone)
    assert all(least <= each.amount for each in found.alone)
