"""Schedules that other systems publish: every cent, or the reason why not (docs/rules)."""

import json
from pathlib import Path

import pytest

from levier.rules.schedules.contract import apr_from_json, schedule_from_json

CASES = json.loads((Path(__file__).parents[2] / "data" / "schedule_cases.json").read_text())[
    "cases"
]
SCHEDULES = [case for case in CASES if case["command"] == "schedule"]
COMPARED = ("principal", "interest", "total", "balance_after")


@pytest.mark.parametrize("case", SCHEDULES, ids=lambda case: case["id"])
def test_every_line_of_a_published_schedule(case):
    found = schedule_from_json(case["input"])["instalments"]
    expected = case["expected"]["installments"]

    assert [line["n"] for line in found] == [line["n"] for line in expected]
    for line, wanted in zip(found, expected, strict=True):
        assert {k: line[k] for k in COMPARED if k in wanted} == {
            k: wanted[k] for k in COMPARED if k in wanted
        }
        assert wanted.get("due", line["due_on"]) == line["due_on"]


def test_the_totals_of_the_published_schedules():
    for case in SCHEDULES:
        wanted = case["expected"].get("total_interest")
        if wanted is not None:
            assert schedule_from_json(case["input"])["totals"]["interest"] == wanted, case["id"]


def test_the_european_example_counts_546_days():
    """Directive 98/7/EC, annex, first example: 12.96 %. In months, its second reading: 12.92 %."""
    (case,) = [case for case in CASES if case["id"] == "APR-1"]

    in_days = apr_from_json({**case["input"], "basis": "days"})["taeg_pct"]
    assert in_days.startswith(case["expected"]["apr_pct_2_decimals"])
    assert apr_from_json(case["input"])["taeg_pct"] == "12.92432347"
