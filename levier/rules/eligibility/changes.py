"""What would change the answer: the smallest changes of facts that turn a verdict, in French.

Only what can change is proposed: the bank loan, the surety, what is asked for, a piece to bring,
the day when a duration or an age is reached. What somebody is (« si elle était une femme ») never
is. Every proposal is evaluated again before it is shown: one change, or else two together. Where
more than two facts are unknown, and nothing else is in the way, what to ask for is said.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from levier.kernel.french import NBSP
from levier.rules.eligibility.conditions import condition_named
from levier.rules.eligibility.couplings import WAITED_FOR
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import TO_APPRAISE, ConditionResult, Result
from levier.rules.eligibility.honour_loans import AGE
from levier.rules.eligibility.limits import CERTAINTY
from levier.rules.eligibility.proposals import TO_ASK, Move, proposer_of
from levier.rules.eligibility.terms import InstrumentTerms
from levier.rules.eligibility.verdicts import InstrumentVerdict, conditions_of, verdict_of
from levier.rules.parameters import NoValueInForce

MOST = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One way to turn a verdict: the sentence, the facts after it, and the verdict then.

    `size` is how many facts it changes or asks for.

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

    Failing a change of one or two facts, the unknown facts to ask for, when they alone separate
    from an answer. None when the verdict is settled already, or when nothing of that turns it.
    """
    verdict = verdict_of(terms, facts)
    if is_settled(verdict) or any(_cannot_change(one) for one in verdict.reasons):
        return []
    steps = [
        (move, verdict_of(terms, move.facts)) for move in _moves(terms, facts, verdict.reasons)
    ]
    single = (
        Change(f"{move.sentence}.", move.facts, after, 1)
        for move, after in steps
        if _turns(terms, move.facts, after.conditions)
    )
    return (
        _without_twins(single, most)
        or _without_twins(_pairs(terms, steps), most)
        or list(_to_ask(terms, facts, verdict))
    )


def is_settled(verdict: InstrumentVerdict) -> bool:
    """Tell whether only what no fact can settle keeps this verdict from being yes."""
    return _are_settled(verdict.conditions)


def _is_beyond_facts(condition: ConditionResult) -> bool:
    by_somebody = condition.code == AGE or condition_named(condition.code) is None
    appraised = by_somebody and condition.fact.endswith(TO_APPRAISE)
    return condition.result is Result.TO_CHECK and (condition.code == CERTAINTY or appraised)


def _cannot_change(condition: ConditionResult) -> bool:
    """Tell whether a condition keeps the verdict from yes for good: nothing proposes a change."""
    return proposer_of(condition.code) is None and not _is_beyond_facts(condition)


def _moves(
    terms: InstrumentTerms, facts: Facts, reasons: Iterable[ConditionResult]
) -> Iterator[Move]:
    """Yield the changes of one fact that the conditions not met suggest."""
    for condition in reasons:
        propose = proposer_of(condition.code)
        if propose is not None:
            with suppress(NoValueInForce):  # a law that nobody knows on the day proposes nothing
                yield from propose(terms, facts)


def _pairs(
    terms: InstrumentTerms, steps: Iterable[tuple[Move, InstrumentVerdict]]
) -> Iterator[Change]:
    """Yield the changes of a second fact, after each first one, that turn the verdict."""
    for first, halfway in steps:
        for second in _moves(terms, first.facts, halfway.reasons):
            if second.fact == first.fact:
                continue
            if _turns(terms, second.facts, conditions_of(terms, second.facts)):
                after = verdict_of(terms, second.facts)
                sentence = f"{first.sentence} et {_after_if(second.sentence)}."
                yield Change(sentence, second.facts, after, 2)


def _to_ask(terms: InstrumentTerms, facts: Facts, verdict: InstrumentVerdict) -> Iterator[Change]:
    """Yield the facts to ask for, when unknown facts alone keep the verdict from being settled.

    One condition at a time, never the facts together: each answer is taken as the one that leaves
    the fewest conditions. A known fact that says no ends the search.
    """
    asked: list[str] = []
    for _ in TO_ASK:  # each round learns one of these facts at least: no more rounds than facts
        if _turns(terms, facts, verdict.conditions):
            yield Change(f"À préciser{NBSP}: {_listed(asked)}.", facts, verdict, len(asked))
            return
        if any(_is_known_no(one) for one in verdict.reasons):
            return
        answers = next(filter(None, (_answers(terms, facts, one) for one in verdict.reasons)), None)
        if not answers:
            return
        after = [(verdict_of(terms, move.facts), move) for move in answers]
        verdict, move = min(after, key=lambda pair: len(pair[0].reasons))
        facts = move.facts
        if move.asks not in asked:
            asked.append(move.asks)


def _answers(terms: InstrumentTerms, facts: Facts, condition: ConditionResult) -> list[Move]:
    """Return the unknown facts that a condition waits for, each with an answer that suits it."""
    return [move for move in _moves(terms, facts, [condition]) if move.asks]


def _is_known_no(condition: ConditionResult) -> bool:
    return condition.result is Result.NO and condition.code not in WAITED_FOR


def _listed(names: list[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} et {last}" if before else last


def _turns(terms: InstrumentTerms, facts: Facts, conditions: Iterable[ConditionResult]) -> bool:
    """Tell whether the conditions on changed facts are settled, with terms still in force."""
    return terms.is_in_force_on(facts.on) and _are_settled(conditions)


def _are_settled(conditions: Iterable[ConditionResult]) -> bool:
    """Tell whether each condition is met or beyond facts; the first that is not ends it."""
    return all(one.result is Result.YES or _is_beyond_facts(one) for one in conditions)


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
