from datetime import date

import pytest

from levier.reporting.facts import read_facts
from tests.factories.accounts import house
from tests.reporting.rows import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return House(house())


def test_a_campaign_is_of_the_year_that_its_number_says(rows):
    rows.pledge(rows.campaign(rows.structure(), ends_on=date(2025, 1, 20)))
    later = rows.campaign(
        rows.structure(), number="PRO-2025-01", starts_on=date(2024, 12, 20),
        ends_on=date(2025, 1, 20),
    )  # fmt: skip
    rows.pledge(later)

    year = read_facts(rows.organisation, 2024)

    assert [c.label for c in year.campaigns if 2024 in c.years] == ["Campagne Cycles de la Gohelle"]


def test_the_workbook_of_a_campaign_says_its_year_before_its_number(rows):
    rows.campaign(rows.structure(), number="PRO-2024-11", imported_from="classeur 2025")

    def years(year):
        return [c.years for c in read_facts(rows.organisation, year).campaigns]

    assert years(2025) == [frozenset({2025})]
    assert years(2024) == [frozenset({2025})]  # read, and left to its own year


def test_a_giver_without_e_mail_is_known_by_name(rows):
    campaign = rows.campaign(rows.structure())
    rows.pledge(campaign, email="")
    rows.pledge(campaign, email=" Don@Example.org ")

    keys = [p.contributor_key for p in read_facts(rows.organisation, 2024).pledges]

    assert sorted(keys) == ["don@example.org", "robin"]
