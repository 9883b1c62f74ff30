"""A list: filters, sort, pages, addresses, and what it costs."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import QueryDict
from django.test import RequestFactory

from levier.people.models import Person
from levier.people.services import register_person
from levier.web.lists import (
    ChoiceFilter,
    Column,
    DayFilter,
    FlagFilter,
    ListPage,
    NumberFilter,
    TextFilter,
)
from tests.factories import accounts

pytestmark = pytest.mark.django_db
COLUMNS = [
    Column("nom", "Nom", "last_name", sort=("name_key",), fast_sort=True, link=True),
    Column("naissance", "Naissance", "birth_date", kind="date", sort=("birth_date",)),
    Column("commune", "Commune", "town", missing="inconnue"),
]
FILTERS = [
    TextFilter("nom", "Nom", fields=("name_key",)),
    ChoiceFilter("sexe", "Sexe", [("F", "femme"), ("M", "homme")], field="sex"),
    DayFilter("ne", "Naissance", field="birth_date"),
    FlagFilter("qpv", "En QPV", condition=~Q(home_qpv_code="")),
]


@pytest.fixture
def people():
    advisor = accounts.user("advisor")
    for name, sex, born, qpv in (
        ("Duchâteau", "F", date(1990, 5, 1), "QN06201M"),
        ("Cherif", "F", date(1985, 2, 3), ""),
        ("Lopez", "M", None, ""),
    ):
        register_person(
            organisation=advisor.organisation,
            actor=advisor,
            last_name=name,
            sex=sex,
            birth_date=born,
            home_qpv_code=qpv,
        )
    return advisor


def page(query="", **options):
    request = RequestFactory().get("/personnes/", QueryDict(query))
    request.GET = QueryDict(query)
    request.user = AnonymousUser()
    values = {"columns": COLUMNS, "filters": FILTERS, "default_sort": "nom", **options}
    return ListPage(request, Person.objects.all(), **values)


def names(query="", **options):
    return [line["row"].last_name for line in page(query, **options).lines]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Cherif", "Duchâteau", "Lopez"]),
        ("nom=duchateau", ["Duchâteau"]),
        ("nom=DUCHÂ", ["Duchâteau"]),
        ("nom=zzz", []),
        ("nom=%", []),
        ("sexe=F", ["Cherif", "Duchâteau"]),
        ("sexe=F&sexe=M", ["Cherif", "Duchâteau", "Lopez"]),
        ("ne_du=1985-02-03&ne_au=1985-02-03", ["Cherif"]),
        ("ne_du=1986-01-01", ["Duchâteau"]),
        ("sexe=%00", ["Cherif", "Duchâteau", "Lopez"]),
        ("ne_du=demain", ["Cherif", "Duchâteau", "Lopez"]),
        ("qpv=oui", ["Duchâteau"]),
        ("qpv=non", ["Cherif", "Lopez"]),
        ("qpv=oui&qpv=non", ["Cherif", "Duchâteau", "Lopez"]),
        ("sexe=F&qpv=non", ["Cherif"]),
    ],
)
def test_filters_keep_the_rows_that_answer(people, query, expected):
    assert names(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tri=-nom", ["Lopez", "Duchâteau", "Cherif"]),
        ("tri=naissance&sexe=F", ["Cherif", "Duchâteau"]),
        ("tri=commune", ["Cherif", "Duchâteau", "Lopez"]),
        ("tri=inconnue", ["Cherif", "Duchâteau", "Lopez"]),
    ],
)
def test_a_list_sorts_by_its_sortable_columns_only(people, query, expected):
    assert names(query) == expected


def test_a_key_of_the_wrong_shape_keeps_nothing(people):
    by_key = ChoiceFilter("suivi", "Suivi par", [("x", "x")], field="user")

    assert names("suivi=pas-une-cle", filters=[by_key]) == []


def test_pages_follow_each_other_without_a_hole(people):
    first, second = page("", page_size=2), page("page=2", page_size=2)

    assert [line["row"].last_name for line in first.lines] == ["Cherif", "Duchâteau"]
    assert [line["row"].last_name for line in second.lines] == ["Lopez"]
    assert first.next_url == "/personnes/?page=2"
    assert first.previous_url == ""
    assert second.next_url == ""
    assert second.span == "Lignes 3 à 3 sur 3"


@pytest.mark.parametrize("asked", ["0", "-1", "99", "abc", "²", "9" * 40])
def test_a_page_that_does_not_exist_shows_one_that_does(people, asked):
    assert page(f"page={asked}", page_size=2).page in (1, 2)


def test_tags_say_each_filter_and_take_it_off(people):
    shown = page("sexe=F&ne_du=1985-01-01&tri=-nom&page=2")

    assert [(tag["label"], tag["said"]) for tag in shown.tags] == [
        ("Sexe", "Femme"),
        ("Naissance", "depuis le 1er\u00a0janv.\u00a01985"),
    ]
    assert shown.tags[0]["url"] == "/personnes/?ne_du=1985-01-01&tri=-nom"
    assert shown.reset_url == "/personnes/?tri=-nom"


def test_a_number_filter_reads_french_amounts(people):
    between = NumberFilter("montant", "Montant", field="amount")

    assert between.values(QueryDict("montant_min=1 000,50")) == ["1 000,50", ""]
    assert between.values(QueryDict("montant_min=beaucoup")) == []
    assert between.values(QueryDict("montant_min=1e999")) == []
    assert between.said(["1000", "5000"], None) == "de 1000 à 5000\u00a0€"


def test_a_blank_cell_says_so(people):
    (line, *_) = page().lines

    assert "inconnue" in line["cells"][2]["html"]


def test_past_the_limit_the_count_is_capped_and_slow_sorts_are_withdrawn(people, monkeypatch):
    monkeypatch.setattr("levier.web.lists.page.COUNTED", 2)
    shown = page("tri=naissance", page_size=1)

    assert shown.count_text == "2\u202f+ lignes"
    assert shown.sort[0].key == "nom"
    assert [heading["url"] != "" for heading in shown.headings] == [True, False, False]
    assert shown.page_count == 2


def test_links_of_pages_show_where_some_are_left_out(people):
    """Of six pages seen from the first, 4 and 5 have no link: a gap stands before the last."""
    rows = page("", page_size=1)
    rows.page_count = 6

    assert [(link["number"], link["is_after_gap"]) for link in rows.pages] == [
        (1, False),
        (2, False),
        (3, False),
        (6, True),
    ]


def test_a_second_line_that_says_the_first_again_is_left_out():
    number = Column("numero", "N°", "number", small="case_number", unbroken=True)
    one = SimpleNamespace(number="TPE-2024-290", case_number="TPE-2024-290")
    other = SimpleNamespace(number="GA-2026-001", case_number="TPE-2026-002")

    assert number.html(one) == '<span class="n">TPE-2024-290</span>'
    assert number.html(other) == ('<span class="n">GA-2026-001</span><small>TPE-2026-002</small>')
