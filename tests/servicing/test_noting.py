"""Operations noted on a loan: the rows, the entries, the journal, and what is refused."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from levier.ledger.models import LedgerAccount, LedgerEntry, LedgerPosting
from levier.portfolio.models import Commitment
from levier.rules.schedules import Method
from levier.rules.servicing.operations import (
    Converted,
    FellDue,
    PartRepaid,
    Paused,
    PaymentReceived,
    Repaid,
    Restructured,
    Reversed,
    TermsAdded,
    Treatment,
    WrittenOff,
)
from levier.servicing.errors import LoanAlreadyRuns, NothingToServe, OperationKeyReused
from levier.servicing.models import AccountOfLoans, LoanOperation, RunningLoan, ScheduleVersion
from levier.servicing.services import fall_due, first_difference_of, preview, set_account
from levier.workflows.run_loan import StillOwed, end_commitment, open_loan
from levier.workflows.schedule_choice import Choice, ScheduleRefused
from tests.factories.accounts import user
from tests.factories.portfolio import guarantee
from tests.factories.portfolio import loan as open_commitment
from tests.factories.servicing import PAID_OUT_ON, noted, paid_out, running_loan

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def balances(loan, day=date(2030, 1, 1)):
    found = LedgerPosting.objects.filter(organisation=loan.organisation).balances_on(day)
    return {number[:3]: amount for number, amount in found.items() if amount}


def active(loan):
    return loan.versions.get(is_active=True)


def again(loan):
    return RunningLoan.objects.get(pk=loan.pk)


def test_a_loan_opened_has_its_lines_its_entry_and_its_accounts():
    loan = running_loan()

    lines = list(active(loan).lines.all())
    assert [(line.number, line.principal, line.left) for line in lines[:2]] == [
        (1, 100, 100), (2, 100, 100),
    ]  # fmt: skip
    assert (lines[0].due_on, lines[-1].balance_after) == (MAY, 0)
    assert (loan.outstanding, loan.next_due_on, loan.closed_on) == (1200, MAY, None)
    assert balances(loan) == {"274": 1200, "512": -1200}
    assert AccountOfLoans.objects.filter(organisation=loan.organisation).count() == 13
    assert Entry.objects.filter(action="servicing.noted").count() == 1
    assert first_difference_of(again(loan)) == ""


def test_a_payment_clears_the_oldest_lines_and_the_rest_waits():
    loan = running_loan()
    noted(loan, PaymentReceived, JUNE, amount=Decimal(150))

    first, second, third = active(loan).lines.all()[:3]
    assert (first.left, second.left, third.left) == (0, 50, 100)
    assert [(c.number, c.amount) for c in loan.clearings.all()] == [(1, 100), (2, 50)]
    row = again(loan)
    assert (row.arrears, row.unpaid_since, row.next_due_on) == (50, JUNE, JULY)
    assert balances(loan) == {"274": 1050, "512": -1050}


def test_interest_is_due_on_its_day_and_the_ledger_says_so():
    loan = running_loan(rate="0.12")
    assert fall_due(loan=again(loan), on=MAY).kind == "fell_due"
    assert fall_due(loan=again(loan), on=MAY) is None
    assert balances(loan) == {"274": 1200, "276": 12, "512": -1200, "762": -12}
    noted(loan, PaymentReceived, date(2026, 5, 3), amount=Decimal(112))
    assert balances(loan) == {"274": 1100, "512": -1088, "762": -12}
    assert first_difference_of(again(loan)) == ""


def test_what_another_body_carries_runs_without_the_ledger():
    commitment = paid_out()
    commitment.carrier.is_house = False
    commitment.carrier.save()
    choice = Choice(method=Method.ANNUITY)
    loan = open_loan(
        commitment=commitment, choice=choice, actor=user("finance", commitment.organisation),
        key=uuid4(),
    )  # fmt: skip
    noted(loan, PaymentReceived, MAY, amount=Decimal(100))
    assert not LedgerEntry.objects.exists()
    assert first_difference_of(again(loan)) == ""


def test_the_same_key_notes_once_and_another_content_is_refused():
    loan, key, actor = running_loan(), uuid4(), user("finance")
    first = noted(loan, PaymentReceived, MAY, key=key, amount=Decimal(100), actor=actor)
    same = noted(loan, PaymentReceived, MAY, key=key, amount=Decimal(100), actor=actor)
    assert first == same
    with pytest.raises(OperationKeyReused):
        noted(loan, PaymentReceived, MAY, key=key, amount=Decimal(99), actor=actor)
    assert balances(loan)["512"] == -1100


def test_a_commitment_opens_one_loan_and_the_same_click_twice_is_one():
    commitment, key = paid_out(), uuid4()
    actor, choice = user("finance", commitment.organisation), Choice(method=Method.ANNUITY)
    first = open_loan(commitment=commitment, choice=choice, actor=actor, key=key)
    assert open_loan(commitment=commitment, choice=choice, actor=actor, key=key) == first
    other = Choice(method=Method.IN_FINE)
    with pytest.raises(OperationKeyReused):
        open_loan(commitment=commitment, choice=other, actor=actor, key=key)
    with pytest.raises(LoanAlreadyRuns):
        open_loan(commitment=commitment, choice=choice, actor=actor, key=uuid4())


def test_only_what_was_paid_out_and_comes_back_has_a_schedule():
    actor, choice = user("finance"), Choice(method=Method.ANNUITY)
    for commitment in (guarantee(), open_commitment()):
        with pytest.raises((ScheduleRefused, NothingToServe)):
            open_loan(commitment=commitment, choice=choice, actor=actor, key=uuid4())
    quarterly = Choice(method=Method.ANNUITY, months_per_period=3)
    with pytest.raises(ScheduleRefused, match="plus courte"):
        open_loan(commitment=paid_out(months=10), choice=quarterly, actor=actor, key=uuid4())


def test_a_change_makes_a_new_version_and_leaves_what_was_paid():
    loan = running_loan()
    noted(loan, PaymentReceived, MAY, amount=Decimal(100))
    before = list(active(loan).lines.values_list("due_on", "principal")[:1])
    noted(loan, TermsAdded, MAY, periods=11)

    assert [(v.rank, v.is_active) for v in loan.versions.all()] == [(1, False), (2, True)]
    lines = active(loan).lines
    assert list(lines.values_list("due_on", "principal")[:1]) == before
    assert lines.count() == 23
    assert lines.get(number=1).left == 0
    assert lines.get(number=2).principal == 50
    assert first_difference_of(again(loan)) == ""


def test_two_versions_in_force_are_refused_by_the_base():
    loan = running_loan()
    version = active(loan)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduleVersion.objects.create(
            organisation=loan.organisation, loan=loan, rank=9, since=MAY, is_active=True,
            operation=version.operation,
        )  # fmt: skip


def test_a_preview_writes_nothing_and_says_what_the_write_will():
    loan = running_loan()
    operation = Paused(key=str(uuid4()), on=MAY, periods=2)
    before, after = preview(loan, operation)
    assert (len(before.lines), len(after.lines)) == (12, 14)
    assert LoanOperation.objects.count() == 1
    noted(loan, Paused, MAY, key=operation.key, periods=2)
    assert active(loan).lines.count() == 14
    assert [x.due_on for x in after.lines] == [x.due_on for x in active(loan).lines.all()]


def test_what_is_refused_leaves_nothing_half_written():
    loan = running_loan()
    with pytest.raises(DomainError, match="inférieur au capital"):
        noted(loan, PartRepaid, date(2026, 4, 15), amount=Decimal(5000))
    assert LoanOperation.objects.count() == 1
    assert LedgerEntry.objects.count() == 1


def test_a_payment_that_came_back_is_undone_and_clears_otherwise():
    loan = running_loan()
    first = noted(loan, PaymentReceived, MAY, amount=Decimal(100))
    noted(loan, PaymentReceived, JUNE, amount=Decimal(100))
    undone = noted(loan, Reversed, date(2026, 6, 6), of=str(first.key))

    assert undone.reverses == first
    assert [(c.number, c.amount) for c in loan.clearings.all()] == [(1, 100)]
    row = again(loan)
    assert (row.arrears, row.unpaid_since) == (100, JUNE)
    assert balances(loan) == {"274": 1100, "512": -1100}
    assert first_difference_of(row) == ""


def test_an_opening_undone_may_be_noted_again():
    loan = running_loan()
    opened = loan.operations.get()
    noted(loan, Reversed, date(2026, 4, 2), of=str(opened.key))
    assert (again(loan).opened_on, balances(loan)) == (None, {})
    actor = user("finance", loan.organisation)
    open_loan(
        commitment=loan.commitment, choice=Choice(method=Method.IN_FINE), actor=actor, key=uuid4()
    )
    assert active(loan).lines.get(number=12).principal == 1200
    assert first_difference_of(again(loan)) == ""


def test_a_loan_ends_when_nothing_is_owed():
    loan = running_loan()
    actor = user("finance", loan.organisation)
    with pytest.raises(StillOwed, match="1\u202f200"):
        end_commitment(commitment=loan.commitment, on=MAY, actor=actor)
    noted(loan, Repaid, MAY, amount=Decimal(1200))
    assert again(loan).closed_on == MAY
    assert end_commitment(commitment=loan.commitment, on=MAY, actor=actor).state == "ended"


def test_a_loan_restructured_then_lost():
    loan = running_loan(rate="0.12")
    noted(
        loan, Restructured, JUNE, interest=Treatment.WAIVE, principal=Treatment.CAPITALISE,
        periods=12,
    )  # fmt: skip
    row = again(loan)
    assert (row.restructured_on, row.arrears, row.outstanding) == (JUNE, 0, 1200)
    noted(loan, WrittenOff, JULY)
    row = again(loan)
    assert (row.written_off_on, row.closed_on, row.outstanding) == (JULY, JULY, 0)
    assert balances(loan) == {"512": -1200, "664": 1235, "762": -35}
    assert first_difference_of(row) == ""


def test_the_house_names_its_own_accounts():
    loan, actor = running_loan(), user("finance")
    account = LedgerAccount.objects.create(
        organisation=loan.organisation, number="512100", label="Compte Crédit coopératif"
    )
    set_account(organisation=loan.organisation, part="bank", account=account, actor=actor)
    noted(loan, PaymentReceived, MAY, amount=Decimal(100))
    found = LedgerPosting.objects.filter(account=account)
    assert [posting.debit for posting in found] == [100]


def test_an_operation_is_never_changed_nor_deleted():
    loan = running_loan()
    opened = loan.operations.get()
    with pytest.raises(TypeError):
        opened.save()
    with pytest.raises(TypeError):
        loan.operations.all().update(amount=1)
    with pytest.raises(TypeError):
        loan.operations.all().delete()


def test_due_dates_fall_by_time_alone():
    loan = running_loan()
    noted(loan, FellDue, JULY)
    assert again(loan).arrears == 300


def test_only_a_contribution_is_converted():
    loan = running_loan()
    with pytest.raises(NothingToServe, match="Seul un apport"):
        noted(loan, Converted, PAID_OUT_ON, amount=Decimal(100))
    Commitment.objects.filter(pk=loan.commitment_id).update(kind="contribution")
    loan.refresh_from_db()
    noted(loan, Converted, PAID_OUT_ON, amount=Decimal(200), reason="Comité du 2 mars")
    loan.refresh_from_db()
    assert loan.outstanding == 1000
    assert LedgerPosting.objects.get(account__number="657100").debit == 200
