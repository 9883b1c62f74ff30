"""Rows written at once are those that Django would write one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.accounts.many_rows import change_rows, insert_rows, insert_values
from levier.journal.models import Entry
from levier.journal.services import entry_for
from levier.ledger.models import LedgerAccount
from levier.servicing.models import LoanOperation, RunningLoan
from tests.factories.accounts import house, user
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db
DETAIL = {"montant": [None, "12.50"], "mot": "l’été, 100\u00a0%", "liste": [1, True, {"a": "b"}]}


def operations_of(loan: RunningLoan) -> list[LoanOperation]:
    """Return operations of every kind of value: none, amounts, a day, JSON, a key."""
    return [
        LoanOperation(
            organisation_id=loan.organisation_id, loan=loan, rank=rank, kind="payment",
            amount=amount, on=date(2026, 5, rank), facts=facts, key=uuid4(), digest="",
            reason="reçu à l’accueil",
        )
        for rank, (amount, facts) in enumerate(
            [(Decimal("0.10"), DETAIL), (None, {}), (Decimal(100), "texte"), (0, [])], start=2
        )
    ]  # fmt: skip


def values_of(operation: LoanOperation) -> dict:
    """Return what the table holds of an operation, its hour apart."""
    found = LoanOperation.objects.filter(pk=operation.pk).values().get()
    assert found.pop("noted_at") is not None
    return found


def test_the_rows_are_those_of_bulk_create():
    rows = operations_of(running_loan())
    with transaction.atomic():
        LoanOperation.objects.bulk_create(rows)
        expected = [values_of(row) for row in rows]
        transaction.set_rollback(True)
    insert_rows(rows)
    assert [values_of(row) for row in rows] == expected
    assert expected[0]["facts"] == DETAIL and expected[2]["facts"] == "texte"


def test_a_written_row_is_no_longer_new():
    row = entry_for("x.y", actor=user("finance"), target=running_loan(), summary="Dit.")
    insert_rows([row])
    with pytest.raises(TypeError):
        row.save()
    assert Entry.objects.get(pk=row.pk).at == row.at is not None


def test_an_invented_past_keeps_its_hour():
    row = entry_for("x.y", actor=None, target=running_loan(), summary="Dit.")
    row.at = datetime(2019, 3, 1, 9, tzinfo=UTC)
    insert_rows([row], are_dated=True)
    assert Entry.objects.get(pk=row.pk).at == datetime(2019, 3, 1, 9, tzinfo=UTC)


def test_values_are_given_in_the_order_of_the_fields():
    owner, key = house(), uuid4()
    insert_values(LedgerAccount, [(key, owner.pk, "512", "Banque")])
    assert LedgerAccount.objects.values_list("organisation", "number", "label").get(pk=key) == (
        owner.pk, "512", "Banque",
    )  # fmt: skip


def test_only_the_named_fields_of_the_rows_change():
    first, second, other = running_loan(), running_loan(), running_loan()
    before = RunningLoan.objects.values().get(pk=other.pk)
    first.arrears, first.next_due_on, first.credit = Decimal("12.34"), None, Decimal(7)
    second.arrears = Decimal(5)
    change_rows([first, second], ["arrears", "next_due_on"])
    rows = RunningLoan.objects.in_bulk()
    assert (rows[first.pk].arrears, rows[first.pk].next_due_on) == (Decimal("12.34"), None)
    assert rows[first.pk].credit == 0
    assert (rows[second.pk].arrears, rows[second.pk].next_due_on) == (5, second.next_due_on)
    assert RunningLoan.objects.values().get(pk=other.pk) == before


def test_a_row_that_breaks_a_rule_of_the_table_is_refused():
    rows = operations_of(running_loan())
    rows[1].key = rows[0].key
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(rows)
    assert LoanOperation.objects.filter(kind="payment").count() == 0


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])
        insert_values(LedgerAccount, [])
        change_rows([], ["arrears"])
