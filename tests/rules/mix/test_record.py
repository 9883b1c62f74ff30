"""A problem kept as JSON is read again as it was."""

import json

import pytest
from hypothesis import given, settings

from levier.rules.mix.record import from_json, to_json
from levier.rules.mix.solving import best_mixes
from tests.rules.mix.small_problems import jess, small_problems


@settings(max_examples=100, deadline=None, print_blob=True)
@given(small_problems())
def test_a_problem_is_read_again_as_it_was(problem):
    assert from_json(json.loads(json.dumps(to_json(problem)))) == problem


def test_a_mix_is_read_again_as_it_was():
    for mix in best_mixes(jess()):
        assert from_json(json.loads(json.dumps(to_json(mix)))) == mix


def test_a_kind_that_is_not_of_a_mix_is_refused():
    with pytest.raises(KeyError):
        from_json({"is": "os"})
