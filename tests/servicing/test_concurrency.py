"""Two people at once on one loan: one key notes once, and what the first did is seen."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.committees.services import body_named
from levier.correspondence.models import OutgoingMessage
from levier.ledger.models import LedgerPosting
from levier.rules.schedules import Method
from levier.rules.servicing.operations import (
    Accelerated,
    PaymentReceived,
    Repaid,
    Restructured,
    TermsAdded,
)
from levier.servicing.errors import RulingRefused
from levier.servicing.models import Dunning, LoanOperation, RunningLoan
from levier.servicing.services import Ruling, first_difference_of
from levier.servicing.ticks import note_what_fell_due
from levier.workflows.dun_loan import send_dunning
from levier.workflows.run_loan import open_loan
from levier.workflows.schedule_choice import Choice
from tests.factories.accounts import user
from tests.factories.servicing import dunned, may_rule, noted, paid_out, running_loan
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
MAY = date(2026, 5, 1)


def sound(loan):
    row = RunningLoan.objects.get(pk=loan.pk)
    assert first_difference_of(row) == ""
    return row


def test_a_double_click_on_a_payment_notes_it_once():
    loan, key = running_loan(), uuid4()
    actor = user("finance", loan.organisation)

    def pay():
        return noted(loan, PaymentReceived, MAY, key=key, amount=Decimal(100), actor=actor)

    outcomes = at_once(*[pay] * 4)
    assert not refused(outcomes)
    assert len({row.pk for row in outcomes}) == 1
    assert sound(loan).outstanding == 1100


def test_payments_of_two_people_are_both_kept_in_one_order():
    loan = running_loan()
    actors = [user("finance", loan.organisation) for _ in range(4)]
    outcomes = at_once(
        *[
            lambda actor=actor: noted(loan, PaymentReceived, MAY, amount=Decimal(30), actor=actor)
            for actor in actors
        ]
    )
    assert not refused(outcomes)
    assert sorted(row.rank for row in outcomes) == [2, 3, 4, 5]
    row = sound(loan)
    assert (row.outstanding, row.credit) == (1100, 20)  # 100 are due, 20 wait
    balances = LedgerPosting.objects.filter(organisation=loan.organisation).balances_on(MAY)
    assert (balances["274000"], balances["419100"]) == (1100, -20)


def test_two_directors_never_give_up_together_more_than_their_delegation():
    """300 € each at once, up to 599.99 € in all: one of them is refused."""
    loan = running_loan()
    directors = [user("director", loan.organisation) for _ in range(2)]
    may_rule(directors[0], "restructure", "90000")
    may_rule(directors[0], "write_off", "599.99")

    outcomes = at_once(
        *[
            lambda actor=actor: noted(
                loan, Restructured, MAY, waived=Decimal(300), actor=actor,
                ruling=Ruling(body=body_named(loan.organisation, "director")),
            )
            for actor in directors
        ]
    )  # fmt: skip

    assert [type(outcome) for outcome in refused(outcomes)] == [RulingRefused]
    assert sound(loan).outstanding == 900


def test_a_loan_is_paid_off_once():
    loan = running_loan()
    actors = [user("finance", loan.organisation) for _ in range(3)]
    outcomes = at_once(
        *[
            lambda actor=actor: noted(loan, Repaid, MAY, amount=Decimal(1200), actor=actor)
            for actor in actors
        ]
    )
    assert len(refused(outcomes)) == 2
    assert sound(loan).closed_on == MAY


def test_two_changes_at_once_leave_one_version_in_force():
    loan = running_loan()
    actors = [user("finance", loan.organisation) for _ in range(3)]
    at_once(
        *[
            lambda actor=actor: noted(loan, TermsAdded, MAY, periods=1, actor=actor)
            for actor in actors
        ]
    )
    sound(loan)
    assert loan.versions.filter(is_active=True).count() == 1
    assert loan.versions.get(is_active=True).lines.count() == 15


def test_a_term_falls_once_for_two_people_and_a_payment_is_seen_by_both():
    """200 € of the 1,200 € are unpaid on 20 June; 50 € arrive meanwhile."""
    loan, day = running_loan(), date(2026, 6, 20)
    actors = [user("finance", loan.organisation) for _ in range(3)]
    facts = {"notice_on": date(2026, 5, 10), "notice": "LRAR", "reason": "Sans réponse"}
    outcomes = at_once(
        *[
            lambda actor=actor: noted(loan, Accelerated, day, actor=actor, **facts)
            for actor in actors[:2]
        ],
        lambda: noted(loan, PaymentReceived, day, amount=Decimal(50), actor=actors[2]),
    )
    assert len(refused(outcomes)) == 1
    row = sound(loan)
    assert (row.accelerated_on, row.arrears, row.outstanding) == (day, 1150, 1150)
    assert loan.versions.filter(is_active=True).count() == 1


def test_two_servers_at_night_note_a_due_date_once():
    loan = running_loan()
    at_once(lambda: note_what_fell_due(MAY), lambda: note_what_fell_due(MAY))
    assert LoanOperation.objects.filter(loan=loan, kind="fell_due").count() == 1


def test_a_schedule_is_opened_once_by_two_people():
    commitment = paid_out()
    actors = [user("finance", commitment.organisation) for _ in range(3)]
    outcomes = at_once(
        *[
            lambda actor=actor: open_loan(
                commitment=commitment, choice=Choice(method=Method.ANNUITY), actor=actor,
                key=uuid4(),
            )
            for actor in actors
        ]
    )  # fmt: skip
    assert len(refused(outcomes)) == 2
    assert RunningLoan.objects.count() == LoanOperation.objects.count() == 1


def test_two_advisors_send_a_letter_once():
    loan = running_loan()
    person = loan.commitment.case.person
    person.email = "emprunteur@example.org"
    person.save()
    row = dunned(loan)
    actors = [user("advisor", loan.organisation) for _ in range(2)]

    def send(actor):
        return send_dunning(
            dunning=Dunning.objects.select_related("loan__commitment").get(pk=row.pk),
            actor=actor, on=date(2026, 6, 10), subject="Échéances", text="Bonjour",
        )  # fmt: skip

    outcomes = at_once(lambda: send(actors[0]), lambda: send(actors[1]))
    assert len(refused(outcomes)) == 1
    assert OutgoingMessage.objects.count() == 1
