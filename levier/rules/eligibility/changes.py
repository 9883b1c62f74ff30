"""What would change the answer: the smallest changes of facts that turn a verdict, in French.

Only what can change is proposed: the bank loan, the surety, what is asked for, a piece to bring,
the day when a duration or an age is reached. What somebody is (« si elle était une femme ») never
is. Every proposal is evaluated again before it is shown: one change, or else two together.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from levier.rules.eligibility.conditions import condition_named
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import ConditionResult, Result
from levier.rules.eligibility.limits import CERTAINTY
from levier.rules.eligibility.proposals import PROPOSERS, Move
from levier.rules.eligibility.terms import InstrumentTerms
from levier.rules.eligibility.verdicts import InstrumentVerdict, verdict_of
from levier.rules.parameters import NoValueInForce

MOST = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One way to turn a verdict: the sentence, the facts after it, and the verdict then.

    `leaves` are the conditions that no fact settles and that remain: terms to be confirmed by the
    house, what somebody must appreciate. Without any, the verdict is yes.
    """

    sentence: str
    facts: Facts
    verdict: InstrumentVerdict
    size: int

    @property
    def leaves(self) -> tuple[str, ...]:
        """The labels of what remains to be appreciated or confirmed."""
        return tuple(one.label for one in self.verdict.reasons)


def changes_for(terms: InstrumentTerms, facts: Facts, most: int = MOST) -> list[Change]:
    """Return at most `most` changes that turn the verdict of `terms`, the smallest first.

    None when the verdict is settled already, or when no change of one or two facts turns it.
    """
    if is_settled(verdict_of(terms, facts)):
        return []
    first_moves = list(_moves(terms, facts))
    alone = ((move.sentence, move.facts, 1) for move in first_moves)
    first_moves = list(_moves(terms, facts))
    alone = ((move.sentence, move.facts, 1) for move in first_moves)
    single = list(_turning(terms, alone))
    if single:
        return single[:most]
    pairs = (
        (f"{first.sentence} et {_after_if(second.sentence)}", second.facts, 2)
        for first in first_moves
        for second in _moves(terms, first.facts)
        if second.fact != first.fact
    )
    return _without_twins(_turning(terms, pairs), most)


def is_settled(verdict: InstrumentVerdict) -> bool:
    """Tell whether only what no fact can settle keeps this verdict from being yes."""
    return all(_is_beyond_facts(one) for one in verdict.reasons)


def _is_beyond_facts(condition: ConditionResult) -> bool:
    unknown_rule = condition_named(condition.code) is None and condition.fact == "à apprécier"
    return condition.result is Result.TO_CHECK and (condition.code == CERTAINTY or unknown_rule)


def _moves(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """Yield the changes of one fact that a condition not met suggests."""
    for condition in verdict_of(terms, facts).reasons:
        propose = PROPOSERS.get(condition.code)
        if propose is not None:
            with suppress(NoValueInForce):  # a law that nobody knows on the day proposes nothing
                yield from propose(terms, facts)


def _turning(
    terms: InstrumentTerms, candidates: Iterable[tuple[str, Facts, int]]
) -> Iterator[Change]:
    """Yield the candidates that do turn the verdict, evaluated on the facts they lead to."""
    for sentence, facts, size in candidates:
        if terms.is_in_force_on(facts.on):
            verdict = verdict_of(terms, facts)
            if is_settled(verdict):
                yield Change(f"{sentence}.", facts, verdict, size)


def _without_twins(found: Iterator[Change], most: int) -> list[Change]:
    """Keep one of two changes that lead to the same facts by another order."""
    kept: list[Change] = []
    for change in islice(found, most * most):
        if all(change.facts != other.facts for other in kept):
            kept.append(change)
    return kept[:most]


def _after_if(sentence: str) -> str:
    """Return a sentence as the second of a pair: « Si le prêt… » gives « si le prêt… »."""
    return sentence[:1].lower() + sentence[1:]
