"""Every mix of a small problem, one by one: what the solver must not beat, nor be beaten by."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from levier.rules.mix.checking import broken_rules
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem
from levier.rules.mix.quotas import quotas_of
from levier.rules.mix.redrawing import completed


def every_mix(problem: Problem) -> Iterator[Mix]:
    """Yield every mix that breaks no rule, amounts being whole steps plus the rest on one line."""
    bank = _bank_lines(problem)
    others = [_lines(problem, option) for option in problem.options]
    for lines in product(bank, *others):
        kept = tuple(line for line in lines if line is not None)
        if _money(problem, kept) != problem.gap:
            continue
        mix = completed(problem, Mix(kept))
        if not broken_rules(problem, mix):
            yield mix


def _money(problem: Problem, lines) -> Decimal:
    return sum(
        (o.amount for o in lines if o.code == BANK or not problem.option(o.code).is_guarantee),
        Decimal(0),
    )


def _amounts(problem: Problem) -> list[Decimal]:
    step = problem.preferences.step
    whole = [step * rank for rank in range(int(problem.gap // step) + 1)]
    rest = problem.gap % step
    found = whole[1:] + ([each + rest for each in whole] if rest else [])
    return [each for each in found if each <= problem.gap]


def _bank_lines(problem: Problem) -> list[Line | None]:
    if problem.bank is None:
        return [None]
    pairs = product(_amounts(problem), problem.bank.months)
    return [None, *(Line(BANK, amount, months) for amount, months in pairs)]


def _lines(problem: Problem, option: Option) -> list[Line | None]:
    if option.is_guarantee:
        quotas = quotas_of(option, problem)
        return [None, *(Line(option.code, Decimal(1), 0, quota) for quota in quotas)]
    months = option.months if option.is_repaid and option.months else (0,)
    pairs = product(_amounts(problem), months)
    return [None, *(Line(option.code, amount, each) for amount, each in pairs)]
