"""The house names the accounts of its loans, and of what it guarantees."""

import pytest
from django.urls import reverse

from levier.claims.models import AccountOfGuarantees
from levier.ledger.models import LedgerAccount
from levier.servicing.models import AccountOfLoans
from levier.servicing.services import accounts_named
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


def typed(actor, **changes):
    values = {}
    for part, (number, label) in accounts_named(actor.organisation).items():
        values |= {part: number, f"{part}_label": label}
    return values | changes


def test_the_usual_accounts_are_proposed_and_the_house_puts_its_own(client):
    actor = user("finance")
    client.force_login(actor)
    url = reverse("web:loan_accounts")
    assert "274000" in client.get(url).content.decode()

    client.post(url, typed(actor, bank="512100", bank_label="Crédit coopératif"))
    rows = {row.part: str(row.account) for row in AccountOfLoans.objects.select_related("account")}
    assert (len(rows), rows["bank"]) == (13, "512100 Crédit coopératif")
    assert LedgerAccount.objects.count() == 13
    client.post(url, typed(actor))
    assert LedgerAccount.objects.count() == 13


@pytest.mark.parametrize("number", ["51", "5 12", "AB1000"])
def test_what_no_accounting_file_admits_is_refused_at_its_field(client, number):
    actor = user("finance")
    client.force_login(actor)
    answer = client.post(reverse("web:loan_accounts"), typed(actor, bank=number))
    assert answer.status_code == 422
    assert "n’est pas un compte" in str(answer.context["form"].errors["bank"])
    assert not AccountOfLoans.objects.exists()


def test_those_of_guarantees_are_optional_and_opened_together(client):
    actor = user("finance")
    client.force_login(actor)
    url = reverse("web:loan_accounts")
    page = client.get(url).content.decode()
    assert "En usage\u00a0: 801100." in page
    client.post(url, typed(actor))
    assert not AccountOfGuarantees.objects.exists()

    client.post(url, typed(actor, given="801100", given_against="809100"))
    rows = {row.part: str(row.account) for row in AccountOfGuarantees.objects.all()}
    assert rows == {
        "given": "801100 Avals, cautions et garanties donnés",
        "given_against": "809100 Contrepartie des engagements donnés",
    }


def test_one_without_the_other_is_refused_at_its_field_and_nothing_is_written(client):
    actor = user("finance")
    client.force_login(actor)
    answer = client.post(reverse("web:loan_accounts"), typed(actor, given="801100"))
    assert answer.status_code == 422
    assert "vont ensemble" in str(answer.context["form"].errors["given_against"])
    assert not AccountOfLoans.objects.exists()
