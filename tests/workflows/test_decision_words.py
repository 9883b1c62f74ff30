"""Who decided, as the letters name it: a committee that met, one that wrote, or a body alone."""

from decimal import Decimal

import pytest

from levier.committees.models import Decision
from levier.workflows.decision_letters import letter_data, letters_of
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, in_session, laid
from tests.factories.delegations import agreed, alone, asked_of, delegation, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def director():
    return user("director")


def plain(*texts: str) -> str:
    """Return the texts in one, their no-break spaces as plain ones."""
    return " ".join(texts).replace("\u00a0", " ")


def first_letter(decision: Decision):
    return letter_data(decision, letters_of(decision)[0], HELD_ON)


def test_a_letter_never_says_that_a_committee_met_when_a_body_decided_alone(director):
    delegation(director, max_amount=Decimal(30000))
    alone(director, agreed(asked_of(director)))
    decision = Decision.objects.get()

    for letter in letters_of(decision):
        data = letter_data(decision, letter, HELD_ON)
        words = plain(data.subject, *data.paragraphs, *data.after)
        assert "comité" not in words
        assert "la direction, par délégation, le 19 mars 2026" in words
        assert dict(data.references)["Délégation"].startswith("DD-2026-01 du 19")
    assert first_letter(decision).subject.startswith("décision par délégation DD-2026-01, ")


@pytest.mark.parametrize(
    ("body", "said"),
    [("director", "La direction n’a pas donné"), ("bureau", "Le bureau n’a pas donné")],
)
def test_the_sentence_names_the_body(director, body, said):
    delegation(director, body=body)
    alone(director, refused(asked_of(director)), body=body)
    assert said in plain(*first_letter(Decision.objects.get()).paragraphs)


def test_a_committee_met_or_was_consulted_in_writing(director):
    item, asked = laid(in_session(director, min_members=0), director)
    draft = Decision(
        organisation=item.organisation, item=item, request=asked, outcome="agreed",
        decided_on=HELD_ON,
    )  # fmt: skip
    letter = letters_of(draft)[0]
    met = plain(*letter_data(draft, letter, HELD_ON).paragraphs)
    assert "par le comité d’engagement réuni le 19 mars 2026. Il a donné son accord" in met
    item.sitting.mode = "written"
    wrote = plain(*letter_data(draft, letter, HELD_ON).paragraphs)
    assert "par le comité d’engagement consulté par écrit le 19 mars 2026." in wrote
