"""The file of a list: exactly what is filtered, journalled before it leaves."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from levier.journal.models import Entry
from levier.people.services import register_person
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def advisor(client):
    user = accounts.user("advisor")
    client.force_login(user)
    return user


def add(advisor, name, **fields):
    return register_person(
        organisation=advisor.organisation, actor=advisor, last_name=name, **fields
    )


def rows_of(answer):
    content = b"".join(answer.streaming_content)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_the_file_holds_the_filtered_rows_with_real_days_and_recalls_the_filters(client, advisor):
    add(advisor, "Delcroix", first_name="Anaïs", birth_date=date(1990, 5, 1), sex="F")
    add(advisor, "Lopez", sex="M")

    rows = rows_of(client.get("/personnes/", {"sexe": "F", "export": "xlsx"}))

    assert rows[0][0].endswith(f"par {advisor.full_name}\u00a0: 1\u00a0ligne.")
    assert rows[1][0] == "Filtres\u00a0: Sexe\u00a0: Femme"
    heading = rows[3]
    values = dict(zip(heading, rows[4], strict=True))
    assert values["Nom de famille"] == "Delcroix"
    assert values["Naissance"] == date(1990, 5, 1)
    assert len(rows) == 5


def test_an_export_is_journalled_with_its_filters(client, advisor):
    add(advisor, "Delcroix", sex="F")

    rows_of(client.get("/personnes/", {"sexe": "F", "export": "xlsx"}))

    entry = Entry.objects.get(kind=Entry.Kind.EXPORT)
    assert entry.actor == advisor
    assert entry.detail == {"list": "personnes", "rows": 1, "filters": ["Sexe\u00a0: Femme"]}


def test_an_export_too_large_is_refused_and_never_cut(client, advisor, monkeypatch):
    monkeypatch.setattr("levier.web.lists.export.MOST_ROWS", 1)
    add(advisor, "Delcroix")
    add(advisor, "Lopez")

    answer = client.get("/personnes/", {"export": "xlsx"}, follow=True)

    assert "2 lignes, au-delà de 1" in answer.content.decode()
    assert not Entry.objects.filter(kind=Entry.Kind.EXPORT).exists()


def test_what_begins_like_a_formula_stays_text(client, advisor):
    add(advisor, "=1+1")

    rows = rows_of(client.get("/personnes/", {"export": "xlsx"}))

    assert "=1+1" in rows[-1]


def test_an_export_takes_the_same_queries_whatever_the_rows(
    client, advisor, django_assert_max_num_queries
):
    for rank in range(60):
        add(advisor, f"Nom{rank}")

    with django_assert_max_num_queries(9):
        rows_of(client.get("/personnes/", {"export": "xlsx"}))
