from datetime import date
from decimal import Decimal

import pytest

from levier.reporting.errors import UnknownFigureCode
from levier.reporting.figures import figure, figures
from levier.rules.indicators.definitions import definitions
from tests.factories.accounts import house
from tests.reporting.rows import House, small_year

pytestmark = pytest.mark.django_db

BY_HAND = {
    "headline.bank_loans_guaranteed": "90000",
    "headline.solidarity_finance": "23000",
    "headline.committees": "1",
    "headline.engineering_credits": "1500.6",
    "headline.grants": "2000",
    "headline.jobs": "19",  # 2, then Les Jardins du Pinson 10 once, Le Cadran 7
    "headline.supported": "9",  # 5 people, and 4 organisations
    "tpe.guarantees": "32500",
    "tpe.average_age": "34.000000",
    "tpe.share_long_term_job_seekers": "100.000000",
    "brsa.share_left_rsa": "50.000000",
    "territory.share_qpv": "33.333333",
    "territory.share_zfrr": "33.333333",
    "cap_quartier.awarded": "2000",
    "engagement.solidarity_loans": "8000",
    "ess.jobs": "10",
    "dasess.jobs_saved": "7",
    "dla.collective": "1",
    "fidess.potential_jobs": "5",
    "propulsons.collected": "50",
    "propulsons.success_rate": "0.000000",
}


def test_the_figures_follow_from_the_rows_in_the_order_of_the_report():
    rows = small_year(house())

    found = {value.definition.code: value.exact_text for value in figures(rows.organisation, 2024)}

    assert list(found) == list(definitions())
    assert {code: found[code] for code in BY_HAND} == BY_HAND


def test_a_year_without_rows_gives_no_ratio():
    found = figures(house(), 2024)

    assert {value.exact for value in found} == {Decimal(0), None}
    assert all(value.published_text in ("0", None) for value in found)


def test_an_unknown_figure_is_refused():
    with pytest.raises(UnknownFigureCode, match="n’existe pas"):
        figure(house(), 2024, "tpe.nothing")


def test_the_number_of_queries_does_not_depend_on_the_rows(django_assert_num_queries):
    rows = small_year(house())
    with django_assert_num_queries(11):
        figures(rows.organisation, 2024)
    for rank in range(5):
        rows.guarantee(rows.case(person=rows.person(f"Personne {rank}")))
        rows.brsa(rows.person(f"Autre {rank}"))

    with django_assert_num_queries(11):
        figures(rows.organisation, 2024)


def test_next_year_changes_nothing_of_this_one():
    rows = small_year(house())
    before = [(v.exact_text, v.rows) for v in figures(rows.organisation, 2024)]
    later = House(rows.organisation)
    day = date(2025, 3, 4)
    later.guarantee(later.case(person=later.person("Rossi"), jobs_created=3), decided_on=day)
    later.payment(later.structure("Autre"), paid_on=day)
    later.sitting(day)
    later.journey("brsa", 2025, person=later.person("Petit"))

    assert [(v.exact_text, v.rows) for v in figures(rows.organisation, 2024)] == before
