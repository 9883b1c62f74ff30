"""The program of a mix: columns for amounts, durations and quotas, rows for every rule.

Amounts are whole steps of the house; the euros and cents that are not a whole step (`rest`, the
same for every mix) go to one line, always said. The guaranteed amount is exactly
min(loan × quota, room), kept so by one binary column a guarantee.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from levier.kernel.money import CENT, ZERO, round_euro
from levier.rules.mix.figures import interest_factor, service_factor
from levier.rules.mix.problem import BANK, MEDIUM_TERM, BankTerms, Line, Mix, Option, Problem
from levier.rules.mix.program import Program, Terms
from levier.rules.mix.quotas import quotas_of

HALF_CENT = 0.004999


@dataclass(slots=True)
class Duration:
    """One duration of a source: chosen or not, how many steps, and whether the rest is there."""

    months: int
    chosen: int
    steps: int | None
    rest: int | None


@dataclass(slots=True)
class Money:
    """A source of money. A `fixed` bank loan (already agreed) is all or nothing."""

    code: str
    step: Decimal
    rest: Decimal
    fixed: Decimal | None
    durations: list[Duration] = field(default_factory=list)

    def used(self, by: float = 1.0) -> dict[int, float]:
        """Terms worth `by` when the source is used."""
        return {each.chosen: by for each in self.durations}

    def amount(self, by: Decimal = Decimal(1), only: Iterable[int] | None = None) -> Terms:
        """Terms worth the amount times `by`, of the durations `only` when given."""
        found: dict[int, float] = {}
        for each in self.durations:
            if only is None or each.months in only:
                found.update(self.one(each, by))
        return found

    def one(self, each: Duration, by: Decimal = Decimal(1)) -> Terms:
        """Terms worth the amount of one duration times `by`, each part rounded to the cent."""
        if self.fixed is not None:
            return {each.chosen: float(self.fixed * by)}
        found = {each.steps: float(self.step * by)} if each.steps is not None else {}
        if each.rest is not None:
            found[each.rest] = float(self.rest * by)
        return found

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


@dataclass(slots=True)
class Cover:
    """A guarantee: one column a quota, its amount, and whether its cap decides."""

    option: Option
    quotas: dict[Decimal, int]
    amount: int
    capped: int

    def used(self, by: float = 1.0) -> dict[int, float]:
        """Terms worth `by` when the guarantee is used."""
        return dict.fromkeys(self.quotas.values(), by)


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
        columns.bank = _money(program, BANK, bank.months, problem, rest, fixed)
    for option in problem.options:
        if option.already_held and option.once_per_person:
            continue
        if option.is_guarantee:
            if columns.bank is not None:
                columns.covers[option.code] = _cover(program, option, problem)
        else:
            months = (option.months if option.is_repaid else ()) or (0,)
            columns.money[option.code] = _money(program, option.code, months, problem, rest, None)
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


def is_fixed(bank: BankTerms) -> bool:
    """Tell whether the bank loan is already agreed, for one amount."""
    return bank.max_amount is not None and bank.min_amount == bank.max_amount > 0


def _money(
    program: Program,
    code: str,
    months: Iterable[int],
    problem: Problem,
    rest: Decimal,
    fixed: Decimal | None,
) -> Money:
    money = Money(code, problem.preferences.step, rest, fixed)
    gap = max(ZERO, problem.gap)
    most = int(gap // money.step)
    for each in months:
        duration = Duration(each, program.column(1.0), None, None)
        money.durations.append(duration)
        if fixed is not None:
            continue
        duration.steps = program.column(float(most))
        program.at_most({duration.steps: 1.0, duration.chosen: -float(most)}, 0.0)
        if rest:
            duration.rest = program.column(1.0)
            program.at_most({duration.rest: 1.0, duration.chosen: -1.0}, 0.0)
        # What is used brings something: at least a cent.
        program.at_least({**money.one(duration), duration.chosen: -float(CENT)}, 0.0)
    limit = 1.0
    row = program.equal if fixed is not None else program.at_most
    row(money.used(), limit)
    return money


def _cover(program: Program, option: Option, problem: Problem) -> Cover:
    quotas = {quota: program.column(1.0) for quota in quotas_of(option, problem)}
    most = float(max(ZERO, problem.gap))
    cover = Cover(option, quotas, program.column(most, integer=False), program.column(1.0))
    program.at_most(cover.used(), 1.0)
    return cover


def _draws(problem: Problem, program: Program, columns: Columns) -> None:
    """One column, in cents, for what each instrument takes from each of its envelopes."""
    lefts = {pot.key: pot for pot in problem.pots}
    for option in problem.options:
        if option.pots is None or option.code not in columns.codes():
            continue
        taken: dict[int, float] = {}
        for key in option.pots:
            if key in lefts:
                rank = program.column(float(max(ZERO, problem.gap) / CENT))
                columns.draws[option.code, key] = rank
                taken[rank] = -float(CENT)
        amount: Terms = (
            {columns.covers[option.code].amount: 1.0}
            if option.is_guarantee
            else columns.money[option.code].amount()
        )
        if option.is_guarantee:  # what is covered is a whole number of cents
            program.at_most({**amount, **taken}, float(CENT) / 2)
            program.at_least({**amount, **taken}, -float(CENT) / 2)
        else:
            program.equal({**amount, **taken}, 0.0)
    for pot in problem.pots:
        drawn = {r: float(CENT) for (_, key), r in columns.draws.items() if key == pot.key}
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
    """Read the mix that the minimum gives; what is guaranteed is computed again in Decimal."""
    lines: list[Line] = []
    loan = ZERO
    if columns.bank is not None and (found := columns.bank.read(values)):
        loan = found[0]
        lines.append(Line(BANK, *found))
    for option in problem.options:
        draws = {
            key: CENT * round(values[rank])
            for (code, key), rank in columns.draws.items()
            if code == option.code and round(values[rank])
        }
        if option.code in columns.covers:
            for quota, rank in columns.covers[option.code].quotas.items():
                if round(values[rank]):
                    wanted = round_euro(loan * quota)
                    amount = wanted if option.room is None else min(wanted, round_euro(option.room))
                    lines.append(Line(option.code, amount, lines[0].months, quota, draws))
        elif option.code in columns.money and (found := columns.money[option.code].read(values)):
            lines.append(Line(option.code, *found, draws=draws))
    return Mix(tuple(lines))


__all__ = [
    "HALF_CENT",
    "MEDIUM_TERM",
    "Columns",
    "Cover",
    "Money",
    "columns_of",
    "mix_from",
    "objective",
]
