"""The committee's arithmetic: who counts, how a vote falls, what is decided, who has a tie."""

from levier.rules.committee.consultations import (
    Proposal,
    delay_fault,
    first_last_day,
    proposal_of,
    reminder_is_due,
)
from levier.rules.committee.decisions import (
    Choice,
    Member,
    Outcome,
    Quorum,
    Tally,
    Vote,
    delegation_fault,
    outcome_faults,
    quorum_of,
    start_times,
    taking_part,
    tally,
    valid_until,
    vote_faults,
)
from levier.rules.committee.ties import Conflict, Tie, conflicts_of

__all__ = [
    "Choice",
    "Conflict",
    "Member",
    "Outcome",
    "Proposal",
    "Quorum",
    "Tally",
    "Tie",
    "Vote",
    "conflicts_of",
    "delay_fault",
    "delegation_fault",
    "first_last_day",
    "outcome_faults",
    "proposal_of",
    "quorum_of",
    "reminder_is_due",
    "start_times",
    "taking_part",
    "tally",
    "valid_until",
    "vote_faults",
]
