"""A call: its file, the opinion, the carrier's decision, what is paid and what comes back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.errors import CallTransitionNotAllowed, ClaimKeyReused, ClaimRefused
from levier.claims.models import Call, CallPayment, Recovery
from levier.claims.services import (
    decide_call,
    indemnity_on,
    missing_papers,
    note_recovery,
    pay_indemnity,
    propose_provision,
    revise_claim,
    submit_call,
    withdraw_call,
)
from levier.claims.services.money import Accounts, accounts_used
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account
from levier.rules.servicing.calls import CallRefused, Claim
from tests.factories.accounts import user
from tests.factories.claims import (
    ACCELERATED_ON,
    CLAIM,
    TODAY,
    accelerated,
    accepted,
    called,
    complete,
    event,
    running,
)

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def actor():
    return user("secretary")


def submit(call, actor, opinion="favourable", text="Régulier."):
    return submit_call(
        call=call, opinion=opinion, opinion_text=text, on=ACCELERATED_ON, actor=actor
    )


def pay(call, actor, amount, balance=False, key=None, **values):
    return pay_indemnity(
        call=call, amount=D(amount), paid_on=TODAY, today=TODAY, actor=actor, is_balance=balance,
        idempotency_key=key or uuid4(), **values,
    )  # fmt: skip


def recover(call, actor, amount, key=None, **values):
    return note_recovery(
        call=call, amount=D(amount), received_on=TODAY, today=TODAY, actor=actor,
        idempotency_key=key or uuid4(), **values,
    )  # fmt: skip


# ── Received ──────────────────────────────────────────────────────────────────────────────────
def test_a_call_freezes_its_quota_and_counts_its_loss(actor):
    call = called(actor)
    assert (call.quota, call.ceiling, call.state) == (D("0.8"), 28800, "open")
    found = indemnity_on(call)  # (30 000 − 5 000) × 80 %
    assert (found.loss, found.owed, found.balance) == (25000, 20000, 20000)


def test_a_bank_calls_after_an_acceleration_once(actor):
    row = running(actor)
    with pytest.raises(ClaimRefused, match="déchéance du terme ou une procédure"):
        called(actor, row)
    event(row, actor, "insolvency", ACCELERATED_ON)
    call, key = called(actor, row), uuid4()
    with pytest.raises(ClaimRefused, match="déjà ouvert"):
        called(actor, row)
    withdraw_call(call=call, reason="erreur de la banque", actor=actor)
    again = called(actor, row, idempotency_key=key)
    assert called(actor, row, idempotency_key=key) == again
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    ("claim", "refusal", "said"),
    [
        (Claim(D("36000.01")), ClaimRefused, "dépasse le prêt"),
        (Claim(D(100), realised=D(-1)), CallRefused, "négatifs"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(actor, claim, refusal, said):
    with pytest.raises(refusal, match=said):
        called(actor, claim=claim)
    assert not Call.objects.exists()


# ── Instructed ────────────────────────────────────────────────────────────────────────────────
def test_a_call_leaves_when_its_file_is_complete_and_the_opinion_says_why(actor):
    call = called(actor)
    with pytest.raises(ClaimRefused, match="Il manque") as refusal:
        submit(call, actor)
    assert "contrat de prêt signé" in str(refusal.value)
    assert "mandataire" not in str(refusal.value)
    complete(call, actor)
    assert missing_papers(call) == []
    with pytest.raises(ClaimRefused, match="avis"):
        submit(call, actor, text=" ")
    assert submit(call, actor).state == "submitted"
    with pytest.raises(CallTransitionNotAllowed):
        submit(call, actor)


def test_an_insolvency_asks_for_the_declaration_to_the_receiver(actor):
    row = accelerated(actor)
    event(row, actor, "insolvency", ACCELERATED_ON + timedelta(days=10))
    assert "receiver" in missing_papers(called(actor, row, claim=replace(CLAIM, realised=D(0))))


def test_the_carrier_accepts_or_rejects_with_a_reason(actor):
    call = called(actor)
    complete(call, actor)
    submit(call, actor, opinion="unfavourable")
    with pytest.raises(ClaimRefused, match="Dites pourquoi"):
        decide_call(call=call, accepted=False, on=TODAY, actor=actor)
    with pytest.raises(ClaimRefused, match="avant la transmission"):
        before = ACCELERATED_ON - timedelta(days=1)
        decide_call(call=call, accepted=True, on=before, actor=actor)
    row = decide_call(call=call, accepted=False, on=TODAY, actor=actor, reason="prêt non conforme")
    assert (row.state, row.reason) == ("rejected", "prêt non conforme")
    with pytest.raises(ClaimRefused, match="rien ne s’y paie"):
        pay(row, actor, 1)


# ── Paid ──────────────────────────────────────────────────────────────────────────────────────
def test_a_provision_then_the_exact_balance_settle_the_call(actor):
    call = accepted(actor, claim=replace(CLAIM, realised=D(0)))  # 24 000 owed
    provision = propose_provision(call, D("0.5"))
    assert provision == 12000
    pay(call, actor, provision)
    revise_claim(call=call, claim=CLAIM, actor=actor)  # 5 000 realised since: 20 000 owed
    with pytest.raises(ClaimRefused, match="Le solde est de"):
        pay(call, actor, 12000, balance=True)
    pay(call, actor, 8000, balance=True)
    call.refresh_from_db()
    assert (call.state, indemnity_on(call).balance) == ("paid", 0)
    with pytest.raises(ClaimRefused, match="rien n’y change"):
        revise_claim(call=call, claim=CLAIM, actor=actor)


@pytest.mark.parametrize("amount", ["0", "-1", "20000.01"])
def test_a_provision_stays_within_what_is_owed(actor, amount):
    call = accepted(actor)
    with pytest.raises(ClaimRefused, match="provision va de"):
        pay(call, actor, amount)
    assert not CallPayment.objects.exists()


def test_the_same_key_pays_once(actor):
    call, key = accepted(actor), uuid4()
    assert pay(call, actor, 5000, key=key) == pay(call, actor, 5000, key=key)
    assert indemnity_on(call).paid == 5000


# ── Recovered ─────────────────────────────────────────────────────────────────────────────────
def test_recoveries_come_back_at_the_quota_and_never_above_what_was_paid(actor):
    call = accepted(actor)
    with pytest.raises(ClaimRefused, match="Rien n’a été payé"):
        recover(call, actor, 1000)
    pay(call, actor, 20000, balance=True)
    key = uuid4()
    assert recover(call, actor, "1000.01", key=key).share == D("800.01")
    assert recover(call, actor, "1000.01", key=key).share == D("800.01")
    assert recover(call, actor, 24000).share == D("19199.99")  # what is left of 20 000
    assert recover(call, actor, 10).share == 0
    assert Recovery.objects.count() == 3


def test_only_what_the_house_carries_is_posted(actor):
    for number in ("681", "512"):
        open_account(organisation=actor.organisation, actor=None, number=number, label="Compte")
    accounts = Accounts("681", "512")
    call = accepted(actor)
    with pytest.raises(ClaimRefused, match="rien ne s’écrit ici"):
        pay(call, actor, 20000, balance=True, accounts=accounts)
    assert not CallPayment.objects.exists()
    call.commitment.carrier.is_house = True
    call.commitment.carrier.save()
    with pytest.raises(ClaimRefused, match="indiquez les deux comptes"):
        pay(call, actor, 20000, balance=True)
    assert not CallPayment.objects.exists()
    pay(call, actor, 20000, balance=True, accounts=accounts)
    with pytest.raises(ClaimRefused, match="indiquez les deux comptes"):
        recover(call, actor, 1000)
    recover(call, actor, 1000, accounts=accounts)
    rows = LedgerPosting.objects.order_by("entry__number", "rank")
    assert list(rows.values_list("account__number", "debit", "credit")) == [
        ("681", 20000, 0), ("512", 0, 20000), ("512", 800, 0), ("681", 0, 800),
    ]  # fmt: skip
    assert LedgerEntry.objects.count() == 2
    for kind in (CallPayment, Recovery):
        assert accounts_used(actor.organisation_id, kind) == accounts


@pytest.mark.parametrize(("days", "said"), [(1, "d’avance"), (-10_000, "avant la décision")])
def test_money_moves_between_the_decision_and_today(actor, days, said):
    call = accepted(actor)
    with pytest.raises(ClaimRefused, match=said):
        pay_indemnity(
            call=call, amount=D(1), paid_on=TODAY + timedelta(days=days), today=TODAY, actor=actor,
            idempotency_key=uuid4(), is_balance=False,
        )  # fmt: skip
    assert not CallPayment.objects.exists()


def test_the_same_key_with_another_content_is_refused(actor):
    call, key = accepted(actor), uuid4()
    pay(call, actor, 5000, key=key)
    with pytest.raises(ClaimKeyReused):
        pay(call, actor, 5001, key=key)
    back = uuid4()
    recover(call, actor, 100, key=back)
    with pytest.raises(ClaimKeyReused):
        recover(call, actor, 101, key=back)


def test_a_claim_is_not_revised_below_what_recoveries_gave_back(actor):
    call = accepted(actor, claim=replace(CLAIM, realised=D(0)))
    pay(call, actor, 10000)
    recover(call, actor, 12500)  # at 80 %
    with pytest.raises(ClaimRefused, match="ont déjà rendu 10\u202f000,00") as refused:
        revise_claim(call=call, claim=replace(CLAIM, realised=D(23750)), actor=actor)  # 5 000 owed
    assert refused.value.field == "realised"
    row = revise_claim(call=call, claim=replace(CLAIM, realised=D(17500)), actor=actor)
    assert indemnity_on(row).balance == 0


def test_recoveries_never_give_back_more_than_is_owed(actor):
    call = accepted(actor, claim=replace(CLAIM, realised=D(0)))
    pay(call, actor, 10000)
    revise_claim(call=call, claim=replace(CLAIM, realised=D(23750)), actor=actor)
    assert recover(call, actor, 12500).share == 5000
    pay(call, actor, -5000, balance=True)
    assert call.recoveries.get().share == indemnity_on(call).paid


@pytest.mark.parametrize(("realised", "balance"), [(15000, 0), (20000, -4000)])
def test_a_provision_that_was_enough_or_too_much_is_settled_too(actor, realised, balance):
    call = accepted(actor, claim=replace(CLAIM, realised=D(0)))
    pay(call, actor, 12000)
    revise_claim(call=call, claim=replace(CLAIM, realised=D(realised)), actor=actor)
    pay(call, actor, balance, balance=True)
    call.refresh_from_db()
    assert (call.state, indemnity_on(call).balance) == ("paid", 0)
