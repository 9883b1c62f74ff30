"""The search box: what finds, what it never shows, what it costs."""

from datetime import date

import pytest

from levier.cases.services import open_case
from levier.people.services import register_person, register_structure
from levier.web.search.finding import find
from tests.factories import accounts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def advisor():
    return accounts.user("advisor")


def person(actor, last_name="Duchâteau", first_name="Léa", **fields):
    return register_person(
        organisation=actor.organisation,
        actor=actor,
        last_name=last_name,
        first_name=first_name,
        **fields,
    )


def titles(text, user, **options):
    found = find(text, user, each=options.pop("each", 10), **options)
    return {row["title"] for group in found for row in group.rows}


@pytest.mark.parametrize(
    "text", ["duchateau", "DUCHÂ", "lea duch", "duch lea", "06 39 98 11 22", "lea@exa", "063998"]
)
def test_a_person_is_found_by_name_telephone_and_email_without_accents(advisor, text):
    person(advisor, phone="06 39 98 11 22", email="lea@example.org")
    person(advisor, last_name="Autre", first_name="Marc", phone="07 00 00 00 00")

    assert titles(text, advisor) == {"Léa Duchâteau"}


def test_a_structure_is_found_by_its_siret_typed_with_spaces(advisor):
    register_structure(
        organisation=advisor.organisation,
        actor=advisor,
        name="Cycles de la Gohelle",
        siret="00003275500018",
    )

    assert titles("000 032 755", advisor) == {"Cycles de la Gohelle"}
    assert titles("gohelle cycl", advisor) == {"Cycles de la Gohelle"}


def test_every_word_must_be_found(advisor):
    person(advisor)

    assert titles("duchateau marc", advisor) == set()


def test_a_letter_alone_and_signs_alone_find_nothing(advisor):
    person(advisor)

    assert titles("d", advisor) == set()
    assert titles("%", advisor) == set()
    assert titles("", advisor) == set()


def test_a_dossier_is_found_by_its_number(advisor):
    case = open_case(
        organisation=advisor.organisation,
        actor=advisor,
        on=DAY,
        track="creation",
        person=person(advisor),
    )

    assert titles(case.number, advisor) == {"Léa Duchâteau"}


def test_a_social_file_is_not_found_by_a_colleague_who_may_not_read_it(advisor):
    reader = accounts.user("brsa_advisor", advisor.organisation)
    case = open_case(
        organisation=advisor.organisation,
        actor=reader,
        on=DAY,
        track="brsa",
        person=person(advisor),
    )

    assert [g.kind.code for g in find(case.number, advisor, each=5)] == []
    assert [g.kind.code for g in find(case.number, reader, each=5)] == ["case"]


def test_another_house_finds_nothing(advisor):
    person(advisor)

    assert find("duchateau", accounts.user("advisor"), each=5) == []


def test_an_outside_role_finds_no_person(advisor):
    person(advisor)
    funder = accounts.user("funder", advisor.organisation)

    assert find("duchateau", funder, each=5) == []


def test_the_page_counts_what_it_does_not_show(advisor):
    for rank in range(4):
        person(advisor, first_name=f"Prénom{rank}")

    (group,) = find("duchateau", advisor, each=2, counted=True)

    assert len(group.rows) == 2
    assert group.has_more
    assert group.count == "4"


def test_a_search_takes_the_same_queries_whatever_is_found(
    advisor, client, django_assert_max_num_queries
):
    for rank in range(30):
        person(advisor, first_name=f"Prénom{rank}")
    client.force_login(advisor)

    with django_assert_max_num_queries(12):
        answer = client.get("/recherche/", {"q": "duch"}, headers={"HX-Request": "true"})

    assert answer.content.decode().count('class="r"') == 5


def test_a_single_result_opens_itself(advisor, client):
    found = person(advisor)
    client.force_login(advisor)

    answer = client.get("/recherche/", {"q": "duchateau"})

    assert answer.status_code == 302
    assert str(found.pk) in answer.url


def test_what_one_may_read_is_found_behind_many_that_one_may_not(advisor, monkeypatch):
    monkeypatch.setattr("levier.web.search.finding.CANDIDATES", 2)
    reader = accounts.user("brsa_advisor", advisor.organisation)
    for track in ("creation", "creation", "creation", "brsa"):
        open_case(
            organisation=advisor.organisation,
            actor=advisor,
            on=DAY,
            track=track,
            person=person(advisor),
        )

    (group,) = [one for one in find("duchateau", reader, each=5) if one.kind.code == "case"]

    assert len(group.rows) == 1
