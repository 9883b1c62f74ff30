"""Steps proposed at night, decided once by a person, dropped when paid."""

from datetime import date
from decimal import Decimal

import pytest

from levier.correspondence.errors import HolderWithoutAddress
from levier.correspondence.models import OutgoingMessage
from levier.journal.models import Entry
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.errors import DunningRefused
from levier.servicing.models import Dunning
from levier.servicing.services import propose_all, settle
from levier.servicing.ticks import note_what_fell_due
from levier.workflows.dun_loan import dunning_letter, send_dunning, words_of
from tests.factories.accounts import user
from tests.factories.servicing import dunned, noted, running_loan

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def night(day):
    note_what_fell_due(day)
    return propose_all(on=day)


def reachable(loan, email="emprunteur@example.org"):
    """Give the borrower an address."""
    person = loan.commitment.case.person
    person.email = email
    person.save()
    return loan


def test_a_delay_is_proposed_step_by_step_and_each_once():
    loan = running_loan()
    found = {}
    for day in (MAY, date(2026, 5, 5), date(2026, 5, 6), date(2026, 5, 7), date(2026, 5, 16)):
        found[day] = night(day)
    assert list(found.values()) == [0, 0, 1, 0, 1]
    steps = loan.dunnings.order_by("pk").values_list("step", "state", "days_late")
    assert list(steps) == [("reminder", "set_aside", 5), ("call", "proposed", 15)]


def test_nothing_leaves_by_itself():
    reachable(running_loan())
    night(date(2026, 5, 6))
    assert not OutgoingMessage.objects.exists()


def test_what_was_paid_is_dropped_and_a_new_delay_starts_again():
    loan = running_loan()
    row = dunned(loan)
    noted(loan, PaymentReceived, date(2026, 6, 11), amount=Decimal(100))  # May only
    assert night(date(2026, 6, 12)) == 1
    row.refresh_from_db()
    assert row.state == Dunning.State.PAID
    fresh = loan.dunnings.get(state=Dunning.State.PROPOSED)
    assert (fresh.unpaid_since, fresh.step) == (date(2026, 6, 1), "reminder")
    noted(loan, PaymentReceived, date(2026, 6, 13), amount=Decimal(100))
    assert night(date(2026, 6, 14)) == 0
    assert not loan.dunnings.filter(state=Dunning.State.PROPOSED).exists()


def test_the_words_name_each_unpaid_line_and_are_sent_once():
    loan = reachable(running_loan())
    row, actor = dunned(loan), user("advisor", loan.organisation)
    assert row.step == "letter"  # 40 days late
    day = date(2026, 6, 10)
    subject, text = words_of(row, day)
    assert "200,00\u00a0€ impayés depuis le 1er\u00a0mai\u00a02026" in subject
    assert "1er\u00a0juin\u00a02026\u00a0: 100,00\u00a0€" in text

    send_dunning(dunning=row, actor=actor, on=day, subject=subject, text=text)
    message = OutgoingMessage.objects.get()
    assert (message.to, message.kind) == ("emprunteur@example.org", "arrears_2")
    row.refresh_from_db()
    assert (row.state, row.message, row.text) == ("done", message, text)
    assert Entry.objects.filter(action="servicing.dunning_settled").count() == 1
    with pytest.raises(DunningRefused, match="déjà décidée"):
        send_dunning(dunning=row, actor=actor, on=day, subject=subject, text=text)
    assert OutgoingMessage.objects.count() == 1


def test_a_payment_meanwhile_stops_the_letter():
    loan = reachable(running_loan())
    row, actor = dunned(loan), user("advisor", loan.organisation)
    noted(loan, PaymentReceived, date(2026, 6, 10), amount=Decimal(200))
    with pytest.raises(DunningRefused, match="payée entre-temps"):
        send_dunning(dunning=row, actor=actor, on=date(2026, 6, 10), subject="x", text="y")
    assert not OutgoingMessage.objects.exists()


def test_without_address_it_leaves_by_post_and_says_so():
    loan = reachable(running_loan(), email="")
    row, actor = dunned(loan), user("advisor", loan.organisation)
    day = date(2026, 6, 10)
    with pytest.raises(HolderWithoutAddress):
        send_dunning(dunning=row, actor=actor, on=day, subject="x", text="y")
    send_dunning(dunning=row, actor=actor, on=day, subject="x", text="y", by_post=True)
    row.refresh_from_db()
    assert (row.state, row.by_post, row.message) == ("done", True, None)


def test_a_step_set_aside_says_why():
    loan = running_loan()
    row, actor = dunned(loan), user("advisor", loan.organisation)
    values = {"dunning": row, "actor": actor, "on": date(2026, 6, 10), "state": "set_aside"}
    with pytest.raises(DunningRefused, match="pourquoi"):
        settle(**values)
    settle(**values, note="Un étalement est en discussion")
    assert night(date(2026, 6, 20)) == 0  # nothing as grave is proposed again for this delay


def test_the_letter_is_printed_on_the_paper_of_the_house():
    loan = running_loan()
    row = dunned(loan)
    subject, text = words_of(row, date(2026, 6, 10))
    pdf = dunning_letter(row, subject=subject, text=text, on=date(2026, 6, 10))
    assert pdf.content.startswith(b"%PDF")
    assert pdf.accessible
