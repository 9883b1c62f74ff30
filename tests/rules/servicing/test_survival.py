from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.rules.servicing.survival import (
    CompanyState,
    Fate,
    Financed,
    Status,
    fate_on,
    survival_by_vintage,
)

DAY = date(2024, 3, 15)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
OLD = date(2021, 1, 1)


def active(since=OLD, known_on=OLD) -> Status:
    return Status(CompanyState.ACTIVE, since, known_on)


def ceased(since, known_on=AFTER) -> Status:
    return Status(CompanyState.CEASED, since, known_on)


@pytest.mark.parametrize(
    ("statuses", "fate"),
    [
        ([], Fate.UNKNOWN),
        ([active(known_on=BEFORE)], Fate.UNKNOWN),  # read the day before: nothing says so since
        ([active(known_on=DAY)], Fate.ALIVE),
        ([active(known_on=AFTER)], Fate.ALIVE),
        ([active(), ceased(BEFORE)], Fate.CEASED),
        ([active(), ceased(DAY)], Fate.CEASED),
        ([active(), ceased(AFTER)], Fate.ALIVE),  # it ceased later: it was alive
        ([ceased(AFTER)], Fate.ALIVE),
        ([ceased(DAY)], Fate.CEASED),
        ([active(since=AFTER, known_on=AFTER)], Fate.UNKNOWN),
        ([ceased(date(2022, 1, 1)), active(date(2023, 1, 1), DAY)], Fate.ALIVE),  # opened again
        ([active(DAY, DAY), ceased(date(2022, 1, 1))], Fate.ALIVE),  # in any order
    ],
)
def test_what_a_business_has_become_on_a_day(statuses, fate):
    assert fate_on(statuses, DAY) == fate


def financed(key, day=date(2021, 3, 15), *statuses) -> Financed:
    return Financed(key, day, statuses)


def test_a_vintage_by_hand():
    """Four businesses of 2021: alive, ceased within three years, ceased after four, unknown."""
    today = date(2026, 6, 1)
    found = survival_by_vintage(
        [
            financed("a", date(2021, 3, 15), active(known_on=today)),
            financed("b", date(2021, 3, 15), active(), ceased(date(2023, 6, 1))),
            financed("c", date(2021, 6, 1), active(), ceased(date(2025, 6, 1))),
            financed("d", date(2021, 6, 2)),
        ],
        today,
    )
    (vintage,) = found
    three, five = vintage.after[3], vintage.after[5]

    assert (vintage.year, vintage.businesses) == (2021, 4)
    assert (three.alive, three.ceased, three.unknown, three.waiting) == (2, 1, 1, 0)
    assert three.rate == Decimal(2) / 3
    assert (five.alive, five.ceased, five.unknown, five.waiting) == (1, 2, 0, 1)
    assert five.rate == Decimal(1) / 3


@pytest.mark.parametrize(("on", "waiting"), [(BEFORE, 1), (DAY, 0), (AFTER, 0)])
def test_a_business_waits_until_its_day(on, waiting):
    (vintage,) = survival_by_vintage([financed("a")], on)

    assert vintage.after[3].waiting == waiting
    assert vintage.after[3].unknown == 1 - waiting


def test_a_business_counts_once_a_vintage_from_its_first_set_up():
    rows = [
        financed("a", date(2021, 9, 1), active(known_on=DAY)),
        financed("a", date(2021, 3, 15), active(known_on=DAY)),
        financed("a", date(2022, 1, 1), active(known_on=DAY)),
    ]
    found = survival_by_vintage(rows, DAY)

    assert [(each.year, each.businesses) for each in found] == [(2022, 1), (2021, 1)]
    assert found[1].after[3].alive == 1  # three years after March, not September


def test_nothing_known_is_no_rate():
    (vintage,) = survival_by_vintage([financed("a")], DAY)

    assert vintage.after[3].rate is None


def test_a_set_up_of_29_february_comes_to_its_day_on_the_28th():
    leap = financed("a", date(2020, 2, 29), active(known_on=date(2023, 2, 28)))

    assert survival_by_vintage([leap], date(2023, 2, 28))[0].after[3].alive == 1
