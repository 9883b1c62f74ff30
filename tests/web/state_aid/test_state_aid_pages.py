"""The pages of de minimis aid: declared, linked, reversed, attested, exported."""

import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from levier.cases.services import add_plan_line
from levier.journal.models import Entry
from levier.state_aid.models import Attestation, LedgerAid, ReferenceRate, UndertakingLink
from levier.state_aid.services import grant_aid, known_undertaking, undertaking_of
from levier.workflows.state_aid_attestation import print_attestation
from tests.factories.accounts import user
from tests.factories.cases import case
from tests.factories.catalogue import third_party_aid
from tests.factories.committees import ready_case
from tests.factories.people import structure
from tests.factories.state_aid import ON, declared, new_aid, undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(client):
    found = user("finance")
    client.force_login(found)
    return found


def page_of(client, row) -> str:
    return client.get(reverse("web:state_aid", args=[row.pk])).content.decode()


def typed(**fields):
    return {
        "authority": "Agglomération de la Gohelle", "instrument": "Aide à l’installation",
        "kind": "grant", "granted_on": "2026-03-19", "amount": "12 000", "source": "Lettre",
        "key": str(uuid4()), **fields,
    }  # fmt: skip


def given(row, actor, amount, **fields):
    return grant_aid(undertaking=row, aid=new_aid(amount, **fields), key=uuid4(), actor=actor)


def planned(actor, instrument="Aide à l’installation"):
    """Return the line of a firm aid of the agglomeration in the plan of a dossier."""
    add_plan_line(
        case=ready_case(actor.organisation), actor=actor, on=ON, side="resource", nature="grant",
        amount=Decimal(5000), status="firm",
        aid=third_party_aid(actor.organisation, label=instrument),
    )  # fmt: skip
    return LedgerAid.objects.get(origin="planned")


def exported(client) -> list[list]:
    answer = client.get(reverse("web:state_aid_list"), {"export": "xlsx"})
    content = io.BytesIO(b"".join(answer.streaming_content))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def test_an_aid_is_declared_once_even_when_the_form_is_sent_twice(client, actor):
    row = undertaking(actor)
    url, fields = reverse("web:state_aid_declare", args=[row.pk]), typed()

    client.post(url, fields)
    client.post(url, fields)

    line = LedgerAid.objects.get()
    assert (line.equivalent, line.origin) == (12_000, "declared")
    assert "12\u202f000" in page_of(client, row)


def test_a_declared_equivalent_never_passes_the_amount(client, actor):
    url = reverse("web:state_aid_declare", args=[undertaking(actor).pk])

    refused = client.post(url, typed(kind="loan", equivalent="12 000,01"))
    client.post(url, typed(kind="loan", equivalent="800"))

    assert refused.status_code == 422
    assert LedgerAid.objects.get().equivalent == 800


def test_two_entities_are_linked_by_siren_then_parted(client, actor):
    row = undertaking(actor)
    url = reverse("web:state_aid_link", args=[row.pk])
    fields = {"siren": "000099999", "name": "Maison mère", "first_day": "2025-01-01"}

    assert client.post(url, {**fields, "reason": ""}).status_code == 422
    client.post(url, {**fields, "reason": "Majorité des voix"})

    link = UndertakingLink.objects.get()
    assert "Maison mère" in page_of(client, row)
    client.post(reverse("web:state_aid_link_end", args=[link.pk]), {"last_day": "2025-12-31"})
    link.refresh_from_db()
    assert link.last_day == date(2025, 12, 31)


def test_a_line_is_reversed_with_a_reason_by_those_who_may(client, actor):
    row = undertaking(actor)
    line = declared(row, actor)
    url = reverse("web:state_aid_reverse", args=[line.pk])

    client.post(url, {"reason": "Jamais versée"})

    assert LedgerAid.objects.get(reverses=line).equivalent == -50_000
    assert "annulation" in page_of(client, row)
    client.force_login(user("advisor", actor.organisation))
    assert client.get(url).status_code == 403


def test_a_rate_typed_in_percent_is_kept_as_a_fraction(client, actor):
    client.post(
        reverse("web:reference_rate_new"),
        {"first_day": "2015-01-01", "base_rate": "0,34", "source": "JO C 465 du 24 décembre 2014"},
    )

    assert ReferenceRate.objects.get().base_rate == Decimal("0.0034")


def test_the_attestation_lists_the_period_and_keeps_the_day_it_is_signed(client, actor):
    row = undertaking(actor)
    declared(row, actor, "12000")

    attestation = print_attestation(undertaking=row, on=ON, actor=actor)
    client.post(reverse("web:attestation_sign", args=[attestation.pk]), {"signed_on": "2026-03-20"})

    attestation.refresh_from_db()
    assert (attestation.total, attestation.signed_on) == (12_000, date(2026, 3, 20))
    given = client.get(reverse("web:attestation_pdf", args=[attestation.pk]))
    assert given.content.startswith(b"%PDF-") and b"/StructTreeRoot" in given.content
    again = client.post(
        reverse("web:attestation_sign", args=[attestation.pk]), {"signed_on": "2026-03-21"}
    )
    assert again.status_code == 422


def test_an_attestation_is_printed_from_the_page(client, actor):
    row = undertaking(actor)

    client.post(reverse("web:attestation_new", args=[row.pk]))

    assert Attestation.objects.get().total == 0


def test_the_register_is_exported_with_its_columns_and_journalled(client, actor):
    row = undertaking(actor, name="Cycles de la Gohelle", siren="000036327")
    given(row, actor, "12000", authority="Conseil départemental")

    rows = exported(client)
    head = next(line for line in rows if line[0] == "Bénéficiaire")
    told = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert told["SIREN"] == "000036327" and told["Règlement"] == "Règlement (UE) 2023/2831"
    assert told["Autorité"] == "Conseil départemental"
    assert {"Octroyée le", "Instrument", "Secteur"} <= set(head)
    assert Entry.objects.filter(action="export").count() == 1


def test_the_file_of_the_register_has_the_aids_that_the_house_grants_alone(client, actor):
    row = undertaking(actor)
    given(row, actor, "12000", instrument="Prime de la maison")
    declared(row, actor, "3000", instrument="Aide déclarée")
    planned(actor, instrument="Aide au plan")

    page = client.get(reverse("web:state_aid_list")).content.decode()
    said = " ".join(str(cell) for line in exported(client) for cell in line)

    for name in ("Prime de la maison", "Aide déclarée", "Aide au plan"):
        assert name in page
        assert (name in said) is (name == "Prime de la maison")
    assert "Aides octroyées par la maison" in said


def test_an_aid_of_a_plan_says_that_it_counts_once_and_is_not_reversed_here(client, actor):
    line = planned(actor)
    row = line.undertaking
    url = reverse("web:state_aid_reverse", args=[line.pk])
    assert "comptée une fois" not in page_of(client, row)
    assert url not in page_of(client, row)

    declared(row, actor, "5000", line.granted_on)

    assert "comptée une fois" in page_of(client, row)
    assert "déclarée aussi" in page_of(client, row)
    refused = client.post(url, {"reason": "Erreur"})
    assert refused.status_code == 422
    assert "tour de table" in refused.content.decode()


def test_the_register_and_an_undertaking_stay_within_their_queries(
    client, actor, django_assert_max_num_queries
):
    row = undertaking(actor)
    for _ in range(30):
        declared(row, actor, "10")

    with django_assert_max_num_queries(15):
        client.get(reverse("web:state_aid_list"))
    with django_assert_max_num_queries(20):
        page_of(client, row)


def test_the_page_of_a_structure_says_what_is_left_and_opens_the_register(client, actor):
    shop = structure(actor, siret="00003632700013")
    page = client.get(reverse("web:structure", args=[shop.pk])).content.decode()
    assert "De minimis : reste 300\u202f000\u00a0€" in page.replace("\u00a0:", " :")

    client.post(reverse("web:structure_state_aid", args=[shop.pk]))
    found = known_undertaking(shop)
    declared(found, actor, "50000", timezone.localdate())

    page = client.get(reverse("web:structure", args=[shop.pk])).content.decode()
    assert "250\u202f000" in page
    assert reverse("web:state_aid", args=[found.pk]) in page


def test_a_stranger_finds_nothing(client, actor):
    shop = structure(actor, siret="00003632700013")
    row = undertaking_of(structure=shop, person=None, on=ON, actor=actor)
    client.force_login(user("finance"))

    assert client.get(reverse("web:state_aid", args=[row.pk])).status_code == 404
    assert client.post(reverse("web:structure_state_aid", args=[shop.pk])).status_code == 404


def test_the_requests_of_a_dossier_say_what_is_left_within_the_queries_of_a_page(
    client, django_assert_max_num_queries
):
    advisor = user("advisor")
    client.force_login(advisor)
    dossier = case(advisor)
    url = reverse("web:case_requests", args=[dossier.pk])

    assert "reste 300\u202f000\u00a0€" in client.get(url).content.decode()
    client.post(reverse("web:case_state_aid", args=[dossier.pk]))
    row = known_undertaking(dossier.structure, dossier.person)
    declared(row, advisor, "300000", timezone.localdate())

    with django_assert_max_num_queries(20):
        page = client.get(url).content.decode()
    assert "reste 0\u00a0€" in page
    assert reverse("web:state_aid", args=[row.pk]) in page
