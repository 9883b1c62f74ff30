from datetime import date
from decimal import Decimal

import pytest

from levier.committees.models import Decision
from levier.reporting.facts import Scope
from levier.reporting.facts.instructed import instructed_cases
from levier.rules.indicators.audiences import Ruling
from tests.factories.accounts import house
from tests.reporting.rows import CALAIS, IN_JUNE, House

pytestmark = pytest.mark.django_db
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


@pytest.fixture
def rows():
    return House(house())


def read(rows, **scope):
    return list(instructed_cases(rows.organisation, *YEAR, Scope(**scope)))


def test_a_dossier_comes_with_every_decision_of_the_period_in_order(rows):
    case = rows.case(person=rows.person(), opened_on=date(2023, 12, 1))
    refused = rows.decision(case, date(2024, 9, 2), "refused")
    agreed = rows.decision(case, IN_JUNE)
    rows.decision(case, date(2025, 1, 2), "refused")
    Decision.objects.filter(pk=agreed.pk).update(amount=Decimal(1200))

    (fact,) = read(rows)

    assert [r.ruling for r in fact.rulings] == [Ruling.AGREED, Ruling.REFUSED]
    assert fact.rulings[0].amount == 1200
    assert fact.rulings[1].reason == ""
    assert fact.rulings[1].decided_on == refused.decided_on
    assert fact.sex == "F"


def test_neither_another_year_nor_a_stub_nor_another_house_is_read(rows):
    rows.case(opened_on=date(2023, 12, 31))
    rows.case(is_stub=True)
    rows.case("brsa")
    House(house()).case()

    assert read(rows) == []


def test_a_district_is_unknown_until_somebody_looked(rows):
    rows.case(number="A")
    rows.case(number="B", zoning="checked")
    rows.case(number="C", home_qpv_code="QN06201M")

    assert [fact.in_qpv for fact in read(rows)] == [None, False, True]


def test_a_territory_reads_its_own_dossiers(rows):
    rows.case()
    there = rows.case(commune_code=CALAIS)

    found = read(rows, commune_code=CALAIS)

    assert [fact.key for fact in found] == [str(there.pk)]


def test_two_queries_whatever_the_rows(rows, django_assert_num_queries):
    for _ in range(5):
        rows.decision(rows.case())
    with django_assert_num_queries(2):
        assert len(read(rows)) == 5
