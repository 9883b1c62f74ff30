"""The three best mixes: exact, repeatable, checked again, really different."""

from dataclasses import replace
from decimal import Decimal

from levier.kernel.errors import DomainError
from levier.rules.mix.building import Columns, columns_of, mix_from, objective
from levier.rules.mix.checking import broken_rules
from levier.rules.mix.constraints import constrain
from levier.rules.mix.figures import figures_of
from levier.rules.mix.problem import BANK, Mix, Problem
from levier.rules.mix.program import Program
from levier.rules.mix.sharing import Ask, placed

MOST = 3


class NothingToFinance(DomainError):
    """The plan has no need left to finance."""

    message = "Il n’y a rien à financer : les ressources fermes couvrent déjà les besoins."


class MixUnsound(DomainError):
    """The solver and the Decimal rules disagree: nothing is proposed."""

    message = "Le montage trouvé ne passe pas la vérification : {reason}"


def best_mixes(problem: Problem, count: int = MOST) -> list[Mix]:
    """Return up to `count` mixes, the best first under the house's preferences.

    Two mixes differ when they do not use the same instruments (the bank loan is one): each is the
    optimum among all those that use another set than the ones before it. An empty list: no mix
    keeps every rule (`relaxations` says what to give). Errors: NothingToFinance; MixUnsound;
    SearchTooLong.
    """
    if problem.gap <= 0:
        raise NothingToFinance
    program = Program()
    columns = columns_of(problem, program)
    constrain(problem, program, columns)
    objective(problem, program, columns)
    found: list[Mix] = []
    while len(found) < count:
        values = program.solve()
        if values is None:
            break
        mix = _balanced(problem, mix_from(problem, columns, values))
        breaches = broken_rules(problem, mix)
        if breaches:
            raise MixUnsound(reason=breaches[0].reason)
        found.append(mix)
        _exclude(program, columns, mix)
    return found


def score_of(problem: Problem, mix: Mix) -> Decimal:
    """Return the points of a mix, the fewer the better."""
    return figures_of(problem, mix).score(problem.preferences)


def _balanced(problem: Problem, mix: Mix) -> Mix:
    """Let the envelopes of each amount bring the same part, as far as they can."""
    shared = [line for line in mix.lines if len(line.draws) and line.code != BANK]
    asks = [
        Ask(key=line.code, asked=line.amount, pots=problem.option(line.code).pots)
        for line in shared
    ]
    if all(len(ask.pots or ()) < 2 for ask in asks):
        return mix
    draws = placed(asks, problem.pots, {line.code: line.amount for line in shared}).draws
    return Mix(
        tuple(
            replace(line, draws=draws[line.code]) if line.code in draws else line
            for line in mix.lines
        )
    )


def _exclude(program: Program, columns: Columns, mix: Mix) -> None:
    """Cut every mix that uses exactly the same instruments."""
    terms: dict[int, float] = {}
    for code in columns.codes():
        terms.update(columns.used(code, -1.0 if code in mix.codes else 1.0))
    program.at_least(terms, 1.0 - len(mix.codes))
