"""Levier's rules on columns: the same conditions, the same parameters, one pass each.

A duration reached on the day is a comparison with one date: nobody's age is computed. Whoever
was born on or before « the day, k years earlier » is k years old.
"""

from collections.abc import Callable
from datetime import date
from functools import reduce

import numpy as np

from benchmarks.eligibility.people import CRITERIA, NO, TO_CHECK, YES, People
from levier.kernel.dates import add_months
from levier.rules.eligibility import InstrumentTerms
from levier.rules.parameters import parameter

NOT_YET, FULL_YES = 2, 3
"""Verdicts: 0 no, 1 to check, 2 not yet, 3 yes."""
MINIMA_FROM = 2


class Evaluator:
    """The conditions of one population on one day, each computed once."""

    def __init__(self, people: People, on: date) -> None:
        self.people, self.on, self._known = people, on, {}

    def verdict(self, terms: InstrumentTerms) -> np.ndarray:
        """Return the verdict of each person, as int8."""
        asked = [self.condition(condition.code) for condition in terms.conditions]
        asked += self._limits(terms)
        result = reduce(np.minimum, asked) if asked else self._all(YES)
        if terms.state == "in_use":
            result = np.minimum(result, TO_CHECK)
        settled = result == YES
        if terms.coupled_kind:
            waits = self.people.loan_cents <= 0
            return np.where(settled, np.where(waits, NOT_YET, FULL_YES), result).astype(np.int8)
        return result + settled

    def condition(self, code: str) -> np.ndarray:
        """Return yes, to check or no for each person."""
        if code not in self._known:
            self._known[code] = CONDITIONS[code](self)
        return self._known[code]

    def _limits(self, terms: InstrumentTerms) -> list[np.ndarray]:
        """Return the age and the duration of the loan, as the terms bound them."""
        found = []
        unsure = TO_CHECK if terms.state != "confirmed" else NO
        if terms.min_age is not None or terms.max_age is not None:
            found.append(self._answer(self._age_within(terms.min_age, terms.max_age),
                                      np.isnat(self.people.birth), unsure))  # fmt: skip
        if terms.kind == "guarantee" and (terms.min_months or terms.max_months):
            months = self.people.loan_months
            within = (months >= (terms.min_months or 0)) & (months <= (terms.max_months or 32_000))
            found.append(self._answer(within, months < 0, unsure))
        return found

    def _age_within(self, low: int | None, high: int | None) -> np.ndarray:
        within = self._all(1).astype(bool)
        if low is not None:
            within &= self.aged(low)
        if high is not None:
            within &= ~self.aged(high + 1)
        return within

    def aged(self, years: int) -> np.ndarray:
        """Tell who is at least so old; an unknown birth is not."""
        return self.people.birth <= np.datetime64(add_months(self.on, -12 * years), "D")

    def registered(self, months: int) -> np.ndarray:
        """Tell who has been registered for so many whole months; unknown is not."""
        return self.people.seeker_since <= np.datetime64(add_months(self.on, -months), "D")

    def known(self, name: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        """Return a column computed once."""
        if name not in self._known:
            self._known[name] = make()
        return self._known[name]

    @property
    def seeking(self) -> np.ndarray:
        """Yes, to check or no: registered on the day."""
        since = self.people.seeker_since
        return self.known("seeking", lambda: self._answer(
            since <= np.datetime64(self.on, "D"), np.isnat(since)))  # fmt: skip

    def _answer(self, holds: np.ndarray, unknown: np.ndarray, no: int = NO) -> np.ndarray:
        """Return yes where it holds, to check where unknown, `no` elsewhere."""
        answers = np.where(holds, np.int8(YES), np.int8(no))
        answers[unknown] = TO_CHECK
        return answers

    def _all(self, value: int) -> np.ndarray:
        return np.full(len(self.people), value, np.int8)

    # ── conditions ──
    def women(self) -> np.ndarray:
        return np.array([TO_CHECK, YES, NO, TO_CHECK], np.int8)[self.people.sex]

    def creation_or_takeover(self) -> np.ndarray:
        return np.array([TO_CHECK, YES, YES, NO], np.int8)[self.people.project]

    def new_or_young_company(self) -> np.ndarray:
        # The age of a business is none of these facts: a development is to check.
        return np.array([TO_CHECK, YES, YES, TO_CHECK], np.int8)[self.people.project]

    def job_seeker_or_precarious(self) -> np.ndarray:
        on_minima = np.array([1, 1, 2, 2, 2], np.int8)[self.people.minima]
        return np.maximum(self.seeking, on_minima)

    def minima_or_long_term(self) -> np.ndarray:
        on_minima = np.array([1, 0, 2, 2, 2], np.int8)[self.people.minima]
        months = parameter("employment", "long_term_months", self.on)
        unknown = np.isnat(self.people.seeker_since)
        return np.maximum(on_minima, self._answer(self.registered(months), unknown))

    def qpv_or_zfrr(self) -> np.ndarray:
        return np.maximum(self.people.qpv, self.people.zfrr)

    def qpv_place_or_home(self) -> np.ndarray:
        return np.maximum(self.people.qpv, self.people.home_qpv)

    def iae_eligible(self) -> np.ndarray:
        people, law = self.people, lambda name: parameter("iae_criteria", name, self.on)
        very_long = self.registered(law("very_long_term_months"))
        first = (people.minima >= MINIMA_FROM) | very_long
        counts = np.array([bits.bit_count() for bits in range(1 << len(CRITERIA))], np.int8)
        second = counts[people.criteria] * people.criteria_known
        second += self.registered(law("long_term_months")) & ~very_long
        second += self.aged(law("senior_age"))
        second += ~np.isnat(people.birth) & ~self.aged(law("young_age"))
        second += people.home_qpv == YES
        holds = first | (second >= law("level_2_needed"))
        return self._answer(holds, ~holds & ~people.criteria_known)


CONDITIONS: dict[str, Callable[[Evaluator], np.ndarray]] = {
    "women": Evaluator.women,
    "creation_or_takeover": Evaluator.creation_or_takeover,
    "new_or_young_company": Evaluator.new_or_young_company,
    "job_seeker_or_precarious": Evaluator.job_seeker_or_precarious,
    "minima_or_long_term": Evaluator.minima_or_long_term,
    "qpv_or_zfrr": Evaluator.qpv_or_zfrr,
    "qpv_place_or_home": Evaluator.qpv_place_or_home,
    "iae_eligible": Evaluator.iae_eligible,
}


def verdicts(people: People, on: date, terms: list[InstrumentTerms]) -> dict[str, np.ndarray]:
    """Return the verdicts of each instrument, by its code."""
    evaluator = Evaluator(people, on)
    return {each.code: evaluator.verdict(each) for each in terms}
