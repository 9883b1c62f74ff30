"""Programmes: lists, pages, and the reading of a social journey."""

from datetime import date
from decimal import Decimal

import pytest

from levier.cases.services import open_case
from levier.crowdfunding.models import Campaign, Pledge
from levier.journal.models import Entry
from levier.people.services import register_person
from levier.support.models import EngineeringPayment
from levier.support.services import open_journey
from tests.factories import accounts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def journey_of(actor, programme="brsa", number="BRSA-2026-1", last_name="Delcroix"):
    person = register_person(
        organisation=actor.organisation, actor=actor, last_name=last_name, first_name="Anaïs"
    )
    case = open_case(
        organisation=actor.organisation, actor=actor, on=DAY, track=programme, person=person
    )
    return open_journey(
        case=case,
        actor=actor,
        programme=programme,
        number=number,
        year=2026,
        advisor=actor,
        details={"subject": "Étude"} if programme == "fidess" else None,
    )


def reads():
    return Entry.objects.filter(kind=Entry.Kind.READ)


def test_reading_a_social_journey_is_journalled_each_time(client):
    advisor = accounts.user("brsa_advisor")
    journey = journey_of(advisor)
    client.force_login(advisor)

    client.get(f"/parcours/fiche/{journey.pk}/")
    client.get(f"/parcours/fiche/{journey.pk}/")

    assert reads().count() == 2
    entry = reads().first()
    assert (entry.actor, entry.case_key) == (advisor, journey.case_id)


def test_reading_another_journey_is_not_journalled(client):
    officer = accounts.user("dla_officer")
    journey = journey_of(officer, "dla", "DLA-2026-1")
    client.force_login(officer)

    assert client.get(f"/parcours/fiche/{journey.pk}/").status_code == 200
    assert reads().count() == 0


def test_an_advisor_of_another_team_neither_lists_nor_reads_a_social_journey(client):
    advisor = accounts.user("brsa_advisor")
    journey = journey_of(advisor)
    client.force_login(accounts.user("advisor", advisor.organisation))

    refused = client.get("/parcours/brsa/")

    assert refused.status_code == 403
    assert "conseil BRSA" in refused.content.decode()
    assert client.get(f"/parcours/fiche/{journey.pk}/").status_code == 404
    assert reads().count() == 0


def test_exporting_the_journeys_is_journalled(client):
    advisor = accounts.user("brsa_advisor")
    journey_of(advisor)
    client.force_login(advisor)

    list(client.get("/parcours/brsa/", {"export": "xlsx"}).streaming_content)

    assert Entry.objects.get(kind=Entry.Kind.EXPORT).detail["rows"] == 1


def test_a_programme_that_does_not_exist_is_not_found(client):
    client.force_login(accounts.user("advisor"))

    assert client.get("/parcours/inconnu/").status_code == 404


@pytest.mark.parametrize("programme", ["acces_plus", "dla", "dasess", "fidess"])
def test_each_programme_has_its_list_and_its_page(client, programme):
    director = accounts.user("director")
    journey = journey_of(director, programme, "P-2026-1")
    client.force_login(director)

    assert "P-2026-1" in client.get(f"/parcours/{programme}/").content.decode()
    assert client.get(f"/parcours/fiche/{journey.pk}/").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_of_journeys_takes_few_queries(client, django_assert_max_num_queries, rows):
    advisor = accounts.user("brsa_advisor")
    for rank in range(rows):
        journey_of(advisor, number=f"BRSA-2026-{rank}", last_name=f"Nom{rank}")
    client.force_login(advisor)

    with django_assert_max_num_queries(12):
        client.get("/parcours/brsa/")


@pytest.fixture
def campaign():
    advisor = accounts.user("advisor")
    row = Campaign.objects.create(
        organisation=advisor.organisation,
        number="PROP-1",
        name="La Salamandre",
        holder_name="Anaïs Delcroix",
        starts_on=DAY,
        ends_on=date(2026, 4, 2),
        target_amount=Decimal(1000),
        advisor=advisor,
    )
    for rank, amount in enumerate((250, 500), start=1):
        Pledge.objects.create(
            organisation=advisor.organisation,
            campaign=row,
            number=f"C-{rank}",
            given_on=DAY,
            last_name=f"Donneur{rank}",
            amount=amount,
        )
    return row


def test_a_campaign_says_where_it_stands(client, campaign):
    client.force_login(campaign.advisor)

    html = client.get(f"/campagnes/{campaign.pk}/").content.decode().replace("\u00a0", " ")

    assert "750 €" in html
    assert "75 %" in html
    assert "Donneur2" in html


def test_a_campaign_of_another_house_does_not_exist(client, campaign):
    client.force_login(accounts.user("advisor"))

    assert client.get(f"/campagnes/{campaign.pk}/").status_code == 404
    assert "Salamandre" not in client.get("/campagnes/").content.decode()


def test_the_list_of_campaigns_filters_those_that_reached_their_target(client, campaign):
    client.force_login(campaign.advisor)

    assert "Salamandre" not in client.get("/campagnes/", {"objectif": "oui"}).content.decode()
    assert "Salamandre" in client.get("/campagnes/", {"objectif": "non"}).content.decode()


def test_payments_are_listed_with_a_page_each(client):
    finance = accounts.user("finance")
    row = EngineeringPayment.objects.create(
        organisation=finance.organisation,
        number="ING-1",
        scheme="dla",
        amount=Decimal("3600.50"),
        structure_name="Les Jardins",
    )
    client.force_login(finance)

    html = client.get("/ingenierie/").content.decode().replace("\u00a0", " ").replace("\u202f", " ")

    assert "3 600,50 €" in html
    assert "Les Jardins" in client.get(f"/ingenierie/{row.pk}/").content.decode()
