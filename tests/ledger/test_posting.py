"""Entries posted, repeated, reversed, checked and exported."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet

from levier.jobs.models import NightCheck
from levier.journal.models import Entry
from levier.ledger.checking import check_ledger, differences
from levier.ledger.errors import AccountTaken, AlreadyReversed, KeyReused, UnknownAccount
from levier.ledger.exports import (
    Asked,
    DatesReversed,
    UnknownExport,
    export,
    lines_of,
    opening_lines,
)
from levier.ledger.models import LedgerBook, LedgerEntry, LedgerPosting
from levier.ledger.services import open_account, post_entry, reverse_entry
from levier.rules.accounting.entries import EntryRefused, Posting
from levier.rules.accounting.fec import FecRefused
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


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (2, "Il manque des écritures après le n° 2, jusqu’au n° 3."),
        (0, "Il manque des écritures après le n° 0, jusqu’au n° 3."),
    ],
)
def test_the_check_finds_the_last_entries_deleted(finance, kept, said):
    for key in ("payment:1", "payment:2", "payment:3"):
        post(finance, key=key)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_ledgerposting WHERE entry_id IN "
            "(SELECT id FROM ledger_ledgerentry WHERE number > %s)", [kept]
        )  # fmt: skip
        cursor.execute("DELETE FROM ledger_ledgerentry WHERE number > %s", [kept])
    assert [one.sentence for one in differences(finance.organisation)] == [said]


def test_the_check_finds_a_book_behind_its_entries(finance):
    post(finance)
    LedgerBook.objects.update(last_number=0)
    assert [one.sentence for one in differences(finance.organisation)] == [
        "Le livre n’a donné de numéro que jusqu’au n° 0."
    ]


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


def asked(actor, year, **values) -> Asked:
    return Asked(
        actor.organisation, date(year, 1, 1), date(year, 12, 31), siren="732829320",
        carried_to="110000", **values,
    )  # fmt: skip


def test_both_exports_say_the_same_entries(finance):
    post(finance)
    post(finance, key="payment:2", amount="100.10", day=date(2025, 1, 2))

    fec = list(export("fec", asked(finance, 2024)))
    journal = list(export("journal", asked(finance, 2024)))

    assert len(fec) == len(journal) == 3
    assert not any("'" in line for line in journal)  # a blank cell stays blank
    assert "8000,00" in fec[1]
    assert "8000,00" in journal[1]
    with pytest.raises(UnknownExport):
        export("autre", asked(finance, 2024))


def test_a_year_opens_with_what_the_former_ones_left(finance):
    """8 000 € lent, 30 € of interest received in 2024: 2025 opens on 274, 512 and 110."""
    post(finance)
    interest = [Posting("512000", debit=Decimal(30)), Posting("762000", credit=Decimal(30))]
    post(finance, key="interest:1", postings=interest)
    post(finance, key="payment:2", amount="100.10", day=date(2025, 1, 2))

    opening = [line for line in lines_of(asked(finance, 2025)) if line.journal_code == "AN"]
    text = list(export("fec", asked(finance, 2025)))

    assert [(line.account, line.debit - line.credit) for line in opening] == [
        ("110000", Decimal(-30)), ("274000", Decimal(8000)), ("512000", Decimal(-7970)),
    ]  # fmt: skip
    assert len(text) == 1 + 3 + 2
    assert [line.split("\t")[2] for line in text[1:]] == ["1", "1", "1", "2", "2"]
    assert opening_lines(asked(finance, 2024)) == []


def test_the_description_names_every_journal_and_account(finance):
    post(finance)
    text = "".join(export("notice", asked(finance, 2024)))
    assert "732829320FEC20241231.txt" in text
    assert "BQ\tBanque" in text
    assert "274000\tPrêts" in text


def test_a_false_siren_and_reversed_days_make_no_file(finance):
    post(finance)
    with pytest.raises(FecRefused, match="SIREN"):
        export("fec", replace(asked(finance, 2024), siren="123456789"))
    with pytest.raises(DatesReversed):
        export("journal", replace(asked(finance, 2024), last_day=date(2023, 1, 1)))


def test_a_night_keeps_what_it_found_and_reads_again_the_same(finance):
    post(finance)
    check = check_ledger(organisation=finance.organisation, on=DAY)
    assert (check.read, check.holds) == (1, True)

    QuerySet.update(LedgerPosting.objects.filter(debit=8000), debit=Decimal(8001))
    for _ in range(2):
        check = check_ledger(organisation=finance.organisation, on=DAY)
        assert check.first_difference.startswith("Écriture 1")
    assert NightCheck.objects.count() == 1
