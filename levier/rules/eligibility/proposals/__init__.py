"""The changes of one fact that a condition not met suggests, by the condition's code.

Each proposer yields moves: a sentence that begins with « Si » or « À partir », the facts after it.
Whether the move turns the verdict is not judged here: `changes` evaluates it.
"""

from levier.rules.eligibility.proposals import choices, days, money, proofs
from levier.rules.eligibility.proposals.move import TO_ASK, Move, Proposer

PROPOSERS: dict[str, Proposer] = {
    **money.PROPOSERS, **days.PROPOSERS, **proofs.PROPOSERS, **choices.PROPOSERS,
}  # fmt: skip

COUNTED = {
    "company_under": proofs.company_age,
    "registered_for": days.registered_for,
    "plan_under": money.plan_under,
}
"""Proposers of the conditions that carry their threshold in their code."""


def proposer_of(code: str) -> Proposer | None:
    """Return what proposes changes for a condition's code; None when nothing does."""
    name, _, threshold = code.partition(":")
    if name in COUNTED and threshold.isascii() and threshold.isdigit():
        return COUNTED[name](int(threshold))
    return choices.LISTED.get(name) if threshold else PROPOSERS.get(code)


__all__ = ["PROPOSERS", "TO_ASK", "Move", "proposer_of"]
