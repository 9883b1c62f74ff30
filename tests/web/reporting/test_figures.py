from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from levier.funds.models import FunderAccess
from levier.journal.models import Entry
from levier.reporting.services import publish_year, set_target
from levier.territories.register import commune
from tests.factories.accounts import house, user
from tests.factories.funds import funder
from tests.reporting.rows import CALAIS, small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client):
    director = user("director", first_name="Jeanne", last_name="Benali")
    client.force_login(director)
    return director


@pytest.fixture
def rows(director):
    return small_year(director.organisation)


def page(client, name, *args, **data):
    return client.get(reverse(f"web:{name}", args=args), data)


def test_the_page_of_a_year_shows_every_figure_and_opens_one(client, rows):
    text = page(client, "figures", 2024, ouvert="tpe.loans_guaranteed").content.decode()

    assert "Chiffres provisoires" in text
    assert "50\u202f000,00\u00a0€" in text or "50\u202f000\u00a0€" in text
    assert "Cycles de la Gohelle" in text
    assert "Potentiel de création" in text
    assert 'role="img"' in text  # the map and the chart


def test_a_figure_opens_in_place_without_the_rest_of_the_page(client, rows):
    answer = client.get(
        reverse("web:figures", args=[2024]), {"ouvert": "headline.jobs"},
        headers={"HX-Request": "true", "HX-Target": "chiffres"},
    )  # fmt: skip

    text = answer.content.decode()
    assert "<html" not in text
    assert "Les emplois créés ou consolidés par les projets" in text


def test_the_rows_behind_a_figure_are_listed_filtered_and_exported(client, rows):
    address = reverse("web:figure", args=[2024, "territory.share_qpv"])

    everything = client.get(address).content.decode()
    kept = client.get(address, {"retenue": "oui"}).content.decode()
    words = client.get(address, {"q": "pinson"}).content.decode()
    exported = client.get(address, {"retenue": "oui", "export": "xlsx"})

    assert "3 lignes" in everything.replace("\u00a0", " ")
    assert "Cycles de la Gohelle" in kept and "Les Jardins du Pinson" not in kept
    assert "Les Jardins du Pinson" in words and "Cycles de la Gohelle" not in words
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(exported.streaming_content)))
    cells = book.get_sheet_by_index(0).to_python()
    assert any("retenues" in str(cell) for row in cells for cell in row)
    assert sum("Cycles de la Gohelle" in map(str, row) for row in cells) == 1
    assert Entry.objects.get(kind="export").detail["rows"] == 1


def test_a_role_sees_the_figure_and_only_the_rows_it_may_open(client, rows):
    client.force_login(user("advisor", rows.organisation))

    text = page(client, "figure", 2024, "brsa.people").content.decode()

    assert "Les lignes de ce chiffre ne sont pas ouvertes à votre rôle." in text
    assert "BRSA-" not in text


def test_the_name_of_a_person_of_a_social_file_is_never_in_the_list(client, rows):
    text = page(client, "figure", 2024, "brsa.people").content.decode()

    assert "BRSA-" in text
    assert "Fournier" not in text


def test_a_stranger_reads_nothing_of_the_house(client, rows):
    client.force_login(user("director", house()))

    text = page(client, "figure", 2024, "tpe.projects").content.decode()

    assert "Cycles de la Gohelle" not in text


def test_a_funder_reads_sums_of_its_territory_and_no_row(client, rows):
    calais = commune(CALAIS).epci_siren
    reader = user("funder", rows.organisation)
    FunderAccess.objects.create(
        organisation=rows.organisation, user=reader,
        funder=funder(rows.organisation, kind="epci", epci_siren=calais),
    )  # fmt: skip
    client.force_login(reader)

    text = page(client, "figures", 2024, ouvert="ess.solidarity_finance").content.decode()
    refused = page(client, "figure", 2024, "tpe.projects")

    assert "CA Grand Calais Terres et Mers" in text
    assert "Les Jardins du Pinson" not in text
    assert "secret statistique" in text  # a single organisation stands behind
    assert refused.status_code == 403


def test_a_funder_s_account_without_a_funder_reads_nothing(client, rows):
    client.force_login(user("funder", rows.organisation))

    assert page(client, "figures", 2024).status_code == 404


def test_one_may_read_a_territory_alone(client, rows):
    calais = commune(CALAIS).epci_siren

    text = page(client, "figures", 2024, territoire=calais, ouvert="tpe.projects").content.decode()

    assert "jamais publiés" in text or "ne sont pas publiés à part" in text
    assert "Cycles de la Gohelle" not in text
    assert page(client, "figures", 2024, territoire="999999999").status_code == 404
    assert page(client, "figures", 2024, agence="x").status_code == 404


def test_targets_stand_beside_what_is_reached(client, rows, director):
    from decimal import Decimal

    set_target(
        organisation=rows.organisation, year=2024, code="tpe.projects", value=Decimal(4),
        actor=director,
    )  # fmt: skip

    text = page(client, "figures", 2024).content.decode()

    assert "25 % de l’objectif" in text


def test_all_figures_leave_in_one_sheet_and_the_journal_knows(client, rows):
    answer = page(client, "figures", 2024, export="xlsx")

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    cells = book.get_sheet_by_index(0).to_python()
    assert sum(str(row[0]).count(".") == 1 for row in cells) >= 46
    assert Entry.objects.filter(kind="export").count() == 1


def test_an_unknown_figure_is_not_found(client, rows):
    assert page(client, "figure", 2024, "tpe.nothing").status_code == 404


def test_the_latest_year_is_the_last_with_decisions_or_published(client, rows):
    assert page(client, "figures_latest").headers["Location"] == "/chiffres/2024/"


def test_the_queries_of_the_pages_do_not_depend_on_the_rows(
    client, rows, director, django_assert_max_num_queries
):
    publish_year(organisation=rows.organisation, year=2024, actor=director)
    for rank in range(6):
        rows.guarantee(rows.case(person=rows.person(f"Personne {rank}")))

    with django_assert_max_num_queries(26):
        page(client, "figures", 2024)
    with django_assert_max_num_queries(15):
        page(client, "figure", 2024, "tpe.guarantees")
    with django_assert_max_num_queries(15):
        page(client, "figure", 2024, "tpe.share_women")
