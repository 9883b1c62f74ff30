"""Two people on one payment, at once, on real connections."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.banking.models import BankFile, PaymentOrder
from levier.banking.services import approve_order, cancel_order, hand_over
from levier.claims.models import CallPayment
from levier.claims.services import pay_indemnity
from levier.claims.services.money import Accounts
from levier.kernel.errors import DomainError
from levier.ledger.services import open_account
from levier.rules.servicing.operations import CreditRefunded, PaymentReceived
from levier.servicing.models import LoanOperation
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.pay_call import prepare_indemnity
from levier.workflows.pay_commitment import left_to_pay, prepare_payment
from levier.workflows.refund_loan import prepare_refund
from tests.factories.accounts import user
from tests.factories.banking import AT, DAY, approved, house_account, order, payee
from tests.factories.claims import TODAY, accepted, carried_here
from tests.factories.portfolio import engagement_grant
from tests.factories.servicing import noted, running_loan
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_two_parts_prepared_at_once_never_pass_the_grant():
    finance = user("finance")
    account = house_account(finance)
    grant = engagement_grant(user("secretary", finance.organisation))

    def part():
        return prepare_payment(
            commitment=grant, account=account, payee=payee(), amount=Decimal(1200),
            wording="Prime", wanted_on=DAY, actor=finance, idempotency_key=uuid4(),
        )  # fmt: skip

    outcomes = at_once(part, part)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert left_to_pay(grant) == 800


def test_an_order_approved_and_given_up_at_once_does_one_of_them():
    finance = user("finance")
    row = order(finance)
    director = user("director", finance.organisation)

    def approve():
        return approve_order(order=PaymentOrder.objects.get(pk=row.pk), actor=director, at=AT)

    def give_up():
        found = PaymentOrder.objects.get(pk=row.pk)
        return cancel_order(order=found, reason="RIB changé", actor=finance)

    at_once(approve, give_up)
    row.refresh_from_db()
    # Given up last, it may follow the approval; approved last, never a given-up order.
    assert row.state in ("approved", "cancelled")
    assert (row.state == "approved") is (row.refusal == "")


def test_two_people_hand_over_the_same_orders_in_one_file_only():
    finance = user("finance")
    account = house_account(finance)
    rows = [approved(finance, account), approved(finance, account)]

    def make():
        return hand_over(account=account, orders=rows, actor=finance, on=DAY)

    outcomes = at_once(make, make)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert BankFile.objects.get().line_count == 2


def test_a_payment_prepared_and_one_noted_by_hand_at_once_are_one_payment():
    finance = user("finance")
    account = house_account(finance)
    grant = engagement_grant(user("secretary", finance.organisation))

    def prepare():
        return prepare_payment(
            commitment=grant, account=account, payee=payee(), amount=Decimal(2000),
            wording="Prime", wanted_on=DAY, actor=finance, idempotency_key=uuid4(),
        )  # fmt: skip

    def note_by_hand():
        return set_up_commitment(commitment=grant, on=DAY, actor=finance, key=uuid4())

    outcomes = at_once(prepare, note_by_hand)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    grant.refresh_from_db()
    assert PaymentOrder.objects.exists() is (grant.state == "open")
    assert left_to_pay(grant) == 0


def test_an_indemnity_prepared_and_one_noted_by_hand_at_once_are_one_payment():
    finance = user("finance")
    account = house_account(finance, ledger_account="512100")
    for number in ("681000", "512100"):
        open_account(organisation=finance.organisation, actor=None, number=number, label="Compte")
    call = carried_here(accepted(user("secretary", finance.organisation)))

    def prepare():
        return prepare_indemnity(
            call=call, account=account, amount=Decimal(20000), is_balance=True,
            wording="Indemnité", wanted_on=TODAY, actor=finance, idempotency_key=uuid4(),
            counterpart="681000",
        )  # fmt: skip

    def note_by_hand():
        return pay_indemnity(
            call=call, amount=Decimal(20000), paid_on=TODAY, today=TODAY, actor=finance,
            is_balance=True, idempotency_key=uuid4(), accounts=Accounts("681000", "512100"),
        )  # fmt: skip

    outcomes = at_once(prepare, note_by_hand)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert PaymentOrder.objects.count() + CallPayment.objects.count() == 1
    outcomes = at_once(prepare, prepare)
    assert PaymentOrder.objects.count() + CallPayment.objects.count() == 1


def test_a_refund_prepared_and_one_noted_by_hand_at_once_are_one_refund():
    finance = user("finance")
    account = house_account(finance)
    loan = running_loan(user("secretary", finance.organisation))
    noted(loan, PaymentReceived, date(2026, 5, 1), amount=Decimal(150))
    day = date(2026, 5, 4)

    def prepare():
        return prepare_refund(
            loan=loan, account=account, payee=payee(), amount=Decimal(50), wording="Trop-perçu",
            wanted_on=day, actor=finance, idempotency_key=uuid4(),
        )  # fmt: skip

    def note_by_hand():
        return noted(loan, CreditRefunded, day, actor=finance, amount=Decimal(50))

    outcomes = at_once(prepare, note_by_hand)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    refunds = LoanOperation.objects.filter(kind="refund")
    assert PaymentOrder.objects.count() + refunds.count() == 1
