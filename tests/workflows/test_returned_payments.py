"""A grant is paid, the transfer comes back: it is to be paid again, and its entry is undone."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.services import approve_order
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account, reverse_entry
from levier.portfolio.services import paid_out
from levier.workflows.pay_commitment import (
    left_to_pay,
    prepare_payment,
    send_payments,
    settle_bank_file,
)
from tests.factories.accounts import user
from tests.factories.banking import AT, house_account, payee, status_file
from tests.factories.committees import HELD_ON
from tests.factories.portfolio import engagement_grant

pytestmark = pytest.mark.django_db
DAY = HELD_ON + timedelta(days=14)
LATER = DAY + timedelta(days=3)


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("finance")


@pytest.fixture
def grant(finance):
    for number in ("512100", "657100"):
        open_account(organisation=finance.organisation, actor=None, number=number, label="Compte")
    return engagement_grant(user("secretary", finance.organisation))


def sent(grant, account, finance, day=DAY):
    row = prepare_payment(
        commitment=grant, account=account, payee=payee(), amount=Decimal(2000), wanted_on=day,
        wording="Prime Engagement", actor=finance, idempotency_key=uuid4(), counterpart="657100",
    )  # fmt: skip
    approve_order(order=row, actor=user("director", finance.organisation), at=AT)
    send_payments(account=account, orders=[row], actor=finance, on=day)
    return row


def answered(finance, order, code, reason="", *, on=DAY):
    content = status_file((order.number, code, reason), message_id=f"BQ-{order.number}-{code}")
    return settle_bank_file(
        organisation=finance.organisation, name="retour.xml", content=content, actor=finance, on=on
    )


@pytest.fixture
def account(finance):
    return house_account(finance, ledger_account="512100")


def balance(number: str) -> Decimal:
    rows = LedgerPosting.objects.filter(account__number=number).values_list("debit", "credit")
    return sum((debit - credit for debit, credit in rows), Decimal(0))


def test_what_came_back_is_to_be_paid_again_and_its_entry_is_reversed(finance, grant, account):
    order = sent(grant, account, finance)
    answered(finance, order, "ACSC")
    assert (paid_out(grant), left_to_pay(grant), balance("512100")) == (2000, 0, -2000)

    answered(finance, order, "RJCT", "AC04", on=LATER)

    grant.refresh_from_db()
    assert (paid_out(grant), left_to_pay(grant)) == (0, 2000)
    assert (grant.state, grant.set_up_on) == ("set_up", DAY)
    undone = LedgerEntry.objects.get(reverses__key=f"payment:{order.pk}")
    assert undone.day == LATER
    assert (balance("512100"), balance("657100")) == (0, 0)

    second = sent(grant, account, finance, LATER)
    answered(finance, second, "ACSC", on=LATER)
    assert (paid_out(grant), left_to_pay(grant)) == (2000, 0)
    assert (balance("512100"), balance("657100")) == (-2000, 2000)


def test_an_entry_reversed_by_hand_is_not_reversed_twice(finance, grant, account):
    order = sent(grant, account, finance)
    answered(finance, order, "ACSC")
    entry = LedgerEntry.objects.get()
    reverse_entry(entry=entry, actor=finance, day=DAY, key="main", reason="revenu")
    answered(finance, order, "RJCT", "AC04", on=LATER)
    assert LedgerEntry.objects.count() == 2
    assert balance("512100") == 0
    order.refresh_from_db()
    assert order.state == "returned"
