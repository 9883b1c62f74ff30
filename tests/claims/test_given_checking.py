"""The night compares what the accounts hold of each guarantee with its exposure."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.services import check_claims, given_compared, post_given_month
from levier.claims.services.given_month import month_key
from levier.jobs.models import NightCheck
from levier.ledger.comparing import Compared
from levier.ledger.models import LedgerEntry
from levier.ledger.services import reverse_entry
from levier.portfolio.models import Commitment, Guarantee
from levier.workflows.correct_past import correct_past_commitment
from tests.claims.test_given_month import JUNE, MAY, change, copies
from tests.factories.accounts import user
from tests.factories.claims import SET_UP_ON, carried, entered, event, given_entries
from tests.factories.ledger import erase, falsify

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return user("secretary")


def found(actor) -> list[str]:
    return given_compared(actor.organisation).found


def test_what_was_posted_holds_all_along(actor):
    row, other = entered(actor), entered(actor)
    assert given_compared(actor.organisation) == Compared(2, [])
    for on in (MAY, JUNE):
        post_given_month(on=on)
        assert found(actor) == []
    event(row, actor, "released", date(2026, 7, 10))
    event(other, actor, "accelerated", date(2026, 7, 10), 18000)
    assert given_compared(actor.organisation) == Compared(2, [])


def test_an_amount_that_differs_is_said_with_both(actor):
    row = entered(actor)
    post_given_month(on=MAY)
    falsify(LedgerEntry.objects.get(key=month_key(row, MAY)), "200.00")
    assert found(actor) == [
        f"{row.number}, engagement donné au 31\u00a0mai\u00a02026\u00a0: 9\u202f791,67\u00a0€ "
        "garantis, le compte 801100 en porte 9\u202f800,00\u00a0€."
    ]


def test_an_entry_erased_leaves_a_difference(actor):
    """Without its set-up, 801100 holds what went out: −208,33 €, and the night says it."""
    row = entered(actor)
    post_given_month(on=MAY)
    erase(LedgerEntry.objects.get(number=1))
    [sentence] = found(actor)
    assert sentence.startswith(f"{row.number}, engagement donné au 31\u00a0mai\u00a02026")
    assert "208,33" in sentence


def test_what_never_entered_is_said_once_a_month_end_is_posted(actor):
    entered(actor)
    never = entered(actor)
    erase(LedgerEntry.objects.get(piece=never.number))
    assert found(actor) == []  # the next month end enters it
    post_given_month(on=MAY)
    assert found(actor) == []
    for entry in LedgerEntry.objects.filter(piece=never.number):
        erase(entry)
    [sentence] = found(actor)
    assert sentence.startswith(never.number)
    assert "porte 0,00\u00a0€" in sentence


def test_what_is_noted_after_an_entry_waits_for_the_next_one(actor):
    row = entered(actor)
    post_given_month(on=MAY)
    event(row, actor, "declared", MAY - timedelta(days=1), 9000)
    assert found(actor) == []
    post_given_month(on=JUNE)
    assert found(actor) == []


def test_a_reversal_by_hand_is_said_until_the_next_entry(actor):
    row = entered(actor)
    entry = LedgerEntry.objects.get()
    reverse_entry(entry=entry, actor=actor, day=SET_UP_ON, key="by-hand", reason="essai")
    [sentence] = found(actor)
    assert "10\u202f000,00\u00a0€ garantis" in sentence
    post_given_month(on=MAY)
    assert found(actor) == []
    assert given_entries(row)[-1] == ("2026-05-31", change("9791.67"))


def test_terms_corrected_are_posted_at_once(actor):
    """The spreadsheet says 8 000 € of the loan of 20 000 €: 2 000 € go out, on the last day."""
    row = entered(actor)
    correct_past_commitment(commitment=row, actor=actor, amount=Decimal(8000))
    assert given_entries(row)[1] == ("2026-04-18", change("-2000"))
    assert found(actor) == []
    correct_past_commitment(commitment=row, actor=actor, amount=Decimal(8000))
    assert len(given_entries(row)) == 2


def test_terms_changed_in_the_base_are_said_and_stop_no_other(actor):
    wrong, other = entered(actor), entered(actor)
    Guarantee.objects.filter(commitment=wrong).update(guaranteed_amount=Decimal(30000))
    Guarantee.objects.filter(commitment=other).update(guaranteed_amount=Decimal(5000))
    first, second = found(actor)
    assert first.startswith(f"{wrong.number}\u00a0: La garantie doit être comprise")
    assert second.startswith(f"{other.number}, engagement donné au 18\u00a0avril\u00a02026")


def test_the_night_keeps_the_first_difference(actor):
    row = entered(actor)
    falsify(LedgerEntry.objects.get(), "9000")
    check = check_claims(organisation=actor.organisation, on=MAY)
    assert (check.subject, check.read, check.faults) == (NightCheck.Subject.CLAIMS, 1, 1)
    assert check.first_difference.startswith(f"{row.number}, engagement donné")
    assert LedgerEntry.objects.count() == 1


def test_a_house_without_the_accounts_is_not_compared(actor):
    entered(actor, accounts=False)
    assert given_compared(actor.organisation) == Compared(0, [])


def test_two_hundred_guarantees_take_a_few_queries(actor, django_assert_max_num_queries):
    copies(carried(actor), 200)
    Commitment.objects.update(state="set_up", set_up_on=SET_UP_ON, set_up_key=uuid4())
    post_given_month(on=MAY)
    with django_assert_max_num_queries(8):
        assert given_compared(actor.organisation) == Compared(201, [])
