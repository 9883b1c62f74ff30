"""Every night: due dates fall once, each loan is checked, one bad loan never stops the others."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.models import Clearing, LoanOperation, RunningLoan, ScheduleLine
from levier.servicing.services import check_loans, note_due_dates
from levier.servicing.services.month_end import MonthEnd
from levier.servicing.ticks import check_every_loan, note_what_fell_due
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def spoil(sql, *values):
    """Change rows behind the back of the application."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_what_fell_due_is_noted_once_a_night():
    loans = [running_loan(), running_loan()]
    assert note_what_fell_due(date(2026, 4, 30)) == 0
    assert note_what_fell_due(MAY) == 2
    assert note_what_fell_due(MAY) == 0
    assert LoanOperation.objects.filter(kind="fell_due").count() == 2
    assert {row.arrears for row in RunningLoan.objects.all()} == {100}
    assert len(loans) == 2


def test_a_sound_loan_has_no_difference_and_is_checked_once():
    loan = running_loan(rate="0.12")
    noted(loan, PaymentReceived, MAY, amount=Decimal(50))
    assert check_every_loan(MAY) == 0
    row = RunningLoan.objects.get()
    assert (row.checked_on, row.difference) == (MAY, "")
    assert check_loans(on=MAY) == 0


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (lambda: ScheduleLine.objects.filter(number=3).update(principal=101), "Échéance 3"),
        (lambda: ScheduleLine.objects.filter(number=1).update(principal_left=1), "Échéance 1"),
        (lambda: ScheduleLine.objects.filter(number=12).delete(), "12 lignes"),
        (lambda: Clearing.objects.filter(rank=1).update(amount=51), "imputation 1"),
        (lambda: RunningLoan.objects.update(outstanding=1), "capital restant dû"),
        (lambda: spoil("UPDATE ledger_ledgerposting SET debit = debit + 1 WHERE debit > 100"),
         "montants"),
        (lambda: spoil("UPDATE servicing_loanoperation SET facts = '{}' WHERE rank = 2"),
         "ne se rejouent pas"),
    ],
)  # fmt: skip
def test_the_first_difference_of_a_bad_loan_is_said_and_the_others_are_checked(spoiled, said):
    loan = running_loan()
    noted(loan, PaymentReceived, MAY, amount=Decimal(50))
    spoiled()
    good = running_loan()
    assert check_loans(on=MAY) == 1
    assert said in RunningLoan.objects.get(pk=loan.pk).difference
    assert RunningLoan.objects.get(pk=good.pk).checked_on == MAY


@pytest.mark.parametrize(
    "facts",
    [None, [], {"amount": None}, {"amount": "NaN"}, {"amount": "1E+999999"}, {"amount": [1]}],
)
def test_an_operation_kept_badly_stops_neither_the_check_nor_the_due_dates_of_the_others(facts):
    bad = running_loan()
    noted(bad, PaymentReceived, MAY, amount=Decimal(50))
    good = running_loan()
    kept = json.dumps(facts)
    spoil("UPDATE servicing_loanoperation SET facts = %s WHERE kind = 'payment'", kept)
    assert check_loans(on=MAY) == 1
    assert "L’opération" in RunningLoan.objects.get(pk=bad.pk).difference
    assert RunningLoan.objects.get(pk=good.pk).difference == ""
    june = date(2026, 6, 1)
    assert note_due_dates(on=june) == MonthEnd(noted=1, refused=(bad.pk,))
    assert RunningLoan.objects.get(pk=good.pk).arrears == 200


def test_a_loan_that_cannot_be_read_does_not_stop_the_due_dates_of_the_others():
    running_loan()
    spoil("UPDATE servicing_loanoperation SET facts = '{}' WHERE rank = 1")
    running_loan()
    assert check_every_loan(date(2026, 4, 30)) == 1
    assert note_what_fell_due(MAY) == 1


def test_a_check_stopped_in_the_middle_goes_on_from_there():
    first, second = running_loan(), running_loan()
    RunningLoan.objects.filter(pk=first.pk).update(checked_on=MAY)
    ScheduleLine.objects.filter(version__loan=second, number=1).update(principal=9)
    assert check_loans(on=MAY) == 1
    assert check_loans(on=MAY) == 0
