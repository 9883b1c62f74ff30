"""A guarantee lives: events, what it would cost, its light, its papers."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.errors import ClaimKeyReused, ClaimRefused
from levier.claims.models import GuaranteeEvent, GuaranteePaper
from levier.claims.services import NewSchedule, note_paper, standing_of
from levier.kernel.dates import add_months
from tests.factories.accounts import user
from tests.factories.claims import ACCELERATED_ON, SET_UP_ON, TODAY, called, event, running
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db
DAY = SET_UP_ON + timedelta(days=60)


@pytest.fixture
def actor():
    return user("secretary")


def standing(row, on):
    return standing_of(row, list(row.guarantee_events.all()), on)


def test_before_its_set_up_a_guarantee_has_no_exposure(actor):
    assert standing_of(guarantee(actor), [], SET_UP_ON) is None
    row = running(actor)
    assert standing(row, SET_UP_ON - timedelta(days=1)) is None
    first = standing(row, SET_UP_ON)
    assert (first.outstanding, first.exposure, first.light) == (36000, 28800, "green")


def test_a_declaration_moves_the_exposure_and_a_stop_holds_it(actor):
    row = running(actor)
    event(row, actor, "declared", DAY, 34000)
    assert standing(row, DAY).exposure == 27200  # 34 000 at 80 %
    later = standing(row, TODAY)
    assert later.outstanding < 34000
    event(row, actor, "accelerated", ACCELERATED_ON, 30000)
    assert (standing(row, TODAY).outstanding, standing(row, TODAY).exposure) == (30000, 24000)


@pytest.mark.parametrize(
    ("kind", "light"),
    [("unpaid", "orange"), ("watch", "orange"), ("insolvency", "red"), ("regularised", "green"),
     ("restructured", "orange"), ("released", "released")],
)  # fmt: skip
def test_the_last_event_gives_the_light_and_its_reason(actor, kind, light):
    row = running(actor)
    event(row, actor, "unpaid", DAY)
    event(row, actor, kind, DAY + timedelta(days=1))
    found = standing(row, TODAY)
    assert found.light == light
    assert (found.exposure == 0) is (light == "released")


def test_the_same_key_notes_once(actor):
    row, key = running(actor), uuid4()
    first = event(row, actor, "unpaid", DAY, idempotency_key=key)
    assert event(row, actor, "unpaid", DAY, idempotency_key=key) == first
    assert GuaranteeEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "day", "due", "said"),
    [
        ("unpaid", SET_UP_ON - timedelta(days=1), None, "avant la mise en place"),
        ("unpaid", TODAY + timedelta(days=1), None, "d’avance"),
        ("declared", DAY, None, "Indiquez le capital"),
        ("declared", DAY, "36000.01", "va de 0 à"),
        ("declared", DAY, "-0.01", "va de 0 à"),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_kept(actor, kind, day, due, said):
    row = running(actor)
    with pytest.raises(ClaimRefused, match=said):
        event(row, actor, kind, day, due)
    assert not GuaranteeEvent.objects.exists()
    event(row, actor, "declared", DAY, 36000)


def test_nothing_is_noted_before_the_set_up_nor_after_a_release(actor):
    with pytest.raises(ClaimRefused, match="mise en place"):
        event(guarantee(actor), actor, "unpaid", DAY)
    row = running(actor)
    event(row, actor, "released", DAY)
    with pytest.raises(ClaimRefused, match="plus rien ne s’y note"):
        event(row, actor, "unpaid", DAY)


def test_a_release_waits_for_the_end_of_a_call(actor):
    call = called(actor)
    with pytest.raises(ClaimRefused, match="attend sa fin"):
        event(call.commitment, actor, "released", TODAY)


def test_a_paper_received_again_is_one_paper(actor):
    row = running(actor)
    note_paper(commitment=row, code="contract", day=DAY, actor=actor)
    note_paper(commitment=row, code="contract", day=TODAY, actor=actor)
    assert GuaranteePaper.objects.get().received_on == TODAY


# ── Stopped, then spread again ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", ["accelerated", "insolvency"])
def test_an_incident_without_an_amount_stops_the_schedule_on_its_day(actor, kind):
    row = running(actor)
    before = standing(row, DAY).outstanding
    event(row, actor, kind, DAY)
    found = standing(row, TODAY)
    assert (found.outstanding, found.is_declared) == (before, False)
    event(row, actor, "regularised", ACCELERATED_ON)
    assert standing(row, ACCELERATED_ON).outstanding == before
    assert standing(row, TODAY).outstanding < before


def restructured(row, actor, day=DAY, due=30000, months=60, **terms):
    return event(row, actor, "restructured", day, due, schedule=NewSchedule(months, **terms))


def test_a_restructuring_agreed_begins_a_schedule_and_the_former_one_stays(actor):
    row = running(actor)
    day_before = standing(row, DAY - timedelta(days=1))
    restructured(row, actor, months=48, annual_rate=Decimal(0))
    assert standing(row, DAY - timedelta(days=1)) == day_before
    assert standing(row, DAY).outstanding == 30000
    month = add_months(DAY, 1)
    assert standing(row, month).outstanding == 29375  # 30 000 over 48 months
    assert standing(row, month).exposure == 23500
    assert standing(row, add_months(DAY, 48)).outstanding == 0
    row.refresh_from_db()
    assert (row.guarantee.loan_amount, row.guarantee.loan_months) == (36000, 60)


def test_a_restructuring_takes_an_acceleration_back(actor):
    row = running(actor)
    event(row, actor, "accelerated", DAY, 30000)
    restructured(row, actor, day=ACCELERATED_ON, annual_rate=Decimal(0), deferral_months=3)
    assert standing(row, add_months(ACCELERATED_ON, 3)).outstanding == 30000
    assert standing(row, add_months(ACCELERATED_ON, 4)).outstanding < 30000


def test_a_schedule_that_does_not_fit_is_refused(actor):
    row = running(actor)
    for values, said in (
        ({"due": None}, "le capital que"),
        ({"due": 0}, "le capital que"),
        ({"months": 6, "deferral_months": 6}, "plus court"),
    ):
        with pytest.raises(ClaimRefused, match=said):
            restructured(row, actor, **values)
    with pytest.raises(ClaimRefused, match="va avec un réaménagement"):
        event(row, actor, "unpaid", DAY, 100, schedule=NewSchedule(12))
    restructured(row, actor, day=ACCELERATED_ON)
    with pytest.raises(ClaimRefused, match="plus récent"):
        restructured(row, actor, day=DAY)
    assert GuaranteeEvent.objects.count() == 1


def test_a_loan_is_not_spread_again_while_a_call_stands(actor):
    call = called(actor)
    with pytest.raises(ClaimRefused, match="ne se réaménage plus"):
        restructured(call.commitment, actor, day=TODAY)


def test_the_same_key_with_another_amount_is_refused(actor):
    row, key = running(actor), uuid4()
    event(row, actor, "declared", DAY, 30000, idempotency_key=key)
    with pytest.raises(ClaimKeyReused):
        event(row, actor, "declared", DAY, 29000, idempotency_key=key)
