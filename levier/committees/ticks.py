"""Every night: the consultations whose answers are over, and the members who owe a vote."""

from datetime import date

from django.utils import timezone

from levier.committees.services import close_due, remind_voters
from levier.jobs.ticks import nightly


@nightly("committees.consultations")
def close_consultations(day: date) -> int:
    """Close the written consultations past their end, or answered by every member."""
    return close_due(now=timezone.now())


@nightly("committees.ballots")
def remind_of_ballots(day: date) -> int:
    """Remind, once, the members whose ballot is not complete as the end comes near."""
    return remind_voters(now=timezone.now())
