"""« Comptabilité » : entries, balances, files, under the roles that keep the accounts."""

from datetime import date
from decimal import Decimal

import pytest

from levier.jobs.services import keep_check
from levier.journal.models import Entry
from levier.ledger.checking import check_ledger
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.rules.servicing.operations import PaymentReceived
from levier.web.ledger.entries import balance_rows
from levier.web.ledger.nights import nights_of
from tests.factories.accounts import house, user
from tests.factories.claims import entered
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


def test_the_balance_shows_commitments_apart_and_each_part_balances(client, finance, loan):
    """Hand-worked: 1 200 € lent and 10 000 € guaranteed, which join no total of the other."""
    entered(finance)
    page = client.get("/comptabilite/balance/?au=2026-04-30")
    sums = [(each["debit"], each["credit"]) for each in page.context["parts"]]
    assert sums == [(1200, 1200), (10000, 10000)]
    assert "Engagements hors bilan (classe 8)" in page.content.decode()
    before = client.get("/comptabilite/balance/?au=2026-04-17")
    assert [part["anchor"] for part in before.context["parts"]] == ["comptes"]


def test_the_files_keep_commitments_and_open_the_next_year_with_them(client, finance):
    entered(finance)
    year = client.post("/comptabilite/fichiers/", asked()).content.decode()
    assert "EN\tEngagements\t1\t20260418\t801100" in year
    journal = client.post("/comptabilite/fichiers/", asked(kind="journal")).content.decode()
    assert "Engagements;801100" in journal
    nextone = {"first_day": "2027-01-01", "last_day": "2027-12-31"}
    opened = client.post("/comptabilite/fichiers/", asked(**nextone)).content.decode()
    [line] = [each for each in opened.splitlines() if "\t801100\t" in each]
    assert line.startswith("AN\t")
    assert "\t0,00\t10000,00\t" in line


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


def night(organisation, day, subject, *found):
    return keep_check(
        organisation=organisation, subject=subject, on=date(2026, 5, day), read=3, found=found
    )


def page_of(client) -> str:
    return client.get("/comptabilite/").content.decode()


def test_no_banner_before_a_night_nor_after_a_clean_one(client, finance, loan):
    assert "lv-bandeau" not in page_of(client)
    check_ledger(organisation=finance.organisation, on=date(2026, 5, 2))
    page = page_of(client)
    assert "Le livre tient : 2\u00a0écritures relues dans la nuit du 2" in page
    assert "lv-bandeau" not in page


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        ("ledger", "dans le livre"),
        ("claims", "dans les mouvements des garanties"),
        ("clawbacks", "dans les reversements"),
        ("payments", "dans les paiements"),
    ],
)
def test_the_banner_says_the_first_difference_and_since_when(client, finance, subject, where):
    """Clean on the 1st, faulty from the 2nd to the 3rd, clean on the 4th."""
    here = finance.organisation
    night(here, 1, subject)
    night(here, 2, subject, "GAR-1 : aucune écriture.")
    night(here, 3, subject, "GAR-2 : aucune écriture.", "GAR-1 : aucune écriture.")
    page = page_of(client)
    assert f"<b>2\u00a0écarts {where}</b>, depuis la nuit du 2\u00a0mai\u00a02026." in page
    assert "relu dans la nuit du 3\u00a0mai\u00a02026 : GAR-2 : aucune écriture." in page
    assert 'role="alert"' in page
    assert "Le livre tient" not in page
    night(here, 4, subject)
    assert "lv-bandeau" not in page_of(client)


def test_each_subject_has_its_own_line_and_envelopes_have_their_own_page(client, finance):
    night(finance.organisation, 1, "ledger")
    night(finance.organisation, 1, "payments", "PT-1 : aucune écriture.")
    night(finance.organisation, 2, "claims", "GAR-1 : aucune écriture.")
    night(finance.organisation, 2, "envelopes", "Enveloppe : dépassée.")
    page = page_of(client)
    assert page.index("GAR-1 :") < page.index("PT-1 :")
    assert "dépassée" not in page
    assert page.count("lv-bandeau") == 1
    client.force_login(user("finance", house()))
    assert "lv-bandeau" not in page_of(client)


def test_the_banner_costs_one_query_whatever_the_nights(finance, django_assert_num_queries):
    for day in range(1, 29):
        night(finance.organisation, day, "payments", "PT-1 : aucune écriture.")
    with django_assert_num_queries(1):
        [alert] = nights_of(finance).alerts
    assert (alert.since, alert.check.checked_on) == (date(2026, 5, 1), date(2026, 5, 28))


def test_another_house_sees_none_of_it(client, loan):
    client.force_login(user("finance", house()))
    entry = LedgerEntry.objects.first()
    assert client.get(f"/comptabilite/ecritures/{entry.pk}/").status_code == 404
    assert loan.commitment.number not in client.get("/comptabilite/").content.decode()
