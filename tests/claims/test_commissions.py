"""The commission of a guarantee: due at its set-up, received once, posted by who carries it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.errors import ClaimKeyReused, ClaimRefused
from levier.claims.models import CommissionReceipt
from levier.claims.services import commission_of, note_commission
from levier.claims.services.money import Accounts, accounts_used
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account
from tests.factories.accounts import user
from tests.factories.claims import SET_UP_ON, TODAY, running
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def actor():
    return user("finance")


@pytest.fixture
def row(actor):
    found = running(actor)
    found.guarantee.commission_amount = D(720)  # 28 800 € × 2.5 %
    found.guarantee.save()
    return found


def receive(row, actor, amount, key=None, day=TODAY, **values):
    return note_commission(
        commitment=row, amount=D(amount), received_on=day, today=TODAY, actor=actor,
        idempotency_key=key or uuid4(), **values,
    )  # fmt: skip


def test_a_commission_is_due_at_the_set_up_and_received_to_the_cent(row, actor):
    before = commission_of(row, SET_UP_ON - timedelta(days=1))
    assert (before.due, commission_of(row, SET_UP_ON).due) == (0, 720)
    receive(row, actor, "500.01")
    assert commission_of(row, TODAY).left == D("219.99")
    with pytest.raises(ClaimRefused, match="219,99"):
        receive(row, actor, "220")
    receive(row, actor, "219.99")
    with pytest.raises(ClaimRefused, match="Il reste 0,00"):
        receive(row, actor, "0.01")


def test_the_same_key_receives_once(row, actor):
    key = uuid4()
    assert receive(row, actor, 100, key) == receive(row, actor, 100, key)
    with pytest.raises(ClaimKeyReused):
        receive(row, actor, 101, key)
    assert CommissionReceipt.objects.count() == 1


@pytest.mark.parametrize("day", [SET_UP_ON - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_commission_is_received_between_the_set_up_and_today(row, actor, day):
    with pytest.raises(ClaimRefused, match="entre la mise en place"):
        receive(row, actor, 100, day=day)
    with pytest.raises(ClaimRefused, match="entre la mise en place"):
        receive(guarantee(actor), actor, 100)


def test_only_what_the_house_carries_is_posted(row, actor):
    for number, label in (("7061", "Commissions"), ("5121", "Banque")):
        open_account(organisation=actor.organisation, actor=actor, number=number, label=label)
    accounts = Accounts("7061", "5121")
    with pytest.raises(ClaimRefused, match="rien ne s’écrit ici"):
        receive(row, actor, 720, accounts=accounts)
    assert not CommissionReceipt.objects.exists()
    row.carrier.is_house = True
    row.carrier.save()
    with pytest.raises(ClaimRefused, match="indiquez les deux comptes"):
        receive(row, actor, 720)
    assert accounts_used(actor.organisation_id, CommissionReceipt) is None
    receive(row, actor, 720, accounts=accounts)
    assert accounts_used(actor.organisation_id, CommissionReceipt) == accounts
    assert LedgerEntry.objects.count() == 1
    debit = LedgerPosting.objects.get(debit__gt=0)
    assert (debit.account.number, debit.debit) == ("5121", 720)
