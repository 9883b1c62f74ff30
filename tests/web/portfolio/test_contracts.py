"""The pages of a contract: read, seen as PDF, established, signed with its copy."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from levier.correspondence.models import ContractTemplate
from levier.journal.models import Entry
from levier.portfolio.models import Contract
from tests.factories.accounts import user
from tests.factories.correspondence import PDF
from tests.factories.portfolio import engagement_grant, loan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance(client):
    someone = user("finance")
    client.force_login(someone)
    return someone


@pytest.fixture
def lent(finance):
    return loan(user("secretary", finance.organisation))


def typed(**values) -> dict:
    today = timezone.localdate()
    return {
        "start": today.isoformat(), "method": "annuity", "months_per_period": "1", "first_due": "",
        "deferred_interest": "", "fees": "", "key": str(uuid4()), **values,
    }  # fmt: skip


def test_the_terms_are_read_before_anything_is_kept(client, lent):
    page = client.post(f"/engagements/{lent.pk}/contrat/", typed()).content.decode()
    assert "277,78\u00a0€" in page.replace("\u202f", "\u00a0")  # 10 000 € over 36 months at 0 %
    assert "277,70" in page
    assert not Contract.objects.exists()


def test_the_pdf_is_seen_before_it_is_established(client, lent):
    answer = client.post(f"/engagements/{lent.pk}/contrat/", typed(suite="apercu"))
    assert answer["Content-Type"] == "application/pdf"
    assert not Contract.objects.exists()


def test_a_contract_is_established_then_signed(client, lent):
    client.post(f"/engagements/{lent.pk}/contrat/", typed(suite="etablir"))
    contract = Contract.objects.get()
    page = client.get(f"/engagements/{lent.pk}/").content.decode()
    assert "à signer" in page
    copy = SimpleUploadedFile("signe.pdf", PDF, "application/pdf")
    today = timezone.localdate().isoformat()
    client.post(f"/contrats/{contract.pk}/signature/", {"signed_on": today, "file": copy})
    contract.refresh_from_db()
    assert contract.state == "signed"
    assert client.get(f"/contrats/{contract.pk}/?signe").status_code == 200
    assert Entry.objects.filter(action="documents.downloaded").count() == 1


def test_faults_are_said_at_their_field(client, lent):
    page = client.post(
        f"/engagements/{lent.pk}/contrat/", typed(months_per_period="12", first_due="pas un jour")
    )
    assert page.status_code == 422
    early = timezone.localdate() - timedelta(days=30)
    page = client.post(f"/engagements/{lent.pk}/contrat/", typed(first_due=early.isoformat()))
    assert "La première échéance vient après le déblocage." in page.content.decode()
    contract = typed(suite="etablir")
    client.post(f"/engagements/{lent.pk}/contrat/", contract)
    row = Contract.objects.get()
    page = client.post(f"/contrats/{row.pk}/signature/", {"signed_on": "2020-01-01"})
    assert page.status_code == 422
    row.refresh_from_db()
    assert row.state == "made"


def test_the_agreement_of_a_grant_asks_for_nothing_more(client, finance):
    grant = engagement_grant(user("secretary", finance.organisation))
    page = client.post(f"/engagements/{grant.pk}/contrat/", {"key": str(uuid4())})
    assert "est prêt" in page.content.decode()
    client.post(f"/engagements/{grant.pk}/contrat/", {"key": str(uuid4()), "suite": "etablir"})
    assert Contract.objects.get().terms == {}


def test_the_house_writes_the_words_of_its_contracts(client, lent):
    client.force_login(user("secretary", lent.organisation))
    words = {
        "title": "Prêt de la maison", "text": "## Objet\n\n{maison} prête {montant}.",
        "file_name": "Prêt {engagement}", "starts_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    seen = client.post("/messages/contrats/loan/", words | {"suite": "apercu"})
    assert seen["Content-Type"] == "application/pdf"
    wrong = client.post("/messages/contrats/loan/", words | {"text": "{maisson} prête."})
    assert wrong.status_code == 422
    client.post("/messages/contrats/loan/", words)
    assert ContractTemplate.objects.get().title == "Prêt de la maison"
    assert "écrit par la maison" in client.get("/messages/modeles/").content.decode()
