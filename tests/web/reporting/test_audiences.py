from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from levier.committees.models import Decision, RefusalReason
from levier.funds.models import FunderAccess
from levier.journal.models import Entry
from levier.territories.register import commune
from tests.factories.accounts import house, user
from tests.factories.funds import funder
from tests.reporting.rows import CALAIS, IN_JUNE, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(client):
    director = user("director")
    client.force_login(director)
    rows = House(director.organisation)
    for rank in range(3):
        case = rows.case(person=rows.person(f"Delcroix {rank}"), zoning="checked", in_zfrr=False)
        rows.decision(case, outcome="refused" if rank else "agreed")
    rows.case(person=rows.person("Fournier", sex="M"), qpv_code="QN06201M")
    return rows


def page(client, **data):
    return client.get(reverse("web:audiences", args=[2024]), data)


def cells(response, audience: str) -> list[str]:
    line = next(one for one in response.context["lines"] if one["label"].startswith(audience))
    return [cell["text"] for cell in line["cells"]]


def test_every_audience_has_its_counts(client, rows):
    response = page(client)

    assert cells(response, "Tous") == ["4", "3", "1", "2", "0"]
    assert cells(response, "Portés par une femme") == ["3", "3", "1", "2", "0"]
    assert cells(response, "En quartier") == ["1", "0", "0", "0", "0"]
    assert response.context["unknown"] == [("En zone rurale (ZFRR)", "1")]


def test_the_days_asked_narrow_the_counts_and_a_wrong_day_is_the_year(client, rows):
    rows.case(person=rows.person("Nguyen"), opened_on=date(2025, 2, 3))

    assert cells(page(client, du="2025-01-01", au="2025-12-31"), "Tous")[0] == "1"
    assert cells(page(client, du="pas-un-jour"), "Tous")[0] == "4"


def test_a_count_opens_on_its_dossiers(client, rows):
    url = reverse("web:audience_cases", args=[2024, "women", "refused"])

    response = client.get(url)

    names = response.content.decode()
    assert "Delcroix 1" in names
    assert "Delcroix 2" in names
    assert "Delcroix 0" not in names
    assert client.get(url.replace("women", "nobody")).status_code == 404


def test_the_export_holds_both_tables_and_is_journalled(client, rows):
    response = page(client, export="xlsx")

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    found = [row for row in book.get_sheet_by_name("Publics").to_python() if row[0] != ""]
    women = next(row for row in found if row[0] == "Portés par une femme")
    assert women[1:6] == [3.0, 3.0, 1.0, 2.0, 0.0]
    assert book.sheet_names == ["Publics", "Refus par motif"]
    assert Entry.objects.filter(summary__startswith="Export des publics").count() == 1


def test_a_funder_sees_its_territory_and_no_small_count(client):
    rows = House(house())
    account = user("funder", rows.organisation)
    body = funder(
        rows.organisation, kind="epci", epci_siren=commune(CALAIS).epci_siren, name="Agglomération"
    )
    FunderAccess.objects.create(organisation=rows.organisation, funder=body, user=account)
    for rank in range(6):
        case = rows.case(commune_code=CALAIS, person=rows.person(f"Nom {rank}"))
        if rank < 4:
            rows.decision(case, IN_JUNE)
    rows.case(person=rows.person("Ailleurs"))
    client.force_login(account)

    response = page(client)

    assert cells(response, "Tous")[:3] == ["6", "masqué", "masqué"]
    assert not any(cell["url"] for line in response.context["lines"] for cell in line["cells"])
    assert client.get(
        reverse("web:audience_cases", args=[2024, "all", "received"])
    ).status_code in (
        403,
        404,
    )


def test_the_page_asks_few_queries(client, rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page(client)


def test_refusals_are_shared_out_by_their_reason(client, rows):
    house = rows.organisation
    reason = RefusalReason.objects.create(
        organisation=house, code="viability", label="Viabilité", first_day=date(2024, 1, 1)
    )
    refused = Decision.objects.filter(outcome="refused").order_by("pk")
    Decision.objects.filter(pk=refused.first().pk).update(refusal_reason=reason)

    response = page(client)

    lines = {one["label"]: one["cells"][0]["text"] for one in response.context["reasons"]}
    assert lines == {"Viabilité": "1", "Motif non écrit": "1"}
    opened = client.get(
        reverse("web:audience_cases", args=[2024, "all", "refused"]), {"motif": "Viabilité"}
    )
    assert opened.context["total"] == 1
    assert "Viabilité" in opened.context["heading"]
