"""A problem cut by the duration of its bank loan: each part is small, and none loses the optimum.

Once that duration is known, a guarantee that does not admit it is out, and so is a duration of an
instrument that another one beats for every amount: no dearer, and no heavier in the worst year.
"""

from dataclasses import replace
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.mix.figures import interest_factor, service_factor
from levier.rules.mix.problem import Option, Problem
from levier.rules.mix.sources import is_fixed


def parts_of(problem: Problem) -> list[Problem]:
    """Return the parts of a problem: without bank loan, then one for each of its durations.

    Every mix of the problem is a mix of one part. A loan already agreed is never left out.
    """
    bank = problem.bank
    alone = [] if bank is not None and is_fixed(bank) else [_part(problem, None)]
    return alone + [_part(problem, months) for months in (bank.months if bank else ())]


def _part(problem: Problem, months: int | None) -> Problem:
    bank = problem.bank if months is not None else None
    options = (_open(problem, option, months) for option in problem.options)
    return replace(
        problem,
        bank=None if bank is None or months is None else replace(bank, months=(months,)),
        options=tuple(option for option in options if option is not None),
    )


def _open(problem: Problem, option: Option, months: int | None) -> Option | None:
    """Return an option as this part may use it, None when it may not."""
    if option.is_guarantee:
        return option if months is not None and _admits(option, months) else None
    needs_bank = option.bank_loan_as_long or bool(option.bank_loan_min_ratio)
    if months is None and needs_bank:
        return None
    if not option.is_repaid or not option.months:
        return option
    lasting = option.months
    if option.bank_loan_as_long and months is not None:
        lasting = tuple(each for each in lasting if each <= months)
    kept = _unbeaten(problem, option, lasting)
    return replace(option, months=kept) if kept else None


def _admits(option: Option, months: int) -> bool:
    long_enough = option.min_months is None or months >= option.min_months
    return long_enough and (option.max_months is None or months <= option.max_months)


def _unbeaten(problem: Problem, option: Option, lasting: tuple[int, ...]) -> tuple[int, ...]:
    """Return the durations that no other one beats, in points and in yearly repayment a euro."""
    weights: dict[int, tuple[Decimal, Decimal]] = {}
    for months in lasting:
        terms = (option.annual_rate, months, option.deferral_months)
        service = service_factor(*terms)
        points = problem.preferences.cost * interest_factor(*terms)
        points += problem.preferences.service * service
        weights[months] = (points, service if problem.capacity is not None else ZERO)
    kept: list[int] = []
    for months in sorted(weights, key=lambda each: (weights[each], each)):
        if all(weights[other][1] > weights[months][1] for other in kept):
            kept.append(months)
    return tuple(sorted(kept))
