"""Paths opened, changed, ended; registers; organisations helped; payments."""

from datetime import date
from decimal import Decimal

import pytest

from levier.journal.models import Entry
from levier.people.services import register_structure
from levier.support import services
from levier.support.errors import AlreadyEnded, JourneyRefused
from levier.support.models import JourneyYear
from levier.support.permissions import can_change_journey
from tests.factories import accounts
from tests.factories.support import journey

pytestmark = pytest.mark.django_db


def test_a_path_opens_with_its_file_and_its_register():
    row = journey("acces_plus", details={"works_on_cash": True})

    assert row.acces_plus.works_on_cash
    assert JourneyYear.objects.get(journey=row).year == 2024
    entry = Entry.objects.get(action="support.journey_opened")
    assert entry.case_key == row.case_id
    assert row.history.count() == 1


def test_a_number_is_used_once():
    row = journey(number="ACC-2024-01")

    with pytest.raises(JourneyRefused, match="déjà ce numéro"):
        journey(number="ACC-2024-01", organisation=row.organisation)


def test_an_exit_from_the_rsa_without_a_day_is_refused():
    with pytest.raises(JourneyRefused, match="date de sortie du RSA"):
        journey("brsa", details={"has_left_rsa": True})


def test_a_path_does_not_end_before_it_begins():
    row = journey(started_on=date(2024, 6, 1))

    with pytest.raises(JourneyRefused, match="finir avant"):
        services.end_journey(journey=row, actor=accounts.user("director"), on=date(2024, 5, 31))


def test_a_path_ends_once():
    row = journey()
    actor = accounts.user("director", row.organisation)
    services.end_journey(journey=row, actor=actor, on=date(2024, 9, 1))

    with pytest.raises(AlreadyEnded):
        services.end_journey(journey=row, actor=actor, on=date(2024, 9, 2))


def test_what_next_year_says_does_not_change_this_register():
    row = journey("brsa")
    services.put_in_register(journey=row, year=2024, has_left_rsa=False)
    services.put_in_register(journey=row, year=2025, has_left_rsa=True)

    assert JourneyYear.objects.get(journey=row, year=2024).has_left_rsa is False


def test_a_change_of_the_file_is_journalled_with_both_values():
    row = journey("brsa")
    actor = accounts.user("brsa_advisor", row.organisation)
    services.update_journey(journey=row, actor=actor, details={"conclusion": "Viable"})

    entry = Entry.objects.get(action="support.journey_updated")
    assert entry.detail == {"conclusion": ["", "Viable"]}


def test_an_organisation_is_helped_once_in_an_engagement():
    row = journey("dla")
    actor = accounts.user("dla_officer", row.organisation)
    structure = register_structure(organisation=row.organisation, actor=actor, name="Le Fil")
    services.add_beneficiary(
        journey=row, structure=structure, year=2024, fte=Decimal("4.5"), actor=actor
    )

    with pytest.raises(JourneyRefused):
        services.add_beneficiary(journey=row, structure=structure, year=2024, fte=None, actor=actor)
    services.add_beneficiary(journey=row, structure=structure, year=2025, fte=None, actor=actor)


def test_a_payment_is_above_zero():
    house = accounts.house()
    actor = accounts.user("director", house)
    row = services.record_engineering_payment(
        organisation=house, actor=actor, number="ING-1", scheme="dla", amount=Decimal("1700.50")
    )

    assert row.amount == Decimal("1700.50")
    with pytest.raises(JourneyRefused, match="supérieur à zéro"):
        services.record_engineering_payment(
            organisation=house, actor=actor, number="ING-2", scheme="dla", amount=Decimal(0)
        )


def test_who_runs_the_programme_writes_in_it():
    row = journey("brsa")

    assert can_change_journey(accounts.user("brsa_advisor", row.organisation), row)
    assert not can_change_journey(accounts.user("advisor", row.organisation), row)
    assert not can_change_journey(accounts.user("brsa_advisor"), row)
