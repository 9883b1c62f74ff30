"""The committee's arithmetic: who counts, how a vote falls, what is decided, who has a tie."""

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
    "Quorum",
    "Tally",
    "Tie",
    "Vote",
    "conflicts_of",
    "delegation_fault",
    "outcome_faults",
    "quorum_of",
    "start_times",
    "taking_part",
    "tally",
    "valid_until",
    "vote_faults",
]
