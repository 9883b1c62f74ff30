"""The night compares what left by the bank, or came back, with entries, calls and schedules."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.banking.models import HouseAccount, PaymentOrder
from levier.banking.services import approve_order, set_house_account
from levier.claims.models import CallPayment
from levier.jobs.models import NightCheck
from levier.jobs.services import run_ticks
from levier.ledger.models import LedgerEntry
from levier.ledger.services import open_account, reverse_entry
from levier.portfolio.services import sign_contract
from levier.rules.servicing.operations import CreditRefunded, PaymentReceived, TranchePaid
from levier.servicing.models import RunningLoan
from levier.servicing.services import first_difference_of, usual_accounts
from levier.web.ticks import check_every_payment
from levier.workflows.check_payments import check_payments, payments_compared
from levier.workflows.pay_call import prepare_indemnity
from levier.workflows.pay_commitment import prepare_payment, send_payments, settle_bank_file
from levier.workflows.refund_loan import prepare_refund
from tests.factories.accounts import house, user
from tests.factories.banking import AT, HOUSE_IBAN, house_account, payee, status_file
from tests.factories.claims import TODAY, accepted, carried_here
from tests.factories.committees import HELD_ON
from tests.factories.contracts import MADE_ON, contract
from tests.factories.correspondence import PDF
from tests.factories.ledger import double, erase, falsify
from tests.factories.portfolio import engagement_grant, loan
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
DAY = HELD_ON + timedelta(days=14)
LATER = DAY + timedelta(days=3)
LENT_ON = date(2024, 7, 1)
ALSO = LENT_ON + timedelta(days=10)


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = user("finance")
    for number in ("512100", "657100", "681000"):
        open_account(organisation=found.organisation, actor=None, number=number, label="Compte")
    return found


@pytest.fixture
def account(finance):
    return house_account(finance, ledger_account="512100")


@pytest.fixture
def secretary(finance):
    return user("secretary", finance.organisation)


def sent(order: PaymentOrder, actor, on=DAY) -> PaymentOrder:
    approve_order(order=order, actor=user("director", actor.organisation), at=AT)
    send_payments(account=order.account, orders=[order], actor=actor, on=on)
    return order


def answered(order, actor, code, on=DAY):
    content = status_file((order.number, code, "AC04"), message_id=f"BQ-{order.number}-{code}")
    return settle_bank_file(
        organisation=actor.organisation, name="b.xml", content=content, actor=actor, on=on
    )


def executed(order, actor, on=DAY) -> PaymentOrder:
    answered(sent(order, actor, on), actor, "ACSC", on)
    order.refresh_from_db()
    return order


def came_back(order, actor, on=LATER):
    answered(order, actor, "RJCT", on)


def grant_order(account, actor, secretary, **values) -> PaymentOrder:
    """Prepare the 2 000 € of a grant."""
    terms = {
        "commitment": engagement_grant(secretary), "account": account, "payee": payee(),
        "amount": Decimal(2000), "wanted_on": DAY, "wording": "Prime", "actor": actor,
        "idempotency_key": uuid4(), "counterpart": "657100", **values,
    }  # fmt: skip
    return prepare_payment(**terms)


@pytest.fixture
def paid(account, finance, secretary) -> PaymentOrder:
    """A grant of 2 000 €, paid and posted."""
    return executed(grant_order(account, finance, secretary), finance)


def found(actor) -> list[str]:
    return payments_compared(actor.organisation).found


# ── A grant ───────────────────────────────────────────────────────────────────────────────────
def test_a_clean_house_has_no_difference_and_a_second_night_changes_nothing(finance, paid):
    assert (check_every_payment(DAY), check_every_payment(DAY)) == (0, 0)
    check = NightCheck.objects.get(organisation=finance.organisation)
    assert (check.subject, check.read, check.holds) == ("payments", 1, True)
    came_back(paid, finance)
    assert found(finance) == []
    assert LedgerEntry.objects.count() == 2


def begins(order: PaymentOrder) -> str:
    name = order.subject_label.partition(" · ")[0]
    return f"{name}, paiement {order.number} de 2\u202f000,00\u00a0€, exécuté le "


def test_an_entry_that_is_missing_is_said(finance, paid):
    erase(LedgerEntry.objects.get())
    [sentence] = found(finance)
    assert sentence.startswith(begins(paid))
    assert sentence.endswith("aucune écriture.")


@pytest.mark.parametrize("amount", ["1999.99", "2000.01"])
def test_an_entry_of_another_amount_is_said(finance, paid, amount):
    falsify(LedgerEntry.objects.get(), amount)
    [sentence] = found(finance)
    assert sentence.startswith(begins(paid))
    assert "l’écriture n°\u00a01 porte" in sentence


@pytest.mark.parametrize("key", ["payment:{}", "reprise:{}"])
def test_an_entry_that_is_doubled_is_said(finance, paid, key):
    double(LedgerEntry.objects.get(), key.format(uuid4()))
    [sentence] = found(finance)
    assert sentence.startswith(paid.subject_label.partition(" · ")[0])
    assert sentence.endswith("2\u202f000,00\u00a0€, double la n°\u00a01.")


def test_an_entry_that_is_not_undone_is_said(finance, paid):
    came_back(paid, finance)
    erase(LedgerEntry.objects.get(reverses__isnull=False))
    [sentence] = found(finance)
    assert sentence.startswith(begins(paid))
    assert sentence.endswith(": revenu, l’écriture n°\u00a01 n’est pas contre-passée.")


def test_an_entry_undone_while_the_money_is_gone_is_said(finance, paid):
    entry = LedgerEntry.objects.get()
    reverse_entry(entry=entry, actor=finance, day=LATER, key="main", reason="Erreur")
    [sentence] = found(finance)
    assert sentence.endswith("est contre-passée, et rien ne la remplace.")


def test_a_payment_executed_and_sent_back_by_one_file_awaits_nothing(finance, account, secretary):
    order = sent(grant_order(account, finance, secretary), finance)
    content = status_file((order.number, "ACSC", ""), (order.number, "RJCT", "AC04"))
    settle_bank_file(
        organisation=finance.organisation, name="b.xml", content=content, actor=finance, on=DAY
    )
    order.refresh_from_db()
    assert (order.state, LedgerEntry.objects.count(), found(finance)) == ("returned", 0, [])


def test_what_has_no_account_of_the_chart_awaits_nothing_even_once_it_has(finance, secretary):
    account = house_account(finance)
    executed(grant_order(account, finance, secretary), finance)
    executed(grant_order(account, finance, secretary, counterpart=""), finance)
    assert (LedgerEntry.objects.count(), found(finance)) == (0, [])
    # The account is given its number: what was paid before stays out of the ledger.
    set_house_account(
        organisation=finance.organisation, actor=finance, account=HouseAccount.objects.get(),
        iban=HOUSE_IBAN, bic="AGRIFRPPXXX", ledger_account="512100",
    )  # fmt: skip
    account.refresh_from_db()
    assert found(finance) == []
    after = executed(grant_order(account, finance, secretary), finance)
    assert found(finance) == []
    erase(LedgerEntry.objects.get())
    [sentence] = found(finance)
    assert after.number in sentence


# ── An indemnity ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def call(secretary):
    """20 000 € owed by the house."""
    return carried_here(accepted(secretary))


def indemnity(call, account, actor, counterpart="681000") -> PaymentOrder:
    return prepare_indemnity(
        call=call, account=account, amount=Decimal(20000), is_balance=True, wording="Indemnité",
        wanted_on=TODAY, actor=actor, idempotency_key=uuid4(), counterpart=counterpart,
    )  # fmt: skip


def test_an_indemnity_on_its_call_holds_until_its_call_forgets_it(finance, account, call):
    order = executed(indemnity(call, account, finance), finance, TODAY)
    assert found(finance) == []
    CallPayment.objects.update(amount=Decimal(19999))
    [sentence] = found(finance)
    assert sentence.endswith("19\u202f999,00\u00a0€ notés sur l’appel.")
    CallPayment.objects.update(amount=Decimal(20000))
    came_back(order, finance, TODAY)
    assert found(finance) == []
    CallPayment.objects.filter(kind="returned").delete()
    [sentence] = found(finance)
    assert sentence.endswith("l’appel le dit toujours payé.")


def test_an_indemnity_that_the_ledger_refused_is_said_until_it_is_noted(finance, account, call):
    order = executed(indemnity(call, account, finance, "999999"), finance, TODAY)
    [sentence] = found(finance)
    assert sentence.startswith(f"Indemnité de {call.commitment.number}, solde, paiement ")
    assert f"{order.number} de 20\u202f000,00\u00a0€, exécuté le" in sentence
    assert sentence.endswith("pas noté sur l’appel, aucune écriture.")


# ── An overpayment ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def overpaid(secretary):
    """1 200 € at 0 %, 100 € a month from 1 May: 150 € paid on 1 May, 50 € too much."""
    row = running_loan(secretary)
    noted(row, PaymentReceived, date(2026, 5, 1), amount=Decimal(150))
    return row


def refund(loan_row, account, actor) -> PaymentOrder:
    return prepare_refund(
        loan=loan_row, account=account, payee=payee(), amount=Decimal(50), wording="Trop-perçu",
        wanted_on=date(2026, 5, 4), actor=actor, idempotency_key=uuid4(),
    )  # fmt: skip


def test_an_overpayment_given_back_then_sent_back_leaves_no_difference(finance, account, overpaid):
    on = date(2026, 5, 4)
    order = executed(refund(overpaid, account, finance), finance, on)
    assert found(finance) == []
    came_back(order, finance, on + timedelta(days=1))
    assert found(finance) == []


def test_an_overpayment_executed_and_not_on_its_loan_is_said(finance, account, overpaid):
    on = date(2026, 5, 4)
    order = sent(refund(overpaid, account, finance), finance, on)
    PaymentOrder.objects.update(state="executed", executed_on=on)  # the loan was never told
    [sentence] = found(finance)
    assert sentence.startswith(f"Trop-perçu de {overpaid.commitment.number}, paiement ")
    assert sentence.endswith("pas noté sur le prêt, aucune écriture.")
    noted(overpaid, CreditRefunded, on, amount=Decimal(50))
    assert found(finance) == []
    assert order.amount == 50


def test_an_overpayment_that_came_back_and_is_still_on_its_loan_is_said(finance, account, overpaid):
    on = date(2026, 5, 4)
    executed(refund(overpaid, account, finance), finance, on)
    PaymentOrder.objects.update(state="returned", returned_on=on)
    [sentence] = found(finance)
    assert sentence.endswith("le prêt le dit toujours rendu.")


# ── A loan ────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def lent(finance, secretary):
    """A loan of 10 000 € at 0 % over 40 months, its contract signed."""
    usual_accounts(organisation=finance.organisation, actor=finance)
    row = loan(secretary, months=40)
    sign_contract(
        contract=contract(row, finance), signed_on=MADE_ON, name="s.pdf", content=PDF, on=MADE_ON,
        actor=finance,
    )  # fmt: skip
    return row


def payout(lent, account, actor, amount="10000", on=LENT_ON) -> PaymentOrder:
    return prepare_payment(
        commitment=lent, account=account, payee=payee(), amount=Decimal(amount), wording="Prêt",
        wanted_on=on, actor=actor, idempotency_key=uuid4(),
    )  # fmt: skip


def test_a_loan_paid_sent_back_and_replaced_holds_at_each_step(finance, account, lent):
    first = executed(payout(lent, account, finance), finance, LENT_ON)
    assert found(finance) == []
    came_back(first, finance, ALSO)
    assert found(finance) == []
    back = LedgerEntry.objects.get(key=f"payout-return:{first.pk}")
    executed(payout(lent, account, finance, on=ALSO), finance, ALSO)
    assert found(finance) == []
    again = LedgerEntry.objects.get(key__startswith="payout-again:")

    falsify(again, "9000")
    [sentence] = found(finance)
    assert sentence.endswith(f"l’écriture n°\u00a0{again.number} porte 9\u202f000,00\u00a0€.")
    falsify(again, "10000")
    double(back, f"payout-return:{uuid4()}")
    [sentence] = found(finance)
    assert sentence.endswith(f"double la n°\u00a0{back.number}.")


def test_a_replacement_that_is_not_posted_is_said(finance, account, lent):
    came_back(executed(payout(lent, account, finance), finance, LENT_ON), finance, ALSO)
    executed(payout(lent, account, finance, on=ALSO), finance, ALSO)
    erase(LedgerEntry.objects.get(key__startswith="payout-again:"))
    [sentence] = found(finance)
    assert sentence.startswith(lent.number)
    assert "10\u202f000,00\u00a0€ exécutés par la banque, 0,00\u00a0€ par l’échéancier" in sentence


def test_a_return_that_is_not_posted_is_said(finance, account, lent):
    came_back(executed(payout(lent, account, finance), finance, LENT_ON), finance, ALSO)
    erase(LedgerEntry.objects.get(key__startswith="payout-return:"))
    [sentence] = found(finance)
    assert "0,00\u00a0€ exécutés par la banque, 10\u202f000,00\u00a0€ par" in sentence


def test_a_tranche_that_came_back_leaves_no_difference(finance, account, lent):
    executed(payout(lent, account, finance, "5000"), finance, LENT_ON)
    second = executed(payout(lent, account, finance, "5000", ALSO), finance, ALSO)
    came_back(second, finance, ALSO + timedelta(days=1))
    running = RunningLoan.objects.get(commitment=lent)
    assert (running.drawn, found(finance)) == (5000, [])
    # The house pays by cheque: that tranche is noted by hand.
    noted(running, TranchePaid, ALSO + timedelta(days=2), amount=Decimal(5000))
    running.refresh_from_db()
    assert (first_difference_of(running), running.drawn, found(finance)) == ("", 10_000, [])


def test_a_tranche_that_the_loan_refused_is_said(finance, account, lent):
    executed(payout(lent, account, finance, "5000"), finance, LENT_ON)
    order = payout(lent, account, finance, "5000", ALSO)
    noted(RunningLoan.objects.get(commitment=lent), TranchePaid, ALSO, amount=Decimal("0.01"))
    executed(order, finance, ALSO)
    [sentence] = found(finance)
    assert "10\u202f000,00\u00a0€ exécutés par la banque, 5\u202f000,01\u00a0€ par" in sentence


def test_a_loan_without_a_schedule_is_said_until_it_opens(finance, account, lent):
    kept = lent.contracts.get()
    kept.terms["first_due"] = "2024-06-30"
    kept.save()
    order = executed(payout(lent, account, finance), finance, LENT_ON)
    [sentence] = found(finance)
    assert f"paiement {order.number} de 10\u202f000,00\u00a0€" in sentence
    assert sentence.endswith("aucun échéancier ouvert, aucune écriture.")


# ── Nights ────────────────────────────────────────────────────────────────────────────────────
def test_a_night_that_dies_between_two_houses_starts_again(finance, paid, monkeypatch):
    other = house()

    def dies(*, organisation, on):
        if organisation == other:
            raise RuntimeError
        return check_payments(organisation=organisation, on=on)

    ticks = {"web.payments": check_every_payment}
    with monkeypatch.context() as patched:
        patched.setattr("levier.web.ticks.check_payments", dies)
        assert run_ticks(day=DAY, ticks=ticks).failed == ("web.payments",)
    assert NightCheck.objects.count() == 1
    assert run_ticks(day=DAY, ticks=ticks).done == ("web.payments",)
    assert run_ticks(day=DAY, ticks=ticks).done == ()
    assert {check.organisation for check in NightCheck.objects.all()} == {
        finance.organisation, other,
    }  # fmt: skip


# ── Bounds ────────────────────────────────────────────────────────────────────────────────────
def queries(actor) -> int:
    with CaptureQueriesContext(connection) as context:
        payments_compared(actor.organisation)
    return len(context)


def test_the_number_of_queries_does_not_depend_on_the_rows(
    finance, account, paid, call, overpaid, lent, secretary
):
    executed(indemnity(call, account, finance), finance, TODAY)
    executed(refund(overpaid, account, finance), finance, date(2026, 5, 4))
    executed(payout(lent, account, finance, "5000"), finance, LENT_ON)
    before = queries(finance)
    for _ in range(3):
        executed(grant_order(account, finance, secretary), finance)
    executed(payout(lent, account, finance, "5000", ALSO), finance, ALSO)
    assert (found(finance), queries(finance)) == ([], before)
    assert before <= 20

    for entry in LedgerEntry.objects.filter(key__startswith="payment:"):
        erase(entry)
    check = check_payments(organisation=finance.organisation, on=DAY)
    assert (check.faults, queries(finance)) == (4, before + 2)
    assert begins(paid) in check.first_difference
    assert payments_compared(house()).found == []
