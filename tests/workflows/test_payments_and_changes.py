"""What changes while a payment is on its way: what left is a fact, and nothing leaves twice."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.errors import PaymentRefused
from levier.banking.services import approve_order
from levier.portfolio.errors import ClawbackRefused, ContractRefused, PaymentUnderWay
from levier.portfolio.models import Commitment
from levier.portfolio.services import amend, ask_back, cancel, lapse, left_to_ask, sign_contract
from levier.rules.schedules import Method
from levier.workflows.commitment_contract import draft_contract, make_contract, signed_choice
from levier.workflows.pay_commitment import prepare_payment, send_payments, settle_bank_file
from levier.workflows.schedule_choice import Choice
from tests.factories.accounts import user
from tests.factories.banking import AT, house_account, payee, status_file
from tests.factories.committees import HELD_ON
from tests.factories.contracts import MADE_ON, contract
from tests.factories.correspondence import PDF
from tests.factories.portfolio import engagement_grant, loan

pytestmark = pytest.mark.django_db
ON = HELD_ON + timedelta(days=14)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def account(finance):
    return house_account(finance)


@pytest.fixture
def grant(finance):
    return engagement_grant(user("secretary", finance.organisation))


def approved(row, account, actor, amount=None, on=ON):
    order = prepare_payment(
        commitment=row, account=account, payee=payee(), amount=amount or row.amount,
        wording="Versement", wanted_on=on, actor=actor, idempotency_key=uuid4(),
    )  # fmt: skip
    return approve_order(order=order, actor=user("director", actor.organisation), at=AT)


def sent(row, account, actor, amount=None, on=ON):
    order = approved(row, account, actor, amount, on)
    send_payments(account=account, orders=[order], actor=actor, on=on)
    return order


def answered(actor, content, on=ON):
    return settle_bank_file(
        organisation=actor.organisation, name="banque.xml", content=content, actor=actor, on=on
    )


def test_what_left_on_the_last_day_of_validity_is_set_up_when_it_is_booked(grant, account, finance):
    Commitment.objects.filter(pk=grant.pk).update(valid_until=ON)
    grant.refresh_from_db()
    order = sent(grant, account, finance)
    answered(finance, status_file((order.number, "ACSC", "")), ON + timedelta(days=1))
    grant.refresh_from_db()
    assert (grant.state, grant.set_up_on) == ("set_up", ON + timedelta(days=1))


def test_nothing_is_given_up_or_amended_while_its_payment_is_at_the_bank(grant, account, finance):
    order = sent(grant, account, finance)
    with pytest.raises(PaymentUnderWay):
        cancel(commitment=grant, on=ON, reason="Abandonné", actor=finance)
    with pytest.raises(PaymentUnderWay):
        amend(commitment=grant, actor=finance, on=ON, reason="Moins", amount=Decimal(1500))
    Commitment.objects.filter(pk=grant.pk).update(valid_until=ON)
    grant.refresh_from_db()
    with pytest.raises(PaymentUnderWay):
        lapse(commitment=grant, on=ON + timedelta(days=1), actor=finance)
    answered(finance, status_file((order.number, "RJCT", "AC01")))
    cancel(commitment=grant, on=ON, reason="Abandonné", actor=finance)
    grant.refresh_from_db()
    assert grant.state == "cancelled"


def test_an_amendment_after_the_approval_never_lets_more_leave(grant, account, finance):
    order = approved(grant, account, finance)
    amend(commitment=grant, actor=finance, on=ON, reason="Moins", amount=Decimal(1500))
    with pytest.raises(PaymentRefused, match="500,00"):
        send_payments(account=account, orders=[order], actor=finance, on=ON)
    order.refresh_from_db()
    assert order.state == "approved"


def test_a_grant_paid_in_part_is_asked_back_up_to_what_left(grant, account, finance):
    order = sent(grant, account, finance, Decimal(100))
    answered(finance, status_file((order.number, "ACSC", "")))
    grant.refresh_from_db()
    assert left_to_ask(grant) == 100
    with pytest.raises(ClawbackRefused, match="100,00"):
        ask_back(
            commitment=grant, amount=Decimal("100.01"), reason="Non employée", decided_by="Comité",
            asked_on=ON, today=ON, actor=finance, idempotency_key=uuid4(),
        )  # fmt: skip


def test_a_contract_drafted_before_an_amendment_is_not_kept(finance):
    row = loan(user("secretary", finance.organisation))
    draft = draft_contract(row, MADE_ON, choice=Choice(method=Method.ANNUITY), start=MADE_ON)
    amend(
        commitment=Commitment.objects.get(pk=row.pk), actor=finance, on=MADE_ON, reason="Moins",
        amount=Decimal(8000),
    )  # fmt: skip
    with pytest.raises(ContractRefused, match="relisez"):
        make_contract(
            commitment=row, draft=draft, on=MADE_ON, actor=finance, idempotency_key=uuid4()
        )


def test_a_signed_contract_stands_while_its_payment_is_at_the_bank(finance, account):
    row = loan(user("secretary", finance.organisation))
    first = contract(row, finance)
    sign_contract(
        contract=first, signed_on=MADE_ON, name="signe.pdf", content=PDF, on=MADE_ON, actor=finance
    )
    sent(row, account, finance, on=ON)
    with pytest.raises(PaymentUnderWay):
        contract(row, finance)
    first.refresh_from_db()
    assert first.state == "signed"


def test_the_schedule_opens_on_the_first_due_date_that_was_signed(finance):
    row = loan(user("secretary", finance.organisation))
    first_due = MADE_ON + timedelta(days=45)
    choice = Choice(method=Method.ANNUITY, first_due=first_due)
    draft = draft_contract(row, MADE_ON, choice=choice, start=MADE_ON)
    made = make_contract(
        commitment=row, draft=draft, on=MADE_ON, actor=finance, idempotency_key=uuid4()
    )
    assert signed_choice(made)["first_due"] == first_due
