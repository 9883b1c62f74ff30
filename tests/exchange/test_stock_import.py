"""The live stock of a house: opened, completed, its conflicts shown."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from levier.accounts.models import Organisation
from levier.banking.models import Mandate
from levier.cases.models import Case
from levier.claims.services import standing_of
from levier.exchange.stock import writing
from levier.journal.models import Entry
from levier.ledger.models import LedgerEntry
from levier.portfolio.models import Commitment, Draw, Security
from levier.rules.servicing.operations import PaymentReceived, Reversed
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import check_loans
from tests.exchange.stock_factory import (
    ADVANCE,
    CARRIED,
    GUARANTEE,
    INSTALMENT,
    LOAN,
    PAID,
    add,
    change,
    commitment,
    imported,
    stock_sheets,
)
from tests.factories.accounts import house
from tests.factories.servicing import noted

pytestmark = pytest.mark.django_db


def by_hand(instalments: int) -> Decimal:
    """Return what 30 000 € at 3.5 % owe after so many instalments of 545.75 €, line by line."""
    left, cent = Decimal(30000), Decimal("0.01")
    for _ in range(instalments):
        interest = (left * Decimal("0.035") / 12).quantize(cent, ROUND_HALF_UP)
        left -= Decimal("545.75") - interest
    return left


def loan_of(number: str) -> RunningLoan:
    return RunningLoan.objects.get(commitment__number=number)


def test_a_stock_opens_the_balances_of_earlier_years():
    owner = house()
    result = imported(owner)

    assert result.conflicts == ()
    assert result.created == {"Engagements": 4, PAID: 13, "Mandats": 1, "Sûretés": 2}
    loan = loan_of(LOAN)
    assert loan.outstanding == by_hand(12) == Decimal("24411.92")
    assert loan.is_posted and loan.opened_on == date(2023, 3, 1)
    assert loan.commitment.state == "set_up" and loan.commitment.is_past
    assert loan.commitment.case.is_stub and loan.commitment.case.structure.name == "Les Jardins"
    assert loan.commitment.decision.item.sitting.number == "CE-2023-04"
    assert loan.operations.filter(kind="payment").count() == 12
    assert loan_of(ADVANCE).outstanding == 5000
    assert loan_of(CARRIED).outstanding == Decimal("18750.00")
    assert not loan_of(CARRIED).is_posted
    pieces = set(LedgerEntry.objects.values_list("piece", flat=True))
    assert pieces == {LOAN, ADVANCE}
    mandate, security = Mandate.objects.get(), Security.objects.get(kind="personal")
    assert mandate.subject == f"portfolio.Commitment:{loan.commitment.pk}"
    assert (mandate.last_presented_on, mandate.presented) == (date(2026, 5, 1), 1)
    assert (security.amount, security.holder) == (15000, "Anaïs Delcroix")
    assert Entry.objects.filter(action="workflows.past_decision").count() == 4
    assert not check_loans(on=date(2026, 6, 15))


def test_a_guarantee_owes_what_its_schedule_gives():
    imported(house())
    row = Commitment.objects.get(number=GUARANTEE)
    standing = standing_of(row, [], date(2024, 3, 1))
    # 15 000 € at 4 %, 60 instalments of 276.25 €: 12 234.65 € after twelve, by the closed formula.
    assert abs(standing.outstanding - Decimal("12234.7")) < Decimal("0.5")
    assert standing.exposure == (standing.outstanding * Decimal("0.65")).quantize(Decimal("0.01"))
    assert row.carrier_number == "FAG-77"
    assert not RunningLoan.objects.filter(commitment=row).exists()


def test_the_same_stock_again_changes_nothing():
    owner = house()
    imported(owner)
    before = counts()
    result = imported(owner)

    assert (result.created, result.updated, result.conflicts) == ({}, {}, ())
    assert result.unchanged == {"Engagements": 4, PAID: 13, "Mandats": 1, "Sûretés": 2}
    assert counts() == before


def test_a_new_instalment_is_added_and_the_others_are_not_noted_again():
    owner = house()
    imported(owner)
    result = imported(owner, stock_sheets(paid=13))

    assert (result.created, result.updated) == ({PAID: 1}, {})
    assert loan_of(LOAN).outstanding == by_hand(13)
    assert loan_of(LOAN).operations.filter(kind="payment").count() == 13


def test_two_payments_of_one_day_are_two_and_stay_two():
    owner = house()
    sheets = stock_sheets()
    add(sheets, PAID, LOAN, date(2024, 4, 1), 200)
    add(sheets, PAID, LOAN, date(2024, 4, 1), 200)
    imported(owner, sheets)
    assert imported(owner, sheets).is_empty
    add(sheets, PAID, LOAN, date(2024, 4, 1), 200)
    assert imported(owner, sheets).created == {PAID: 1}
    assert imported(owner, sheets).is_empty
    assert loan_of(LOAN).operations.filter(on=date(2024, 4, 1)).count() == 3


@pytest.mark.parametrize(
    ("sheet", "line", "title", "value", "in_file", "in_levier"),
    [
        ("Engagements", 3, "Montant", 31000, "31\u202f000,00\u00a0€", "30\u202f000,00\u00a0€"),
        ("Engagements", 3, "Décidé le", date(2023, 2, 4), "04/02/2023", "03/02/2023"),
        ("Engagements", 3, "Mis en place le", date(2023, 2, 28), "28/02/2023", "01/03/2023"),
        ("Engagements", 3, "Taux (%)", 4, "4\u00a0%", "3,5\u00a0%"),
        ("Engagements", 3, "Durée (mois)", 72, "72", "60"),
        ("Engagements", 3, "Méthode", "In fine", "In fine", "Échéances constantes"),
        ("Engagements", 3, "Période", "Trimestrielle", "Trimestrielle", "Mensuelle"),
        ("Engagements", 3, "SIRET", "41816609600069", "41816609600069", "73282932000074"),
        ("Engagements", 3, "Produit", "Avance DASESS", "Avance DASESS", "Prêt solidaire"),
        (PAID, 5, "Montant", 540, "540,00\u00a0€", "545,75\u00a0€"),
        ("Mandats", 3, "Titulaire", "AUTRE", "AUTRE", "LES JARDINS"),
        ("Sûretés", 3, "Montant", 9000, "9\u202f000,00\u00a0€", "15\u202f000,00\u00a0€"),
    ],
)
def test_a_conflict_says_its_place_and_writes_nothing_of_its_commitment(
    sheet, line, title, value, in_file, in_levier
):
    owner = house()
    imported(owner)
    sheets = change(stock_sheets(paid=13), sheet, line, title, value)
    add(sheets, PAID, CARRIED, date(2023, 9, 1), 1343.75)
    result = imported(owner, sheets)

    found = {(one.sheet, one.row, one.column): one for one in result.conflicts}
    assert (found[sheet, line, title].in_file, found[sheet, line, title].in_levier) == (
        in_file,
        in_levier,
    )
    assert {one.commitment for one in result.conflicts} == {LOAN}
    assert loan_of(LOAN).outstanding == by_hand(12)
    assert result.created == {PAID: 1} and loan_of(CARRIED).outstanding == Decimal("17500.00")


def test_an_instalment_taken_over_that_the_workbook_lost_is_a_conflict():
    owner = house()
    imported(owner)
    [one] = imported(owner, stock_sheets(paid=11)).conflicts
    assert (one.sheet, one.row, one.commitment) == (PAID, None, LOAN)
    assert one.in_levier == "545,75\u00a0€ le 01/03/2024"


def test_a_payment_noted_in_levier_is_the_one_of_the_workbook():
    owner = house()
    imported(owner)
    noted(loan_of(LOAN), PaymentReceived, date(2024, 4, 1), amount=Decimal("545.75"))
    result = imported(owner, stock_sheets(paid=13))
    assert result.is_empty and not result.conflicts
    noted(loan_of(LOAN), PaymentReceived, date(2024, 5, 1), amount=Decimal("545.75"))
    assert not imported(owner, stock_sheets(paid=13)).conflicts


def test_a_payment_reversed_in_levier_is_not_written_again():
    owner = house()
    imported(owner)
    last = LoanOperation.objects.filter(loan=loan_of(LOAN), kind="payment").last()
    noted(loan_of(LOAN), Reversed, date(2026, 6, 1), of=str(last.key))
    [one] = imported(owner).conflicts
    assert (one.sheet, one.row, one.in_levier) == (PAID, 14, "annulée dans Levier")


@pytest.mark.parametrize(
    ("word", "owed", "third"),
    [
        ("", 12_000, "1260.00"),  # each due date pays its 60 €
        ("Abandonnés", 12_000, "1260.00"),
        ("Payés juste après", 12_000, "1380.00"),  # 60 € of the month, and 2 × 60 € that waited
        ("Ajoutés au capital", "12 120,30", "1272.63"),  # 60, then 60.30: 12 120.30 ÷ 10, and 0.5 %
    ],
)
def test_a_deferral_says_what_becomes_of_its_interest(word, owed, third):
    owner, sheets = house(), stock_sheets()
    commitment(
        sheets, "PS-2026-001", product="Prêt solidaire", amount=12_000, annual_rate=6, months=12,
        deferral_months=2, deferred_interest=word, method="Capital constant", name="Le Verger",
        owed_on=date(2023, 5, 1), owed=owed,
    )  # fmt: skip
    result = imported(owner, sheets)
    assert not result.conflicts and result.created["Engagements"] == 5
    lines = loan_of("PS-2026-001").versions.get().lines.all()
    assert lines[2].total == Decimal(third)
    assert lines[0].total == (60 if word == "" else 0)
    assert imported(owner, sheets).is_empty

    other = "Abandonnés" if word == "Ajoutés au capital" else "Ajoutés au capital"
    [one] = imported(
        owner, change(sheets, "Engagements", 7, "Intérêts du différé", other)
    ).conflicts
    assert (one.in_file, one.in_levier) == (other, word or "payés à chaque échéance")
    assert not imported(owner, without(sheets, "Intérêts du différé")).conflicts


def without(sheets, title: str):
    """Return the sheets of a workbook whose commitments have no such column."""
    rank = sheets["Engagements"][1].index(title)
    lines = [line[:rank] + line[rank + 1 :] for line in sheets["Engagements"]]
    return {**sheets, "Engagements": lines}


def test_what_the_house_says_is_owed_is_held_to_the_schedule():
    owner = house()
    sheets = change(stock_sheets(), "Engagements", 3, "Restant dû le", date(2024, 3, 15))
    change(sheets, "Engagements", 3, "Restant dû", 24000)
    result = imported(owner, sheets)
    [one] = result.conflicts
    assert (one.column, one.in_levier) == ("Restant dû", "24\u202f411,92\u00a0€")
    assert not Commitment.objects.filter(number=LOAN).exists()
    assert result.created["Engagements"] == 3
    assert not Mandate.objects.exists()

    change(sheets, "Engagements", 3, "Restant dû", "24 411,92")
    assert imported(owner, sheets).created == {
        "Engagements": 1,
        PAID: 12,
        "Mandats": 1,
        "Sûretés": 2,
    }


def test_a_dossier_and_a_structure_already_there_are_used():
    owner = house()
    sheets = stock_sheets()
    change(sheets, "Engagements", 5, "N° dossier", LOAN)
    imported(owner, sheets)
    assert Case.objects.count() == 3
    assert Commitment.objects.get(number=ADVANCE).case.number == LOAN


def test_a_commitment_of_a_year_gains_its_schedule_and_what_was_blank():
    owner = house()
    sheets = change(stock_sheets(paid=0), "Engagements", 3, "Mis en place le", "")
    for name in ("Taux (%)", "Durée (mois)"):
        change(sheets, "Engagements", 3, name, "")
    imported(owner, sheets)
    assert Commitment.objects.get(number=LOAN).state == "open"
    result = imported(owner)
    assert result.updated == {"Engagements": 1}
    assert loan_of(LOAN).outstanding == by_hand(12)


def test_a_funder_is_drawn_on_its_opening_envelope():
    sheets = change(stock_sheets(), "Engagements", 3, "Financeur", "Région Hauts-de-France")
    imported(house(), sheets)
    draw = Draw.objects.get()
    assert (draw.amount, draw.envelope.is_opening, draw.envelope.amount) == (30000, True, None)


def test_each_house_has_its_own_stock():
    one, other = house(), house()
    imported(one)
    result = imported(other, stock_sheets(paid=3))
    assert result.created["Engagements"] == 4 and not result.conflicts
    assert Commitment.objects.filter(organisation=one).count() == 4
    assert RunningLoan.objects.get(
        organisation=one, commitment__number=LOAN
    ).outstanding == by_hand(12)


def test_a_dry_run_answers_the_same_and_writes_nothing():
    owner = house()
    before = counts()
    assert imported(owner, dry_run=True).created["Engagements"] == 4
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("register_structure", 2), ("open_cases", 4), ("record_past_decisions", 1),
        ("take_up_loans", 1), ("take_up_loans", 2), ("record_mandate", 1), ("record_security", 2),
    ],
)  # fmt: skip
def test_a_stop_in_the_middle_leaves_nothing(name, count, monkeypatch):
    calls = []

    def breaks(**terms):
        calls.append(terms)
        if len(calls) == count:
            raise RuntimeError("stopped")
        return real(**terms)

    real = getattr(writing, name)
    monkeypatch.setattr(writing, "BATCH", 2)
    monkeypatch.setattr(writing, name, breaks)
    owner = house()
    before = counts()
    with pytest.raises(RuntimeError):
        imported(owner)
    assert counts() == before and len(calls) == count
    monkeypatch.undo()
    assert imported(owner).created["Engagements"] == 4


def test_an_empty_base_gets_its_house():
    imported(None)
    assert Organisation.objects.get().code == "pas-de-calais"
    assert loan_of(LOAN).outstanding == by_hand(12)


def counts() -> dict[str, int]:
    tables = (Commitment, LoanOperation, LedgerEntry, Mandate, Security, Case, Draw, Entry)
    return {table.__name__: table.objects.count() for table in tables}


def test_the_instalment_of_the_examples_is_that_of_the_formula():
    rate = Decimal("0.035") / 12
    due = Decimal(30000) * rate / (1 - (1 + rate) ** -60)
    assert due.quantize(Decimal("0.01")) == Decimal(str(INSTALMENT))
