"""A number is given once, and those that a file brought are passed over."""

import threading

import pytest
from django.db import connection, connections

from levier.cases.errors import NumberTaken
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, case
from tests.factories.people import person

assert connection  # read by the condition below


def test_each_track_has_its_series_for_the_year(actor):
    numbers = [case(actor, track=track).number for track in ("creation", "creation", "ess")]

    assert numbers == ["TPE-2024-001", "TPE-2024-002", "ESS-2024-001"]


def test_a_number_that_a_file_brought_is_not_given_again(actor):
    case(actor, number="TPE-2024-288")
    case(actor, number="TPE-2024-002")

    assert case(actor).number == "TPE-2024-289"


def test_a_number_given_twice_is_refused(actor):
    case(actor, number="TPE-2024-288")

    with pytest.raises(NumberTaken, match="TPE-2024-288"):
        case(actor, number="TPE-2024-288")


def test_two_houses_count_apart(actor):
    case(actor)

    assert case(user("advisor", house())).number == "TPE-2024-001"


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real concurrent connections")
@pytest.mark.django_db(transaction=True)
def test_dossiers_opened_at_once_never_share_a_number():
    actor = user("advisor", house())
    holder, found = person(actor), []

    def open_some():
        for _ in range(5):
            found.append(case(actor, person=holder, on=DAY).number)
        connections.close_all()

    threads = [threading.Thread(target=open_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [f"TPE-2024-{rank:03d}" for rank in range(1, 21)]
