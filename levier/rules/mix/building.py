"""The program of a mix: columns for amounts, durations and quotas, rows for every rule.

Amounts are whole steps of the house; the euros and cents that are not a whole step (`rest`, the
same for every mix) go to one line, always said.
"""

from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.mix.covering import Cover, add_cover
from levier.rules.mix.figures import interest_factor, service_factor
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem
from levier.rules.mix.program import Program, Terms
from levier.rules.mix.quotas import quotas_of
from levier.rules.mix.sources import (
    Duration,
    Money,
    add_money,
    is_fixed,
    most_brought,
    most_lent,
)

HALF_CENT = 0.004999


@dataclass(slots=True)
class Columns:
    """Where everything stands in the program."""

    bank: Money | None
    money: dict[str, Money]
    covers: dict[str, Cover]
    draws: dict[tuple[str, str], int]
    surety: int
    rest_own: int | None = None
    rest: Decimal = ZERO

    def sources(self) -> list[Money]:
        """The bank first, then the instruments that bring money."""
        return ([self.bank] if self.bank else []) + list(self.money.values())

    def used(self, code: str, by: float = 1.0) -> dict[int, float]:
        """Terms worth `by` when the code is used."""
        if code == BANK:
            return self.bank.used(by) if self.bank else {}
        source: Money | Cover = self.covers[code] if code in self.covers else self.money[code]
        return source.used(by)

    def codes(self) -> list[str]:
        """Everything that a mix may use."""
        return ([BANK] if self.bank else []) + [*self.covers, *self.money]


def columns_of(problem: Problem, program: Program) -> Columns:
    """Add the columns of a problem, and the rows that tie them to each other."""
    bank = problem.bank
    fixed = bank.min_amount if bank and is_fixed(bank) else None
    gap = problem.gap - (fixed or ZERO)
    step = problem.preferences.step
    rest = gap % step if gap > 0 else ZERO
    columns = Columns(None, {}, {}, {}, 0)
    if bank is not None:
        loan = Money(BANK, step, rest, fixed)
        columns.bank = add_money(program, loan, bank.months, most_lent(problem, program))
    for option in problem.options:
        if option.already_held and option.once_per_person:
            continue
        if option.is_guarantee:
            if columns.bank is not None and quotas_of(option, problem):
                columns.covers[option.code] = add_cover(problem, program, columns.bank, option)
        else:
            months = (option.months if option.is_repaid else ()) or (0,)
            source = Money(option.code, step, rest, None)
            most = most_brought(problem, program, option)
            columns.money[option.code] = add_money(program, source, months, most)
    columns.surety = program.column(float(problem.gap if problem.gap > 0 else ZERO), integer=False)
    if rest:
        rests = [d.rest for s in columns.sources() for d in s.durations if d.rest is not None]
        if "own" in program.relaxed:  # the holder may bring the rest too
            columns.rest_own = program.column(1.0)
            program.cost({columns.rest_own: float(rest)})
            rests.append(columns.rest_own)
        program.equal(dict.fromkeys(rests, 1.0), 1.0)
        columns.rest = rest
    _draws(problem, program, columns)
    return columns


def _draws(problem: Problem, program: Program, columns: Columns) -> None:
    """One column, in euros, for what each instrument takes from each of its envelopes.

    Amounts and envelopes are whole cents, so that a share-out to the cent exists as soon as one
    does; which one is found once the amounts are known.
    """
    lefts = {pot.key: pot for pot in problem.pots}
    for option in problem.options:
        if option.pots is None or option.code not in columns.codes():
            continue
        taken: dict[int, float] = {}
        for key in option.pots:
            if key in lefts:
                rank = program.column(float(max(ZERO, problem.gap)), integer=False)
                columns.draws[option.code, key] = rank
                taken[rank] = -1.0
        amount: Terms = (
            {columns.covers[option.code].amount: 1.0}
            if option.is_guarantee
            else columns.money[option.code].amount()
        )
        program.equal({**amount, **taken}, 0.0)
    for pot in problem.pots:
        drawn = {r: 1.0 for (_, key), r in columns.draws.items() if key == pot.key}
        if drawn:
            program.at_most(drawn, float(max(ZERO, pot.left)), f"pot:{pot.key}")


def objective(problem: Problem, program: Program, columns: Columns) -> None:
    """Add the points of the house's preferences to what is minimised."""
    wishes = problem.preferences
    program.cost({columns.surety: float(wishes.surety)})
    if columns.bank is not None and problem.bank is not None:
        rate = problem.bank.annual_rate
        for each in columns.bank.durations:
            by = wishes.cost * interest_factor(rate, each.months)
            by += wishes.service * service_factor(rate, each.months) + wishes.uncovered
            program.cost(columns.bank.one(each, by))
    for option in problem.options:
        doubt = wishes.doubt if option.verdict == "to_check" else ZERO
        if option.code in columns.covers:
            _cover_cost(option, problem, program, columns, doubt)
        elif option.code in columns.money:
            money = columns.money[option.code]
            for each in money.durations:
                program.cost(money.one(each, doubt + _repaid(problem, option, each)))


def _repaid(problem: Problem, option: Option, each: Duration) -> Decimal:
    if not option.is_repaid:
        return ZERO
    wishes, terms = problem.preferences, (option.annual_rate, each.months, option.deferral_months)
    spread = wishes.cost * interest_factor(*terms) + wishes.service * service_factor(*terms)
    return wishes.leverage + spread


def _cover_cost(
    option: Option, problem: Problem, program: Program, columns: Columns, doubt: Decimal
) -> None:
    wishes, cover = problem.preferences, columns.covers[option.code]
    program.cost({cover.amount: float(doubt - wishes.uncovered)})
    fee = float(wishes.cost * option.commission_rate)
    if not fee:
        return
    if option.commission_base != "loan":
        program.cost({cover.amount: fee})
        return
    most = float(max(ZERO, problem.gap))
    base = program.column(most, integer=False)
    assert columns.bank is not None
    minus = {rank: -value for rank, value in columns.bank.amount().items()}
    program.at_least({base: 1.0, **minus, **cover.used(-most)}, -most)
    program.cost({base: fee})


def mix_from(problem: Problem, columns: Columns, values: list[float]) -> Mix:
    """Read the mix that the minimum gives; what is guaranteed is computed again in Decimal.

    What each envelope pays is not read here: `solving` shares it out.
    """
    lines: list[Line] = []
    loan = ZERO
    if columns.bank is not None and (found := columns.bank.read(values)):
        loan = found[0]
        lines.append(Line(BANK, *found))
    for option in problem.options:
        if option.code in columns.covers:
            for quota, rank in columns.covers[option.code].quotas.items():
                if round(values[rank]):
                    wanted = round_euro(loan * quota)
                    amount = wanted if option.room is None else min(wanted, round_euro(option.room))
                    lines.append(Line(option.code, amount, lines[0].months, quota))
        elif option.code in columns.money and (found := columns.money[option.code].read(values)):
            lines.append(Line(option.code, *found))
    return Mix(tuple(lines))
