"""What is agreed: how long it holds, how guarantees share one loan, what a loan matches."""

from datetime import date, timedelta
from decimal import Decimal

from levier.committees.services import rules_on
from levier.kernel.dates import add_months
from levier.rules.committee import valid_until
from levier.rules.eligibility import Facts, Result
from levier.rules.eligibility.couplings import medium_term_on, stacking
from levier.rules.mix.checking import broken_rules
from levier.rules.mix.problem import BANK, BankTerms, Line, Mix
from tests.rules.eligibility.products import terms
from tests.rules.mix.small_problems import CAA, jess

from .asking import asked

YES, TO_CHECK = Result.YES, Result.TO_CHECK
GUARANTEE = terms("garantie", "guarantee", stacking_quota_cap=Decimal("0.90"))


def still_holds(span):
    """Tell whether what was agreed on a day, without rules of the house, still holds on another."""
    agreed_on, day = span
    return day <= valid_until(agreed_on, rules_on(None, agreed_on).validity_months)


def _until(months, besides):
    return lambda on: (on, add_months(on, months) + timedelta(days=besides))


def shared(facts):
    """Return what is said of a guarantee beside another on its loan; its version admits 90 %."""
    (limit,) = stacking(GUARANTEE, facts)
    return limit.finding.result


def _half_and(quota):
    loans = ({"garantie": Decimal("0.50"), "autre": Decimal(quota)},)
    return lambda on: Facts(on=on, guaranteed_loans=loans)


def is_matched(loan):
    """Tell whether a bank loan of so many months, on a day, matches a contribution as large."""
    months, on = loan
    half = Decimal(20_000)
    problem = jess(
        options=(CAA,), own=Decimal(0), medium_term_months=medium_term_on(on),
        bank=BankTerms(max_amount=half, months=(months,)),
    )  # fmt: skip
    mix = Mix((Line(BANK, half, months), Line(CAA.code, half, 48)))
    return not broken_rules(problem, mix)


def _lasting(months):
    return lambda on: (months, on)


CASES = {
    # Before the first day known the usual months hold too: committees sat before.
    ("committee.validity_months", date(2000, 1, 1)): asked(
        still_holds,
        [(_until(6, -1), True), (_until(6, 0), True), (_until(6, 1), False)],
        (_until(6, 1), False),
    ),
    # The day before nothing is known: no loan is held to be too short.
    ("bank_loans.medium_term_months", date(2000, 1, 1)): asked(
        is_matched,
        [(_lasting(23), False), (_lasting(24), True), (_lasting(25), True)],
        (_lasting(23), True),
    ),
    # A ceiling in use and not confirmed is to check; the day before none is known.
    ("guarantees.stacking_ceiling", date(2008, 6, 20)): asked(
        shared,
        [(_half_and("0.2999"), YES), (_half_and("0.3000"), YES), (_half_and("0.3001"), TO_CHECK)],
        (_half_and("0.3001"), YES),
    ),
}
