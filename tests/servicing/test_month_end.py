"""A month end in batches writes what loan by loan would write, whatever happened before."""

import random
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from levier.committees.services import body_named
from levier.journal.models import Entry
from levier.kernel.dates import add_months
from levier.kernel.errors import DomainError
from levier.ledger.checking import differences
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.rules.schedules import DeferredInterest, Method
from levier.rules.servicing import operations as ops
from levier.servicing.models import (
    AccountOfLoans,
    LoanOperation,
    RunningLoan,
    ScheduleLine,
)
from levier.servicing.services import (
    RULED,
    Ruling,
    check_loans,
    fall_due,
    note,
    note_due_dates,
    noting_many,
)
from levier.workflows.run_loan import open_loan
from levier.workflows.schedule_choice import Choice
from tests.factories.accounts import user
from tests.factories.servicing import PAID_OUT_ON, limitless_director, paid_out, running_loan

pytestmark = pytest.mark.django_db
METHODS = (Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE, Method.BULLET_CAPITALISED)


def some_loan(rng: random.Random, secretary, finance) -> RunningLoan:
    """Return a loan of any terms that the screens admit."""
    commitment = paid_out(secretary, amount=str(rng.randint(2_000, 30_000)), months=12)
    commitment.financing.annual_rate = Decimal(rng.choice([0, 200, 350])) / 10_000
    method = rng.choice(METHODS)
    late = method in METHODS[:2] and rng.random() < 0.5
    commitment.financing.deferral_months = 3 if late else 0
    commitment.financing.save()
    interest = rng.choice([None, *DeferredInterest]) if late else None
    choice = Choice(method=method, deferred_interest=interest)
    return open_loan(commitment=commitment, choice=choice, actor=finance, key=uuid4())


def something(rng: random.Random, day: date) -> ops.Operation:
    """Return what may happen to a loan on a day; it may refuse it."""
    amount = Decimal(rng.randint(1, 300_000)) / 100
    made = rng.choice(
        [
            lambda **k: ops.PaymentReceived(amount=amount, **k),
            lambda **k: ops.PaymentReceived(amount=amount, **k),
            lambda **k: ops.CostsCharged(amount=Decimal(15), **k),
            lambda **k: ops.Paused(periods=1, **k),
            lambda **k: ops.RateChanged(annual_rate=Decimal("0.025"), **k),
            lambda **k: ops.TermsAdded(periods=2, **k),
            lambda **k: ops.DateMoved(day=day + timedelta(days=45), **k),
            lambda **k: ops.WrittenOff(**k),
        ]
    )
    return made(key=str(UUID(int=rng.getrandbits(128))), on=day)


def rows_of() -> dict:
    """Return everything that a month end writes, its keys of rows and its hours apart."""
    loans = RunningLoan.objects.order_by("pk")
    return {
        "loans": list(loans.values()),
        "lines": list(ScheduleLine.objects.order_by("pk").values()),
        "operations": list(
            LoanOperation.objects.order_by("loan", "rank").values(
                "loan", "rank", "kind", "on", "amount", "facts", "key", "digest", "reason"
            )
        ),
        "entries": sorted(
            LedgerEntry.objects.values_list(
                "key", "day", "journal", "label", "piece", "about", "digest"
            )
        ),
        "postings": sorted(
            LedgerPosting.objects.values_list("entry__key", "rank", "account", "debit", "credit")
        ),
        "journal": sorted(
            summary.split("\u00a0: ", 1)[-1] if summary.startswith("Écriture") else summary
            for summary in Entry.objects.values_list("summary", flat=True)
        ),
    }


def one_by_one(day: date) -> None:
    for loan in RunningLoan.objects.falling_due_by(day).order_by("pk"):
        fall_due(loan=loan, on=day)


def tried(write) -> dict:
    """Return the rows that a write leaves, and take it back."""
    with transaction.atomic():
        write()
        found = rows_of()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_batches_write_what_loan_by_loan_would(seed):
    rng = random.Random(seed)
    print(f"seed {seed}")
    secretary = user("secretary")
    finance = user("finance", secretary.organisation)
    director = limitless_director(secretary.organisation)
    loans = [some_loan(rng, secretary, finance) for _ in range(5)]
    for month in range(1, 14, 2):
        day = add_months(PAID_OUT_ON, month)
        assert tried(lambda day=day: note_due_dates(on=day, batch=3)) == tried(
            lambda day=day: one_by_one(day)
        )
        note_due_dates(on=day, batch=3)
        for loan in rng.sample(loans, 3):
            loan.refresh_from_db()
            try:
                with transaction.atomic():
                    played = something(rng, day)
                    body = body_named(director.organisation, "director")
                    who = Ruling(body=body) if isinstance(played, RULED) else None
                    note(loan=loan, operation=played, actor=director, ruling=who)
            except DomainError:
                continue
    assert check_loans(on=date(2027, 6, 1)) == 0
    assert list(differences(secretary.organisation)) == []


def test_a_second_month_end_changes_nothing():
    for _ in range(3):
        running_loan(rate="0.12")
    day = date(2026, 7, 1)
    assert note_due_dates(on=day).noted == 3
    before = rows_of()
    assert note_due_dates(on=day).noted == 0
    assert rows_of() == before


def test_a_month_end_killed_in_the_middle_leaves_whole_batches_and_goes_on(monkeypatch):
    secretary = user("secretary")
    for _ in range(6):
        running_loan(secretary, rate="0.12")
    day, real, calls = date(2026, 5, 1), noting_many.post_entries, []

    def killed(**values):
        calls.append(values)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**values)

    monkeypatch.setattr(noting_many, "post_entries", killed)
    with pytest.raises(KeyboardInterrupt):
        note_due_dates(on=day, batch=2)
    assert LoanOperation.objects.filter(kind="fell_due").count() == 2
    assert check_loans(on=day) == 0

    monkeypatch.setattr(noting_many, "post_entries", real)
    assert note_due_dates(on=day, batch=2).noted == 4
    assert LoanOperation.objects.filter(kind="fell_due").count() == 6
    assert check_loans(on=day + timedelta(days=1)) == 0


def test_a_month_end_of_many_loans_takes_a_few_queries(django_assert_max_num_queries):
    secretary = user("secretary")
    for _ in range(12):
        running_loan(secretary, rate="0.12")
    with django_assert_max_num_queries(25):
        note_due_dates(on=date(2026, 5, 1))


def test_houses_have_their_own_numbers_and_accounts():
    running_loan(rate="0.12")
    running_loan(rate="0.12")
    assert note_due_dates(on=date(2026, 5, 1)).noted == 2
    assert sorted(LedgerEntry.objects.values_list("number", flat=True)) == [1, 1, 2, 2]


def test_a_house_whose_chart_is_incomplete_stops_no_other():
    first, second = running_loan(rate="0.12"), running_loan(rate="0.12")
    AccountOfLoans.objects.filter(organisation=first.organisation_id, part="interest_due").delete()
    end = note_due_dates(on=date(2026, 5, 1))
    assert (end.noted, end.refused) == (1, (first.pk,))
    second.refresh_from_db()
    assert second.next_due_on == date(2026, 6, 1)
