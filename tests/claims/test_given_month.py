"""A month end posts the change of each guarantee since its last entry, once."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.services import (
    GivenMonth,
    name_given_accounts,
    post_given_month,
)
from levier.claims.services.given_month import month_key
from levier.claims.ticks import post_what_is_guaranteed
from levier.journal.services import target_of
from levier.ledger.checking import differences
from levier.ledger.models import LedgerEntry
from levier.ledger.services import reverse_entry
from levier.portfolio.models import Commitment, Guarantee
from tests.factories.accounts import house, user
from tests.factories.claims import GIVEN, SET_UP_ON, carried, entered, event, given_entries

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)


@pytest.fixture
def actor():
    return user("secretary")


def change(given: str) -> dict[str, Decimal]:
    return {"801100": Decimal(given), "809100": -Decimal(given)}


def month(on: date, **values) -> int:
    done = post_given_month(on=on, **values)
    assert done.refused == ()
    return done.posted


def test_each_month_takes_out_what_the_loan_repaid(actor):
    """Hand-worked: 20 000 ÷ 48 = 416,67 € from 18 May; × 50 %: 9 791,67 €, then 9 583,33 €.

    In April nothing is due yet: no entry. 20 000 − 833,34 = 19 166,66, half of it 9 583,33 €.
    """
    row = entered(actor)
    assert [month(on) for on in (APRIL, MAY, JUNE)] == [0, 1, 1]
    assert given_entries(row) == [
        ("2026-04-18", change("10000")),
        ("2026-05-31", change("-208.33")),
        ("2026-06-30", change("-208.34")),
    ]
    event(row, actor, "released", date(2026, 7, 10))
    assert given_entries(row)[3:] == [("2026-07-10", change("-9583.33"))]
    assert month(date(2026, 7, 31)) == 0
    assert list(differences(actor.organisation)) == []


def test_a_second_month_end_of_the_same_day_posts_nothing(actor):
    row = entered(actor)
    month(MAY)
    assert month(MAY) == 0
    event(row, actor, "declared", MAY, 8000)  # noted after: the next month takes it
    assert month(MAY) == 0
    assert month(JUNE) == 1
    # 8 000 − 416,67 = 7 583,33 €, half of it 3 791,67 €, from 9 791,67 €.
    assert given_entries(row)[2] == ("2026-06-30", change("-6000"))


def test_a_month_end_missed_is_caught_up_by_the_next_one(actor):
    row = entered(actor)
    assert month(JUNE) == 1
    assert given_entries(row)[1] == ("2026-06-30", change("-416.67"))
    assert month(MAY) == 0  # already behind its last entry


def test_the_night_posts_the_month_before(actor):
    row = entered(actor)
    assert post_what_is_guaranteed(date(2026, 5, 31)) == 0
    assert post_what_is_guaranteed(date(2026, 6, 1)) == 1
    assert post_what_is_guaranteed(date(2026, 6, 2)) == 0
    assert given_entries(row)[1][0] == "2026-05-31"


def test_an_incident_stops_what_goes_out_and_a_declaration_changes_it(actor):
    """18 000 € due on 1 June, term accelerated: 9 000 € guaranteed, and no less in July."""
    row = entered(actor)
    event(row, actor, "accelerated", date(2026, 6, 1), 18000)
    assert [month(on) for on in (JUNE, date(2026, 7, 31))] == [1, 0]
    assert given_entries(row)[1] == ("2026-06-30", change("-1000"))


def test_guarantees_before_the_accounts_enter_at_the_first_month_end(actor):
    row = entered(actor, accounts=False)
    assert month(MAY) == 0
    name_given_accounts(organisation=actor.organisation, named=GIVEN, actor=actor)
    assert month(MAY) == 1
    assert given_entries(row) == [("2026-05-31", change("9791.67"))]


def test_a_reversal_by_hand_is_made_up_for_at_the_next_month_end(actor):
    row = entered(actor)
    month(MAY)
    wrong = LedgerEntry.objects.get(key=month_key(row, MAY))
    reverse_entry(entry=wrong, actor=actor, day=MAY, key="by-hand", reason="essai")
    assert [month(on) for on in (MAY, JUNE)] == [0, 1]
    assert given_entries(row)[3] == ("2026-06-30", change("-416.67"))


def test_a_guarantee_that_does_not_hold_stops_no_other(actor, caplog):
    wrong, right = entered(actor), entered(actor)
    Guarantee.objects.filter(commitment=wrong).update(guaranteed_amount=Decimal(30000))
    done = post_given_month(on=MAY)
    assert done == GivenMonth(1, (wrong.pk,))
    assert len(given_entries(right)) == 2
    assert "was not posted" in caplog.text


def test_each_house_posts_in_its_own_book(actor):
    entered(actor)
    other = user("secretary", house())
    entered(other)
    assert month(MAY, batch=1) == 2
    per_house = [
        LedgerEntry.objects.filter(organisation=each.organisation).count()
        for each in (actor, other)
    ]
    assert per_house == [2, 2]


def copies(row: Commitment, count: int) -> None:
    """Copy a guarantee: same terms, another number."""
    terms = row.guarantee
    for rank in range(count):
        row.pk, row.number, row._state.adding = uuid4(), f"COPIE-{rank:03}", True
        row.decision_id = None
        row.save()
        terms.pk, terms.commitment, terms._state.adding = uuid4(), row, True
        terms.save()


def test_two_hundred_guarantees_take_a_few_queries(actor, django_assert_max_num_queries):
    copies(carried(actor), 200)
    Commitment.objects.update(state="set_up", set_up_on=SET_UP_ON)
    with django_assert_max_num_queries(26):
        assert month(MAY) == 201
    with django_assert_max_num_queries(18):
        assert month(MAY) == 0
    row = Commitment.objects.get(number="COPIE-199")
    assert LedgerEntry.objects.get(about=target_of(row)).day == MAY
    assert month(MAY + timedelta(days=30)) == 201
