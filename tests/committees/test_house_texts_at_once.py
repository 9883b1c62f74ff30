"""Two people write the texts of the house at once: no two lines overlap, no seat is given twice."""

from datetime import date

import pytest
from django.db import connection

from levier.committees.errors import SittingRefused
from levier.committees.models import Committee, Remit, Seat, Sitting
from levier.committees.services import (
    add_committee,
    change_committee,
    plan_sitting,
    record_attendance,
    register_seat,
    set_committee_rules,
    set_remit,
)
from tests.factories.committees import HELD_ON, committee, representatives, seat, secretary, sitting
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def split(outcomes):
    return [one for one in outcomes if not isinstance(one, SittingRefused)], [
        one for one in outcomes if isinstance(one, SittingRefused)
    ]


def test_two_overlapping_lines_written_at_once_leave_one():
    actor = secretary()
    row = add_committee(organisation=actor.organisation, actor=actor, label="Comité du bassin")

    def line(first_day):
        return lambda: set_remit(
            committee=row, actor=None, track="ess", first_day=first_day, source="CA"
        )

    kept, refused = split(at_once(line(date(2026, 1, 1)), line(date(2026, 6, 1))))

    assert (len(kept), len(refused)) == (1, 1)
    assert Remit.objects.filter(committee=row).count() == 1


def test_two_committees_of_one_name_added_at_once_leave_one():
    actor = secretary()
    house = actor.organisation

    def add():
        return add_committee(organisation=house, actor=None, label="Comité du bassin")

    kept, refused = split(at_once(add, add))

    assert (len(kept), len(refused)) == (1, 1)
    assert Committee.objects.filter(organisation=house).count() == 1


def test_the_last_seat_of_a_college_is_given_once():
    actor = secretary()
    row = committee(actor.organisation)
    people = [seat(row), seat(row)]
    Seat.objects.filter(committee=row).delete()
    set_committee_rules(committee=row, actor=None, colleges={"volunteer": {"seats": 1}})

    def give(person):
        return lambda: register_seat(
            committee=row, representative=person, actor=None, first_day=HELD_ON
        )

    kept, refused = split(at_once(*map(give, people)))

    assert (len(kept), len(refused)) == (1, 1)
    assert Seat.objects.filter(committee=row).count() == 1


def test_the_last_seat_of_an_evening_is_taken_once():
    actor = secretary()
    row = sitting(actor, seats=2)
    set_committee_rules(committee=row.committee, actor=None, colleges={"volunteer": {"seats": 1}})

    def come(person):
        return lambda: record_attendance(
            sitting=Sitting.objects.get(pk=row.pk), representative=person, is_present=True,
            actor=None,
        )  # fmt: skip

    kept, refused = split(at_once(*map(come, representatives(row))))

    assert (len(kept), len(refused)) == (1, 1)
    assert row.attendances.filter(is_present=True).count() == 1


def test_a_committee_closed_while_a_sitting_is_planned_keeps_one_of_the_two():
    actor = secretary()
    row = committee(actor.organisation)

    def close():
        return change_committee(committee=row, actor=None, last_day=date(2026, 3, 18))

    def plan():
        return plan_sitting(
            organisation=actor.organisation, actor=None, committee=row, held_on=HELD_ON,
            number="CE-2026-40",
        )  # fmt: skip

    kept, refused = split(at_once(close, plan))

    assert (len(kept), len(refused)) == (1, 1)
    row.refresh_from_db()
    assert Sitting.objects.filter(committee=row).exists() is (row.last_day is None)
