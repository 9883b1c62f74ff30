"""The three best mixes: exact, repeatable, checked again, really different."""

from dataclasses import replace
from decimal import Decimal

from levier.kernel.errors import DomainError
from levier.rules.mix.building import Columns, columns_of, mix_from, objective
from levier.rules.mix.checking import broken_rules
from levier.rules.mix.constraints import constrain
from levier.rules.mix.figures import figures_of
from levier.rules.mix.parts import parts_of
from levier.rules.mix.problem import BANK, Mix, Problem
from levier.rules.mix.program import TIME_LIMIT, Program, SearchTooLong
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

    Each part is searched only when its bound says that it may hold the next mix.
    """
    if problem.gap <= 0:
        raise NothingToFinance
    found: list[Mix] = []
    parts = [_Part(part, rank) for rank, part in enumerate(parts_of(problem))]
    waiting = list(parts)
    while waiting and len(found) < count:
        part = min(waiting, key=lambda each: each.order)
        if part.values is None:
            left = MOST * TIME_LIMIT - sum(each.program.seconds for each in parts)
            if not part.search(found, left):
                waiting.remove(part)
            continue
        mix = _balanced(problem, mix_from(part.problem, part.columns, part.values))
        part.values = None
        if any(mix.codes == other.codes for other in found):
            continue
        breaches = broken_rules(problem, mix)
        if breaches:
            raise MixUnsound(reason=breaches[0].reason)
        found.append(mix)
    return found


class _Part:
    """A part of the problem, its bound, and its best mix once it was searched.

    The bound never passes the points of its best mix: that of its relaxation, then the best found
    before others were excluded.
    """

    def __init__(self, problem: Problem, rank: int) -> None:
        self.problem, self.rank = problem, rank
        self.program = Program()
        self.columns = columns_of(problem, self.program)
        constrain(problem, self.program, self.columns)
        objective(problem, self.program, self.columns)
        if problem.bank is not None and BANK in self.columns.codes():
            self.program.at_least(self.columns.used(BANK), 1.0)
        self.values: list[float] | None = None
        self.bound = self.program.relaxed_minimum()
        self.excluded = 0

    @property
    def order(self) -> tuple[float, bool, int]:
        """The least first; of equals, one that is already searched."""
        return (self.bound, self.values is None, self.rank)

    def search(self, found: list[Mix], seconds: float) -> bool:
        """Find the best mix that uses none of the sets found; False when there is none.

        Errors: SearchTooLong once the seconds left for every part are spent.
        """
        if seconds <= 0:
            raise SearchTooLong
        if self.bound == float("inf"):
            return False
        for mix in found[self.excluded :]:
            _exclude(self.program, self.columns, mix)
        self.excluded = len(found)
        self.values = self.program.solve(min(TIME_LIMIT, seconds))
        if self.values is None:
            return False
        self.bound = max(self.bound, self.program.points(self.values))
        return True


def score_of(problem: Problem, mix: Mix) -> Decimal:
    """Return the points of a mix, the fewer the better."""
    return figures_of(problem, mix).score(problem.preferences)


def _balanced(problem: Problem, mix: Mix) -> Mix:
    """Draw each amount on its envelopes: each of them brings the same part, as far as it can."""
    asks = [
        Ask(key=line.code, asked=line.amount, pots=pots)
        for line in mix.lines
        if line.code != BANK and (pots := problem.option(line.code).pots) is not None
    ]
    amounts = {ask.key: ask.asked for ask in asks}
    if all(len(ask.pots or ()) == 1 for ask in asks):
        draws = {ask.key: dict.fromkeys(ask.pots or (), ask.asked) for ask in asks}
    else:
        draws = {k: dict(each) for k, each in placed(asks, problem.pots, amounts).draws.items()}
    return Mix(
        tuple(
            replace(line, draws=draws[line.code]) if line.code in draws else line
            for line in mix.lines
        )
    )


def _exclude(program: Program, columns: Columns, mix: Mix) -> None:
    """Cut every mix that uses exactly the same instruments."""
    codes = columns.codes()
    if not mix.codes <= set(codes):  # this part cannot use them all
        return
    terms: dict[int, float] = {}
    for code in codes:
        terms.update(columns.used(code, -1.0 if code in mix.codes else 1.0))
    program.at_least(terms, 1.0 - len(mix.codes))
