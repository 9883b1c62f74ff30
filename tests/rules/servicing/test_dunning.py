"""Which step a delay calls for, by the days in use: 5, 15, 30, 60, 90."""

from datetime import date

import pytest

from levier.rules.servicing.dunning import DunningStep, levels_on, step_due

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("days", "taken", "step"),
    [
        (4, [], None),
        (5, [], "reminder"),
        (14, [], "reminder"),
        (15, [], "call"),
        (29, ["reminder"], "call"),
        (29, ["reminder", "call"], None),
        (45, [], "letter"),  # nights missed make one step, the gravest
        (60, ["letter"], "review"),
        (90, ["review"], "notice"),
        (400, ["notice"], None),
        (31, ["notice"], None),  # a graver step was taken for the same delay
    ],
)
def test_a_delay_calls_for_the_gravest_step_reached(days, taken, step):
    assert step_due(days, taken, DAY) == step


def test_the_levels_go_from_the_lightest_to_the_gravest():
    assert [level.step for level in levels_on(DAY)] == list(DunningStep)
    assert [step for step in DunningStep if step.is_written] == ["reminder", "letter", "notice"]
