"""A grant is asked back by a named decision, comes back in parts, is settled or given up."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.journal.models import Entry
from levier.ledger.models import LedgerPosting
from levier.ledger.services import open_account
from levier.portfolio.errors import ClawbackKeyReused, ClawbackRefused
from levier.portfolio.services import (
    ClawbackAccounts,
    asked_back,
    give_up_clawback,
    note_clawback_receipt,
)
from tests.factories.accounts import house, user
from tests.factories.clawbacks import PAID_ON, TODAY, clawback, paid_grant
from tests.factories.portfolio import engagement_grant, loan

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def grant(finance):
    return paid_grant(finance)


def received(row, actor, amount, on=TODAY, key=None, accounts=None):
    return note_clawback_receipt(
        clawback=row, amount=Decimal(amount), received_on=on, today=TODAY, actor=actor,
        idempotency_key=key or uuid4(), accounts=accounts,
    )  # fmt: skip


def test_what_is_asked_comes_back_in_parts_to_the_cent(grant, finance):
    row = clawback(grant, finance, "500.01")
    received(row, finance, "200")
    row.refresh_from_db()
    assert row.state == "asked"
    with pytest.raises(ClawbackRefused, match="300,01"):
        received(row, finance, "300.02")
    received(row, finance, "300.01")
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("settled", TODAY)
    with pytest.raises(ClawbackRefused, match="reversé"):
        received(row, finance, "0.01")
    assert Entry.objects.filter(action="portfolio.clawback_received").count() == 2


@pytest.mark.parametrize(
    ("amount", "allowed"), [("0", False), ("0.01", True), ("2000", True), ("2000.01", False)]
)
def test_a_grant_is_asked_back_up_to_what_was_paid(grant, finance, amount, allowed):
    if allowed:
        assert clawback(grant, finance, amount).amount == Decimal(amount)
    else:
        with pytest.raises(ClawbackRefused, match="2\u202f000,00"):
            clawback(grant, finance, amount)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [(PAID_ON - DAY, False), (PAID_ON, True), (TODAY, True), (TODAY + DAY, False)],
)
def test_it_is_asked_from_the_payment_to_today(grant, finance, on, allowed):
    if allowed:
        assert clawback(grant, finance, asked_on=on).asked_on == on
    else:
        with pytest.raises(ClawbackRefused) as refused:
            clawback(grant, finance, asked_on=on)
        assert refused.value.field == "asked_on"


def test_two_requests_never_pass_the_grant_and_what_is_given_up_may_be_asked_again(grant, finance):
    first = clawback(grant, finance, "1500")
    with pytest.raises(ClawbackRefused, match="500,00"):
        clawback(grant, finance, "500.01")
    received(first, finance, "400")
    with pytest.raises(ClawbackRefused, match="pourquoi"):
        give_up_clawback(clawback=first, reason=" ", on=TODAY, actor=finance)
    give_up_clawback(clawback=first, reason="Débiteur insolvable", on=TODAY, actor=finance)
    assert asked_back(grant) == 400
    assert clawback(grant, finance, "1600")


def test_the_same_key_asks_and_notes_once(grant, finance):
    key = uuid4()
    row = clawback(grant, finance, idempotency_key=key)
    assert clawback(grant, finance, idempotency_key=key) == row
    with pytest.raises(ClawbackKeyReused):
        clawback(grant, finance, "501", idempotency_key=key)
    once = received(row, finance, "100", key=key)
    assert received(row, finance, "100", key=key) == once
    with pytest.raises(ClawbackKeyReused):
        received(row, finance, "101", key=key)


def test_what_comes_back_is_posted_when_the_accounts_are_named(grant, finance):
    for number in ("512100", "657100"):
        open_account(organisation=finance.organisation, actor=finance, number=number, label=number)
    row = clawback(grant, finance)
    received(row, finance, "500", accounts=ClawbackAccounts("512100", "657100"))
    nets = {p.account.number: p.debit - p.credit for p in LedgerPosting.objects.all()}
    assert nets == {"512100": 500, "657100": -500}


def test_only_a_paid_grant_is_asked_back(finance):
    secretary = user("secretary", finance.organisation)
    for row in (engagement_grant(secretary), loan(secretary)):
        with pytest.raises(ClawbackRefused, match="Seule une prime versée"):
            clawback(row, finance)


def test_the_pages_ask_note_and_give_up(client, grant, finance):
    client.force_login(finance)
    page = client.get(f"/engagements/{grant.pk}/").content.decode()
    assert "Demander un reversement" in page
    typed = {
        "amount": "500", "asked_on": PAID_ON.isoformat(), "decided_by": "Comité du 12 mars",
        "reason": "Pièces non remises", "key": str(uuid4()),
    }  # fmt: skip
    wrong = client.post(f"/engagements/{grant.pk}/reversement/", typed | {"amount": "3000"})
    assert wrong.status_code == 422
    client.post(f"/engagements/{grant.pk}/reversement/", typed)
    row = grant.clawbacks.get()
    half = {"amount": "250", "received_on": PAID_ON.isoformat(), "key": str(uuid4())}
    one = client.post(f"/reversements/{row.pk}/", half | {"bank": "512100"})
    assert "Indiquez les deux comptes" in one.content.decode()
    client.post(f"/reversements/{row.pk}/", half)
    client.post(f"/reversements/{row.pk}/abandonner/", {"reason": "Insolvable"})
    row.refresh_from_db()
    assert (row.state, row.receipts.get().amount) == ("given_up", 250)
    client.force_login(user("finance", house()))
    assert client.get(f"/reversements/{row.pk}/").status_code == 404
