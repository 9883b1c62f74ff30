"""People and structures: what is shown, written, refused."""

from datetime import date

import pytest

from levier.cases.services import open_case
from levier.people.models import Bank, Person, Structure
from levier.people.services import bank_named, register_person, register_structure, update_person
from tests.factories import accounts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def advisor(client):
    user = accounts.user("advisor")
    client.force_login(user)
    return user


def person(actor, **fields):
    values = {"last_name": "Delcroix", "first_name": "Anaïs", **fields}
    return register_person(organisation=actor.organisation, actor=actor, **values)


def test_a_person_is_registered_from_the_page(client, advisor):
    answer = client.post("/personnes/nouvelle/", {"last_name": "Delcroix", "first_name": "Anaïs"})

    row = Person.objects.get()
    assert answer.url == f"/personnes/{row.pk}/"
    assert row.organisation == advisor.organisation


def test_a_person_without_a_name_is_refused_beside_the_field(client, advisor):
    answer = client.post("/personnes/nouvelle/", {"last_name": "", "first_name": "Anaïs"})

    assert answer.status_code == 422
    assert "Pas enregistré" in answer.content.decode()
    assert 'value="Anaïs"' in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("postcode", "typed", "town", "code"),
    [
        ("62300", "LENS", "Lens", "62498"),
        ("", "lievin", "Liévin", "62510"),
        ("62300", "Inconnue", "Inconnue", ""),
        ("", "Saint-Martin", "Saint-Martin", ""),
    ],
)
def test_the_commune_typed_gives_its_code_when_it_means_only_one(
    client, advisor, postcode, typed, town, code
):
    data = {"last_name": "Delcroix", "postcode": postcode, "town": typed}
    client.post("/personnes/nouvelle/", data)

    row = Person.objects.get()
    assert (row.town, row.commune_code) == (town, code)


def test_a_change_is_kept_in_the_history_with_its_author(client, advisor):
    row = person(advisor)
    data = {"last_name": "Delcroix", "first_name": "Anaïs", "phone": "06 39 98 00 11"}
    client.post(f"/personnes/{row.pk}/modifier/", data)

    html = client.get(f"/personnes/{row.pk}/").content.decode()

    assert "Téléphone" in html
    assert "06 39 98 00 11" in html
    assert advisor.full_name in html


def test_a_wrong_siret_is_told_in_a_sentence(client, advisor):
    answer = client.post("/structures/nouvelle/", {"name": "Cycles", "siret": "123"})

    assert answer.status_code == 422
    assert "SIRET" in answer.content.decode()
    assert not Structure.objects.exists()


def test_the_siret_of_another_structure_is_refused_with_its_name(client, advisor):
    house = advisor.organisation
    register_structure(organisation=house, actor=advisor, name="Première", siret="00003275500001")

    answer = client.post("/structures/nouvelle/", {"name": "Seconde", "siret": "00003275500001"})

    assert answer.status_code == 422
    assert "« Première »" in answer.content.decode().replace("\u00a0", " ")


def test_the_page_shows_only_the_dossiers_that_the_reader_may_open(client, advisor):
    row = person(advisor)
    house = advisor.organisation
    open_case(organisation=house, actor=advisor, on=DAY, track="creation", person=row)
    social = open_case(organisation=house, actor=advisor, on=DAY, track="brsa", person=row)

    html = client.get(f"/personnes/{row.pk}/").content.decode()

    assert social.number not in html
    assert "création d&#x27;entreprise" in html.lower()


def test_likely_twins_are_proposed(client, advisor):
    first = person(advisor, birth_date=date(1990, 5, 1))
    person(advisor, birth_date=date(1990, 5, 1))

    html = client.get(f"/personnes/{first.pk}/").content.decode()

    assert "Peut-être la même fiche" in html


def test_a_person_of_another_house_does_not_exist(client, advisor):
    stranger = person(accounts.user("advisor"))

    assert client.get(f"/personnes/{stranger.pk}/").status_code == 404
    assert client.post(f"/personnes/{stranger.pk}/modifier/", {}).status_code == 404


@pytest.mark.parametrize("rows", [1, 60])
def test_a_list_takes_few_queries_whatever_the_rows(
    client, advisor, django_assert_max_num_queries, rows
):
    for rank in range(rows):
        person(advisor, last_name=f"Nom{rank}")

    with django_assert_max_num_queries(8):
        client.get("/personnes/")


def test_a_page_takes_few_queries(client, advisor, django_assert_max_num_queries):
    row = person(advisor)
    for rank in range(5):
        update_person(person=row, actor=advisor, town=f"Commune {rank}")

    with django_assert_max_num_queries(16):
        client.get(f"/personnes/{row.pk}/")


def test_a_bank_is_checked_by_the_administration(client):
    administrator = accounts.user("administrator")
    client.force_login(administrator)
    bank = bank_named(
        organisation=administrator.organisation, name="Crédit terril", actor=administrator
    )

    client.post(f"/banques/{bank.pk}/", {"name": "Crédit du Terril", "code": "", "email": ""})

    bank.refresh_from_db()
    assert bank.name == "Crédit du Terril"
    assert bank.is_to_check is False


def test_two_banks_never_share_a_name(client):
    administrator = accounts.user("administrator")
    client.force_login(administrator)
    house = administrator.organisation
    bank_named(organisation=house, name="Banque A", actor=administrator)
    other = bank_named(organisation=house, name="Banque B", actor=administrator)

    answer = client.post(f"/banques/{other.pk}/", {"name": "BANQUE A"})

    assert answer.status_code == 422
    assert Bank.objects.get(pk=other.pk).name == "Banque B"
