"""Rows of the committees, by meaning."""

from levier.committees.models.decisions import (
    Condition,
    Decision,
    ExpectedItem,
    Outcome,
    RefusalReason,
)
from levier.committees.models.members import (
    College,
    Committee,
    HouseMember,
    Representative,
    Seat,
)
from levier.committees.models.rules import (
    Body,
    Certainty,
    CollegeSeats,
    CommitteeRules,
    Delegation,
)
from levier.committees.models.sittings import (
    AgendaItem,
    Attendance,
    Movement,
    Sitting,
    Vote,
    Withdrawal,
    WithdrawalProposal,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "Certainty",
    "College",
    "CollegeSeats",
    "Committee",
    "CommitteeRules",
    "Condition",
    "Decision",
    "Delegation",
    "ExpectedItem",
    "HouseMember",
    "Movement",
    "Outcome",
    "RefusalReason",
    "Representative",
    "Seat",
    "Sitting",
    "Vote",
    "Withdrawal",
    "WithdrawalProposal",
]
