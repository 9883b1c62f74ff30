"""Entries posted, repeated, reversed, checked and exported."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import QuerySet

from levier.journal.models import Entry
from levier.ledger.checking import differences
from levier.ledger.errors import AccountTaken, AlreadyReversed, KeyReused, UnknownAccount
from levier.ledger.exports import UnknownExport, export
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.ledger.services import open_account, post_entry, reverse_entry
from levier.rules.accounting.entries import EntryRefused, Posting
from tests.factories.accounts import house, user

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 3)
CHART = {"274000": "Prêts", "512000": "Banque", "762000": "Produits des prêts"}


@pytest.fixture
def finance():
    found = user("finance")
    for number, label in CHART.items():
        open_account(organisation=found.organisation, actor=found, number=number, label=label)
    return found


def post(actor, key="payment:1", amount="8000", **changes):
    values = {
        "organisation": actor.organisation, "actor": actor, "key": key, "day": DAY,
        "journal": "BQ", "label": "Déblocage du prêt PT-2024-001", "piece": "PT-2024-001",
        "about": "portfolio.Commitment:1",
        "postings": [
            Posting("274000", debit=Decimal(amount)), Posting("512000", credit=Decimal(amount)),
        ],
        **changes,
    }  # fmt: skip
    return post_entry(**values)


def balances(actor, day=date(2024, 12, 31)):
    return LedgerPosting.objects.filter(organisation=actor.organisation).balances_on(day)


def test_an_entry_is_posted_once_whatever_is_repeated(finance):
    first, again = post(finance), post(finance)

    assert first.pk == again.pk
    assert balances(finance) == {"274000": 8000, "512000": -8000}
    assert Entry.objects.filter(action="ledger.entry_posted").count() == 1


def test_the_same_key_with_another_content_is_refused_for_good(finance):
    post(finance)
    with pytest.raises(KeyReused, match="rien n’a été comptabilisé"):
        post(finance, amount="8000.01")
    with pytest.raises(KeyReused):
        post(finance, day=date(2024, 6, 4))
    assert LedgerEntry.objects.count() == 1


def test_what_does_not_balance_or_has_no_account_is_not_posted(finance):
    with pytest.raises(EntryRefused):
        post(finance, postings=[Posting("274000", debit=Decimal(1)),
                                Posting("512000", credit=Decimal(2))])  # fmt: skip
    with pytest.raises(UnknownAccount, match="999"):
        post(finance, postings=[Posting("274000", debit=Decimal(1)),
                                Posting("999", credit=Decimal(1))])  # fmt: skip
    assert post(finance).number == 1  # a refusal leaves no gap


def test_a_reversal_is_its_own_entry_and_happens_once(finance):
    entry = post(finance)
    undo = {"entry": entry, "actor": finance, "day": date(2024, 7, 1), "reason": "Erreur de compte"}
    undone = reverse_entry(key="undo:1", **undo)

    assert reverse_entry(key="undo:1", **undo).pk == undone.pk
    with pytest.raises(AlreadyReversed):
        reverse_entry(key="undo:2", **undo)
    assert set(balances(finance).values()) == {0}
    assert balances(finance, date(2024, 6, 30))["274000"] == 8000
    assert (undone.number, undone.reverses_id) == (2, entry.pk)


def test_a_posted_row_never_changes(finance):
    entry = post(finance)
    for forbidden in (
        entry.save, entry.delete, entry.postings.all().delete,
        lambda: LedgerEntry.objects.update(label="x"),
        lambda: entry.postings.all().update(debit=1),
    ):  # fmt: skip
        with pytest.raises(TypeError):
            forbidden()


def test_the_check_finds_nothing_then_the_first_difference(finance):
    post(finance)
    post(finance, key="payment:2", amount="100.10")
    assert list(differences(finance.organisation)) == []
    assert list(differences(finance.organisation)) == []

    # What only somebody with the keys of the base could do.
    QuerySet.update(LedgerPosting.objects.filter(debit=8000), debit=Decimal(8001))
    found = list(differences(finance.organisation))

    assert [one.number for one in found] == [1, 1]
    assert "équilibrée" in found[0].sentence
    assert "comptabilisé" in found[1].sentence


def test_houses_number_and_read_their_own_entries(finance):
    other = user("finance", house())
    for number, label in CHART.items():
        open_account(organisation=other.organisation, actor=other, number=number, label=label)
    post(finance)

    assert post(other).number == 1
    assert LedgerEntry.objects.visible_to(finance).count() == 1
    assert LedgerEntry.objects.visible_to(user("advisor", finance.organisation)).count() == 0


def test_an_account_is_opened_once(finance):
    with pytest.raises(AccountTaken, match="Prêts"):
        open_account(
            organisation=finance.organisation, actor=finance, number="274000", label="Autre"
        )


def test_both_exports_say_the_same_entries(finance):
    post(finance)
    post(finance, key="payment:2", amount="100.10", day=date(2025, 1, 2))
    days = (date(2024, 1, 1), date(2024, 12, 31))

    fec = list(export("fec", finance.organisation, *days))
    journal = list(export("journal", finance.organisation, *days))

    assert len(fec) == len(journal) == 3
    assert "8000,00" in fec[1]
    assert "8000,00" in journal[1]
    with pytest.raises(UnknownExport):
        export("autre", finance.organisation, *days)
