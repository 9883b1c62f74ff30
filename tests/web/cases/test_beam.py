"""The beam leans as soon as the plan does not balance, towards what weighs more."""

from decimal import Decimal

import pytest

from levier.cases.models import PlanLine
from levier.web.cases.beam import beam_of


def line(side, amount, nature="stock", label=""):
    return PlanLine(side=side, nature=nature, amount=Decimal(amount), label=label)


def beam(needs, resources):
    return beam_of([line("need", needs), line("resource", resources, "bank_loan")])


def test_a_balanced_plan_is_level():
    level = beam("51000", "51000")

    assert (level.lean, level.sense, level.word) == ("0", "pre", "À l’équilibre")


@pytest.mark.parametrize(
    ("needs", "resources", "lean", "word"),
    [
        ("51000", "50999.99", "-0.60", "Il manque 0,01\u00a0€"),
        ("51000", "52500", "0.60", "1\u202f500\u00a0€ en trop"),
        ("50000", "40000", "-1.00", "Il manque 10\u202f000\u00a0€"),
        ("50000", "1000", "-2.50", "Il manque 49\u202f000\u00a0€"),
    ],
)
def test_a_gap_of_one_cent_already_leans(needs, resources, lean, word):
    leaning = beam(needs, resources)

    assert (leaning.lean, leaning.word) == (lean, word)


def test_an_empty_plan_is_to_be_built():
    assert beam_of([]).word == "À construire"


def test_only_the_wide_segments_carry_their_name():
    drawn = beam_of([line("need", 900, label="Local"), line("need", 100, label="Stock")])

    assert [part["label"] for part in drawn.need_segments] == ["Local", ""]


def test_the_remarks_give_the_share_of_own_money():
    drawn = beam_of([line("need", 51000), line("resource", 5000, "own_cash")])

    assert "9,8\u00a0% des besoins" in drawn.remarks
