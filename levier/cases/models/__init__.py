"""Tables of dossiers, by meaning: the dossier, its plan, its instruction, who may read it."""

from levier.cases.models.access import AccessBar, CaseAccess
from levier.cases.models.case import Case, CaseNumber, CaseParty
from levier.cases.models.follow_up import Note, Referral
from levier.cases.models.instruction import (
    AnalysisRating,
    AttentionPoint,
    EligibilityRecord,
    EngagementAxis,
    Piece,
    PieceVersion,
)
from levier.cases.models.plan import FinancingPlan, FundingRequest, PlanLine

__all__ = [
    "AccessBar",
    "AnalysisRating",
    "AttentionPoint",
    "Case",
    "CaseAccess",
    "CaseNumber",
    "CaseParty",
    "EligibilityRecord",
    "EngagementAxis",
    "FinancingPlan",
    "FundingRequest",
    "Note",
    "Piece",
    "PieceVersion",
    "PlanLine",
    "Referral",
]
