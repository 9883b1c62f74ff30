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
from levier.committees.models.sittings import (
    AgendaItem,
    Attendance,
    Sitting,
    Vote,
    Withdrawal,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "College",
    "Committee",
    "Condition",
    "Decision",
    "ExpectedItem",
    "HouseMember",
    "Outcome",
    "RefusalReason",
    "Representative",
    "Seat",
    "Sitting",
    "Vote",
    "Withdrawal",
]
