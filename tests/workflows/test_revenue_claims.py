"""An accounting officer collects clawbacks and commissions: ordered once, noted when collected."""

from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.errors import PaymentRefused
from levier.banking.models import RevenueOrder
from levier.claims.services import commission_of
from levier.ledger.models import LedgerEntry
from levier.portfolio.services import give_up_clawback, note_clawback_receipt, received_of
from levier.workflows.pay_commitment import settle_bank_file
from levier.workflows.revenue_orders import claims_due, issue_orders_due
from tests.factories.accounts import user
from tests.factories.banking import officer_account, officer_answer
from tests.factories.claims import SET_UP_ON, running
from tests.factories.claims import TODAY as MUCH_LATER
from tests.factories.clawbacks import TODAY, clawback, paid_grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("finance")


@pytest.fixture
def account(finance):
    return officer_account(finance)


@pytest.fixture
def asked(finance):
    """500 € of a grant of 2 000 € asked back, 200 € received already."""
    row = clawback(paid_grant(finance), finance)
    received(row, finance, "200")
    return row


@pytest.fixture
def guarantee(finance):
    """A guarantee of the house, 720 € of commission due from its set-up."""
    row = running(user("secretary", finance.organisation))
    row.carrier.is_house = True
    row.carrier.save()
    row.guarantee.commission_amount = Decimal(720)
    row.guarantee.save()
    return row


def received(row, actor, amount):
    return note_clawback_receipt(
        clawback=row, amount=Decimal(amount), received_on=TODAY, today=TODAY, actor=actor,
        idempotency_key=uuid4(),
    )  # fmt: skip


def issued(account, finance, on) -> RevenueOrder:
    return issue_orders_due(account=account, actor=finance, on=on).revenue_orders.get()


def collected(finance, order, amount, on):
    answer = officer_answer(f"{order.number};recouvré;{on:%d/%m/%Y};;{amount}")
    return settle_bank_file(
        organisation=finance.organisation, name="r.csv", content=answer, actor=finance, on=on
    )


def test_what_is_left_of_a_clawback_is_ordered_once_and_settles_it(finance, account, asked):
    order = issued(account, finance, TODAY)
    assert (order.amount, order.due_on) == (300, TODAY)
    assert order.subject == f"portfolio.Clawback:{asked.pk}"
    assert "reversement de la prime" in order.subject_label
    assert order.debtor_name == asked.commitment.case.holder_name
    with pytest.raises(PaymentRefused, match="déjà son titre"):
        issued(account, finance, TODAY)

    reading = collected(finance, order, "300,00", TODAY)
    asked.refresh_from_db()
    assert (asked.state, received_of(asked)) == ("settled", 500)
    assert len(reading.file.lines) == 1
    assert claims_due(finance.organisation, TODAY) == []


def test_what_was_received_meanwhile_is_said_beside_the_line(finance, account, asked):
    order = issued(account, finance, TODAY)
    received(asked, finance, "300")
    reading = collected(finance, order, "300,00", TODAY)
    assert any("à noter à la main" in line["outcome"] for line in reading.file.lines)
    assert received_of(asked) == 500


def test_a_clawback_given_up_or_of_another_carrier_is_not_ordered(finance, asked):
    carrier = asked.commitment.carrier
    carrier.is_house = False
    carrier.save()
    assert claims_due(finance.organisation, TODAY) == []
    carrier.is_house = True
    carrier.save()
    assert [each.amount for each in claims_due(finance.organisation, TODAY)] == [300]
    give_up_clawback(clawback=asked, reason="Remise gracieuse", on=TODAY, actor=finance)
    assert claims_due(finance.organisation, TODAY) == []


def test_a_commission_is_ordered_from_the_set_up_and_noted_without_an_entry(
    finance, account, guarantee
):
    order = issued(account, finance, MUCH_LATER)
    assert (order.amount, order.due_on) == (720, SET_UP_ON)
    collected(finance, order, "720,00", MUCH_LATER)
    found = commission_of(guarantee, MUCH_LATER)
    assert (found.received, found.left) == (720, 0)
    assert not LedgerEntry.objects.exists()
    assert claims_due(finance.organisation, MUCH_LATER) == []


def test_a_commission_of_another_carrier_is_not_ordered(finance, guarantee):
    guarantee.carrier.is_house = False
    guarantee.carrier.save()
    assert claims_due(finance.organisation, MUCH_LATER) == []
