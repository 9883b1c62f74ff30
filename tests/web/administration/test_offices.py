"""The area of an office: the EPCI from which its calls come."""

import pytest

from levier.accounts.models import Office
from levier.journal.models import Entry
from levier.territories.services import office_for_commune
from tests.factories import accounts

pytestmark = pytest.mark.django_db
LENS_LIEVIN, BETHUNE = "246200364", "200072460"
LIEVIN = "62510"


@pytest.fixture
def administrator(client):
    user = accounts.user("administrator")
    user.organisation.department = "62"
    user.organisation.save()
    client.force_login(user)
    return user


def open_office(client, name: str, epcis: list[str]):
    """Open an office on its page."""
    return client.post("/agences/nouvelle/", {"name": name, "epcis": epcis})


def test_a_commune_goes_to_the_office_of_its_epci(client, administrator):
    open_office(client, "Lens", [LENS_LIEVIN])

    assert office_for_commune(administrator.organisation, LIEVIN).name == "Lens"
    assert Entry.objects.filter(action="territories.epci_assigned").count() == 1


def test_an_office_leaves_an_epci_and_takes_another(client, administrator):
    open_office(client, "Lens", [LENS_LIEVIN])
    office = Office.objects.get(name="Lens")

    client.post(f"/agences/{office.pk}/", {"name": "Lens", "epcis": [BETHUNE]})

    assert office_for_commune(administrator.organisation, LIEVIN) is None
    assert [area.epci_siren for area in office.areas.all()] == [BETHUNE]
    assert Entry.objects.filter(action="territories.epci_released").count() == 1


def test_an_epci_has_one_office_and_the_refused_one_is_not_opened(client, administrator):
    open_office(client, "Lens", [LENS_LIEVIN])

    answer = open_office(client, "Liévin", [LENS_LIEVIN])

    assert answer.status_code == 422
    assert "Lens" in answer.content.decode()
    assert not Office.objects.filter(name="Liévin").exists()


def test_the_technical_account_is_nobody_to_entrust_a_dossier_to(administrator):
    from levier.accounts.models import User
    from levier.exchange.opening_house import importer_of

    technical = importer_of(administrator.organisation)

    assert technical not in User.objects.staff_of(administrator.organisation)
