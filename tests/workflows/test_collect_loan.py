"""Debits of loans: proposed, announced, handed over, booked and sent back; loans that follow."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from lxml import etree

from levier.banking.errors import (
    BankFileReadBefore,
    CollectionRefused,
    CollectionTransitionNotAllowed,
    MandateRefused,
    NoticeKeyReused,
    SamePersonCollects,
)
from levier.banking.models import BankFile, Collection, CollectionNotice, HouseAccount, Mandate
from levier.banking.services import announce, cancel_collection, cancel_revenue_order, move_mandate
from levier.banking.states import MandateEvent
from levier.correspondence.models import OutgoingMessage
from levier.documents.services import content_of
from levier.ledger.models import LedgerEntry
from levier.rules.servicing.collections import REACTIONS
from levier.rules.servicing.operations import PaymentReceived, Repaid
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import check_loans
from levier.workflows.announce_debits import announcement_of, send_notice
from levier.workflows.collect_loan import candidates, propose_collections
from tests.factories.accounts import user
from tests.factories.banking import refused_batch, refused_file, revenue_order, status_file
from tests.factories.collections import (
    DAY,
    DUE,
    HUNDRED,
    answer,
    batch_statement,
    collecting_account,
    debit_statement,
    handed,
    loan_mandate,
    noticed,
    notified,
    planned,
    ready,
    send,
)
from tests.factories.portfolio import engagement_grant
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def director(finance):
    return user("director", finance.organisation)


@pytest.fixture
def loan(finance):
    return running_loan(user("secretary", finance.organisation))


def credited(row: Collection, name: str = "REL-1", day: date = DUE) -> bytes:
    return debit_statement((row.number, f"{row.amount}", "CRDT", ""), name=name, day=day)


def came_back(row: Collection, code: str, name: str = "REL-2", day: date = date(2026, 5, 6)):
    return debit_statement((row.number, f"{row.amount}", "DBIT", code), name=name, day=day)


# ── Proposed ──────────────────────────────────────────────────────────────────────────────────
def test_the_coming_due_date_is_proposed_once(finance, loan):
    loan_mandate(loan)
    row = planned(loan)[0]
    assert (row.number, row.amount, row.due_on, row.state) == (
        "PRL-2026-000001", HUNDRED, DUE, "planned",
    )  # fmt: skip
    assert (row.sequence, row.reason) == ("FRST", "")
    assert planned(loan) == []
    assert Collection.objects.count() == 1


@pytest.mark.parametrize(("on", "count"), [(date(2026, 3, 30), 0), (date(2026, 3, 31), 1)])
def test_a_due_date_is_proposed_from_the_first_day_of_the_window(loan, on, count):
    loan_mandate(loan)
    assert len(candidates(loan.organisation, on)) == count


@pytest.mark.parametrize(
    ("on", "due_on", "moved"),
    [
        (date(2026, 4, 16), DUE, False),
        (date(2026, 4, 17), DUE, False),
        (date(2026, 4, 18), date(2026, 5, 2), True),
    ],
)
def test_a_due_date_too_near_for_its_notice_moves_with_a_sentence(loan, on, due_on, moved):
    loan_mandate(loan)
    row = planned(loan, on)[0]
    assert (row.due_on, row.line_on) == (due_on, DUE)
    assert ("Préavis de 14" in row.reason) is moved


@pytest.mark.parametrize("event", [MandateEvent.SUSPEND, MandateEvent.REVOKE])
def test_a_mandate_that_serves_no_more_is_refused_with_its_reason(finance, loan, event):
    mandate = loan_mandate(loan)
    move_mandate(mandate=mandate, event=event, reason="Contesté par écrit", actor=finance)
    found, refused = propose_collections(organisation=loan.organisation, actor=finance, on=DAY)
    assert found == []
    said = [each.fault for each in refused]
    if event == MandateEvent.SUSPEND:
        assert said == [f"Le mandat {mandate} est suspendu (Contesté par écrit)."]
    else:
        assert said == []


@pytest.mark.parametrize(
    ("presented_on", "lapsed"),
    [(date(2023, 5, 2), False), (date(2023, 5, 1), False), (date(2023, 4, 30), True)],
)
def test_a_mandate_not_presented_for_thirty_six_months_is_refused(loan, presented_on, lapsed):
    loan_mandate(loan, signed_on=date(2023, 1, 1), presented=1, last_presented_on=presented_on)
    finance = user("finance", loan.organisation)
    found, refused = propose_collections(organisation=loan.organisation, actor=finance, on=DAY)
    assert (len(found), len(refused)) == ((0, 1) if lapsed else (1, 0))
    if lapsed:
        assert "après le 30\u00a0avril\u00a02026" in refused[0].fault
        assert Collection.objects.count() == 0


def test_one_refusal_never_stops_the_others(finance, loan):
    stopped = loan_mandate(loan)
    other = running_loan(user("secretary", finance.organisation))
    loan_mandate(other)
    move_mandate(mandate=stopped, event=MandateEvent.SUSPEND, reason="Décès", actor=finance)
    found, refused = propose_collections(organisation=loan.organisation, actor=finance, on=DAY)
    assert [row.mandate.subject_label[:5] for row in found] == [str(other.commitment)[:5]]
    assert [each.loan for each in refused] == [loan]


def test_what_the_borrower_paid_in_advance_is_not_debited(finance, loan):
    loan_mandate(loan)
    noted(loan, PaymentReceived, date(2026, 4, 2), amount=Decimal("30.50"))
    assert planned(loan)[0].amount == Decimal("69.50")


def test_nothing_is_proposed_twice_for_what_was_given_up(finance, loan):
    loan_mandate(loan)
    row = planned(loan)[0]
    with pytest.raises(CollectionRefused, match="Dites pourquoi"):
        cancel_collection(collection=row, reason=" ", actor=finance)
    cancel_collection(collection=row, reason="Payé par virement", actor=finance)
    assert planned(loan) == []
    with pytest.raises(CollectionTransitionNotAllowed, match="abandonné"):
        cancel_collection(collection=row, reason="Encore", actor=finance)


def test_only_what_the_house_carries_has_a_mandate(finance):
    grant = engagement_grant(user("secretary", finance.organisation))
    holder = RunningLoan(commitment=grant, organisation=grant.organisation)
    with pytest.raises(MandateRefused, match="ne prélève que"):
        loan_mandate(holder)


# ── Announced ─────────────────────────────────────────────────────────────────────────────────
def test_a_notice_names_every_due_date_to_come_and_moves_what_is_planned(finance, loan):
    collecting_account(finance)
    mandate = loan_mandate(loan)
    row = planned(loan)[0]
    found = announcement_of(mandate, DAY)
    assert len(found.lines) == 12
    assert "1er\u00a0mai\u00a02026\u00a0: 100,00" in found.text
    assert "FR72ZZZ123456" in found.text and mandate.rum in found.text and "…2606" in found.text
    notice = notified(mandate)
    row.refresh_from_db()
    assert (row.state, row.notice, notice.by_post) == ("noticed", notice, True)
    # The schedule was announced once: the next due date needs no other notice.
    assert [each.state for each in planned(loan, date(2026, 5, 2))] == ["noticed"]


def test_a_notice_leaves_by_mail_once_and_is_kept(finance, loan):
    collecting_account(finance)
    mandate = loan_mandate(loan)
    planned(loan)
    person = loan.commitment.case.person
    person.email = "emprunteur@example.org"
    person.save()
    found, key = announcement_of(mandate, DAY), uuid4()
    terms = {"mandate": mandate, "shown": found.fingerprint, "subject": found.subject,
             "text": found.text, "actor": finance, "on": DAY, "key": key}  # fmt: skip
    first = send_notice(**terms)
    assert send_notice(**terms) == first
    message = OutgoingMessage.objects.get()
    assert (message.to, message.kind) == ("emprunteur@example.org", "debits")
    assert first.message == f"correspondence.OutgoingMessage:{message.pk}"
    assert CollectionNotice.objects.count() == 1


def test_words_read_before_a_payment_do_not_leave(finance, loan):
    collecting_account(finance)
    mandate = loan_mandate(loan)
    found = announcement_of(mandate, DAY)
    noted(loan, PaymentReceived, date(2026, 4, 2), amount=HUNDRED)
    with pytest.raises(CollectionRefused, match="ont changé"):
        send_notice(
            mandate=mandate, shown=found.fingerprint, subject="Objet", text="Texte", actor=finance,
            on=DAY, key=uuid4(), by_post=True,
        )  # fmt: skip
    assert not CollectionNotice.objects.exists()


def test_without_a_creditor_identifier_nothing_is_announced(loan):
    with pytest.raises(CollectionRefused, match="identifiant créancier"):
        announcement_of(loan_mandate(loan), DAY)


@pytest.mark.parametrize(("days", "refused"), [(13, True), (14, False), (15, False)])
def test_a_day_nearer_than_fourteen_days_is_not_announced(finance, loan, days, refused):
    mandate = loan_mandate(loan)
    terms = {"mandate": mandate, "subject": "Objet", "text": "Texte", "actor": finance, "on": DAY}
    lines, key = [(DAY + timedelta(days=days), HUNDRED)], uuid4()
    if refused:
        with pytest.raises(CollectionRefused, match="Préavis de 14"):
            announce(lines=lines, idempotency_key=key, **terms)
        return
    notice = announce(lines=lines, idempotency_key=key, **terms)
    assert announce(lines=lines, idempotency_key=key, **terms) == notice
    with pytest.raises(NoticeKeyReused):
        announce(lines=[*lines, (DUE, HUNDRED)], idempotency_key=key, **terms)


def test_a_change_of_amount_asks_for_another_notice(finance, loan):
    collecting_account(finance)
    mandate = loan_mandate(loan)
    planned(loan)
    notified(mandate)
    noted(loan, PaymentReceived, date(2026, 5, 1), amount=Decimal(130))
    row = planned(loan, date(2026, 5, 2))[0]
    assert (row.amount, row.state) == (Decimal(70), "planned")


# ── Handed over ───────────────────────────────────────────────────────────────────────────────
def test_the_file_is_valid_and_says_the_mandate_and_the_structured_address(finance, director):
    account, row = ready(finance)
    file = send(account, row, director=director)
    assert (file.message_id, file.line_count, file.total) == ("PRL20260402-001", 1, 100)
    document = etree.fromstring(content_of(file.stored_file))
    assert document.nsmap[None] == "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"

    def every(name):
        return [node.text for node in document.findall(f".//{{*}}{name}")]

    assert every("EndToEndId") == [row.number]
    assert every("MndtId") == [row.mandate.rum]
    assert every("SeqTp") == ["FRST"]
    assert every("ReqdColltnDt") == ["2026-05-01"]
    assert every("DtOfSgntr") == ["2026-04-01"]
    assert every("PmtInfId") == ["PRL20260402-001-1"]
    assert every("InstdAmt") == ["100.00"]
    assert every("TwnNm") == ["Lens"] and every("AdrLine") == []
    assert "FR72ZZZ123456" in every("Id")
    row.refresh_from_db()
    assert (row.state, row.batch, row.handed_by) == ("handed", "PRL20260402-001-1", director)
    mandate = Mandate.objects.get()
    assert (mandate.presented, mandate.last_presented_on) == (1, DUE)


def test_sequences_follow_the_presentations_of_the_mandate(finance, director, loan):
    account = collecting_account(finance)
    first = noticed(loan)
    second = planned(loan, date(2026, 5, 2))[0]
    file = send(account, second, first, director=director, on=date(2026, 4, 15))
    assert list(file.collections.order_by("due_on").values_list("sequence", "batch")) == [
        ("FRST", "PRL20260415-001-1"), ("RCUR", "PRL20260415-001-2"),
    ]  # fmt: skip
    assert Mandate.objects.get().presented == 2


def test_who_prepared_does_not_hand_over_and_the_database_says_so_too(finance):
    account, row = ready(finance)
    with pytest.raises(SamePersonCollects, match="autre personne"):
        send(account, row, director=row.prepared_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.filter(pk=row.pk).update(handed_by=row.prepared_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.filter(pk=row.pk).update(state="handed")


def test_the_same_debits_and_the_same_message_leave_once(finance, director):
    account, row = ready(finance)
    file = send(account, row, director=director)
    with pytest.raises(CollectionRefused, match="plus tous annoncés"):
        send(account, row, director=director)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankFile.objects.create(
            organisation=file.organisation, kind=file.kind, message_id=file.message_id,
            account=account, stored_file=file.stored_file, sha256="0" * 64, made_on=DAY,
        )  # fmt: skip
    assert BankFile.objects.filter(kind="pain.008").count() == 1


def test_a_debit_not_announced_does_not_leave(finance, director, loan):
    account = collecting_account(finance)
    loan_mandate(loan)
    with pytest.raises(CollectionRefused, match="plus tous annoncés"):
        send(account, *planned(loan), director=director)


def test_a_mandate_suspended_meanwhile_stops_the_whole_file(finance, director):
    account, row = ready(finance)
    other = noticed(running_loan(user("secretary", finance.organisation)))
    move_mandate(mandate=other.mandate, event="suspend", reason="Décès", actor=finance)
    with pytest.raises(CollectionRefused, match=f"{other.number}.*Décès"):
        send(account, row, other, director=director)
    assert set(Collection.objects.values_list("state", flat=True)) == {"noticed"}


def test_a_due_date_paid_meanwhile_does_not_leave(finance, director, loan):
    account = collecting_account(finance)
    row = noticed(loan)
    noted(loan, PaymentReceived, date(2026, 4, 20), amount=Decimal(60))
    with pytest.raises(CollectionRefused, match="ne demande plus que 40,00"):
        send(account, row, director=director, on=date(2026, 4, 21))


def test_a_due_date_with_an_order_to_collect_leaves_once_the_order_is_cancelled(
    finance, director, loan
):
    account, row = collecting_account(finance), noticed(loan)
    order = revenue_order(finance, subject=row.mandate.subject, due_on=row.line_on)
    with pytest.raises(CollectionRefused, match=f"déjà demandée par le titre {order.number}"):
        send(account, row, director=director)
    cancel_revenue_order(order=order, reason="Prélevée", actor=finance, on=DAY)
    assert send(account, row, director=director).total == HUNDRED


def test_an_announced_day_that_can_no_longer_be_held_is_announced_again(finance, director):
    """Announced for 1 May: the bank asks for the file on 30 April, the next notice says 15 May."""
    account, row = ready(finance)
    with pytest.raises(CollectionRefused, match="ne peut plus être tenu"):
        send(account, row, director=director, on=DUE)
    assert not BankFile.objects.exists()
    notified(row.mandate, DUE)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("noticed", date(2026, 5, 15))
    assert row.reason.startswith("Préavis de 14\u00a0jours")
    send(account, row, director=director, on=DUE)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("handed", date(2026, 5, 15))


def test_the_last_day_to_hand_a_file_over_holds_the_announced_day(finance, director):
    account, row = ready(finance)
    send(account, row, director=director, on=DUE - timedelta(days=1))
    row.refresh_from_db()
    assert row.due_on == DUE


def test_an_account_kept_by_an_officer_hands_nothing_over_even_with_an_identifier(
    finance, director
):
    account, row = ready(finance)
    HouseAccount.objects.filter(pk=account.pk).update(is_kept_by_officer=True)
    account.refresh_from_db()
    assert account.creditor_id
    with pytest.raises(CollectionRefused, match="tenu par un agent comptable"):
        send(account, row, director=director)
    row.refresh_from_db()
    assert row.state == "noticed"
    assert not BankFile.objects.exists()
    with pytest.raises(CollectionRefused, match="que la maison tient"):
        announcement_of(row.mandate, DAY)


def test_an_account_without_identifier_hands_nothing_over(finance, director):
    account, row = ready(finance)
    account.creditor_id = ""
    account.save()
    with pytest.raises(CollectionRefused, match="ICS"):
        send(account, row, director=director)


class Killed(BaseException):
    """The process is gone."""


def killed_at_each_statement(act, unchanged) -> int:
    """Stop an act at each of its SQL statements in turn, until one run ends. Return how many."""
    stops = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal left
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, params, many, context)
        left -= 1
        if left < 0:
            raise Killed
        return execute(sql, params, many, context)

    while True:
        left = stops
        try:
            with connection.execute_wrapper(wrapper):
                act()
        except Killed:
            assert unchanged(), stops
            stops += 1
        else:
            return stops


def test_a_hand_over_killed_at_any_statement_leaves_nothing(finance, director):
    account, row = ready(finance)
    other = noticed(running_loan(user("secretary", finance.organisation)))

    def unchanged():
        states = set(Collection.objects.values_list("state", "file", "batch"))
        presented = set(Mandate.objects.values_list("presented", flat=True))
        return (
            states == {("noticed", None, "")}
            and presented == {0}
            and not (BankFile.objects.exists())
        )

    stops = killed_at_each_statement(
        lambda: send(account, row, other, director=director), unchanged
    )
    assert stops > 10
    assert set(Collection.objects.values_list("state", flat=True)) == {"handed"}


def test_a_reading_killed_at_any_statement_moves_neither_debit_nor_loan(finance):
    row = handed(finance)
    answer(finance, credited(row))
    entries = LedgerEntry.objects.count()

    def unchanged():
        found = Collection.objects.get()
        return (found.state, LedgerEntry.objects.count(), BankFile.objects.count()) == (
            "booked", entries, 2,
        ) and not LoanOperation.objects.filter(kind="reversed").exists()  # fmt: skip

    stops = killed_at_each_statement(
        lambda: answer(finance, came_back(row, "AM04"), date(2026, 5, 6)), unchanged
    )
    assert stops > 20
    assert loan_of(row).outstanding == 1200
    assert Collection.objects.count() == 2


# ── Read back ─────────────────────────────────────────────────────────────────────────────────
def loan_of(row: Collection) -> RunningLoan:
    return RunningLoan.objects.get(commitment=row.mandate.subject.partition(":")[2])


def test_a_debit_booked_is_noted_on_the_loan_once(finance):
    row = handed(finance)
    reading = answer(finance, credited(row))
    assert reading.booked == [row]
    row.refresh_from_db()
    assert (row.state, row.booked_on) == ("booked", DUE)
    operation = LoanOperation.objects.get(key=row.operation_key)
    assert (operation.kind, operation.amount, operation.on) == ("payment", HUNDRED, DUE)
    assert loan_of(row).outstanding == 1100
    with pytest.raises(BankFileReadBefore):
        answer(finance, credited(row))
    again = answer(finance, credited(row, name="REL-9"))
    assert (again.booked, again.lines[0]["outcome"]) == ([], "déjà encaissé")
    assert LoanOperation.objects.filter(kind="payment").count() == 1


def test_a_debit_booked_in_a_statement_of_a_day_to_come_makes_nothing_due(finance):
    row = handed(finance)
    reading = answer(finance, credited(row, day=date(2062, 5, 1)))
    row.refresh_from_db()
    assert (row.state, reading.booked, reading.lines[0]["sense"]) == ("handed", [], "brique")
    assert loan_of(row).next_due_on == DUE


def test_a_batch_credited_in_one_line_books_its_debits(finance, director):
    account, row = ready(finance)
    other = noticed(running_loan(user("secretary", finance.organisation)))
    file = send(account, row, other, director=director)
    batch = file.collections.first().batch
    wrong = answer(finance, batch_statement(batch, "199.99", name="REL-0"))
    assert "total diffère" in wrong.lines[0]["outcome"]
    reading = answer(finance, batch_statement(batch, "200.00", name="REL-1"))
    assert len(reading.booked) == 2
    assert LoanOperation.objects.filter(kind="payment").count() == 2


@pytest.mark.parametrize(
    ("code", "on", "state"),
    [("ACSC", DUE, "booked"), ("ACSC", date(2026, 4, 30), "handed"), ("ACCP", DUE, "handed")],
)
def test_a_status_books_only_what_is_settled_on_its_day(finance, code, on, state):
    row = handed(finance)
    answer(finance, status_file((row.number, code, "")), on)
    row.refresh_from_db()
    assert row.state == state
    assert LoanOperation.objects.filter(kind="payment").exists() is (state == "booked")


def test_a_debit_rejected_before_its_day_leaves_the_loan_alone(finance):
    row = handed(finance)
    answer(finance, status_file((row.number, "RJCT", "AC01")), date(2026, 4, 30))
    row.refresh_from_db()
    assert (row.state, row.return_code, row.booked_on) == ("returned", "AC01", None)
    assert "nouveau RIB" in row.reaction.sentence
    assert not LoanOperation.objects.filter(kind__in=("payment", "reversed")).exists()
    assert Mandate.objects.get().last_presented_on == DUE


def test_a_file_refused_whole_sends_all_its_debits_back(finance):
    row = handed(finance)
    answer(finance, refused_file("PRL20260402-001"), DAY)
    row.refresh_from_db()
    assert (row.state, row.return_code) == ("returned", "FF01")


def test_a_batch_refused_whole_sends_its_debits_back_alone(finance, director):
    row, other = handed(finance), noticed(running_loan(user("secretary", finance.organisation)))
    send(row.file.account, other, director=director)
    reading = answer(finance, refused_batch(row.file.message_id, row.batch), DAY)
    row.refresh_from_db(), other.refresh_from_db()
    assert (row.state, row.return_code, other.state) == ("returned", "FF01", "handed")
    assert reading.returned == [row]


def test_a_debit_come_back_is_reversed_on_the_loan_and_retried_once(finance, director):
    row = handed(finance)
    answer(finance, credited(row))
    reading = answer(finance, came_back(row, "AM04"), date(2026, 5, 6))
    assert reading.returned == [row]
    assert loan_of(row).outstanding == 1200
    undone = LoanOperation.objects.get(kind="reversed")
    assert (undone.reverses.key, undone.on) == (row.operation_key, date(2026, 5, 6))
    again = Collection.objects.get(again_of=row)
    assert (again.retries, again.state, again.due_on) == (1, "planned", date(2026, 5, 20))
    assert Mandate.objects.get().state == "active"

    notified(again.mandate, date(2026, 5, 6))
    again.refresh_from_db()
    file = send(BankFile.objects.get(kind="pain.008").account, again, director=user(
        "director", finance.organisation), on=date(2026, 5, 7))  # fmt: skip
    assert file.collections.get().sequence == "RCUR"
    answer(finance, came_back(again, "AM04", "REL-3", date(2026, 5, 21)), date(2026, 5, 21))
    again.refresh_from_db()
    assert "déjà représenté" in again.reaction.sentence
    assert Collection.objects.filter(line_on=DUE).count() == 2
    assert DUE not in [each.line_on for each in planned(loan_of(row), date(2026, 5, 22))]


@pytest.mark.parametrize("code", [*REACTIONS, "ZZ99", ""])
@pytest.mark.parametrize("booked", [True, False])
def test_each_code_does_what_its_table_says(finance, code, booked):
    row = handed(finance)
    if booked:
        answer(finance, credited(row))
    # A code that is blank: the bank took the money back without a word.
    answer(finance, came_back(row, code), date(2026, 5, 6))
    row.refresh_from_db()
    assert (row.state, row.return_code) == ("returned", code)
    suspended = code in ("AC01", "AC04", "RC01", "AC06", "AG01", "MD01", "MD02", "MD06", "MD07")
    assert (Mandate.objects.get().state == "suspended") is suspended
    assert Collection.objects.filter(again_of=row).exists() is (code == "AM04")
    assert LoanOperation.objects.filter(kind="reversed").exists() is booked
    loan = loan_of(row)
    assert loan.outstanding == 1200
    later = planned(loan, date(2026, 5, 6))
    assert DUE not in [each.line_on for each in later]
    assert bool(later) is not suspended
    assert check_loans(on=date(2026, 5, 7)) == 0


def test_the_costs_of_a_return_are_listed_and_the_debit_sent_back(finance):
    row = handed(finance)
    answer(finance, credited(row))
    content = debit_statement((row.number, "107.50", "DBIT", "AM04"), name="REL-2")
    reading = answer(finance, content)
    assert reading.returned == [row]
    assert any("frais de la banque" in line["outcome"] for line in reading.lines)
    other = debit_statement((row.number, "100.00", "DBIT", "AM04"), name="REL-3")
    assert answer(finance, other).lines[0]["outcome"] == "déjà revenu"


@pytest.mark.parametrize(("amount", "side"), [("99.99", "CRDT"), ("99.99", "DBIT")])
def test_another_amount_moves_nothing(finance, amount, side):
    row = handed(finance)
    content = debit_statement((row.number, amount, side, ""), name="REL-1")
    assert "montant différent" in answer(finance, content).lines[0]["outcome"]
    row.refresh_from_db()
    assert row.state == "handed"


def test_credit_and_return_in_one_statement_leave_the_loan_as_it_was(finance):
    row = handed(finance)
    content = debit_statement(
        (row.number, "100.00", "CRDT", ""), (row.number, "100.00", "DBIT", "MD06"), name="REL-1"
    )
    reading = answer(finance, content)
    assert (len(reading.booked), len(reading.returned)) == (1, 1)
    assert loan_of(row).outstanding == 1200


def test_what_the_loan_refuses_is_said_and_stops_no_other_line(finance, director):
    account, row = ready(finance)
    other = noticed(running_loan(user("secretary", finance.organisation)))
    send(account, row, other, director=director)
    noted(loan_of(row), Repaid, date(2026, 4, 3), amount=Decimal(1200))
    content = debit_statement(
        (row.number, "100.00", "CRDT", ""), (other.number, "100.00", "CRDT", ""), name="REL-1"
    )
    reading = answer(finance, content)
    assert len(reading.booked) == 2
    assert loan_of(other).outstanding == 1100
    row.refresh_from_db()
    assert row.state == "booked"
    assert "Ce prêt est soldé" in reading.lines[-1]["outcome"]
    assert BankFile.objects.get(kind="camt.053").lines == reading.lines
