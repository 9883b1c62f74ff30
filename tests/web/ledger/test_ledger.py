"""« Comptabilité » : entries, balances, files, under the roles that keep the accounts."""

from datetime import date
from decimal import Decimal

import pytest

from levier.journal.models import Entry
from levier.ledger.checking import check_ledger
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.rules.servicing.operations import PaymentReceived
from levier.web.ledger.entries import balance_rows
from tests.factories.accounts import house, user
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
SIREN = "732829320"


@pytest.fixture
def finance(client):
    someone = user("finance")
    client.force_login(someone)
    return someone


@pytest.fixture
def loan(finance):
    """1 200 € paid out on 1 April 2026, 100 € received on 1 May."""
    row = running_loan(user("secretary", finance.organisation))
    noted(row, PaymentReceived, date(2026, 5, 1), amount=Decimal(100), actor=finance)
    return row


def test_the_list_shows_each_entry_with_its_amount(client, loan):
    page = client.get("/comptabilite/").content.decode()
    assert "1\u202f200\u00a0€" in page
    assert loan.commitment.number in page


def test_a_list_narrowed_to_an_account_shows_its_entries_only(client, loan):
    page = client.get("/comptabilite/?compte=999999").content.decode()
    assert loan.commitment.number not in page


def test_an_entry_shows_its_lines_and_opens_its_commitment(client, loan):
    entry = LedgerEntry.objects.order_by("number").first()
    page = client.get(f"/comptabilite/ecritures/{entry.pk}/").content.decode()
    assert f"/engagements/{loan.commitment_id}/" in page
    assert page.count("1\u202f200,00\u00a0€") == 4  # two lines, two totals


def test_the_balance_of_a_day_follows_from_the_entries(client, finance, loan):
    """Hand-worked: 1 200 € lent, less 100 € received from 1 May."""
    before = {row["number"]: row for row in balance_rows(finance, date(2026, 4, 30))}
    after = {row["number"]: row for row in balance_rows(finance, date(2026, 5, 1))}
    assert before["274000"]["owed"] == 1200
    assert after["274000"]["owed"] == 1100
    assert sum(row["owed"] - row["owing"] for row in after.values()) == 0
    assert client.get("/comptabilite/balance/?au=2026-04-30").status_code == 200
    assert client.get("/comptabilite/balance/?au=pas-un-jour").status_code == 200


def asked(**values):
    return {
        "kind": "fec", "first_day": "2026-01-01", "last_day": "2026-12-31", "siren": SIREN,
        "carried_to": "110000", **values,
    }  # fmt: skip


def test_a_fec_leaves_under_its_legal_name_and_is_journalled_before(client, loan):
    answer = client.post("/comptabilite/fichiers/", asked())
    assert f'filename="{SIREN}FEC20261231.txt"' in answer["Content-Disposition"]
    lines = answer.content.decode().splitlines()
    assert lines[0].startswith("JournalCode\tJournalLib")
    assert len(lines) == 1 + LedgerPosting.objects.count()
    assert SIREN in Entry.objects.get(kind="export").summary


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"siren": ""}, "Indiquez le SIREN"),
        ({"siren": "123456789"}, "n’est pas un SIREN"),
        ({"last_day": "2025-01-01"}, "Le dernier jour vient après le premier"),
        ({"carried_to": "1"}, "Un compte commence par trois chiffres"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_leaves(client, loan, typed, sentence):
    answer = client.post("/comptabilite/fichiers/", asked(**typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Entry.objects.filter(kind="export").exists()


def test_the_page_says_what_the_night_found(client, finance, loan):
    check_ledger(organisation=finance.organisation, on=date(2026, 5, 2))
    assert "Le livre tient." in client.get("/comptabilite/").content.decode()


def test_another_house_sees_none_of_it(client, loan):
    client.force_login(user("finance", house()))
    entry = LedgerEntry.objects.first()
    assert client.get(f"/comptabilite/ecritures/{entry.pk}/").status_code == 404
    assert loan.commitment.number not in client.get("/comptabilite/").content.decode()
