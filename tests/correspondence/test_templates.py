"""The words of the house, by versions, and those shipped until then."""

from datetime import date

import pytest

from levier.correspondence.errors import UnknownVariable, VersionExists, VersionInThePast
from levier.correspondence.models import Purpose
from levier.correspondence.services import words_in_force, write_message_template
from levier.correspondence.services.templates import shipped_words
from levier.correspondence.variables import case_values, variables_for
from tests.factories import cases

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 3)


def write(actor, **fields):
    values = {"purpose": Purpose.PIECES, "subject": "Pièces {dossier}", "body": "{pieces}"}
    return write_message_template(
        organisation=actor.organisation, actor=actor, on=TODAY,
        **{"starts_on": TODAY, **values, **fields},
    )  # fmt: skip


@pytest.mark.parametrize("purpose", Purpose.values)
def test_the_words_shipped_name_only_what_exists(purpose):
    subject, body = shipped_words()[purpose].filled(variables_for(purpose))
    assert subject and body and "{" not in subject + body


def test_a_version_holds_from_its_first_day_to_the_next_one(actor):
    write(actor, body="une {pieces}")
    write(actor, body="deux {pieces}", starts_on=date(2024, 7, 1))
    read = [
        words_in_force(actor.organisation, Purpose.PIECES, day).body
        for day in (date(2024, 6, 2), TODAY, date(2024, 6, 30), date(2024, 7, 1))
    ]
    assert read == [shipped_words()["pieces"].body, "une {pieces}", "une {pieces}", "deux {pieces}"]


def test_an_unknown_variable_is_refused_at_its_field(actor):
    with pytest.raises(UnknownVariable) as refusal:
        write(actor, subject="{montant}")
    assert refusal.value.field == "subject"


def test_the_past_is_not_rewritten_and_a_day_has_one_version(actor):
    with pytest.raises(VersionInThePast):
        write(actor, starts_on=date(2024, 6, 2))
    write(actor)
    with pytest.raises(VersionExists):
        write(actor)


def test_a_dossier_fills_every_variable_of_a_free_message(actor):
    case = cases.case(actor, title="Atelier vélo")
    values = case_values(case, TODAY)
    assert set(values) == set(variables_for(Purpose.FREE))
    assert values["projet"] == "Atelier vélo"
    assert values["conseiller"] == actor.full_name
    assert values["date"] == "3\u00a0juin\u00a02024"
