from datetime import date

import pytest

from levier.cases.models import Case
from levier.reporting.annual_report import tallies
from levier.reporting.annual_report.chapters.creation import by_sector
from levier.reporting.annual_report.tallies import Tally
from levier.support.models import BrsaFile
from tests.factories.accounts import house
from tests.reporting.rows import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return House(house())


def test_commitments_are_counted_by_product_with_what_was_granted(rows):
    case = rows.case("ess", structure=rows.structure())
    rows.loan(case, "15000", "contribution")
    rows.loan(case, "5000", "contribution")
    rows.guarantee(case, "40000", "20000")
    rows.guarantee(case, "9000", "4500", state="cancelled")

    found = tallies.by_product(rows.organisation, 2024, "ess")

    assert found == [Tally("instrument_contribution", 2, 20000), Tally("garantie_emploi", 1, 40000)]


def test_a_year_counts_its_own_decisions(rows):
    rows.guarantee(rows.case(person=rows.person()), decided_on=date(2023, 12, 31))

    assert tallies.by_bank(rows.organisation, 2024) == []


def test_the_axes_are_told_in_their_order_even_when_none_shows_one(rows):
    from levier.cases.models import EngagementAxis

    case = rows.case("engaged", person=rows.person())
    for axis in ("territory", "environment"):
        EngagementAxis.objects.create(**rows.of, case=case, axis=axis)

    engaged = Case.objects.filter(track="engaged")

    assert [t.count for t in tallies.axes(rows.organisation, engaged)] == [0, 1, 0, 1, 0]
    assert tallies.axes_per_project(rows.organisation, engaged) == {2: 1}


def test_an_exit_of_next_year_gives_no_reason_this_year(rows):
    rows.brsa(rows.person("Petit"), date(2025, 1, 8))
    rows.brsa(rows.person("Grand"), date(2024, 11, 8))
    BrsaFile.objects.update(exit_reason="Retraite")

    assert tallies.brsa_exit_reasons(rows.organisation, 2024) == [Tally("Retraite", 1)]


def test_the_fte_of_an_organisation_helped_twice_count_once(rows):
    structure = rows.structure()
    rows.beneficiary(rows.journey("dla"), structure, "10")
    rows.beneficiary(rows.journey("dla"), structure, "10")

    assert tallies.dla_work(rows.organisation, 2024).fte == 10


def test_trades_are_grouped_by_naf_division():
    assert by_sector({"47": 3, "45": 1, "56": 2}) == [
        Tally("Commerce, automobile", 4),
        Tally("Restauration, hébergement", 2),
    ]
