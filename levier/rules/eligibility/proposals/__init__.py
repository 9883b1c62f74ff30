"""The changes of one fact that a condition not met suggests, by the condition's code.

Each proposer yields moves: a sentence that begins with « Si » or « À partir », the facts after it.
Whether the move turns the verdict is not judged here: `changes` evaluates it.
"""

from levier.rules.eligibility.proposals import days, money, proofs
from levier.rules.eligibility.proposals.move import Move, Proposer

PROPOSERS: dict[str, Proposer] = {**money.PROPOSERS, **days.PROPOSERS, **proofs.PROPOSERS}

__all__ = ["PROPOSERS", "Move"]
