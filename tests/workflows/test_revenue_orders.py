"""Under public accounting: requests and orders go out as files, their states come back once."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.banking.errors import (
    BankFileNotUnderstood,
    BankFileReadBefore,
    PaymentRefused,
)
from levier.banking.models import Collection, RevenueOrder
from levier.banking.services import cancel_revenue_order, hand_over, move_mandate
from levier.documents.services import content_of
from levier.portfolio.models import Commitment
from levier.rules.servicing.operations import CostsCharged, Reversed
from levier.servicing.models import RunningLoan
from levier.servicing.services import note_due_dates
from levier.workflows.collect_loan import record_loan_mandate
from levier.workflows.pay_commitment import settle_bank_file
from levier.workflows.revenue_orders import claims_due, issue_orders_due
from tests.factories.accounts import house, user
from tests.factories.banking import (
    approved,
    debtor,
    house_account,
    officer_account,
    officer_answer,
    revenue_order,
)
from tests.factories.collections import handed, loan_mandate, ready
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
MAY, ON, LATER = date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 13)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def account(finance):
    return officer_account(finance)


@pytest.fixture
def loan(finance):
    """1 200 € over twelve months, 100 € due on 1 May 2026."""
    row = running_loan(user("secretary", finance.organisation))
    note_due_dates(on=MAY)
    row.refresh_from_db()
    return row


def settled(finance, content, on=ON):
    return settle_bank_file(
        organisation=finance.organisation, name="retour.csv", content=content, actor=finance, on=on
    )


def issued(account, finance, on=ON) -> RevenueOrder:
    return issue_orders_due(account=account, actor=finance, on=on).revenue_orders.get()


def test_approved_payments_leave_as_requests_and_never_as_a_bank_file(finance, account):
    row = approved(finance, account)
    file = hand_over(account=account, orders=[row], actor=finance, on=ON)
    text = content_of(file.stored_file).decode("utf-8-sig")
    assert (file.kind, file.message_id) == ("demandes", "DP20260502-001")
    assert text.splitlines()[1].startswith(f"{row.number};Prime n° 12;Anaïs Delcroix;62300;Lens")
    assert ";1500,00;" in text
    assert "<" not in text


def test_what_the_officer_paid_is_executed_on_the_day_said(finance, account):
    row = approved(finance, account)
    hand_over(account=account, orders=[row], actor=finance, on=ON)
    reading = settled(finance, officer_answer(f"{row.number};payée;12/05/2026;;"), LATER)
    row.refresh_from_db()
    assert (row.state, row.executed_on) == ("executed", date(2026, 5, 12))
    assert reading.file.kind == "retour"


def test_a_payment_of_another_amount_is_listed_and_changes_nothing(finance, account):
    row = approved(finance, account)
    hand_over(account=account, orders=[row], actor=finance, on=ON)
    reading = settled(finance, officer_answer(f"{row.number};payée;;;10,00"))
    row.refresh_from_db()
    assert (row.state, reading.executed) == ("sent", [])
    assert "montant différent" in reading.lines[0]["outcome"]
    settled(finance, officer_answer(f"{row.number};payée;;;1 500,00"))
    row.refresh_from_db()
    assert row.state == "executed"


def test_what_the_officer_refuses_says_why(finance, account):
    row = approved(finance, account)
    hand_over(account=account, orders=[row], actor=finance, on=ON)
    settled(finance, officer_answer(f"{row.number};rejetée;;RIB illisible;"))
    row.refresh_from_db()
    assert (row.state, row.refusal) == ("rejected", "RIB illisible")


def test_a_due_date_has_one_order_and_its_collection_is_noted_on_the_loan(finance, account, loan):
    """The worked example of docs/rules/comptabilite-publique.md."""
    order = issued(account, finance)
    assert (order.number, order.amount, order.due_on) == ("TR-2026-0001", 100, MAY)
    assert f"{order.number};" in content_of(order.file.stored_file).decode("utf-8-sig")
    with pytest.raises(PaymentRefused, match="déjà son titre"):
        issue_orders_due(account=account, actor=finance, on=ON)
    reading = settled(finance, officer_answer(f"{order.number};recouvré;12/05/2026;;100,00"), LATER)
    loan.refresh_from_db()
    order.refresh_from_db()
    assert (loan.outstanding, loan.arrears) == (1100, 0)
    assert (order.state, order.settled_on) == ("collected", date(2026, 5, 12))
    assert "1\u00a0titre recouvré" in reading.summary
    assert loan.operations.get(kind="payment").on == date(2026, 5, 12)


def test_a_file_is_read_once_and_a_state_only_goes_forward(finance, account, loan):
    order = issued(account, finance)
    answer = officer_answer(f"{order.number};recouvré;12/05/2026;;")
    settled(finance, answer, LATER)
    with pytest.raises(BankFileReadBefore):
        settled(finance, answer, LATER)
    settled(finance, officer_answer(f"{order.number};annulé;13/05/2026;Erreur;"), LATER)
    order.refresh_from_db()
    assert order.state == "collected"
    assert loan.operations.filter(kind="payment").count() == 1


def test_another_amount_and_an_unknown_number_are_listed_and_change_nothing(finance, account, loan):
    order = issued(account, finance)
    reading = settled(
        finance, officer_answer(f"{order.number};recouvré;;;99,99", "TR-2020-0009;recouvré;;;")
    )
    order.refresh_from_db()
    assert order.state == "issued"
    assert "montant différent" in reading.lines[0]["outcome"]
    assert "n’est pas un paiement" in reading.lines[1]["outcome"]


def test_an_order_cancelled_with_its_reason_lets_the_due_date_be_ordered_again(
    finance, account, loan
):
    order = issued(account, finance)
    with pytest.raises(PaymentRefused, match="motif"):
        cancel_revenue_order(order=order, reason=" ", actor=finance, on=ON)
    cancel_revenue_order(order=order, reason="Erreur de débiteur", actor=finance, on=ON)
    assert issued(account, finance).number == "TR-2026-0002"
    with pytest.raises(PaymentRefused, match="annulé"):
        cancel_revenue_order(order=order, reason="Encore", actor=finance, on=ON)


def test_a_loan_with_a_mandate_or_of_another_carrier_has_no_order(finance, account, loan):
    assert len(claims_due(finance.organisation, ON)) == 1
    assert claims_due(finance.organisation, date(2026, 4, 30)) == []
    RunningLoan.objects.update(is_posted=False)
    assert claims_due(finance.organisation, ON) == []
    RunningLoan.objects.update(is_posted=True)
    record_loan_mandate(
        commitment=Commitment.objects.get(pk=loan.commitment_id), actor=finance, rum="R-1",
        debtor=debtor(), signed_on=date(2026, 4, 1), on=ON, idempotency_key=uuid4(),
    )  # fmt: skip
    assert claims_due(finance.organisation, ON) == []


def test_what_a_collected_due_date_still_asks_for_is_ordered_in_its_turn(finance, account, loan):
    order = issued(account, finance)
    noted(loan, CostsCharged, date(2026, 5, 5), amount=Decimal(10))
    settled(finance, officer_answer(f"{order.number};recouvré;12/05/2026;;100,00"), LATER)
    assert issued(account, finance, LATER).amount == 10


def test_a_collection_reversed_lets_its_due_date_be_ordered_again(finance, account, loan):
    order = issued(account, finance)
    settled(finance, officer_answer(f"{order.number};recouvré;12/05/2026;;100,00"), LATER)
    paid = loan.operations.get(kind="payment")
    noted(loan, Reversed, LATER, of=str(paid.key))
    again = issued(account, finance, LATER)
    assert (again.number, again.amount, again.due_on) == ("TR-2026-0002", 100, MAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RevenueOrder.objects.filter(pk=order.pk).update(state="issued")


@pytest.mark.parametrize(
    ("terms", "presented_on", "count"),
    [
        ({"is_recurrent": True}, date(2026, 4, 2), 0),
        ({"is_recurrent": True}, date(2023, 5, 2), 0),
        ({"is_recurrent": True}, date(2023, 5, 1), 1),
        ({"is_recurrent": False}, date(2026, 4, 2), 1),
    ],
)
def test_a_mandate_lapsed_or_spent_leaves_its_loan_to_the_orders(
    finance, loan, terms, presented_on, count
):
    loan_mandate(
        loan, signed_on=date(2021, 1, 4), presented=1, last_presented_on=presented_on, **terms
    )
    assert len(claims_due(finance.organisation, ON)) == count


@pytest.mark.parametrize("at_the_bank", [False, True])
def test_a_due_date_whose_debit_lives_has_no_order_once_its_mandate_is_suspended(
    finance, at_the_bank
):
    debit = handed(finance) if at_the_bank else ready(finance)[1]
    move_mandate(mandate=debit.mandate, event="suspend", reason="Contesté", actor=finance)
    note_due_dates(on=MAY)
    assert claims_due(finance.organisation, ON) == []
    Collection.objects.update(state="returned" if at_the_bank else "cancelled")
    assert [each.due_on for each in claims_due(finance.organisation, ON)] == [MAY]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("TR-1;perdu;;;", "Ligne 2"),
        ("TR-1;recouvré;31/02/2026;;", "n’est pas une date"),
        ("TR-1;recouvré;03/05/2026;;", "Ligne 2.*est à venir"),
        ("TR-1;recouvré;;;cent", "n’est pas un montant"),
        ("TR-1;recouvré;;;NaN", "n’est pas un montant"),
        ("TR-1;recouvré;;;sNaN", "n’est pas un montant"),
        ("TR-1;recouvré;;;-Infinity", "n’est pas un montant"),
        ("TR-1;recouvré;;;1E999999", "n’est pas un montant"),
        ("TR-1;recouvré;;;100 000 000 000", "n’est pas un montant"),
        pytest.param("TR-1;recouvré;;;" + "9" * 140_000, "n’est pas un CSV lisible", id="endless"),
        pytest.param("TR-1\0;recouvré;;;", "numero", id="null"),
    ],
)
def test_a_faulty_line_is_said_with_its_number_and_nothing_is_written(finance, line, said):
    with pytest.raises(BankFileNotUnderstood, match=said):
        settled(finance, officer_answer(line))


@pytest.mark.parametrize(
    "content", [b"a;b\r\n1;2", b"%PDF-1.7\r%\xe2\xe3\r\n1 0 obj\r<< /Type >>\r", b"\r\r1;2"]
)
def test_a_file_of_other_columns_is_refused(finance, content):
    with pytest.raises(BankFileNotUnderstood, match="numero"):
        settled(finance, content)


def test_a_file_whose_lines_end_as_on_an_old_macintosh_is_read(finance):
    reading = settled(finance, b"numero;etat\rTR-2020-0009;recouvre\r")
    assert [line["what"] for line in reading.lines] == ["TR-2020-0009"]


def test_an_account_of_the_house_itself_has_no_orders(finance, loan):
    with pytest.raises(PaymentRefused, match="agent comptable"):
        issue_orders_due(account=house_account(finance), actor=finance, on=ON)


def test_pages_list_issue_and_cancel_for_the_house_only(client, finance, account, loan):
    client.force_login(finance)
    page = client.get("/titres/").content.decode()
    assert "Émettre les titres" in page
    client.post("/titres/emettre/")
    order = RevenueOrder.objects.order_by("number").first()
    assert order.number in client.get("/titres/").content.decode()
    assert "Annuler le titre" in client.get(f"/titres/{order.pk}/").content.decode()
    client.post(f"/titres/{order.pk}/annuler/", {"reason": "Erreur"})
    order.refresh_from_db()
    assert (order.state, order.reason) == ("cancelled", "Erreur")
    client.force_login(user("finance", house()))
    assert client.get(f"/titres/{order.pk}/").status_code == 404


def test_amounts_are_exact(finance):
    assert revenue_order(finance, amount=Decimal("0.01")).amount == Decimal("0.01")


def test_numbers_go_on_after_nine_thousand_nine_hundred_and_ninety_nine(finance, account):
    first = revenue_order(finance, account)
    RevenueOrder.objects.filter(pk=first.pk).update(number="TR-2026-9999")
    assert revenue_order(finance, account, subject="x:2").number == "TR-2026-10000"
    assert revenue_order(finance, account, subject="x:3").number == "TR-2026-10001"
