"""The plan in the words of who asks: an association has its own."""

import pytest

from levier.cases.models import PlanLine
from levier.cases.plan_words import is_association, line_word, natures_of
from levier.people.services import register_structure
from tests.factories.cases import case


def held_by(actor, **fields):
    """Return a dossier carried by a structure."""
    structure = register_structure(
        organisation=actor.organisation, actor=actor, name="Les Jardins", **fields
    )
    return case(actor, person=None, structure=structure)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"legal_form": "Association loi 1901"}, True),
        ({"legal_category": "9220"}, True),
        ({"legal_form": "SARL", "legal_category": "5499"}, False),
        ({}, False),
    ],
)
def test_the_legal_form_says_whose_words_are_used(actor, fields, expected):
    assert is_association(held_by(actor, **fields)) is expected


def test_an_association_reads_its_own_words(actor):
    opened = held_by(actor, legal_form="association")
    resources = dict(natures_of(opened, "resource"))

    assert resources["own_cash"] == "fonds propres"
    assert resources["dedicated_funds"] == "fonds dédiés"
    assert resources["voluntary"] == "contributions volontaires en nature"
    assert "voluntary_use" in dict(natures_of(opened, "need"))
    assert line_word(opened, PlanLine(side="resource", nature="own_cash")) == "fonds propres"


def test_a_business_does_not_read_them(actor):
    opened = case(actor)

    assert dict(natures_of(opened, "resource"))["own_cash"] == "apport personnel"
    assert "dedicated_funds" not in dict(natures_of(opened, "resource"))


def test_every_nature_stands_on_one_side_only(actor):
    opened = held_by(actor, legal_form="association")
    needs, resources = (dict(natures_of(opened, side)).keys() for side in ("need", "resource"))

    assert not needs & resources
    assert needs | resources == set(PlanLine.Nature.values)
