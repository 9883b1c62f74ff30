"""A loan that the house pays: each payment executed reaches its schedule, which alone posts it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.services import approve_order
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account
from levier.portfolio.services import sign_contract
from levier.rules.schedules import Method
from levier.rules.servicing.operations import TranchePaid
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import first_difference_of
from levier.workflows.pay_commitment import prepare_payment, send_payments, settle_bank_file
from levier.workflows.run_loan import open_loan
from levier.workflows.schedule_choice import Choice, ScheduleRefused
from tests.factories.accounts import user
from tests.factories.banking import (
    AT,
    HOUSE_IBAN,
    house_account,
    officer_account,
    payee,
    statement,
    statement_entry,
    statements,
    status_file,
)
from tests.factories.contracts import MADE_ON, contract
from tests.factories.correspondence import PDF
from tests.factories.portfolio import loan
from tests.factories.servicing import noted

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 1)
LATER = ON + timedelta(days=10)
HALF = Decimal(5000)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def account(finance):
    for number in ("512000", "274000"):
        open_account(organisation=finance.organisation, actor=None, number=number, label="Compte")
    return house_account(finance, ledger_account="512000")


@pytest.fixture
def lent(finance):
    """A loan of 10 000 € at 0 % over 40 months, its contract signed."""
    row = loan(user("secretary", finance.organisation), months=40)
    assert (row.carrier.is_house, row.amount) == (True, 10_000)
    signed = contract(row, finance)
    sign_contract(
        contract=signed, signed_on=MADE_ON, name="s.pdf", content=PDF, on=MADE_ON, actor=finance
    )
    return row


def sent(row, account, actor, amount=HALF, on=ON):
    order = prepare_payment(
        commitment=row, account=account, payee=payee(), amount=amount, wording="Prêt",
        wanted_on=on, actor=actor, idempotency_key=uuid4(), counterpart="274000",
    )  # fmt: skip
    approve_order(order=order, actor=user("director", actor.organisation), at=AT)
    send_payments(account=account, orders=[order], actor=actor, on=on)
    return order


def executed(actor, *orders, on=ON):
    statuses = [(order.number, "ACSC", "") for order in orders]
    return settle_bank_file(
        organisation=actor.organisation, name="b.xml", actor=actor, on=on,
        content=status_file(*statuses, message_id=f"BQ-{orders[0].number}"),
    )  # fmt: skip


def balances(house):
    rows = LedgerPosting.objects.filter(organisation=house).values_list(
        "account__number", "debit", "credit"
    )
    found: dict[str, Decimal] = {}
    for number, debit, credit in rows:
        found[number] = found.get(number, Decimal(0)) + debit - credit
    return found


def outcomes(reading):
    reading.file.refresh_from_db()
    assert reading.file.line_count == len(reading.file.lines)
    return [line["outcome"] for line in reading.file.lines]


def test_two_payments_are_one_loan_posted_once(lent, account, finance):
    first = executed(finance, sent(lent, account, finance))
    running = RunningLoan.objects.get(commitment=lent)
    assert (running.opened_on, running.drawn, running.outstanding) == (ON, 5_000, 5_000)
    assert balances(lent.organisation) == {"274000": 5_000, "512000": -5_000}
    assert f"échéancier de {lent.number} ouvert" in outcomes(first)

    executed(finance, sent(lent, account, finance, on=LATER), on=LATER)

    running.refresh_from_db()
    assert (running.drawn, running.outstanding) == (10_000, 10_000)
    assert balances(lent.organisation) == {"274000": 10_000, "512000": -10_000}
    assert not LedgerEntry.objects.filter(key__startswith="payment:").exists()
    # 10 000 € over 40 months at 0 %: 250 € a month.
    lines = running.versions.get(is_active=True).lines.order_by("number")
    assert [line.principal for line in lines] == [250] * 40


def test_two_payments_of_one_file_are_an_opening_and_a_tranche(lent, account, finance):
    orders = [sent(lent, account, finance), sent(lent, account, finance)]
    executed(finance, *orders)
    running = RunningLoan.objects.get(commitment=lent)
    kinds = running.operations.order_by("rank").values_list("kind", "amount")
    assert list(kinds) == [("opened", 5_000), ("tranche", 5_000)]
    assert balances(lent.organisation) == {"274000": 10_000, "512000": -10_000}


def returned(actor, order, on=LATER):
    return settle_bank_file(
        organisation=actor.organisation, name="r.xml", actor=actor, on=on,
        content=status_file((order.number, "RJCT", "AC04"), message_id=f"RT-{order.number}"),
    )  # fmt: skip


def test_a_tranche_that_came_back_leaves_the_loan_and_is_paid_again(lent, account, finance):
    executed(finance, sent(lent, account, finance))
    second = sent(lent, account, finance, on=LATER)
    executed(finance, second, on=LATER)

    returned(finance, second)

    running = RunningLoan.objects.get(commitment=lent)
    assert (running.drawn, running.outstanding) == (5_000, 5_000)
    assert balances(lent.organisation) == {"274000": 5_000, "512000": -5_000}
    executed(finance, sent(lent, account, finance, on=LATER), on=LATER)
    running.refresh_from_db()
    assert (running.drawn, running.outstanding) == (10_000, 10_000)
    assert balances(lent.organisation) == {"274000": 10_000, "512000": -10_000}
    assert not first_difference_of(running)


def test_a_payout_that_opened_the_schedule_and_came_back_is_replaced(lent, account, finance):
    """The schedule goes on; the ledger says that the money is at the bank until it leaves again."""
    first = sent(lent, account, finance, amount=Decimal(10_000))
    executed(finance, first)
    said = outcomes(returned(finance, first))
    running = RunningLoan.objects.get(commitment=lent)
    assert any("n’y ajoutera rien" in one for one in said)
    assert balances(lent.organisation) == {"274000": 0, "512000": 0}

    again = sent(lent, account, finance, amount=Decimal(10_000), on=LATER)
    said = outcomes(executed(finance, again, on=LATER))

    running.refresh_from_db()
    assert any("rien à ajouter" in one for one in said)
    assert (running.drawn, running.outstanding) == (10_000, 10_000)
    assert balances(lent.organisation) == {"274000": 10_000, "512000": -10_000}
    assert not first_difference_of(running)


def test_tranches_of_one_statement_are_noted_by_their_day(lent, account, finance):
    first, second, third = (sent(lent, account, finance, Decimal(n)) for n in (4000, 3000, 3000))
    executed(finance, first)
    lines = statement((second.number, "3000.00", "DBIT"), (third.number, "3000.00", "DBIT"))
    dated = lines.replace(b"2026-04-03", b"2024-07-20", 1).replace(b"2026-04-03", b"2024-07-10")
    settle_bank_file(
        organisation=finance.organisation, name="r.xml", content=dated, actor=finance,
        on=date(2024, 7, 21),
    )  # fmt: skip
    noted_on = LoanOperation.objects.order_by("rank").values_list("on", flat=True)
    assert list(noted_on) == [ON, date(2024, 7, 10), date(2024, 7, 20)]
    assert RunningLoan.objects.get(commitment=lent).drawn == 10_000


def test_what_the_loan_refuses_is_said_and_the_answer_of_the_bank_is_kept(lent, account, finance):
    order = sent(lent, account, finance, Decimal(10_000))
    # The only due date that the contract chose is before the money left.
    kept = lent.contracts.get()
    kept.terms["first_due"] = "2024-06-30"
    kept.save()
    reading = executed(finance, order)
    lent.refresh_from_db()
    order.refresh_from_db()
    assert (lent.state, order.state) == ("set_up", "executed")
    assert not RunningLoan.objects.exists() and not LedgerEntry.objects.exists()
    assert any("à ouvrir à la main" in each for each in outcomes(reading))


def test_a_tranche_refused_is_said_and_the_answer_of_the_bank_is_kept(lent, account, finance):
    executed(finance, sent(lent, account, finance))
    order = sent(lent, account, finance, on=LATER)
    running = RunningLoan.objects.get(commitment=lent)
    noted(running, TranchePaid, LATER, amount=Decimal("0.01"))
    reading = executed(finance, order, on=LATER)
    order.refresh_from_db()
    running.refresh_from_db()
    assert (order.state, running.drawn) == ("executed", Decimal("5000.01"))
    assert any("tranche à noter à la main" in each for each in outcomes(reading))


def test_a_schedule_opened_by_hand_takes_every_payment_executed(lent, account, finance):
    kept = lent.contracts.get()
    terms = kept.terms | {}
    orders = [sent(lent, account, finance), sent(lent, account, finance)]
    kept.terms["first_due"] = "2024-06-30"
    kept.save()
    executed(finance, *orders)
    kept.terms = terms
    lent.refresh_from_db()

    def opened(key, amount=None):
        choice = Choice(method=Method.ANNUITY, amount=amount)
        return open_loan(commitment=lent, choice=choice, actor=finance, key=key)

    with pytest.raises(ScheduleRefused, match="5\u202f000,00") as refused:
        opened(uuid4(), Decimal(10_000))
    assert refused.value.field == "amount"
    key = uuid4()
    assert opened(key).drawn == 10_000
    assert opened(key, HALF).drawn == 10_000
    assert LoanOperation.objects.count() == 2
    assert balances(lent.organisation) == {"274000": 10_000, "512000": -10_000}


def test_the_same_opening_after_a_later_tranche_notes_nothing_again(lent, account, finance):
    first = sent(lent, account, finance)
    executed(finance, first)
    executed(finance, sent(lent, account, finance, on=LATER), on=LATER)
    lent.refresh_from_db()
    key, choice = LoanOperation.objects.get(kind="opened").key, Choice(method=Method.ANNUITY)
    assert open_loan(commitment=lent, choice=choice, actor=finance, key=key).drawn == 10_000
    assert LoanOperation.objects.count() == 2


def test_the_counterpart_is_kept_for_an_accounting_officer_only(lent, account, finance):
    assert sent(lent, account, finance).counterpart == ""
    order = prepare_payment(
        commitment=lent, account=officer_account(finance), payee=payee(), amount=HALF,
        wording="Prêt", wanted_on=ON, actor=finance, idempotency_key=uuid4(), counterpart="274000",
    )  # fmt: skip
    assert order.counterpart == "274000"


def test_a_tranche_executed_and_sent_back_by_one_file_moves_nothing(lent, account, finance):
    """The schedule and the ledger never held it: nothing of it is to be undone."""
    executed(finance, sent(lent, account, finance))
    second = sent(lent, account, finance, on=LATER)
    content = status_file((second.number, "ACSC", ""), (second.number, "RJCT", "AC04"))
    settle_bank_file(
        organisation=finance.organisation, name="r.xml", content=content, actor=finance, on=LATER
    )
    second.refresh_from_db()
    assert (second.state, RunningLoan.objects.get().drawn) == ("returned", 5_000)
    assert balances(lent.organisation) == {"274000": 5_000, "512000": -5_000}


def test_a_tranche_sent_back_before_it_was_executed_moves_nothing(lent, account, finance):
    executed(finance, sent(lent, account, finance))
    second = sent(lent, account, finance, on=LATER)
    line = statement_entry(second.number, "5000.00", "CRDT", returned="AC04")
    settle_bank_file(
        organisation=finance.organisation, name="r.xml", actor=finance, on=date(2026, 4, 3),
        content=statements([(HOUSE_IBAN, [line])]),
    )  # fmt: skip
    second.refresh_from_db()
    assert (second.state, RunningLoan.objects.get().drawn) == ("returned", 5_000)
    assert balances(lent.organisation) == {"274000": 5_000, "512000": -5_000}
