"""A grant is paid: prepared, approved, handed over, executed, and only then set up."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.errors import PaymentRefused
from levier.banking.models import BankFile, PaymentOrder
from levier.banking.services import approve_order, cancel_order
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account
from levier.portfolio.errors import PaymentPrepared
from levier.portfolio.services import cancel
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.pay_commitment import (
    left_to_pay,
    prepare_payment,
    send_payments,
    settle_bank_file,
)
from tests.factories.accounts import user
from tests.factories.banking import (
    AT,
    PAYEE_IBAN,
    house_account,
    payee,
    statement,
    status_file,
)
from tests.factories.committees import HELD_ON
from tests.factories.portfolio import engagement_grant, guarantee

pytestmark = pytest.mark.django_db
DAY = HELD_ON + timedelta(days=14)


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
def account(finance):
    return house_account(finance, ledger_account="512100")


@pytest.fixture
def grant(finance):
    row = engagement_grant(user("secretary", finance.organisation))
    assert row.carrier.is_house
    return row


def prepared(grant, account, actor, amount="2000", **values) -> PaymentOrder:
    terms = {
        "commitment": grant, "account": account, "payee": payee(), "amount": Decimal(amount),
        "wording": "Prime Engagement", "wanted_on": DAY, "actor": actor,
        "idempotency_key": uuid4(), **values,
    }  # fmt: skip
    return prepare_payment(**terms)


def approved(grant, account, finance, director, **values) -> PaymentOrder:
    row = prepared(grant, account, finance, **values)
    return approve_order(order=row, actor=director, at=AT)


def settle(finance, content):
    return settle_bank_file(
        organisation=finance.organisation, name="banque.xml", content=content, actor=finance, on=DAY
    )


def test_the_money_leaves_then_the_grant_is_set_up_and_posted(grant, account, finance, director):
    for number in ("512100", "657100"):
        open_account(organisation=grant.organisation, actor=None, number=number, label="Compte")
    order = approved(grant, account, finance, director, counterpart="657100")
    send_payments(account=account, orders=[order], actor=finance, on=DAY)
    grant.refresh_from_db()
    assert grant.state == "open"

    settle(finance, status_file((order.number, "ACSC", "")))

    grant.refresh_from_db()
    assert (grant.state, grant.set_up_on) == ("set_up", DAY)
    assert grant.case.__class__.objects.get(pk=grant.case_id).state == "follow_up"
    entry = LedgerEntry.objects.get()
    assert (entry.key, entry.about) == (f"payment:{order.pk}", order.subject)
    rows = LedgerPosting.objects.values_list("account__number", "debit", "credit")
    assert list(rows) == [("657100", 2000, 0), ("512100", 0, 2000)]


def test_a_rejected_transfer_pays_nothing_and_may_be_prepared_again(
    grant, account, finance, director
):
    order = approved(grant, account, finance, director)
    send_payments(account=account, orders=[order], actor=finance, on=DAY)
    assert left_to_pay(grant) == 0
    settle(finance, status_file((order.number, "RJCT", "AC04")))
    grant.refresh_from_db()
    assert (grant.state, left_to_pay(grant)) == ("open", 2000)
    assert not LedgerEntry.objects.exists()
    assert prepared(grant, account, finance).number == "VIR-2026-0002"


def test_two_parts_never_pass_the_grant(grant, account, finance):
    prepared(grant, account, finance, "1200")
    with pytest.raises(PaymentRefused, match="Il reste 800") as refusal:
        prepared(grant, account, finance, "800.01")
    assert refusal.value.field == "amount"
    prepared(grant, account, finance, "800")
    assert left_to_pay(grant) == 0


def test_what_was_noted_by_hand_leaves_nothing_to_pay(grant, account, finance):
    grant = set_up_commitment(commitment=grant, on=DAY, actor=finance, key=uuid4())
    assert left_to_pay(grant) == 0
    with pytest.raises(PaymentRefused, match="déjà noté à la main"):
        prepared(grant, account, finance)
    assert not PaymentOrder.objects.exists()


def test_a_grant_paid_in_part_by_the_bank_has_the_rest_left(grant, account, finance, director):
    order = approved(grant, account, finance, director, amount="1200")
    send_payments(account=account, orders=[order], actor=finance, on=DAY)
    settle(finance, status_file((order.number, "ACSC", "")))
    grant.refresh_from_db()
    assert (grant.state, left_to_pay(grant)) == ("set_up", 800)


def test_nothing_is_noted_by_hand_while_a_payment_is_on_its_way(grant, account, finance):
    order = prepared(grant, account, finance)
    with pytest.raises(PaymentPrepared, match=order.number):
        set_up_commitment(commitment=grant, on=DAY, actor=finance, key=uuid4())
    grant.refresh_from_db()
    assert grant.state == "open"
    cancel_order(order=order, reason="payé par chèque", actor=finance)
    assert set_up_commitment(commitment=grant, on=DAY, actor=finance, key=uuid4()).set_up_on == DAY


def test_what_another_body_pays_and_a_guarantee_are_refused(account, finance):
    row = guarantee(user("secretary", finance.organisation))
    with pytest.raises(PaymentRefused, match="ne se paie pas"):
        prepared(row, account, finance)


@pytest.mark.parametrize(("days", "refused"), [(0, False), (1, True)])
def test_nothing_is_prepared_after_the_validity_ends(grant, account, finance, days, refused):
    day = grant.valid_until + timedelta(days=days)
    if refused:
        with pytest.raises(PaymentRefused, match="n’est valable que jusqu’au"):
            prepared(grant, account, finance, wanted_on=day)
    else:
        assert prepared(grant, account, finance, wanted_on=day).state == "prepared"


def test_a_grant_cancelled_meanwhile_stops_the_file(grant, account, finance, director):
    order = approved(grant, account, finance, director)
    cancel(commitment=grant, on=DAY, actor=director, reason="projet abandonné")
    with pytest.raises(PaymentRefused, match="rien n’en part"):
        send_payments(account=account, orders=[order], actor=finance, on=DAY)
    order.refresh_from_db()
    assert order.state == "approved"
    assert not BankFile.objects.exists()


def test_the_same_key_after_the_grant_was_paid_gives_the_same_order(
    grant, account, finance, director
):
    key = uuid4()
    order = approved(grant, account, finance, director, idempotency_key=key)
    send_payments(account=account, orders=[order], actor=finance, on=DAY)
    settle(finance, statement((order.number, "2000.00", "DBIT")))
    assert prepared(grant, account, finance, idempotency_key=key) == order
    assert order.payee_iban == PAYEE_IBAN


def test_a_fault_in_the_set_up_leaves_the_file_unread(
    grant, account, finance, director, monkeypatch
):
    order = approved(grant, account, finance, director)
    send_payments(account=account, orders=[order], actor=finance, on=DAY)

    def broken(**_):
        raise RuntimeError("killed")

    monkeypatch.setattr("levier.workflows.pay_commitment.set_up_commitment", broken)
    with pytest.raises(RuntimeError):
        settle(finance, status_file((order.number, "ACSC", "")))
    order.refresh_from_db()
    assert order.state == "sent"
    assert BankFile.objects.count() == 1
    monkeypatch.undo()
    settle(finance, status_file((order.number, "ACSC", "")))
    order.refresh_from_db()
    assert order.state == "executed"
