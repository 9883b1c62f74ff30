"""Written consultation, casting vote, validity: what the house writes, by dates, is what applies.

Two evenings, the 18th and the 19th; the rules change on the 19th.
"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.committees.errors import ConsultationRefused, VoteSaysOtherwise
from levier.committees.models import Sitting
from levier.committees.services import (
    cast_vote,
    open_consultation,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    record_attendance,
    record_decision,
    rules_on,
    set_committee_rules,
    tally_of,
)
from levier.rules.parameters import parameter
from tests.factories.committees import committee, ready_case, request, seat, secretary
from tests.factories.consultations import OPENED_AT

pytestmark = pytest.mark.django_db
BEFORE, CHANGE = date(2026, 3, 18), date(2026, 3, 19)


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def row(actor):
    """Return a committee of two people, of whom one presides."""
    found = committee(actor.organisation)
    seat(found, is_chair=True)
    seat(found)
    return found


def item_on(actor, row, day):
    sitting = plan_sitting(organisation=actor.organisation, actor=actor, committee=row, held_on=day)
    for attendance in sitting.attendances.select_related("representative__member"):
        record_attendance(
            sitting=sitting, representative=attendance.representative, is_present=True, actor=actor
        )
    case = ready_case(actor.organisation)
    asked = request(case)
    item = put_on_agenda(sitting=sitting, case=case, actor=actor, on=day)
    open_sitting(sitting=sitting, actor=actor)
    return item, asked


def tied(actor, item):
    """Let the chair vote for, and the other against."""
    for attendance in item.sitting.attendances.select_related("representative"):
        person = attendance.representative
        choice = "for" if person.pk == item.sitting.chair_id else "against"
        cast_vote(item=item, representative=person, choice=choice, actor=actor)


def agree(actor, item, asked):
    return record_decision(
        item=item, request=asked, outcome="agreed", amount=Decimal(28800), actor=actor,
        idempotency_key=uuid4(),
    )  # fmt: skip


def test_the_casting_vote_weighs_from_the_day_that_the_house_writes(actor, row):
    set_committee_rules(committee=row, actor=actor, first_day=CHANGE, chair_has_casting_vote=True)
    (old, old_asked), (new, new_asked) = item_on(actor, row, BEFORE), item_on(actor, row, CHANGE)
    for item in (old, new):
        tied(actor, item)

    assert (tally_of(old).carried, tally_of(new).carried) == (None, True)
    with pytest.raises(VoteSaysOtherwise):
        agree(actor, old, old_asked)
    assert agree(actor, new, new_asked).pk


@pytest.mark.parametrize(
    ("months", "day", "until"),
    [
        (3, BEFORE, date(2026, 9, 18)),
        (3, CHANGE, date(2026, 6, 19)),
        (12, CHANGE, date(2027, 3, 19)),
    ],
)
def test_an_agreement_is_valid_for_the_months_of_its_day(actor, row, months, day, until):
    set_committee_rules(committee=row, actor=actor, first_day=CHANGE, validity_months=months)

    assert agree(actor, *item_on(actor, row, day)).valid_until == until


def test_without_rules_of_the_house_the_validity_is_the_sourced_parameter(actor, row):
    assert not row.rules.exists()
    assert rules_on(row, CHANGE).validity_months == parameter(
        "committee", "validity_months", CHANGE
    )
    assert agree(actor, *item_on(actor, row, CHANGE)).valid_until == date(2026, 9, 19)


def test_a_consultation_in_writing_is_allowed_from_the_day_that_the_house_writes(actor, row):
    set_committee_rules(
        committee=row, actor=actor, first_day=CHANGE, written_allowed=True, written_days=5
    )
    terms = {
        "organisation": actor.organisation, "actor": actor, "committee": row,
        "mode": Sitting.Mode.WRITTEN,
    }  # fmt: skip

    with pytest.raises(ConsultationRefused, match="n’admettent pas"):
        plan_sitting(held_on=BEFORE, **terms)
    sitting = plan_sitting(held_on=CHANGE, **terms)
    case = ready_case(actor.organisation)
    put_on_agenda(sitting=sitting, case=case, actor=actor, on=CHANGE)
    opened = open_consultation(sitting=sitting, actor=actor, at=OPENED_AT)

    assert opened.held_on == date(2026, 3, 24)  # five days after the 19th, until the evening
