"""Indemnities and overpayments on the screens: prepared from their page, shown there, by roles."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.banking.models import PaymentOrder
from levier.claims.models import Call, GuaranteeEvent
from levier.portfolio.models import Commitment
from levier.rules.servicing.operations import PaymentReceived
from tests.factories.accounts import user
from tests.factories.banking import PAYEE_IBAN, house_account, mandate
from tests.factories.claims import accepted, carried_here
from tests.factories.portfolio import engagement_grant
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("finance")


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


@pytest.fixture
def account(finance):
    return house_account(finance, ledger_account="512100")


@pytest.fixture
def call(finance):
    """20 000 € owed by the house, everything having happened by now."""
    row = carried_here(accepted(user("secretary", finance.organisation)))
    past = timezone.localdate() - timedelta(days=30)
    Commitment.objects.filter(pk=row.commitment_id).update(set_up_on=past)
    GuaranteeEvent.objects.update(day=past)
    Call.objects.update(decided_on=past)
    return Call.objects.get()


@pytest.fixture
def loan(finance):
    """Paid out a week ago, 50 € received before anything is due."""
    today = timezone.localdate()
    row = running_loan(user("secretary", finance.organisation), on=today - timedelta(days=7))
    noted(row, PaymentReceived, today, amount=Decimal(50))
    row.refresh_from_db()
    return row


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def typed(account, **changes) -> dict:
    return {
        "account": account.pk, "kind": "balance", "amount": "20000", "wording": "Indemnité",
        "wanted_on": f"{timezone.localdate():%d/%m/%Y}", "counterpart": "681000", "key": uuid4(),
        **changes,
    }  # fmt: skip


def test_a_call_offers_its_payment_filled_with_what_is_owed(page, account, call):
    life = reverse("web:guarantee_life", args=[call.commitment_id])
    address = reverse("web:indemnity_new", args=[call.pk])
    assert address in text_of(page.get(life))
    shown = page.get(address)
    assert shown.context["form"].initial["amount"] == 20000
    assert PAYEE_IBAN in text_of(shown)

    data = typed(account)
    first, again = (page.post(address, data) for _ in range(2))
    row = PaymentOrder.objects.get()
    assert first.url == again.url == reverse("web:payment", args=[row.pk])
    assert "voir l’appel" in text_of(page.get(first.url))
    shown = text_of(page.get(life))
    assert row.number in shown
    assert address not in shown and "L’indemnité est partie autrement" not in shown


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"amount": "19999"}, "amount", "Le solde est de 20"),
        ({"counterpart": ""}, "counterpart", "compte de charge"),
    ],
)
def test_a_refusal_comes_back_at_its_field(page, account, call, changes, field, said):
    answer = page.post(reverse("web:indemnity_new", args=[call.pk]), typed(account, **changes))
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert not PaymentOrder.objects.exists()


def test_a_bank_without_an_iban_sends_back_to_the_call(page, account, call):
    bank = call.commitment.guarantee.bank
    bank.iban = ""
    bank.save()
    answer = page.get(reverse("web:indemnity_new", args=[call.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("web:guarantee_life", args=[call.commitment_id])
    assert "n’a pas d’IBAN" in text_of(answer)


def test_the_card_of_a_bank_keeps_a_true_iban_only(client, finance, call):
    client.force_login(user("director", finance.organisation))
    bank = call.commitment.guarantee.bank
    address = reverse("web:bank_edit", args=[bank.pk])
    data = {"name": bank.name, "iban": "FR00", "bic": "", "code": "", "address": "", "email": ""}
    answer = client.post(address, data)
    assert "IBAN est faux" in " ".join(answer.context["form"].errors["iban"])
    client.post(address, {**data, "iban": "fr76 3000 6000 0112 3456 7890 189"})
    bank.refresh_from_db()
    assert bank.iban == "FR7630006000011234567890189"


def test_an_overpayment_is_prepared_to_the_account_of_the_mandate(page, account, finance, loan):
    mandate(finance, subject=f"portfolio.Commitment:{loan.commitment_id}")
    shown = reverse("web:loan", args=[loan.commitment_id])
    address = reverse("web:refund_new", args=[loan.commitment_id])
    assert address in text_of(page.get(shown))
    form = page.get(address).context["form"]
    assert (form.initial["iban"], "counterpart" in form.fields) == (PAYEE_IBAN, False)

    assert form.initial["amount"] == 50
    today = timezone.localdate()
    data = {
        "account": account.pk, "amount": "50", "wanted_on": f"{today:%d/%m/%Y}", "wording": "Trop",
        "name": "Anaïs Delcroix", "iban": PAYEE_IBAN, "key": uuid4(),
    }  # fmt: skip
    refused = page.post(address, {**data, "amount": "50,01"})
    assert "Il reste 50,00" in text_of(refused)
    page.post(address, data)
    row = PaymentOrder.objects.get()
    assert row.number in text_of(page.get(shown))
    assert "voir l’échéancier" in text_of(page.get(reverse("web:payment", args=[row.pk])))


def test_a_grant_shows_what_it_asks_for_before_payment(page, finance):
    grant = engagement_grant(user("secretary", finance.organisation), evidence=False)
    shown = text_of(page.get(reverse("web:commitment", args=[grant.pk])))
    assert "Pièces avant paiement" in shown
    assert "RIB du bénéficiaire" in shown and "non demandée" in shown
