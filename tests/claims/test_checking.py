"""The night compares what the house's guarantees moved with the entries it should have posted."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from levier.banking.services import hand_over, read_bank_file
from levier.claims.models import CallPayment, CommissionReceipt, Recovery
from levier.claims.services import (
    check_claims,
    claims_compared,
    note_commission,
    note_recovery,
    pay_indemnity,
    settle_order,
    undo_order,
)
from levier.claims.services.money import Accounts, entry_key
from levier.claims.ticks import check_every_claim
from levier.jobs.models import NightCheck
from levier.journal.services import target_of
from levier.ledger.comparing import Compared
from levier.ledger.models import LedgerEntry
from levier.ledger.services import open_account, reverse_entry
from tests.factories.accounts import house, user
from tests.factories.banking import approved, house_account, officer_account, status_file
from tests.factories.claims import TODAY, accepted, carried_here, running
from tests.factories.ledger import double, erase, falsify

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=5)
ACCOUNTS = Accounts("681000", "512100")


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = user("finance")
    for number in ("681000", "512100"):
        open_account(organisation=found.organisation, actor=None, number=number, label="Compte")
    return found


@pytest.fixture
def call(finance):
    """20 000 € owed by the house, 720 € of commission."""
    row = carried_here(accepted(user("secretary", finance.organisation)))
    row.commitment.guarantee.commission_amount = Decimal(720)
    row.commitment.guarantee.save()
    return row


@pytest.fixture
def moved(finance, call):
    """12 000 € then 8 000 € paid, 1 000 € recovered (800 € kept), 720 € of commission."""
    paid(call, finance, "12000", is_balance=False)
    paid(call, finance, "8000")
    note_recovery(call=call, amount=Decimal(1000), received_on=TODAY, **terms(finance))
    note_commission(
        commitment=call.commitment, amount=Decimal(720), received_on=TODAY, **terms(finance)
    )
    return call


def terms(actor):
    return {"today": TODAY, "actor": actor, "idempotency_key": uuid4(), "accounts": ACCOUNTS}


def paid(call, actor, amount, *, is_balance=True):
    return pay_indemnity(
        call=call, amount=Decimal(amount), paid_on=TODAY, is_balance=is_balance, **terms(actor)
    )


def found(actor) -> list[str]:
    return claims_compared(actor.organisation).found


def entry_of(model, **values) -> LedgerEntry:
    return LedgerEntry.objects.get(key=entry_key(model.objects.get(**values).pk))


# ── A clean house ─────────────────────────────────────────────────────────────────────────────
def test_a_clean_house_has_no_difference_and_a_second_night_changes_nothing(finance, moved):
    assert (check_every_claim(TODAY), check_every_claim(TODAY)) == (0, 0)
    check = NightCheck.objects.get(organisation=finance.organisation)
    assert (check.subject, check.read, check.holds) == ("claims", 4, True)
    assert LedgerEntry.objects.count() == 4


def test_what_another_body_carries_and_what_is_zero_await_nothing(finance):
    row = accepted(user("secretary", finance.organisation))
    values = {"today": TODAY, "actor": finance, "paid_on": TODAY}
    for amount, is_balance in (("20000", False), ("0", True)):
        pay_indemnity(
            call=row, amount=Decimal(amount), is_balance=is_balance, idempotency_key=uuid4(),
            **values,
        )  # fmt: skip
    assert claims_compared(finance.organisation) == Compared(read=0, found=[])


def test_a_balance_that_the_bank_gives_back_is_compared_by_its_amount(finance, call):
    """20 000 € paid; 5 000 € more realised bring what is owed to 16 000 €: 4 000 € come back."""
    paid(call, finance, "20000", is_balance=False)
    QuerySet.update(type(call).objects.filter(pk=call.pk), realised=Decimal(10000))
    paid(call, finance, "-4000")
    assert found(finance) == []


# ── Missing, doubled, of another amount ───────────────────────────────────────────────────────
EACH = [
    (CallPayment, {"kind": "provision"}, "provision de 12\u202f000,00\u00a0€"),
    (CallPayment, {"kind": "balance"}, "solde de 8\u202f000,00\u00a0€"),
    (Recovery, {}, "recouvrement, 800,00\u00a0€ au garant"),
    (CommissionReceipt, {}, "commission de 720,00\u00a0€"),
]


@pytest.mark.parametrize(("model", "which", "said"), EACH)
def test_an_entry_that_is_missing_is_said(finance, moved, model, which, said):
    erase(entry_of(model, **which))
    [sentence] = found(finance)
    assert sentence.startswith(f"{moved.commitment.number}, {said}, le ")
    assert sentence.endswith("aucune écriture.")


@pytest.mark.parametrize(("model", "which", "said"), EACH)
def test_an_entry_of_another_amount_is_said(finance, moved, model, which, said):
    entry = entry_of(model, **which)
    falsify(entry, "1.01")
    [sentence] = found(finance)
    assert said in sentence
    assert sentence.endswith(f"l’écriture n°\u00a0{entry.number} porte 1,01\u00a0€.")


@pytest.mark.parametrize("key", ["claims:{}", "reprise:{}"])
@pytest.mark.parametrize(("model", "which", "said"), EACH)
def test_an_entry_that_is_doubled_is_said(finance, moved, model, which, said, key):
    entry = entry_of(model, **which)
    twin = double(entry, key.format(uuid4()))
    [sentence] = found(finance)
    assert sentence.startswith(f"{moved.commitment.number}\u00a0: l’écriture n°\u00a0{twin.number}")
    assert sentence.endswith(f"double la n°\u00a0{entry.number}.")


def test_an_event_of_another_amount_or_day_is_said(finance, moved):
    CommissionReceipt.objects.update(amount=Decimal("719.99"))
    Recovery.objects.update(received_on=LATER)
    recovery, commission = found(finance)
    assert "800,00\u00a0€ au garant" in recovery
    assert "est datée du" in recovery
    assert "commission de 719,99\u00a0€" in commission
    assert commission.endswith("porte 720,00\u00a0€.")


def test_an_entry_of_no_movement_is_said(finance, moved):
    entry = entry_of(CommissionReceipt)
    CommissionReceipt.objects.all().delete()
    [sentence] = found(finance)
    assert sentence.startswith(f"{moved.commitment.number}\u00a0: ")
    assert f"n°\u00a0{entry.number} du " in sentence
    assert sentence.endswith("720,00\u00a0€, ne répond à aucun mouvement.")


def test_one_bad_line_hides_no_other_and_the_night_keeps_the_first(finance, moved):
    for model, which, _ in EACH:
        erase(entry_of(model, **which))
    assert len(found(finance)) == 4
    for _ in range(2):
        check = check_claims(organisation=finance.organisation, on=TODAY)
        assert (check.read, check.faults) == (4, 4)
        assert "provision de 12\u202f000,00\u00a0€" in check.first_difference
    assert NightCheck.objects.count() == 1


# ── Reversed ──────────────────────────────────────────────────────────────────────────────────
def test_an_entry_reversed_is_said_until_another_replaces_it(finance, moved):
    entry = entry_of(CommissionReceipt)
    reverse_entry(entry=entry, actor=finance, day=LATER, key="main", reason="Mauvais compte")
    [sentence] = found(finance)
    assert sentence.endswith("est contre-passée, et rien ne la remplace.")
    again = double(entry, "main:2", day=LATER)
    assert found(finance) == []
    twin = double(entry, "main:3", day=LATER)
    [sentence] = found(finance)
    assert f"n°\u00a0{twin.number}" in sentence
    reverse_entry(entry=twin, actor=finance, day=LATER, key="main:4", reason="En double")
    assert found(finance) == []
    reverse_entry(entry=again, actor=finance, day=LATER, key="main:5", reason="Erreur")
    assert len(found(finance)) == 1


# ── By orders ─────────────────────────────────────────────────────────────────────────────────
def ordered(call, actor, account, amount="20000"):
    """Pay the balance by an order, executed and noted."""
    order = approved(
        actor, account, subject=target_of(call), purpose="balance", amount=Decimal(amount),
        counterpart="681000",
    )  # fmt: skip
    hand_over(account=account, orders=[order], actor=actor, on=TODAY)
    [order] = read(actor, order, "ACSC", TODAY).executed
    settle_order(order=order, call=call, today=TODAY, actor=actor)
    return order


def read(actor, order, code, on):
    content = status_file((order.number, code, "AC04"), message_id=f"BQ-{code}")
    return read_bank_file(
        organisation=actor.organisation, name="b.xml", content=content, actor=actor, on=on
    )


def test_an_indemnity_that_came_back_has_its_entry_reversed(finance, call):
    order = ordered(call, finance, house_account(finance, ledger_account="512100"))
    assert found(finance) == []
    [order] = read(finance, order, "RJCT", LATER).came_back
    undo_order(order=order, call=call, actor=finance)
    assert found(finance) == []

    undone = LedgerEntry.objects.get(reverses__isnull=False)
    falsify(undone, "19999")
    [sentence] = found(finance)
    assert "20\u202f000,00\u00a0€ revenus, 19\u202f999,00\u00a0€ contre-passés" in sentence

    erase(undone)
    [sentence] = found(finance)
    assert sentence.endswith(": revenu, l’écriture n°\u00a01 n’est pas contre-passée.")


def test_a_return_noted_twice_is_said(finance, call):
    order = ordered(call, finance, house_account(finance, ledger_account="512100"))
    [order] = read(finance, order, "RJCT", LATER).came_back
    undo_order(order=order, call=call, actor=finance)
    CallPayment.objects.create(
        organisation=call.organisation, call=call, kind="returned", amount=Decimal(-20000),
        paid_on=LATER, order=order, idempotency_key=uuid4(),
    )  # fmt: skip
    [sentence] = found(finance)
    assert "40\u202f000,00\u00a0€ revenus, 20\u202f000,00\u00a0€ contre-passés" in sentence


def test_what_an_accounting_officer_paid_may_be_posted_in_his_books(finance, call):
    account = officer_account(finance)
    order = approved(
        finance, account, subject=target_of(call), purpose="balance", amount=Decimal(20000)
    )
    hand_over(account=account, orders=[order], actor=finance, on=TODAY)
    [order] = read(finance, order, "ACSC", TODAY).executed
    settle_order(order=order, call=call, today=TODAY, actor=finance)
    assert (found(finance), LedgerEntry.objects.count()) == ([], 0)
    account.is_kept_by_officer = False  # he keeps it no more: what he paid then stays his
    account.save()
    assert found(finance) == []


# ── Bounds ────────────────────────────────────────────────────────────────────────────────────
def queries(actor) -> int:
    with CaptureQueriesContext(connection) as context:
        claims_compared(actor.organisation)
    return len(context)


def test_the_number_of_queries_does_not_depend_on_the_rows(finance, moved):
    before = queries(finance)
    for _ in range(3):
        row = running(user("secretary", finance.organisation))
        row.guarantee.commission_amount = Decimal(720)
        row.guarantee.save()
        note_commission(commitment=row, amount=Decimal(720), received_on=TODAY, **terms(finance))
    assert claims_compared(finance.organisation).read == 7
    assert queries(finance) == before <= 8
    for entry in LedgerEntry.objects.order_by("number")[:5]:
        erase(entry)
    assert (len(found(finance)), queries(finance)) == (5, before + 2)


def test_a_house_is_compared_with_its_own_entries(finance, moved):
    other = house()
    assert claims_compared(other).read == 0
    erase(entry_of(CommissionReceipt))
    assert claims_compared(other).found == []
    assert check_every_claim(TODAY) == 1
