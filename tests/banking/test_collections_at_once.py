"""Two people on the same debits, at once, on real connections."""

import pytest
from django.db import connection

from levier.banking.models import BankFile, Collection, Mandate
from levier.kernel.errors import DomainError
from levier.servicing.models import LoanOperation, RunningLoan
from levier.workflows.collect_loan import propose_collections
from tests.factories.accounts import user
from tests.factories.collections import (
    DAY,
    answer,
    debit_statement,
    handed,
    loan_mandate,
    ready,
    send,
)
from tests.factories.servicing import running_loan
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def refused(outcomes) -> int:
    return sum(isinstance(outcome, DomainError) for outcome in outcomes)


def test_two_people_hand_over_the_same_debits_in_one_file_only():
    finance = user("finance")
    account, row = ready(finance)
    directors = [user("director", finance.organisation) for _ in range(2)]
    outcomes = at_once(*(
        lambda director=director: send(account, row, director=director) for director in directors
    ))  # fmt: skip
    assert refused(outcomes) == 1
    assert BankFile.objects.get().line_count == 1
    assert Mandate.objects.get().presented == 1


def test_one_statement_read_twice_at_once_is_noted_once():
    finance = user("finance")
    row = handed(finance)
    content = debit_statement((row.number, "100.00", "CRDT", ""), name="REL-1")
    outcomes = at_once(*(lambda: answer(finance, content) for _ in range(2)))
    assert refused(outcomes) == 1
    assert LoanOperation.objects.filter(kind="payment").count() == 1
    assert RunningLoan.objects.get().outstanding == 1100


def test_two_statements_that_book_the_same_debit_note_it_once():
    finance = user("finance")
    row = handed(finance)
    contents = [
        debit_statement((row.number, "100.00", "CRDT", ""), name=name) for name in ("A", "B")
    ]
    outcomes = at_once(*(
        lambda content=content: answer(finance, content) for content in contents
    ))  # fmt: skip
    assert refused(outcomes) == 0
    assert sum(len(reading.booked) for reading in outcomes) == 1
    assert LoanOperation.objects.filter(kind="payment").count() == 1


def test_two_returns_at_once_are_reversed_and_retried_once():
    finance = user("finance")
    row = handed(finance)
    answer(finance, debit_statement((row.number, "100.00", "CRDT", ""), name="REL-1"))
    contents = [
        debit_statement((row.number, "100.00", "DBIT", "AM04"), name=name) for name in ("A", "B")
    ]
    at_once(*(lambda content=content: answer(finance, content) for content in contents))
    assert LoanOperation.objects.filter(kind="reversed").count() == 1
    assert Collection.objects.filter(again_of=row).count() == 1


def test_due_dates_proposed_at_once_are_planned_once():
    finance = user("finance")
    loan_mandate(running_loan(user("secretary", finance.organisation)))

    def propose():
        return propose_collections(organisation=finance.organisation, actor=finance, on=DAY)[0]

    outcomes = at_once(propose, propose)
    assert sorted(len(planned) for planned in outcomes) == [0, 1]
    assert Collection.objects.count() == 1


def test_one_reference_recorded_at_once_is_one_mandate():
    finance = user("finance")
    loan = running_loan(user("secretary", finance.organisation))
    outcomes = at_once(*(lambda: loan_mandate(loan, rum="RUM-1") for _ in range(2)))
    assert refused(outcomes) == 1
    assert Mandate.objects.count() == 1
