"""Two people decide by delegation at once: a dossier is decided once, a day has one act."""

from uuid import uuid4

import pytest
from django.db import connection

from levier.committees.models import Decision, Sitting
from levier.committees.services import put_on_agenda
from levier.kernel.errors import DomainError
from levier.portfolio.models import Commitment
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, sitting
from tests.factories.delegations import agreed, alone, asked_of, delegation
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def test_two_people_decide_a_dossier_once():
    director = user("director")
    delegation(director)
    asked = asked_of(director)

    outcomes = at_once(*(lambda: alone(director, agreed(asked)) for _ in range(2)))

    assert len(refused(outcomes)) == 1
    assert (Decision.objects.count(), Commitment.objects.count()) == (1, 1)
    assert Sitting.objects.get().state == "held"


def test_one_click_sent_twice_at_once_gives_the_same_act():
    director = user("director")
    delegation(director)
    asked, key = asked_of(director), uuid4()

    outcomes = at_once(*(lambda: alone(director, agreed(asked), key=key) for _ in range(2)))

    assert outcomes[0] == outcomes[1] == Sitting.objects.get()
    assert Decision.objects.count() == 1


def test_two_dossiers_of_one_day_share_one_act():
    director = user("director")
    delegation(director)
    pair = [asked_of(director) for _ in range(2)]

    outcomes = at_once(*(lambda row=row: alone(director, agreed(row)) for row in pair))

    assert refused(outcomes) == []
    assert Sitting.objects.get().items.filter(is_closed=True).count() == 2


def test_a_dossier_goes_to_the_committee_or_is_decided_alone_never_both():
    director = user("director")
    delegation(director)
    row, asked = sitting(director), asked_of(director)

    outcomes = at_once(
        lambda: alone(director, agreed(asked)),
        lambda: put_on_agenda(
            sitting=row, case=type(asked.case).objects.get(pk=asked.case_id), actor=director,
            on=HELD_ON,
        ),
    )  # fmt: skip

    assert sum(isinstance(one, DomainError) for one in outcomes) == 1
    assert asked.case.agenda_items.count() == 1
