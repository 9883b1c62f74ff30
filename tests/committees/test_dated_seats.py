"""Seats have days: given, corrected, given up, taken back, under two people at once."""

from datetime import date, timedelta

import pytest

from levier.committees.errors import SittingRefused
from levier.committees.models import Seat
from levier.committees.services import (
    cast_vote,
    change_seat,
    open_sitting,
    plan_sitting,
    record_attendance,
    record_movement,
    register_seat,
    seats_on,
    set_committee_rules,
    set_term,
    take_seat_back,
)
from tests.factories.committees import (
    HELD_ON,
    committee,
    laid,
    representatives,
    seat,
    secretary,
    sitting,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 30)


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def row(actor):
    return committee(actor.organisation)


def holders(row, day) -> list:
    return [(one.representative, one.role_said) for one in seats_on(row, day)]


@pytest.mark.parametrize(
    ("day", "called"), [(JANUARY - DAY, 0), (JANUARY, 1), (JUNE, 1), (JUNE + DAY, 0)]
)
def test_a_sitting_calls_those_whose_seat_covers_its_day(actor, row, day, called):
    seat(row, first_day=JANUARY, last_day=JUNE)

    planned = plan_sitting(organisation=actor.organisation, actor=actor, committee=row, held_on=day)

    assert planned.attendances.count() == called


def test_the_term_still_bounds_the_seat(row):
    seat(row, first_day=JANUARY, term_starts_on=date(2026, 2, 1), term_ends_on=date(2026, 5, 31))

    held = [
        day for day in (JANUARY, date(2026, 2, 1), date(2026, 5, 31), JUNE) if seats_on(row, day)
    ]
    assert held == [date(2026, 2, 1), date(2026, 5, 31)]


def test_one_person_holds_no_two_seats_of_a_committee_on_one_day(actor, row):
    person = seat(row, first_day=JANUARY, last_day=JUNE)
    terms = {"committee": row, "representative": person, "actor": actor, "is_substitute": True}

    for first, last in ((JUNE, None), (date(2025, 1, 1), JANUARY), (date(2025, 1, 1), None)):
        with pytest.raises(SittingRefused, match="siège déjà") as refused:
            register_seat(**terms, first_day=first, last_day=last)
        assert refused.value.field == "first_day"
    register_seat(**terms, first_day=date(2025, 1, 1), last_day=JANUARY - DAY)
    after = register_seat(**terms, first_day=JUNE + DAY)

    assert Seat.objects.count() == 3
    with pytest.raises(SittingRefused, match="siège déjà"):
        change_seat(seat=after, actor=actor, first_day=JUNE, last_day=None)


def test_days_out_of_order_are_refused(actor, row):
    person = seat(row)
    held = person.seats.get()

    with pytest.raises(SittingRefused, match="finir avant d’avoir commencé"):
        change_seat(seat=held, actor=actor, first_day=JUNE, last_day=JANUARY)
    held.refresh_from_db()
    assert held.last_day is None


def test_a_new_chair_leaves_the_former_its_days(actor, row):
    former, new = seat(row, is_chair=True, first_day=JANUARY), seat(row, last_day=HELD_ON - DAY)
    register_seat(committee=row, representative=new, actor=actor, first_day=HELD_ON, is_chair=True)

    assert holders(row, HELD_ON - DAY) == [(former, "présidence"), (new, "titulaire")]
    assert holders(row, HELD_ON) == [(new, "présidence"), (former, "titulaire")]


def test_a_chair_that_begins_later_is_not_overwritten(actor, row):
    seat(row, is_chair=True, first_day=JUNE)
    other = seat(row, last_day=JANUARY)
    terms = {"committee": row, "representative": other, "actor": actor, "is_chair": True}

    with pytest.raises(SittingRefused, match="finissez cette présidence la veille"):
        register_seat(**terms, first_day=HELD_ON)
    register_seat(**terms, first_day=HELD_ON, last_day=JUNE - DAY)

    assert [who for who, role in holders(row, JUNE - DAY) if role == "présidence"] == [other]


def test_a_full_college_is_judged_on_every_day_of_the_seat(actor, row):
    set_committee_rules(committee=row, actor=actor, colleges={"bank": {"seats": 1}})
    seat(row, "banque", first_day=JUNE)
    free = seat(row, "banque", last_day=JANUARY)
    terms = {"committee": row, "representative": free, "actor": actor, "first_day": HELD_ON}

    with pytest.raises(SittingRefused, match="le 30\u00a0juin\u00a02026"):
        register_seat(**terms)
    with pytest.raises(SittingRefused, match="le 30\u00a0juin\u00a02026"):
        register_seat(**terms, last_day=JUNE)
    given = register_seat(**terms, last_day=JUNE - DAY)
    with pytest.raises(SittingRefused, match="déjà pris"):
        change_seat(seat=given, actor=actor, first_day=HELD_ON, last_day=JUNE)


def test_fewer_seats_from_a_day_on_are_those_of_that_day(actor, row):
    set_committee_rules(committee=row, actor=actor, colleges={"bank": {"seats": 2}})
    set_committee_rules(committee=row, actor=actor, first_day=JUNE, colleges={"bank": {"seats": 1}})
    seat(row, "banque")

    with pytest.raises(SittingRefused, match="le 30\u00a0juin\u00a02026"):
        seat(row, "banque")
    assert seat(row, "banque", last_day=JUNE - DAY).seats.exists()


def test_a_seat_keeps_the_days_on_which_its_holder_sat(actor, row):
    person = seat(row, first_day=JANUARY)
    held = person.seats.get()
    planned = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON
    )
    record_attendance(sitting=planned, representative=person, is_present=True, actor=actor)

    for first, last in ((HELD_ON + DAY, None), (JANUARY, HELD_ON - DAY)):
        with pytest.raises(SittingRefused, match="a siégé le 19\u00a0mars\u00a02026"):
            change_seat(seat=held, actor=actor, first_day=first, last_day=last)
    with pytest.raises(SittingRefused, match="ne s’efface plus"):
        take_seat_back(seat=held, actor=actor)
    change_seat(seat=held, actor=actor, first_day=HELD_ON, last_day=HELD_ON)

    assert holders(row, HELD_ON) and not holders(row, HELD_ON + DAY)


def test_a_seat_written_by_mistake_is_forgotten_and_its_writing_kept(actor, row):
    held = seat(row).seats.get()

    take_seat_back(seat=held, actor=actor)

    assert not Seat.objects.exists()


# ── What a term, a rule, a late arrival change ────────────────────────────────────────────────
def test_a_seat_of_a_college_with_too_many_is_still_given_up(actor, row):
    set_committee_rules(committee=row, actor=actor, colleges={"bank": {"seats": 2}})
    seat(row, "banque")
    held = seat(row, "banque").seats.get()
    set_committee_rules(
        committee=row, actor=actor, first_day=JANUARY, colleges={"bank": {"seats": 1}}
    )

    change_seat(seat=held, actor=actor, first_day=held.first_day, last_day=HELD_ON)

    with pytest.raises(SittingRefused, match="le 20\u00a0mars\u00a02026"):
        change_seat(seat=held, actor=actor, first_day=held.first_day, last_day=JUNE)


def test_a_term_made_longer_takes_no_seat_given_since(actor, row):
    set_committee_rules(committee=row, actor=actor, colleges={"bank": {"seats": 1}})
    former = seat(row, "banque", term_ends_on=JUNE)
    seat(row, "banque", first_day=JUNE + DAY)

    with pytest.raises(SittingRefused, match="le 1er\u00a0juillet\u00a02026"):
        set_term(representative=former, actor=actor, term_ends_on=date(2029, 6, 30))
    assert len(seats_on(row, JUNE + DAY)) == 1


def test_a_term_keeps_the_days_on_which_its_holder_sat(actor, row):
    person = seat(row, term_starts_on=JANUARY, term_ends_on=JUNE)
    planned = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON
    )
    record_attendance(sitting=planned, representative=person, is_present=True, actor=actor)

    for day, field in ((HELD_ON + DAY, "term_starts_on"), (HELD_ON - DAY, "term_ends_on")):
        person.refresh_from_db()
        with pytest.raises(SittingRefused, match="gardez ce jour") as refused:
            set_term(representative=person, actor=actor, **{field: day})
        assert refused.value.field == field
    person.refresh_from_db()
    assert set_term(representative=person, actor=actor, term_ends_on=HELD_ON).pk


def test_who_arrived_late_and_voted_has_sat(actor):
    held = sitting(actor)
    item, _ = laid(held, actor)
    late, *others = representatives(held)
    for person in others:
        record_attendance(sitting=held, representative=person, is_present=True, actor=actor)
    open_sitting(sitting=held, actor=actor)
    record_movement(item=item, representative=late, is_present=True, actor=actor)
    cast_vote(item=item, representative=late, choice="for", actor=actor)

    with pytest.raises(SittingRefused, match="a siégé"):
        take_seat_back(seat=late.seats.get(), actor=actor)


def test_a_seat_read_before_another_changed_it_is_read_again(actor, row):
    person = seat(row, first_day=JANUARY, last_day=date(2026, 1, 31))
    stale, held = person.seats.get(), person.seats.get()
    change_seat(seat=held, actor=actor, first_day=JANUARY, last_day=None)
    planned = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON
    )
    record_attendance(sitting=planned, representative=person, is_present=True, actor=actor)
    with pytest.raises(SittingRefused, match="a siégé"):
        take_seat_back(seat=stale, actor=actor)

    gone = seat(row).seats.get()
    take_seat_back(seat=gone, actor=actor)
    gone.pk = Seat.objects.model().pk
    with pytest.raises(SittingRefused, match="vient d’être effacé"):
        change_seat(seat=gone, actor=actor, first_day=JANUARY, last_day=None)


def test_a_new_chair_takes_the_sittings_planned_on_its_days(actor, row):
    former = seat(row, is_chair=True)
    days = (date(2026, 1, 31), date(2026, 2, 1), JUNE, JUNE + DAY)
    planned = [
        plan_sitting(organisation=actor.organisation, actor=actor, committee=row, held_on=day)
        for day in days
    ]

    new = seat(row, is_chair=True, first_day=date(2026, 2, 1), last_day=JUNE)

    for one in planned:
        one.refresh_from_db()
    assert [one.chair for one in planned] == [former, new, new, former]


def test_who_chairs_does_not_substitute_and_sits_in_their_own_house(actor, row):
    terms = {"actor": actor, "first_day": JANUARY, "committee": row}
    with pytest.raises(SittingRefused, match="en titulaire"):
        register_seat(
            representative=seat(row, last_day=JANUARY - DAY), is_chair=True, is_substitute=True,
            **terms,
        )  # fmt: skip
    with pytest.raises(SittingRefused, match="autre maison"):
        register_seat(representative=seat(committee(secretary().organisation)), **terms)


def test_a_seat_before_one_to_come_ends_the_day_before(actor, row):
    person = seat(row, first_day=date(2027, 1, 1))

    with pytest.raises(SittingRefused, match="finissez celui-ci la veille"):
        register_seat(committee=row, representative=person, actor=actor, first_day=JUNE)
