"""An overpayment is given back by an order: prepared, approved, executed, noted on the loan."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from lxml import etree

from levier.banking.errors import PaymentKeyReused, SamePerson
from levier.banking.messages import SCHEMA, refuse_invalid
from levier.banking.models import BankFile, PaymentOrder
from levier.banking.services import approve_order, cancel_order
from levier.documents.services import content_of
from levier.ledger.models import LedgerPosting
from levier.rules.servicing.operations import CreditRefunded, PaymentReceived, Repaid
from levier.servicing.errors import RefundOrdered, RefundRefused
from levier.servicing.models import LoanOperation
from levier.servicing.services import account_numbers, first_difference_of, left_to_refund
from levier.workflows.pay_commitment import send_payments, settle_bank_file
from levier.workflows.refund_loan import prepare_refund
from tests.factories.accounts import user
from tests.factories.banking import (
    AT,
    house_account,
    officer_account,
    officer_answer,
    payee,
    status_file,
)
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
ON, LATER, DUE = date(2026, 5, 4), date(2026, 5, 11), date(2026, 6, 1)


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("finance")


@pytest.fixture
def account(finance):
    return house_account(finance)


@pytest.fixture
def loan(finance):
    """1 200 € at 0 %, 100 € a month from 1 May: 150 € paid on 1 May, 50 € too much."""
    row = running_loan(user("secretary", finance.organisation))
    noted(row, PaymentReceived, date(2026, 5, 1), amount=Decimal(150))
    row.refresh_from_db()
    assert (row.is_posted, row.credit) == (True, 50)
    return row


def prepared(loan, account, actor, amount="50", **values) -> PaymentOrder:
    terms = {
        "loan": loan, "account": account, "payee": payee(), "amount": Decimal(amount),
        "wording": "Trop-perçu", "wanted_on": ON, "actor": actor, "idempotency_key": uuid4(),
        **values,
    }  # fmt: skip
    return prepare_refund(**terms)


def approved(loan, account, finance, **values) -> PaymentOrder:
    order = prepared(loan, account, finance, **values)
    return approve_order(order=order, actor=user("director", finance.organisation), at=AT)


def sent(loan, account, finance, on=ON, **values) -> PaymentOrder:
    order = approved(loan, account, finance, **values)
    send_payments(account=account, orders=[order], actor=finance, on=on)
    return order


def answered(finance, order, code, reason="", on=ON):
    content = status_file((order.number, code, reason), message_id=f"BQ-{order.number}-{code}")
    return settle_bank_file(
        organisation=finance.organisation, name="b.xml", content=content, actor=finance, on=on
    )


def credit_of(loan) -> Decimal:
    loan.refresh_from_db()
    return loan.credit


def balance(loan, part: str) -> Decimal:
    rows = LedgerPosting.objects.filter(
        account__number=account_numbers(loan.organisation_id)[part]
    ).values_list("debit", "credit")
    return sum((debit - credit for debit, credit in rows), Decimal(0))


def test_an_overpayment_leaves_in_a_file_and_is_noted_when_executed(finance, account, loan):
    assert (balance(loan, "bank"), balance(loan, "credit")) == (-1050, -50)
    order = sent(loan, account, finance)
    file = BankFile.objects.get()
    refuse_invalid(etree.fromstring(content_of(file.stored_file)), SCHEMA)
    assert (file.total, credit_of(loan)) == (50, 50)

    answered(finance, order, "ACSC")
    assert (credit_of(loan), left_to_refund(loan, ON)) == (0, 0)
    assert (balance(loan, "bank"), balance(loan, "credit")) == (-1100, 0)
    row = LoanOperation.objects.get(kind="refund")
    assert (row.amount, row.on, row.reason) == (50, ON, f"Virement {order.number}")
    assert first_difference_of(loan) == ""


def test_who_prepared_it_does_not_approve_it(finance, account, loan):
    with pytest.raises(SamePerson):
        approve_order(order=prepared(loan, account, finance), actor=finance, at=AT)


def test_two_parts_never_pass_the_advance(finance, account, loan):
    prepared(loan, account, finance, "30")
    with pytest.raises(RefundRefused, match="Il reste 20,00") as refusal:
        prepared(loan, account, finance, "20.01")
    assert refusal.value.field == "amount"
    prepared(loan, account, finance, "20")
    assert left_to_refund(loan, ON) == 0


def test_what_falls_due_by_that_day_takes_the_advance_first(finance, account, loan):
    with pytest.raises(RefundRefused, match="Il reste 0,00"):
        prepared(loan, account, finance, wanted_on=DUE)
    order = approved(loan, account, finance)
    with pytest.raises(RefundRefused, match="Il reste 0,00"):
        send_payments(account=account, orders=[order], actor=finance, on=DUE)
    assert not BankFile.objects.exists()


def test_the_same_key_is_the_same_order_even_once_executed(finance, account, loan):
    key = uuid4()
    order = sent(loan, account, finance, idempotency_key=key)
    answered(finance, order, "ACSC")
    assert prepared(loan, account, finance, idempotency_key=key) == order
    with pytest.raises(PaymentKeyReused):
        prepared(loan, account, finance, "49", idempotency_key=key)


def test_what_is_ordered_is_not_noted_by_hand(finance, account, loan):
    order = prepared(loan, account, finance, "10")
    with pytest.raises(RefundOrdered, match=order.number):
        noted(loan, CreditRefunded, ON, amount=Decimal(10))
    cancel_order(order=order, reason="Rendu par chèque", actor=finance)
    noted(loan, CreditRefunded, ON, amount=Decimal(50))
    with pytest.raises(RefundRefused, match="Il reste 0,00"):
        prepared(loan, account, finance)


def test_a_rejection_gives_nothing_back(finance, account, loan):
    answered(finance, sent(loan, account, finance), "RJCT", "AC04")
    assert (credit_of(loan), left_to_refund(loan, ON)) == (50, 50)


def test_a_transfer_that_comes_back_is_to_be_given_again(finance, account, loan):
    order = sent(loan, account, finance)
    answered(finance, order, "ACSC")
    answered(finance, order, "RJCT", "AC04", on=LATER)
    assert (credit_of(loan), left_to_refund(loan, LATER)) == (50, 50)
    assert (balance(loan, "bank"), balance(loan, "credit")) == (-1050, -50)
    again = sent(loan, account, finance, LATER, wanted_on=LATER)
    answered(finance, again, "ACSC", on=LATER)
    assert credit_of(loan) == 0


def test_a_loan_of_another_carrier_is_given_back_by_it(finance, account, loan):
    loan.__class__.objects.update(is_posted=False)
    with pytest.raises(RefundRefused, match="c’est lui qui rend"):
        prepared(loan, account, finance)


def test_what_the_loan_refuses_is_said_and_counts_until_it_is_noted(finance, account, loan):
    order = sent(loan, account, finance)
    # The borrower pays the loan off meanwhile: 1 100 € to come, 50 € in advance.
    noted(loan, Repaid, ON, amount=Decimal(1050))
    reading = answered(finance, order, "ACSC")
    assert any("à noter à la main" in line["outcome"] for line in reading.file.lines)
    assert left_to_refund(loan, ON) == -50  # given back, and taken by the loan too
    with pytest.raises(RefundRefused):
        prepared(loan, account, finance, "1")


def test_an_accounting_officer_is_asked_and_the_loan_notes_it(finance, loan):
    account = officer_account(finance)
    order = sent(loan, account, finance, counterpart="419100")
    assert (order.counterpart, BankFile.objects.get().kind) == ("419100", "demandes")
    answer = officer_answer(f"{order.number};payee;{ON:%d/%m/%Y};;50,00")
    settle_bank_file(
        organisation=finance.organisation, name="r.csv", content=answer, actor=finance, on=ON
    )
    assert credit_of(loan) == 0
