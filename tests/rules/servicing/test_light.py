from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.rules.servicing.light import (
    NO_REASON,
    Colour,
    Facts,
    Incident,
    Word,
    WordRefused,
    drifts,
    light_of,
    word_of,
)

ON = date(2026, 9, 15)
GREEN, ORANGE, RED = Colour.GREEN, Colour.ORANGE, Colour.RED


def colour(**facts) -> Colour:
    return light_of(Facts(**facts), ON).colour


def test_nothing_known_is_green_and_says_so():
    light = light_of(Facts(), ON)

    assert (light.colour, light.reasons, light.is_alert) == (GREEN, (NO_REASON,), False)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, GREEN), (4, GREEN), (5, ORANGE), (30, ORANGE), (31, RED)]
)
def test_days_late_darken_the_light(days, expected):
    assert colour(late_since=ON - timedelta(days=days)) == expected


def test_a_due_date_to_come_is_not_late():
    assert colour(late_since=ON + timedelta(days=40)) == GREEN


def late(days: int) -> dict:
    return {"late_since": ON - timedelta(days=days)}


def test_an_incident_is_orange_and_a_grave_one_red():
    assert colour(incident=Incident("impayé signalé", is_grave=False)) == ORANGE
    assert colour(incident=Incident("terme déchu", is_grave=True)) == RED


def test_a_loss_and_a_business_that_ceased_are_red():
    assert colour(is_lost=True) == RED
    assert colour(ceased_on=ON) == RED
    assert colour(ceased_on=ON + timedelta(days=1)) == GREEN


def test_a_term_that_fell_is_red_while_something_is_unpaid():
    light = light_of(Facts(accelerated_on=ON, **late(1)), ON)

    assert (light.colour, light.reasons) == (
        RED,
        ("déchu du terme le 15\u00a0septembre\u00a02026",),
    )
    assert colour(accelerated_on=ON) == GREEN


@pytest.mark.parametrize(("days", "expected"), [(29, GREEN), (30, ORANGE), (31, ORANGE)])
@pytest.mark.parametrize("name", ["accounts_due_on", "visit_due_on"])
def test_a_review_late_by_a_month_is_orange(name, days, expected):
    assert colour(**{name: ON - timedelta(days=days)}) == expected


@pytest.mark.parametrize(("equity", "expected"), [("-0.01", ORANGE), ("0", GREEN), ("0.01", GREEN)])
def test_negative_equity_is_orange(equity, expected):
    assert colour(equity=Decimal(equity)) == expected


@pytest.mark.parametrize(("jobs", "expected"), [("2.99", ORANGE), ("3", GREEN), ("3.01", GREEN)])
def test_three_jobs_out_of_four_are_enough(jobs, expected):
    assert colour(jobs=Decimal(jobs), jobs_promised=Decimal(4)) == expected


def test_jobs_without_a_promise_say_nothing():
    assert colour(jobs=Decimal(0), jobs_promised=None) == GREEN
    assert colour(jobs=Decimal(0), jobs_promised=Decimal(0)) == GREEN


@pytest.mark.parametrize(
    ("cash", "expected"), [("-50", ORANGE), ("299.99", ORANGE), ("300", GREEN), ("300.01", GREEN)]
)
def test_three_months_of_instalments_in_cash_are_enough(cash, expected):
    assert colour(cash=Decimal(cash), monthly_due=Decimal(100)) == expected


def test_cash_says_nothing_when_nothing_is_due():
    assert colour(cash=Decimal(0), monthly_due=None) == GREEN
    assert colour(cash=Decimal(0), monthly_due=Decimal(0)) == GREEN


@pytest.mark.parametrize(
    ("delays", "expected"),
    [
        ((0, 1, 2), False),  # the last one is not late enough
        ((0, 1, 3), True),
        ((0, 1, 4), True),
        ((1, 3), False),  # too few payments
        ((5, 3, 4), False),  # not always later
        ((2, 2, 3), False),
        ((9, 0, 1, 3), True),  # only the last three count
        ((), False),
    ],
)
def test_payments_that_come_later_and_later(delays, expected):
    assert drifts(delays, ON) is expected


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, GREEN), (0, ORANGE), (90, ORANGE), (91, GREEN)]
)
def test_a_rejected_payment_is_remembered_three_months(days, expected):
    assert colour(rejected_on=ON - timedelta(days=days)) == expected


EARLY = [
    {"accounts_due_on": ON - timedelta(days=30)},
    {"cash": Decimal(10), "monthly_due": Decimal(100)},
    {"delays": (0, 1, 3)},
    {"rejected_on": ON},
]


@pytest.mark.parametrize("facts", EARLY, ids=[next(iter(each)) for each in EARLY])
def test_what_comes_before_an_unpaid_instalment_alerts_until_one_is_late(facts):
    assert light_of(Facts(**facts), ON).is_alert
    assert not light_of(Facts(**facts, **late(1)), ON).is_alert


def test_what_does_not_announce_an_unpaid_instalment_is_no_alert():
    assert not light_of(Facts(equity=Decimal(-1)), ON).is_alert


def test_every_reason_is_said_the_gravest_first():
    light = light_of(
        Facts(**late(40), equity=Decimal(-1200), jobs=Decimal("1.00"), jobs_promised=Decimal(3)),
        ON,
    )

    assert light.colour == RED
    assert light.reasons == (
        "échéance impayée depuis le 6\u00a0août\u00a02026",
        "capitaux propres négatifs aux derniers comptes (−1\u202f200\u00a0€)",
        "emplois constatés\u00a0: 1 sur 3 promis",
    )


def said(colour, days_ago=0, reason="", over=GREEN) -> Word:
    return Word(colour, ON - timedelta(days=days_ago), reason, over)


def test_an_advisor_darkens_without_a_reason_and_for_as_long_as_it_takes():
    light = light_of(Facts(), ON, said(RED, days_ago=900))

    assert (light.colour, light.is_said) == (RED, True)
    assert light.reasons[0].startswith("avis du")


@pytest.mark.parametrize(("days", "expected"), [(0, GREEN), (90, GREEN), (91, ORANGE)])
def test_an_advisor_lightens_for_three_months(days, expected):
    word = said(GREEN, days, "règlement annoncé par la banque", over=ORANGE)

    assert light_of(Facts(**late(6)), ON, word).colour == expected


def test_a_word_that_agrees_with_the_facts_is_read_for_three_months():
    facts = Facts(**late(40))

    assert light_of(facts, ON, said(RED, 90, "Gérant hospitalisé")).reasons[0].startswith("avis")
    assert light_of(facts, ON, said(RED, 91, "Gérant hospitalisé")).reasons == (
        "échéance impayée depuis le 6\u00a0août\u00a02026",
    )


def test_worse_facts_take_back_a_lighter_word():
    word = said(GREEN, 10, "règlement annoncé", over=ORANGE)

    assert light_of(Facts(**late(30)), ON, word).colour == GREEN
    assert light_of(Facts(**late(31)), ON, word).colour == RED


def test_a_word_to_come_says_nothing_yet():
    assert light_of(Facts(), ON, said(RED, days_ago=-1)).colour == GREEN


def test_a_lighter_word_wants_its_reason():
    facts = Facts(**late(6))

    with pytest.raises(WordRefused, match="écrivez pourquoi"):
        word_of(GREEN, facts, ON, "  ")
    assert word_of(GREEN, facts, ON, "payé hier").over == ORANGE
    assert word_of(ORANGE, facts, ON, "").colour == ORANGE
    assert word_of(RED, facts, ON, "").colour == RED
