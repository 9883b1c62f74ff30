"""What changed in a row, field by field."""

import pytest

from levier.people.services import register_person, update_person
from levier.web.history import changes_of
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_each_field_that_changed_says_who_before_and_after(django_assert_num_queries):
    advisor = accounts.user("advisor")
    person = register_person(
        organisation=advisor.organisation, actor=advisor, last_name="Delcroix", sex="F"
    )
    update_person(person=person, actor=advisor, town="Lens", sex="X")
    update_person(person=person, actor=advisor, town="Liévin")

    with django_assert_num_queries(1):
        changes = changes_of(person)

    told = [(change.label, change.before, change.after) for change in changes]
    assert told[0] == ("Commune", "Lens", "Liévin")
    assert set(told[1:]) == {("Commune", "", "Lens"), ("Sexe", "femme", "autre")}
    assert {change.who for change in changes} == {advisor.full_name}


def test_a_row_that_never_changed_has_no_history():
    advisor = accounts.user("advisor")
    person = register_person(organisation=advisor.organisation, actor=advisor, last_name="Delcroix")

    assert changes_of(person) == []
