"""Payments on the screens: prepared from a grant, approved by another, handed over, read back."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from levier.banking.models import BankFile, HouseAccount, PaymentOrder
from levier.portfolio.models import Commitment
from tests.factories.accounts import user
from tests.factories.banking import (
    HOUSE_IBAN,
    PAYEE_IBAN,
    approved,
    house_account,
    officer_account,
    order,
    status_file,
)
from tests.factories.portfolio import engagement_grant, guarantee, loan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def director(finance):
    return user("director", finance.organisation)


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


@pytest.fixture
def grant(finance):
    row = engagement_grant(user("secretary", finance.organisation))
    Commitment.objects.filter(pk=row.pk).update(valid_until=timezone.localdate())
    return row


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def typed(account, **changes) -> dict:
    return {
        "account": account.pk, "amount": "2000", "wanted_on": f"{timezone.localdate():%d/%m/%Y}",
        "name": "Anaïs Delcroix", "iban": PAYEE_IBAN, "bic": "", "postcode": "62300",
        "town": "Lens", "wording": "Prime Engagement", "counterpart": "", "key": uuid4(), **changes,
    }  # fmt: skip


def test_a_grant_offers_its_payment_filled_with_what_is_left(page, finance, grant):
    house_account(finance)
    address = reverse("web:payment_new", args=[grant.pk])
    assert address in text_of(page.get(reverse("web:commitment", args=[grant.pk])))
    form = page.get(address).context["form"]
    assert form.initial["amount"] == Decimal(2000)
    assert form["account"].initial == HouseAccount.objects.get()


def test_a_payment_is_prepared_once_and_shown_on_the_grant(page, finance, grant):
    data = typed(house_account(finance))
    address = reverse("web:payment_new", args=[grant.pk])
    first, again = (page.post(address, data) for _ in range(2))
    assert first.url == again.url
    row = PaymentOrder.objects.get()
    assert "Une autre personne l’approuve" in text_of(page.get(first.url))
    shown = text_of(page.get(reverse("web:commitment", args=[grant.pk])))
    assert row.number in shown
    assert address not in shown


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("iban", "FR00", "IBAN est faux"), ("amount", "2000,01", "Il reste 2 000,00"),
     ("bic", "X", "BIC est faux"), ("name", "", "obligatoire")],
)  # fmt: skip
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(page, finance, grant, field, value, said):
    data = typed(house_account(finance), **{field: value})
    answer = page.post(reverse("web:payment_new", args=[grant.pk]), data)
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field]).replace("\u202f", " ")
    assert "Prime Engagement" in text_of(answer)
    assert not PaymentOrder.objects.exists()


def test_without_an_account_the_page_leads_to_them(page, grant):
    answer = page.get(reverse("web:payment_new", args=[grant.pk]))
    assert answer.url == reverse("web:house_account_list")


def test_a_guarantee_offers_no_payment(page, finance):
    row = guarantee(user("secretary", finance.organisation))
    assert "Préparer le paiement" not in text_of(page.get(reverse("web:commitment", args=[row.pk])))


def test_who_prepared_is_refused_and_another_approves_from_the_list(
    page, client, finance, director
):
    row = order(finance)
    address = reverse("web:payment_approve", args=[row.pk])
    assert address not in text_of(page.get(reverse("web:payment_list")))
    assert "Vous avez préparé le paiement" in text_of(page.post(address, follow=True))
    client.force_login(director)
    assert address in text_of(client.get(reverse("web:payment_list")))
    client.post(address, {"liste": "1"})
    row.refresh_from_db()
    assert (row.state, row.approved_by) == ("approved", director)


def test_the_file_is_written_downloaded_and_the_answer_read(page, finance):
    account = house_account(finance)
    first, second = approved(finance, account), approved(finance, account)
    address = reverse("web:payments_send", args=[account.pk])
    assert "Cochez les paiements" in text_of(page.post(address, follow=True))
    answer = page.post(address, {"order": [first.pk]})
    file = BankFile.objects.get()
    assert answer.url == reverse("web:bank_file", args=[file.pk])
    content = page.get(reverse("web:bank_file_content", args=[file.pk]) + "?telecharger")
    assert content["Content-Disposition"].startswith("attachment")
    assert b"pain.001.001.09" in b"".join(content.streaming_content)

    sent = SimpleUploadedFile("retour.xml", status_file((first.number, "ACSC", "")))
    answer = page.post(reverse("web:bank_file_read"), {"file": sent}, follow=True)
    assert "1 paiement exécuté." in text_of(answer)
    assert "exécuté le" in text_of(answer)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == ("executed", "approved")
    again = SimpleUploadedFile("retour.xml", status_file((first.number, "ACSC", "")))
    answer = page.post(reverse("web:bank_file_read"), {"file": again}, follow=True)
    assert "a déjà été lu" in text_of(answer)


def test_the_page_of_a_payment_that_came_back_says_what_to_do(page, finance):
    row = approved(finance)
    page.post(reverse("web:payments_send", args=[row.account_id]), {"order": [row.pk]})
    for code, reason in (("ACSC", ""), ("RJCT", "AC04")):
        content = status_file((row.number, code, reason), message_id=f"BQ-{code}")
        sent = SimpleUploadedFile("retour.xml", content)
        answer = page.post(reverse("web:bank_file_read"), {"file": sent}, follow=True)
    assert "1 paiement revenu." in text_of(answer)
    shown = text_of(page.get(reverse("web:payment", args=[row.pk])))
    assert "demandez un nouveau RIB, puis préparez un autre paiement" in shown
    assert "Il ne compte plus comme payé" in shown


def test_a_payment_is_given_up_with_its_reason(page, finance):
    row = order(finance)
    address = reverse("web:payment_cancel", args=[row.pk])
    assert "Dites pourquoi" in text_of(page.post(address, {"reason": ""}, follow=True))
    assert "RIB changé" in text_of(page.post(address, {"reason": "RIB changé"}, follow=True))


def test_the_director_sets_an_account_and_a_false_iban_is_said(client, director):
    client.force_login(director)
    address = reverse("web:house_account_new")
    data = {"label": "Primes", "holder": "Maison", "iban": "FR00", "is_active": "on"}
    assert "IBAN est faux" in text_of(client.post(address, data))
    client.post(address, data | {"iban": HOUSE_IBAN})
    row = HouseAccount.objects.get()
    assert row.iban == HOUSE_IBAN.replace(" ", "")
    assert "Primes" in text_of(client.get(reverse("web:house_account_list")))


def test_the_list_costs_the_same_with_many_payments(page, finance, django_assert_max_num_queries):
    account = house_account(finance)
    for _ in range(4):
        order(finance, account), approved(finance, account)
    with django_assert_max_num_queries(20):
        page.get(reverse("web:payment_list"))


def test_the_payment_of_a_loan_asks_no_counterpart_and_says_why(page, finance):
    lent = loan(user("secretary", finance.organisation))
    house_account(finance)
    address = reverse("web:payment_new", args=[lent.pk])
    shown = text_of(page.get(address))
    assert 'name="counterpart"' not in shown
    assert "Son échéancier passera l’écriture, sur ses propres comptes." in shown
    officer_account(finance)
    shown = text_of(page.get(address))
    assert 'name="counterpart"' in shown
    assert "Pour la demande à l’agent comptable" in shown
