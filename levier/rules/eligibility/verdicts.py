"""From a product's conditions to its verdict."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP
from levier.rules.eligibility.conditions import finding_of
from levier.rules.eligibility.couplings import WAITED_FOR
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import ConditionResult, Finding, Limit, Result
from levier.rules.eligibility.limits import limits_of, max_amount_of, max_quota_of
from levier.rules.eligibility.terms import CONFIRMED, ConditionTerm, InstrumentTerms


class Verdict(StrEnum):
    """The four answers of an instrument."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class InstrumentVerdict:
    """Whether an instrument fits, on a day, with every condition and its source.

    `max_amount` (euros) and `max_quota` (fraction) are what the terms allow, None without limit.
    """

    instrument: str
    label: str
    version_from: date
    verdict: Verdict
    max_amount: Decimal | None
    max_quota: Decimal | None
    conditions: tuple[ConditionResult, ...]

    @property
    def reasons(self) -> tuple[ConditionResult, ...]:
        """The conditions that keep the verdict from being yes."""
        return tuple(c for c in self.conditions if c.result != Result.YES)


class UnknownInstrument(DomainError):
    """An instrument asked for has no terms in force on the day."""

    message = "L’instrument «\u00a0{code}\u00a0» n’a pas de conditions en vigueur ce jour-là."


def evaluate(facts: Facts, terms: Sequence[InstrumentTerms]) -> list[InstrumentVerdict]:
    """Return the verdict of each instrument in force on the facts' day, in the order of `terms`.

    `facts.instruments` names those asked for; all when it is None. Nothing of the past is read
    again: whoever keeps a verdict keeps the facts and the day with it.
    Errors: UnknownInstrument if one asked for has no version in force.
    """
    in_force = [each for each in terms if each.is_in_force_on(facts.on)]
    if facts.instruments is not None:
        known = {each.code for each in in_force}
        for code in facts.instruments:
            if code not in known:
                raise UnknownInstrument(code=code)
        in_force = [each for each in in_force if each.code in facts.instruments]
    return [verdict_of(each, facts) for each in in_force]


def verdict_of(terms: InstrumentTerms, facts: Facts) -> InstrumentVerdict:
    """Return the verdict of one version of an instrument."""
    conditions = tuple(conditions_of(terms, facts))
    return InstrumentVerdict(
        instrument=terms.code,
        label=terms.label,
        version_from=terms.version_from,
        verdict=_verdict(conditions),
        max_amount=max_amount_of(terms, facts),
        max_quota=max_quota_of(terms, facts),
        conditions=conditions,
    )


def conditions_of(terms: InstrumentTerms, facts: Facts) -> Iterator[ConditionResult]:
    """Yield each condition of a version answered, one at a time: a reader may stop at the first."""
    for condition in terms.conditions:
        yield _of_catalogue(condition, facts, terms)
    for limit in limits_of(terms, facts):
        yield _of_terms(limit, terms)


def _verdict(conditions: Iterable[ConditionResult]) -> Verdict:
    """Return no, to check, not yet or yes: the first that a condition imposes.

    A coupling that is missing, alone, is not yet.
    """
    found = {
        Verdict.NOT_YET
        if condition.code in WAITED_FOR and condition.result == Result.NO
        else Verdict(condition.result.value)
        for condition in conditions
    }
    order = (Verdict.NO, Verdict.TO_CHECK, Verdict.NOT_YET)
    return next((verdict for verdict in order if verdict in found), Verdict.YES)


def _of_catalogue(term: ConditionTerm, facts: Facts, terms: InstrumentTerms) -> ConditionResult:
    """Answer a condition of the catalogue. One that nobody confirmed does not say no.

    Its own source comes first, then that of the law which sets the threshold.
    """
    finding = _never_no(finding_of(term.code, facts), not term.is_confirmed)
    found = _condition(term.code, term.label, finding, terms)
    if not term.source:
        return found
    both = f"{NBSP}; ".join(source for source in (term.source, finding.source) if source)
    return replace(found, source=both)


def _of_terms(limit: Limit, terms: InstrumentTerms) -> ConditionResult:
    """Return a limit as a condition. One that nobody confirmed does not say no: it is to check."""
    unsure = terms.state != CONFIRMED and limit.code not in WAITED_FOR and not limit.is_certain
    return _condition(limit.code, limit.label, _never_no(limit.finding, unsure), terms)


def _never_no(finding: Finding, is_unsure: bool) -> Finding:
    """Return a finding that is to check instead of no when what it rests on is not sure."""
    if is_unsure and finding.result == Result.NO:
        return replace(finding, result=Result.TO_CHECK)
    return finding


def _condition(code: str, label: str, finding: Finding, terms: InstrumentTerms) -> ConditionResult:
    """Return a finding as a condition: its source is the law's, or the terms'."""
    law = bool(finding.source)
    return ConditionResult(
        code=code,
        label=label,
        result=finding.result,
        fact=finding.fact,
        threshold=finding.threshold,
        source=finding.source or terms.source,
        since=finding.since if law else terms.version_from,
        until=finding.until if law else terms.version_to,
    )
