"""What brings money to a mix, as columns: the bank's loan, and each instrument but guarantees."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from levier.kernel.money import CENT, ZERO, round_euro
from levier.rules.mix.problem import BankTerms, Option, Problem
from levier.rules.mix.program import Program, Terms


@dataclass(slots=True)
class Duration:
    """One duration of a source: chosen or not, how many steps, and whether the rest is there."""

    months: int
    chosen: int
    steps: int | None
    rest: int | None


@dataclass(slots=True)
class Money:
    """A source of money. A `fixed` bank loan (already agreed) is all or nothing.

    `most` is the largest number of steps that it may bring.
    """

    code: str
    step: Decimal
    rest: Decimal
    fixed: Decimal | None
    most: int = 0
    durations: list[Duration] = field(default_factory=list)

    @property
    def most_amount(self) -> Decimal:
        """The most that it may bring, in euros."""
        return self.step * self.most + self.rest if self.fixed is None else self.fixed

    def used(self, by: float = 1.0) -> dict[int, float]:
        """Terms worth `by` when the source is used."""
        return {each.chosen: by for each in self.durations}

    def whole_steps(self, by: float = 1.0) -> Terms:
        """Terms worth `by` a step brought."""
        return {each.steps: by for each in self.durations if each.steps is not None}

    def with_rest(self, by: float = 1.0) -> Terms:
        """Terms worth `by` when the source brings the rest."""
        return {each.rest: by for each in self.durations if each.rest is not None}

    def amount(self, by: Decimal = Decimal(1), only: Iterable[int] | None = None) -> Terms:
        """Terms worth the amount times `by`, of the durations `only` when given."""
        found: dict[int, float] = {}
        for each in self.durations:
            if only is None or each.months in only:
                found.update(self.one(each, by))
        return found

    def one(self, each: Duration, by: Decimal = Decimal(1)) -> Terms:
        """Terms worth the amount of one duration times `by`."""
        if self.fixed is not None:
            return {each.chosen: float(self.fixed * by)}
        found = {each.steps: float(self.step * by)} if each.steps is not None else {}
        if each.rest is not None:
            found[each.rest] = float(self.rest * by)
        return found

    def covered(self, quota: Decimal) -> Terms:
        """Terms worth the amount × quota, each part rounded half up to the cent."""
        if self.fixed is not None:
            return self.used(float(round_euro(self.fixed * quota)))
        return {
            **self.whole_steps(float(self.step * quota)),
            **self.with_rest(float(round_euro(self.rest * quota))),
        }

    def read(self, values: list[float]) -> tuple[Decimal, int] | None:
        """Return the amount and the duration that the minimum gives, None when unused."""
        for each in self.durations:
            if round(values[each.chosen]):
                if self.fixed is not None:
                    return self.fixed, each.months
                whole = self.step * round(values[each.steps]) if each.steps is not None else ZERO
                rest = self.rest if each.rest is not None and round(values[each.rest]) else ZERO
                return whole + rest, each.months
        return None


def is_fixed(bank: BankTerms) -> bool:
    """Tell whether the bank loan is already agreed, for one amount."""
    return bank.max_amount is not None and bank.min_amount == bank.max_amount > 0


def add_money(
    program: Program,
    money: Money,
    months: Iterable[int],
    most: Decimal,
) -> Money:
    """Add the columns of a source that brings `most` euros at most, and what ties them."""
    money.most = int(max(ZERO, most) // money.step)
    for each in months:
        duration = Duration(each, program.column(1.0), None, None)
        money.durations.append(duration)
        if money.fixed is not None:
            continue
        duration.steps = program.column(float(money.most))
        program.at_most({duration.steps: 1.0, duration.chosen: -float(money.most)}, 0.0)
        if money.rest:
            duration.rest = program.column(1.0)
            program.at_most({duration.rest: 1.0, duration.chosen: -1.0}, 0.0)
        # What is used brings something: at least a cent.
        program.at_least({**money.one(duration), duration.chosen: -float(CENT)}, 0.0)
    row = program.equal if money.fixed is not None else program.at_most
    row(money.used(), 1.0)
    return money


def most_lent(problem: Problem, program: Program) -> Decimal:
    """Return the most that the bank may lend (euros), unless that is relaxed."""
    bank, gap = problem.bank, max(ZERO, problem.gap)
    if bank is None or bank.max_amount is None or "bank_max" in program.relaxed:
        return gap
    return min(gap, bank.max_amount)


def most_brought(problem: Problem, program: Program, option: Option) -> Decimal:
    """Return the most that an instrument may bring, or cover (euros): what is relaxed is not held.

    A bound on the columns only: the rules are rows of their own.
    """
    gap, relaxed = max(ZERO, problem.gap), program.relaxed
    if option.is_guarantee:
        quota = Decimal(1) if option.max_quota is None else option.max_quota
        covered = round_euro(gap * quota)
        return covered if option.room is None else min(covered, option.room)
    limits = [gap]
    if option.max_amount is not None and f"max:{option.code}" not in relaxed:
        limits.append(option.max_amount)
    if f"share:{option.code}" not in relaxed:
        limits.append(round_euro(problem.wide(option)))
    pots = {pot.key: pot.left for pot in problem.pots}
    if option.pots is not None and not any(f"pot:{key}" in relaxed for key in option.pots):
        limits.append(sum((max(ZERO, pots.get(key, ZERO)) for key in option.pots), ZERO))
    return max(ZERO, min(limits))
