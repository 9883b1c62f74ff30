"""Orders: prepared once, approved by somebody else, given up with a reason."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.banking.errors import (
    PaymentKeyReused,
    PaymentRefused,
    PaymentTransitionNotAllowed,
    SamePerson,
)
from levier.banking.models import PaymentOrder
from levier.banking.services import approve_order, cancel_order
from levier.journal.models import Entry
from tests.factories.accounts import user
from tests.factories.banking import AT, approved, house_account, order, payee

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def director(finance):
    return user("director", finance.organisation)


def test_an_order_is_numbered_prepared_and_waits_for_somebody_else(finance):
    account = house_account(finance)
    first, second = order(finance, account), order(finance, account)
    assert [first.number, second.number] == ["VIR-2026-0001", "VIR-2026-0002"]
    assert (first.state, first.payee_iban) == ("prepared", "FR1420041010050500013M02606")
    said = Entry.objects.filter(action="banking.payment_prepared").first().summary
    assert "1500,00€ à Anaïs Delcroix" in said.replace("\u202f", "").replace("\u00a0", "")


@pytest.mark.parametrize("iban", ["FR1420041010050500013M02607", "FR14", "", "XX00"])
def test_a_false_iban_is_refused_at_its_field(finance, iban):
    with pytest.raises(PaymentRefused, match="IBAN est faux") as refusal:
        order(finance, payee=payee(iban=iban))
    assert refusal.value.field == "iban"
    assert not PaymentOrder.objects.exists()


def test_the_same_key_is_the_same_order_and_another_content_is_refused(finance):
    account, key = house_account(finance), uuid4()
    first = order(finance, account, idempotency_key=key)
    assert order(finance, account, idempotency_key=key) == first
    with pytest.raises(PaymentKeyReused, match="VIR-2026-0001"):
        order(finance, account, idempotency_key=key, amount=Decimal("1500.01"))
    for other in (
        {"wording": "Autre libellé"}, {"counterpart": "657200"}, {"payee": payee(town="Liévin")},
        {"payee": payee(bic="AGRIFRPPXXX")},
    ):  # fmt: skip
        with pytest.raises(PaymentKeyReused):
            order(finance, account, idempotency_key=key, **other)
    assert PaymentOrder.objects.count() == 1


def test_who_prepared_does_not_approve_and_the_database_says_so_too(finance, director):
    row = order(finance)
    with pytest.raises(SamePerson, match="autre personne"):
        approve_order(order=row, actor=finance, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.filter(pk=row.pk).update(state="approved", approved_by=finance)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.filter(pk=row.pk).update(state="sent")
    assert approve_order(order=row, actor=director, at=AT).state == "approved"


def test_an_order_only_moves_forward(finance, director):
    row = approved(finance)
    with pytest.raises(PaymentTransitionNotAllowed, match="approuvé"):
        approve_order(order=row, actor=director, at=AT)
    with pytest.raises(PaymentRefused, match="Dites pourquoi"):
        cancel_order(order=row, reason=" ", actor=finance)
    cancel_order(order=row, reason="RIB changé", actor=finance)
    assert (row.state, row.refusal) == ("cancelled", "RIB changé")
    with pytest.raises(PaymentTransitionNotAllowed, match="abandonné"):
        cancel_order(order=row, reason="encore", actor=finance)


def test_a_stale_page_moves_nothing(finance, director):
    row = order(finance)
    stale = PaymentOrder.objects.get(pk=row.pk)
    cancel_order(order=row, reason="RIB changé", actor=finance)
    with pytest.raises(PaymentTransitionNotAllowed):
        approve_order(order=stale, actor=director, at=AT)
    assert stale.approved_by is None


def test_a_closed_account_pays_nothing_and_one_that_paid_keeps_its_iban(finance):
    account = house_account(finance)
    order(finance, account)
    values = {"label": account.label, "holder": account.holder}
    with pytest.raises(PaymentRefused, match="déjà payé"):
        house_account(finance, account=account, iban="FR7630001007941234567890185", **values)
    house_account(finance, account=account, is_active=False, **values)
    with pytest.raises(PaymentRefused, match="fermé"):
        order(finance, account)
