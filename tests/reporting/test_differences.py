from decimal import Decimal

import pytest

from levier.cases.models import Case
from levier.journal import services as journal
from levier.portfolio.models import Commitment, Guarantee
from levier.reporting.figures import frozen_year, published_figures
from levier.reporting.services import differences, publish_year
from tests.factories.accounts import user
from tests.reporting.rows import small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    director = user("director", first_name="Jeanne", last_name="Benali")
    rows = small_year(director.organisation)
    publish_year(organisation=rows.organisation, year=2024, actor=director)
    rows.director = director
    return rows


def by_code(year):
    found = differences(year.organisation, 2024)
    return {one.definition.code: one for one in found}


def test_nothing_changed_nothing_is_listed(year):
    assert differences(year.organisation, 2024) == []


def test_a_year_that_is_not_published_has_no_difference(year):
    assert differences(year.organisation, 2023) == []


def test_an_amount_changed_is_told_before_and_after_with_its_author(year):
    guarantee = Guarantee.objects.get(loan_amount=50000)
    guarantee.loan_amount = Decimal("60000")
    guarantee._history_user = year.director
    guarantee.save()

    found = by_code(year)

    assert set(found) == {"headline.bank_loans_guaranteed", "tpe.loans_guaranteed"}
    (row,) = found["tpe.loans_guaranteed"].rows
    assert (row.kind, row.before, row.after) == ("changed", 50000, 60000)
    assert row.change.author == "Jeanne Benali"
    assert found["tpe.loans_guaranteed"].gap == 10000
    assert published_figures(frozen_year(year.organisation, 2024))[
        "tpe.loans_guaranteed"
    ].exact == Decimal("50000")


def test_a_cancelled_commitment_takes_its_rows_away(year):
    commitment = Commitment.objects.get(guarantee__loan_amount=50000)
    commitment.state = "cancelled"
    commitment.save()
    journal.record(
        "portfolio.cancelled", actor=year.director, target=commitment, summary="Garantie annulée."
    )

    found = by_code(year)

    (row,) = found["tpe.projects"].rows
    assert (row.kind, row.after) == ("removed", None)
    (row,) = found["tpe.guarantees"].rows
    assert (row.change.author, row.change.summary) == ("Jeanne Benali", "Garantie annulée.")


def test_a_row_added_since_is_listed(year):
    year.guarantee(year.case(person=year.person("Rossi")))

    (row,) = by_code(year)["tpe.projects"].rows

    assert (row.kind, row.before, row.after) == ("added", None, 1)


def test_a_person_s_change_is_found_through_the_dossier(year):
    person = Case.objects.get(track="creation").person
    person.sex = "M"
    person._history_user = year.director
    person.save()

    (row,) = by_code(year)["tpe.share_women"].rows

    assert (row.before, row.after, row.change.author) == (1, 0, "Jeanne Benali")
    assert row.change.summary == "Fiche de la personne modifiée."


def test_a_change_that_nobody_signed_says_so(year):
    Guarantee.objects.filter(loan_amount=50000).update(loan_amount=51000)

    (row,) = by_code(year)["tpe.loans_guaranteed"].rows

    assert row.change is None


def test_the_number_of_queries_does_not_depend_on_the_changes(year, django_assert_max_num_queries):
    for rank in range(6):
        year.guarantee(year.case(person=year.person(f"Personne {rank}")))

    with django_assert_max_num_queries(30):
        differences(year.organisation, 2024)
