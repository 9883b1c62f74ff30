"""An indemnity leaves by an order: prepared, approved, handed over, executed, then noted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from lxml import etree

from levier.banking.errors import PaymentKeyReused, PaymentRefused, SamePerson
from levier.banking.messages import SCHEMA, refuse_invalid
from levier.banking.models import BankFile, PaymentOrder
from levier.banking.services import approve_order, cancel_order
from levier.claims.errors import ClaimRefused, IndemnityOrdered
from levier.claims.models import CallPayment
from levier.claims.services import indemnity_on, note_recovery, pay_indemnity, revise_claim
from levier.claims.services.money import Accounts
from levier.documents.services import content_of
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account
from levier.workflows.pay_call import prepare_indemnity
from levier.workflows.pay_commitment import send_payments, settle_bank_file
from tests.factories.accounts import user
from tests.factories.banking import (
    AT,
    PAYEE_IBAN,
    house_account,
    officer_account,
    officer_answer,
    status_file,
)
from tests.factories.claims import CLAIM, TODAY, accepted, carried_here

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=5)


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("finance")


@pytest.fixture
def account(finance):
    for number in ("681000", "512100"):
        open_account(organisation=finance.organisation, actor=None, number=number, label="Compte")
    return house_account(finance, ledger_account="512100")


@pytest.fixture
def call(finance):
    """20 000 € owed by the house: (30 000 − 5 000) × 80 %."""
    return carried_here(accepted(user("secretary", finance.organisation)))


def prepared(call, account, actor, amount="20000", *, is_balance=True, **values) -> PaymentOrder:
    terms = {
        "call": call, "account": account, "amount": Decimal(amount), "is_balance": is_balance,
        "wording": "Indemnité", "wanted_on": TODAY, "actor": actor, "counterpart": "681000",
        "idempotency_key": uuid4(), **values,
    }  # fmt: skip
    return prepare_indemnity(**terms)


def approved(call, account, finance, amount="20000", **values) -> PaymentOrder:
    order = prepared(call, account, finance, amount, **values)
    return approve_order(order=order, actor=user("director", finance.organisation), at=AT)


def sent(call, account, finance, amount="20000", **values) -> PaymentOrder:
    order = approved(call, account, finance, amount, **values)
    send_payments(account=account, orders=[order], actor=finance, on=TODAY)
    return order


def answered(finance, order, code, reason="", on=TODAY):
    content = status_file((order.number, code, reason), message_id=f"BQ-{order.number}-{code}")
    return settle_bank_file(
        organisation=finance.organisation, name="b.xml", content=content, actor=finance, on=on
    )


def by_hand(call, actor, amount="20000", *, is_balance=True):
    return pay_indemnity(
        call=call, amount=Decimal(amount), paid_on=TODAY, today=TODAY, actor=actor,
        is_balance=is_balance, idempotency_key=uuid4(), accounts=Accounts("681000", "512100"),
    )  # fmt: skip


def balance(number: str) -> Decimal:
    rows = LedgerPosting.objects.filter(account__number=number).values_list("debit", "credit")
    return sum((debit - credit for debit, credit in rows), Decimal(0))


def state_of(call) -> str:
    call.refresh_from_db()
    return call.state


# ── Provision, then balance ───────────────────────────────────────────────────────────────────
def test_a_provision_then_the_balance_leave_in_files_and_are_posted_when_executed(
    finance, account, call
):
    provision = sent(call, account, finance, "12000", is_balance=False)
    assert (provision.payee_iban, provision.payee_bic) == (PAYEE_IBAN, "AGRIFRPPXXX")
    assert not CallPayment.objects.exists() and not LedgerEntry.objects.exists()

    answered(finance, provision, "ACSC")
    assert indemnity_on(call).balance == 8000
    assert (state_of(call), balance("681000"), balance("512100")) == ("accepted", 12000, -12000)

    answered(finance, sent(call, account, finance, "8000"), "ACSC")
    assert (state_of(call), balance("681000"), balance("512100")) == ("paid", 20000, -20000)
    rows = list(CallPayment.objects.values_list("kind", "amount", "paid_on"))
    assert rows == [("provision", 12000, TODAY), ("balance", 8000, TODAY)]
    entry = LedgerEntry.objects.order_by("number").last()
    assert (entry.day, entry.journal) == (TODAY, "GAR")


def test_the_file_follows_the_official_schema_and_pays_the_bank(finance, account, call):
    order = sent(call, account, finance)
    file = BankFile.objects.get()
    document = etree.fromstring(content_of(file.stored_file))
    refuse_invalid(document, SCHEMA)
    text = "".join(document.itertext())
    assert (file.total, order.number in text, PAYEE_IBAN in text) == (20000, True, True)


def test_a_rejection_pays_nothing_and_another_order_may_be_prepared(finance, account, call):
    order = sent(call, account, finance)
    reading = answered(finance, order, "RJCT", "AC04")
    assert [row.number for row in reading.rejected] == [order.number]
    assert (state_of(call), CallPayment.objects.count()) == ("accepted", 0)
    assert prepared(call, account, finance).amount == 20000


# ── Who, and what is refused ──────────────────────────────────────────────────────────────────
def test_who_prepared_it_does_not_approve_it(finance, account, call):
    with pytest.raises(SamePerson):
        approve_order(order=prepared(call, account, finance), actor=finance, at=AT)


def test_the_same_key_is_the_same_order_even_once_paid(finance, account, call):
    key = uuid4()
    order = sent(call, account, finance, idempotency_key=key)
    answered(finance, order, "ACSC")
    call.commitment.guarantee.bank.__class__.objects.update(iban="FR7630006000011234567890189")
    assert prepared(call, account, finance, idempotency_key=key) == order
    with pytest.raises(PaymentKeyReused):
        prepared(call, account, finance, "19999", idempotency_key=key)
    with pytest.raises(PaymentKeyReused):
        prepared(call, account, finance, is_balance=False, idempotency_key=key)


@pytest.mark.parametrize(
    ("amount", "is_balance", "said"),
    [("19999.99", True, "Le solde est de 20"), ("20000.01", False, "Une provision va de")],
)
def test_an_amount_that_does_not_fit_is_refused(finance, account, call, amount, is_balance, said):
    with pytest.raises(ClaimRefused, match=said) as refusal:
        prepared(call, account, finance, amount, is_balance=is_balance)
    assert refusal.value.field == "amount"
    assert not PaymentOrder.objects.exists()


def test_a_bank_without_an_iban_is_not_paid(finance, account, call):
    bank = call.commitment.guarantee.bank
    bank.iban = ""
    bank.save()
    with pytest.raises(PaymentRefused, match="n’a pas d’IBAN"):
        prepared(call, account, finance)


def test_both_accounts_are_known_before_it_is_prepared(finance, account, call):
    with pytest.raises(PaymentRefused, match="indiquez le compte de charge") as refusal:
        prepared(call, account, finance, counterpart=" ")
    assert refusal.value.field == "counterpart"
    bare = house_account(finance, label="Autre", iban="FR1420041010050500013M02606")
    with pytest.raises(PaymentRefused, match="n’a pas de compte comptable") as refusal:
        prepared(call, bare, finance)
    assert refusal.value.field == "account"


def test_another_carriers_guarantee_is_paid_by_it(finance, account):
    call = accepted(user("secretary", finance.organisation))
    with pytest.raises(ClaimRefused, match="c’est lui qui paie"):
        prepared(call, account, finance)


# ── Never twice ───────────────────────────────────────────────────────────────────────────────
def test_what_is_ordered_is_not_noted_by_hand_nor_ordered_again(finance, account, call):
    order = prepared(call, account, finance, "5000", is_balance=False)
    for again in (by_hand, lambda *_: prepared(call, account, finance)):
        with pytest.raises(IndemnityOrdered, match=order.number):
            again(call, finance)
    cancel_order(order=order, reason="Virement fait au guichet", actor=finance)
    by_hand(call, finance)
    assert (state_of(call), CallPayment.objects.get().order) == ("paid", None)
    with pytest.raises(ClaimRefused, match="rien ne s’y paie"):
        prepared(call, account, finance)


def test_what_changed_since_the_approval_stops_the_file(finance, account, call):
    order = approved(call, account, finance)
    revise_claim(call=call, claim=replace(CLAIM, realised=Decimal(10000)), actor=finance)
    with pytest.raises(ClaimRefused, match="Le solde est de 16"):
        send_payments(account=account, orders=[order], actor=finance, on=TODAY)
    revise_claim(call=call, claim=CLAIM, actor=finance)
    bank = call.commitment.guarantee.bank
    bank.iban = "FR7630006000011234567890189"
    bank.save()
    with pytest.raises(PaymentRefused, match="autre IBAN"):
        send_payments(account=account, orders=[order], actor=finance, on=TODAY)
    assert not BankFile.objects.exists()


def test_the_claim_does_not_move_while_the_bank_holds_the_transfer(finance, account, call):
    order = sent(call, account, finance)
    with pytest.raises(IndemnityOrdered, match=order.number):
        revise_claim(call=call, claim=replace(CLAIM, realised=Decimal(10000)), actor=finance)


def test_what_the_ledger_refuses_is_said_beside_the_line_then_noted_by_hand(finance, account, call):
    order = sent(call, account, finance, counterpart="999999")  # not an account of the house
    reading = answered(finance, order, "ACSC")
    assert any("à noter à la main" in line["outcome"] for line in reading.file.lines)
    assert (order.__class__.objects.get().state, CallPayment.objects.count()) == ("executed", 0)
    with pytest.raises(ClaimRefused, match="notez d’abord ce paiement"):
        prepared(call, account, finance)
    with pytest.raises(ClaimRefused, match="notez d’abord ce montant"):
        by_hand(call, finance, "1", is_balance=False)
    assert by_hand(call, finance).order == order
    assert (state_of(call), balance("681000")) == ("paid", 20000)


# ── Come back ─────────────────────────────────────────────────────────────────────────────────
def test_a_transfer_that_comes_back_is_owed_again_and_its_entry_undone(finance, account, call):
    order = sent(call, account, finance)
    answered(finance, order, "ACSC")
    note_recovery(
        call=call, amount=Decimal(1000), received_on=TODAY, today=TODAY, actor=finance,
        idempotency_key=uuid4(), accounts=Accounts("681000", "512100"),
    )  # fmt: skip  # 800 € to the guarantor
    answered(finance, order, "RJCT", "AC04", on=LATER)
    assert (state_of(call), indemnity_on(call).balance) == ("accepted", 20000)
    assert (balance("681000"), balance("512100")) == (-800, 800)
    undone = LedgerEntry.objects.get(reverses__isnull=False)
    assert undone.day == LATER

    again = sent(call, account, finance)
    answered(finance, again, "ACSC", on=LATER)
    assert (state_of(call), balance("681000")) == ("paid", 19200)
    rows = list(CallPayment.objects.order_by("pk").values_list("kind", "amount"))
    assert rows == [("balance", 20000), ("returned", -20000), ("balance", 20000)]


def test_nothing_comes_back_to_the_guarantor_while_less_is_paid_than_recovered(
    finance, account, call
):
    by_hand(call, finance, "100", is_balance=False)
    order = sent(call, account, finance, "19900")
    answered(finance, order, "ACSC")
    values = {
        "call": call, "received_on": TODAY, "today": TODAY, "actor": finance,
        "accounts": Accounts("681000", "512100"),
    }  # fmt: skip
    note_recovery(amount=Decimal(1000), idempotency_key=uuid4(), **values)
    answered(finance, order, "RJCT", "AC04", on=LATER)
    assert note_recovery(amount=Decimal(1000), idempotency_key=uuid4(), **values).share == 0


# ── Accounting officer ────────────────────────────────────────────────────────────────────────
def test_an_accounting_officer_is_asked_and_posts_in_his_own_books(finance, call):
    account = officer_account(finance)
    order = sent(call, account, finance, counterpart="")
    assert BankFile.objects.get().kind == "demandes"
    answer = officer_answer(f"{order.number};paye;{TODAY:%d/%m/%Y};;20000,00")
    settle_bank_file(
        organisation=finance.organisation, name="r.csv", content=answer, actor=finance, on=TODAY
    )
    assert (state_of(call), LedgerEntry.objects.count()) == ("paid", 0)
