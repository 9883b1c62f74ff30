"""The night compares what came back of grants with the entries that its accounts asked for."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.jobs.models import NightCheck
from levier.ledger.models import LedgerEntry
from levier.ledger.services import open_account, reverse_entry
from levier.portfolio.checking import check_clawbacks, clawbacks_compared
from levier.portfolio.models import ClawbackReceipt
from levier.portfolio.services import ClawbackAccounts, note_clawback_receipt
from levier.portfolio.ticks import check_every_clawback
from tests.factories.accounts import house, user
from tests.factories.clawbacks import TODAY, clawback, paid_grant
from tests.factories.ledger import double, erase, falsify

pytestmark = pytest.mark.django_db
ACCOUNTS = ClawbackAccounts("512100", "657100")


@pytest.fixture
def finance():
    found = user("finance")
    for number in ("512100", "657100"):
        open_account(organisation=found.organisation, actor=None, number=number, label="Compte")
    return found


@pytest.fixture
def entry(finance) -> LedgerEntry:
    """300 € of 500 € came back, posted; 200 € more, which the house did not post here."""
    asked = clawback(paid_grant(finance), finance)
    received(asked, finance, "300", ACCOUNTS)
    received(asked, finance, "200")
    return LedgerEntry.objects.get()


def received(row, actor, amount, accounts=None):
    return note_clawback_receipt(
        clawback=row, amount=Decimal(amount), received_on=TODAY, today=TODAY, actor=actor,
        idempotency_key=uuid4(), accounts=accounts,
    )  # fmt: skip


def found(actor) -> list[str]:
    return clawbacks_compared(actor.organisation).found


def test_a_clean_house_has_no_difference_and_a_second_night_changes_nothing(finance, entry):
    assert (check_every_clawback(TODAY), check_every_clawback(TODAY)) == (0, 0)
    check = NightCheck.objects.get(organisation=finance.organisation)
    assert (check.subject, check.read, check.holds) == ("clawbacks", 1, True)


def test_what_another_body_paid_is_never_posted(finance):
    grant = paid_grant(finance)
    grant.carrier.is_house = False
    grant.carrier.save()
    received(clawback(grant, finance), finance, "500", ACCOUNTS)
    assert (LedgerEntry.objects.count(), ClawbackReceipt.objects.get().is_posted) == (0, False)
    assert found(finance) == []


def test_an_entry_that_is_missing_is_said(finance, entry):
    erase(entry)
    [sentence] = found(finance)
    assert sentence.startswith(f"{entry.piece}, reversement de 300,00\u00a0€, le ")
    assert sentence.endswith("aucune écriture.")


@pytest.mark.parametrize("amount", ["299.99", "300.01"])
def test_an_entry_of_another_amount_is_said(finance, entry, amount):
    falsify(entry, amount)
    [sentence] = found(finance)
    assert sentence.endswith(f"porte {amount.replace('.', ',')}\u00a0€.")


@pytest.mark.parametrize("key", ["clawback:{}", "reprise:{}"])
def test_an_entry_that_is_doubled_is_said(finance, entry, key):
    twin = double(entry, key.format(uuid4()))
    [sentence] = found(finance)
    assert sentence.startswith(f"{entry.piece}\u00a0: l’écriture n°\u00a0{twin.number} du ")
    assert sentence.endswith(f"300,00\u00a0€, double la n°\u00a0{entry.number}.")


def test_an_entry_reversed_is_said(finance, entry):
    later = TODAY + timedelta(days=1)
    reverse_entry(entry=entry, actor=finance, day=later, key="main", reason="Erreur")
    [sentence] = found(finance)
    assert sentence.endswith("est contre-passée, et rien ne la remplace.")


def test_one_bad_line_hides_no_other_and_the_number_of_queries_is_bounded(finance, entry):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            clawbacks_compared(finance.organisation)
        return len(context)

    before = queries()
    for _ in range(3):
        received(clawback(paid_grant(finance), finance), finance, "500", ACCOUNTS)
    assert clawbacks_compared(finance.organisation).read == 4
    assert queries() == before <= 3
    for one in LedgerEntry.objects.filter(journal="BQ"):
        erase(one)
    assert queries() == before + 2
    check = check_clawbacks(organisation=finance.organisation, on=TODAY)
    assert (check.faults, "300,00\u00a0€" in check.first_difference) == (4, True)
    assert clawbacks_compared(house()).found == []
