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
    Outcome,
    Tally,
    Vote,
    delegation_fault,
    outcome_faults,
    start_times,
    tally,
    valid_until,
    vote_faults,
)
from levier.rules.committee.quorums import (
    CollegeRule,
    Member,
    Quorum,
    beyond_seats,
    college_faults,
    quorum_of,
    taking_part,
)
from levier.rules.committee.remits import Asked, Remit, remit_faults, remit_for
from levier.rules.committee.ties import Conflict, Tie, conflicts_of

__all__ = [
    "Asked",
    "Choice",
    "CollegeRule",
    "Conflict",
    "Member",
    "Outcome",
    "Proposal",
    "Quorum",
    "Remit",
    "Tally",
    "Tie",
    "Vote",
    "beyond_seats",
    "college_faults",
    "conflicts_of",
    "delay_fault",
    "delegation_fault",
    "first_last_day",
    "outcome_faults",
    "proposal_of",
    "quorum_of",
    "reminder_is_due",
    "remit_faults",
    "remit_for",
    "start_times",
    "taking_part",
    "tally",
    "valid_until",
    "vote_faults",
]
