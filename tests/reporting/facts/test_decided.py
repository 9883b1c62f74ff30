from datetime import date
from decimal import Decimal

import pytest

from levier.reporting.facts import Scope, read_facts
from levier.reporting.facts.keys import parts_of
from tests.factories.accounts import house, office
from tests.reporting.rows import CALAIS, IN_JUNE, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return House(house())


def facts(rows, year=2024, **scope):
    return read_facts(rows.organisation, year, Scope(**scope))


def test_a_project_stands_in_the_year_of_its_first_decision(rows):
    case = rows.case(person=rows.person(), jobs_created=2)
    rows.guarantee(case, decided_on=date(2024, 9, 2))
    rows.guarantee(case, decided_on=IN_JUNE)

    (project,) = facts(rows).projects

    assert project.decided_on == IN_JUNE
    assert project.jobs == 2
    assert parts_of(project.key) == ("cases.Case", str(case.pk))
    assert facts(rows, 2023).projects == ()


def test_a_dossier_of_an_earlier_year_comes_along_with_its_own_day(rows):
    case = rows.case("ess", structure=rows.structure())
    rows.loan(case, decided_on=date(2023, 5, 4))
    rows.guarantee(case)

    year = facts(rows)

    assert [p.decided_on.year for p in year.projects] == [2023]
    assert len(year.financings) == 1


def test_support_alone_is_a_project_of_the_day_it_was_agreed(rows):
    case = rows.case("dasess", structure=rows.structure(), jobs_consolidated=7)
    rows.decision(case)

    assert [p.decided_on for p in facts(rows).projects] == [IN_JUNE]


def test_a_refusal_a_cancelled_commitment_and_a_stub_are_no_project(rows):
    rows.decision(rows.case("dasess"), outcome="refused")
    rows.guarantee(rows.case(person=rows.person()), state="cancelled")
    rows.guarantee(rows.case(person=rows.person(), is_stub=True))

    year = facts(rows)

    assert (year.projects, year.financings) == ((), ())


def test_a_lapsed_commitment_stays_decided(rows):
    rows.guarantee(rows.case(person=rows.person()), state="lapsed")

    assert len(facts(rows).financings) == 1


def test_a_guarantee_tells_its_loan_and_the_others_their_amount(rows):
    case = rows.case("engaged", person=rows.person())
    rows.guarantee(case, "50000", "32500")
    rows.loan(case, "8000")

    guarantee, loan = facts(rows).financings

    assert (guarantee.bank_loan_amount, guarantee.guaranteed_amount) == (50000, 32500)
    assert (guarantee.amount, loan.amount) == (None, Decimal("8000"))


def test_a_grant_counts_in_the_years_of_its_award_and_of_its_payment(rows):
    person = rows.person()
    stub = rows.case(is_stub=True)
    rows.grant(stub, person, decided_on=date(2023, 11, 16), set_up_on=date(2024, 1, 19))

    (grant,) = facts(rows).grants

    assert (grant.scheme, grant.awarded_on.year, grant.paid_on.year) == ("cap_quartier", 2023, 2024)
    assert len(facts(rows, 2023).grants) == 1
    assert facts(rows, 2025).grants == ()


def test_the_engagement_grant_bears_the_name_of_its_chapter(rows):
    rows.grant(rows.case("engaged"), rows.person(), "prime_engagement")

    assert [g.scheme for g in facts(rows).grants] == ["engagement"]


def test_the_grant_of_a_study_is_no_grant_to_a_person(rows):
    rows.study(rows.structure())

    year = facts(rows)

    assert year.grants == ()
    assert [s.grant_amount for s in year.studies] == [30000]


def test_a_planned_committee_did_not_meet(rows):
    rows.sitting()
    rows.sitting(state="planned")
    rows.sitting(date(2023, 12, 7))
    rows.sitting(number="CE-2024-99", is_stub=True)

    assert [s.kind for s in facts(rows).sittings] == ["TPE"]


def test_a_scope_keeps_the_rows_of_an_office_or_of_a_territory(rows):
    lens = rows.case(person=rows.person(), office=office(rows.organisation))
    rows.guarantee(lens)
    rows.guarantee(rows.case(commune_code=CALAIS, person=rows.person()))
    rows.sitting()

    in_office = facts(rows, office_id=lens.office_id)
    in_territory = facts(rows, epci_siren=lens.epci_siren)

    assert [p.case_key for p in in_office.projects] == [str(lens.pk)]
    assert [p.case_key for p in in_territory.projects] == [str(lens.pk)]
    assert in_territory.sittings == ()


def test_the_rows_of_another_house_are_out_of_reach(rows):
    rows.guarantee(rows.case(person=rows.person()))

    assert read_facts(house(), 2024).projects == ()
