from datetime import date

import pytest

from levier.reporting.facts import read_facts
from levier.support.models import JourneyYear
from tests.factories.accounts import house
from tests.reporting.rows import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return House(house())


def journeys(rows, year=2024):
    return read_facts(rows.organisation, year).journeys


def test_a_person_followed_stands_in_the_register_of_the_year_whenever_oriented(rows):
    rows.brsa(rows.person(), oriented_on=date(2023, 5, 5))

    assert len(journeys(rows)) == 1
    assert journeys(rows, 2023) == ()


def test_the_exit_of_next_year_does_not_change_this_year(rows):
    journey = rows.brsa(rows.person(), date(2025, 2, 1))
    JourneyYear.objects.create(**rows.of, journey=journey, year=2025)

    assert [j.left_rsa_years for j in journeys(rows)] == [frozenset()]
    assert [j.left_rsa_years for j in journeys(rows, 2025)] == [frozenset({2025})]


def test_what_the_register_says_of_an_exit_wins_over_the_file(rows):
    journey = rows.brsa(rows.person())
    journey.years.update(has_left_rsa=True)

    assert [j.left_rsa_years for j in journeys(rows)] == [frozenset({2024})]


def test_the_own_company_of_a_person_is_the_dossier_s_or_the_one_they_hold(rows):
    person, company = rows.person(), rows.structure()
    rows.brsa(person)
    rows.holding(person, company)

    assert [j.structure_key for j in journeys(rows)] == [company.pk]


def test_a_social_file_is_named_by_its_number_alone(rows):
    rows.brsa(rows.person("Fournier"))
    rows.journey("acces_plus", person=rows.person("Lecocq"))

    labels = [j.label for j in journeys(rows)]

    assert not any("Fournier" in label for label in labels)
    assert any(label.endswith("· Anaïs Lecocq") for label in labels)


def test_a_payment_counts_in_the_year_it_was_made(rows):
    rows.payment(rows.structure(), paid_on=date(2025, 1, 3))
    rows.payment(rows.structure(), paid_on=date(2024, 12, 31))

    assert len(read_facts(rows.organisation, 2024).engineering) == 1
