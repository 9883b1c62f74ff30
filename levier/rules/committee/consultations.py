"""A written consultation: how long members have to answer, and what their votes lead to."""

from datetime import date, timedelta
from enum import StrEnum

from levier.kernel.french import NBSP, long_date, plural
from levier.rules.committee.decisions import Tally
from levier.rules.committee.quorums import Quorum


class Proposal(StrEnum):
    """What the votes on a dossier lead to once the answers are over."""

    AGREED = "agreed"
    REFUSED = "refused"
    ADJOURNED = "adjourned"
    SENT_BACK = "sent_back"


def proposal_of(quorum: Quorum, counted: Tally) -> Proposal:
    """Return what is proposed for a dossier: nothing is decided without quorum, or without vote.

    Such a dossier is sent back, ready for another committee. A tie that nobody breaks, or
    abstentions alone, adjourn it: the committee did answer, and did not settle.
    """
    voted = counted.votes_for + counted.votes_against + counted.abstentions
    if not quorum.is_reached or not voted:
        return Proposal.SENT_BACK
    if counted.carried is None:
        return Proposal.ADJOURNED
    return Proposal.AGREED if counted.carried else Proposal.REFUSED


def first_last_day(opened_on: date, days: int) -> date:
    """Return the earliest last day of the answers: the day of opening does not count."""
    return opened_on + timedelta(days=days)


def delay_fault(opened_on: date, last_day: date, days: int) -> str | None:
    """Return why the answers cannot end on a day, in French; None when they can.

    `days` is the house's delay, 0 when it has set none: then the day of opening itself will do.
    """
    earliest = first_last_day(opened_on, days)
    if last_day >= earliest:
        return None
    if not days:
        return f"Les réponses ne peuvent pas finir avant le {long_date(opened_on)}."
    return (
        f"Le règlement laisse {plural(days, 'jour')} pour répondre{NBSP}: "
        f"les réponses ne finissent pas avant le {long_date(earliest)}."
    )


def reminder_is_due(day: date, last_day: date, days_before: int) -> bool:
    """Return whether members who have not answered are reminded; 0 days: the house reminds none."""
    return bool(days_before) and last_day - timedelta(days=days_before) <= day <= last_day
