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
from levier.committees.models.minutes import MinutesRecord
from levier.committees.models.rules import (
    Body,
    Certainty,
    CollegeSeats,
    CommitteeRules,
    Delegation,
    Remit,
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
    "MinutesRecord",
    "Movement",
    "Outcome",
    "RefusalReason",
    "Remit",
    "Representative",
    "Seat",
    "Sitting",
    "Vote",
    "Withdrawal",
    "WithdrawalProposal",
]
