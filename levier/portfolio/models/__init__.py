"""Tables of commitments: what a decision opens, its papers, what is asked back."""

from levier.portfolio.models.clawbacks import Clawback, ClawbackReceipt
from levier.portfolio.models.commitments import (
    Amendment,
    Commitment,
    CommitmentNumber,
    Draw,
    Financing,
    Grant,
    Guarantee,
)
from levier.portfolio.models.papers import Contract, Security
from levier.portfolio.models.proposals import LoanProposal

__all__ = [
    "Amendment",
    "Clawback",
    "ClawbackReceipt",
    "Commitment",
    "CommitmentNumber",
    "Contract",
    "Draw",
    "Financing",
    "Grant",
    "Guarantee",
    "LoanProposal",
    "Security",
]
