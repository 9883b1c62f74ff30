"""A mix after a hand has moved it: guaranteed amounts and envelopes follow the amounts typed."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from levier.kernel.money import CENT, ZERO
from levier.rules.guarantees import guaranteed_amount
from levier.rules.mix.problem import BANK, Line, Mix, Problem
from levier.rules.mix.program import Program

Draws = dict[str, dict[str, Decimal]]


def completed(problem: Problem, mix: Mix) -> Mix:
    """Return the mix with guaranteed amounts from the loan, and draws on the envelopes left.

    An amount that the envelopes cannot bear keeps what they can: `checking` says so.
    """
    loan = mix.line(BANK)
    lines = []
    for line in mix.lines:
        if line.code != BANK and problem.option(line.code).is_guarantee:
            line = _covered(problem, line, loan)
        lines.append(line)
    draws = _draws(problem, lines)
    return Mix(
        tuple(
            replace(line, draws=draws.get(line.code, {})) if line.code in draws else line
            for line in lines
        )
    )


def _covered(problem: Problem, line: Line, loan: Line | None) -> Line:
    option = problem.option(line.code)
    if loan is None or loan.amount <= 0 or line.quota is None or not 0 < line.quota <= 1:
        return replace(line, months=loan.months if loan else 0)
    outstanding = option.outstanding if option.cap_amount is not None else ZERO
    amount = guaranteed_amount(loan.amount, line.quota, option.cap_amount, outstanding).amount
    return replace(line, amount=amount, months=loan.months)


def _draws(problem: Problem, lines: list[Line]) -> Draws:
    """Share each amount between its envelopes: exactly where it can be, greedily elsewhere."""
    wanted = {
        line.code: (line.amount, problem.option(line.code).pots or ())
        for line in lines
        if line.code != BANK and problem.option(line.code).pots is not None
    }
    left = {pot.key: max(ZERO, pot.left) for pot in problem.pots}
    every = [key for _, pots in wanted.values() for key in pots]
    if len(every) == len(set(every)):
        return _greedy(wanted, left)
    return _exact(wanted, left) or _greedy(wanted, left)


def _greedy(
    wanted: Mapping[str, tuple[Decimal, tuple[str, ...]]], left: dict[str, Decimal]
) -> Draws:
    found: Draws = {}
    for code, (amount, pots) in sorted(wanted.items(), key=lambda each: len(each[1][1])):
        found[code] = {}
        for key in pots:
            part = min(amount, left.get(key, ZERO))
            if part > 0:
                found[code][key] = part
                left[key] -= part
                amount -= part
    return found


def _exact(
    wanted: Mapping[str, tuple[Decimal, tuple[str, ...]]], left: Mapping[str, Decimal]
) -> Draws | None:
    program = Program()
    ranks: dict[tuple[str, str], int] = {}
    for code, (amount, pots) in wanted.items():
        for key in pots:
            if key in left:
                ranks[code, key] = program.column(float(left[key] / CENT))
        mine = {rank: 1.0 for (owner, _), rank in ranks.items() if owner == code}
        program.equal(mine, float(amount / CENT))
    for key, most in left.items():
        program.at_most({r: 1.0 for (_, k), r in ranks.items() if k == key}, float(most / CENT))
    values = program.solve()
    if values is None:
        return None
    found: Draws = {code: {} for code in wanted}
    for (code, key), rank in ranks.items():
        if cents := round(values[rank]):
            found[code][key] = CENT * cents
    return found
