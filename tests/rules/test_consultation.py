from datetime import date

import pytest

from levier.rules.committee import (
    Choice,
    Proposal,
    Quorum,
    Vote,
    delay_fault,
    first_last_day,
    proposal_of,
    reminder_is_due,
    tally,
)

OPENED = date(2026, 3, 19)
REACHED, MISSED = Quorum(3, 2, ()), Quorum(1, 1, ("Le quorum n’est pas atteint.",))


def votes(pour=0, contre=0, abstention=0):
    choices = [Choice.FOR] * pour + [Choice.AGAINST] * contre + [Choice.ABSTENTION] * abstention
    return tally([Vote(rank, choice) for rank, choice in enumerate(choices)])


@pytest.mark.parametrize(
    ("quorum", "counted", "expected"),
    [
        (REACHED, votes(2, 1), Proposal.AGREED),
        (REACHED, votes(1, 2), Proposal.REFUSED),
        (REACHED, votes(1, 1, 1), Proposal.ADJOURNED),
        (REACHED, votes(0, 0, 3), Proposal.ADJOURNED),
        (REACHED, votes(), Proposal.SENT_BACK),
        (MISSED, votes(1), Proposal.SENT_BACK),
    ],
)
def test_votes_lead_to_a_proposal(quorum, counted, expected):
    assert proposal_of(quorum, counted) == expected


def test_the_day_of_opening_does_not_count():
    assert first_last_day(OPENED, 5) == date(2026, 3, 24)
    assert first_last_day(date(2026, 12, 29), 5) == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("last_day", "refused"),
    [(date(2026, 3, 23), True), (date(2026, 3, 24), False), (date(2026, 3, 25), False)],
)
def test_the_answers_end_on_the_last_day_of_the_rule_or_later(last_day, refused):
    assert bool(delay_fault(OPENED, last_day, 5)) == refused


def test_the_refusal_says_the_delay_and_the_day():
    assert delay_fault(OPENED, OPENED, 5) == (
        "Le règlement laisse 5\u00a0jours pour répondre\u00a0: "
        "les réponses ne finissent pas avant le 24\u00a0mars\u00a02026."
    )


def test_without_a_delay_of_the_house_the_day_of_opening_will_do():
    assert delay_fault(OPENED, OPENED, 0) is None
    assert "19\u00a0mars\u00a02026" in delay_fault(OPENED, date(2026, 3, 18), 0)


@pytest.mark.parametrize(
    ("day", "before", "due"),
    [
        (date(2026, 3, 21), 2, False),
        (date(2026, 3, 22), 2, True),
        (date(2026, 3, 24), 2, True),
        (date(2026, 3, 25), 2, False),
        (date(2026, 3, 24), 0, False),
    ],
)
def test_a_reminder_leaves_within_the_days_of_the_house(day, before, due):
    assert reminder_is_due(day, date(2026, 3, 24), before) == due
