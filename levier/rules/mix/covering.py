"""Guarantees in the program of a mix: what each covers, and how far several share the bank loan.

The amount is min(loan × quota, room). A product of the loan and of a choice is written as the part
of the loan that each quota covers (`lent`), never as a large constant: the relaxation is then close
to the truth, and the search short. That part is bounded from above only; where something makes a
smaller amount better (an envelope, de minimis, a fee above what it is worth), rows hold it from
below too (`is_held`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from levier.kernel.money import ZERO, round_euro
from levier.rules.mix.figures import surety_limit
from levier.rules.mix.problem import Option, Problem
from levier.rules.mix.program import Program, Terms, merged, minus
from levier.rules.mix.quotas import quotas_of
from levier.rules.mix.sources import Money, most_brought


@dataclass(slots=True)
class Cover:
    """A guarantee: one column a quota, the part of the loan under each, its amount.

    `lent` gives, by quota, the terms of that part in steps and in rests; `capped` tells whether
    the room decides, where that has to be known.
    """

    option: Option
    quotas: dict[Decimal, int]
    amount: int
    steps: dict[Decimal, int] = field(default_factory=dict)
    rests: dict[Decimal, int] = field(default_factory=dict)
    capped: int | None = None

    def used(self, by: float = 1.0) -> dict[int, float]:
        """Terms worth `by` when the guarantee is used."""
        return dict.fromkeys(self.quotas.values(), by)

    def loan(self, bank: Money, by: Decimal = Decimal(1)) -> Terms:
        """Terms worth the bank loan times `by` when the guarantee is used, at most."""
        if bank.fixed is not None:
            return self.used(float(bank.fixed * by))
        return {
            **dict.fromkeys(self.steps.values(), float(bank.step * by)),
            **dict.fromkeys(self.rests.values(), float(bank.rest * by)),
        }

    def covered(self, bank: Money) -> Terms:
        """Terms worth loan × quota, each part rounded half up to the cent."""
        if bank.fixed is not None:
            return {z: float(round_euro(bank.fixed * q)) for q, z in self.quotas.items()}
        return {
            **{rank: float(bank.step * q) for q, rank in self.steps.items()},
            **{rank: float(round_euro(bank.rest * q)) for q, rank in self.rests.items()},
        }


def add_cover(problem: Problem, program: Program, bank: Money, option: Option) -> Cover:
    """Add the columns of a guarantee and the rows that make its amount."""
    most = float(max(ZERO, problem.gap))
    quotas = {quota: program.column(1.0) for quota in quotas_of(option, problem)}
    cover = Cover(option, quotas, program.column(most, integer=False))
    program.at_most(cover.used(), 1.0)
    program.at_most(merged(cover.used(), bank.used(-1.0)), 0.0)
    if bank.fixed is None:
        _part_the_loan(program, bank, cover)
    program.at_most(merged({cover.amount: 1.0}, minus(cover.covered(bank))), 0.0)
    room = option.room
    is_free = room is None or room >= problem.gap
    if not is_free:
        program.at_most(merged({cover.amount: 1.0}, cover.used(-float(room or ZERO))), 0.0)
    is_held = _is_held(problem, program, option)
    if is_held or surety_limit(option):
        _hold_the_loan(program, bank, cover)
    if is_held:
        _hold_from_below(program, bank, cover, is_free)
    return cover


def _part_the_loan(program: Program, bank: Money, cover: Cover) -> None:
    """The part of the loan under each quota: all of it under the one chosen, nothing elsewhere."""
    for quota, chosen in cover.quotas.items():
        steps = cover.steps[quota] = program.column(float(bank.most), integer=False)
        program.at_most({steps: 1.0, chosen: -float(bank.most)}, 0.0)
        if bank.rest:
            rest = cover.rests[quota] = program.column(1.0, integer=False)
            program.at_most({rest: 1.0, chosen: -1.0}, 0.0)
    program.at_most(merged(_ones(cover.steps.values()), bank.whole_steps(-1.0)), 0.0)
    if bank.rest:
        program.at_most(merged(_ones(cover.rests.values()), bank.with_rest(-1.0)), 0.0)


def _hold_the_loan(program: Program, bank: Money, cover: Cover) -> None:
    """All of the loan is under a guarantee that is used, where a smaller part could be better."""
    if bank.fixed is not None:
        return
    most = float(bank.most)
    row = merged(_ones(cover.steps.values()), bank.whole_steps(-1.0), cover.used(-most))
    program.at_least(row, -most)
    if bank.rest:
        row = merged(_ones(cover.rests.values()), bank.with_rest(-1.0), cover.used(-1.0))
        program.at_least(row, -1.0)


def _ones(ranks: Iterable[int]) -> Terms:
    return dict.fromkeys(ranks, 1.0)


def _is_held(problem: Problem, program: Program, option: Option) -> bool:
    """Tell whether something could make a smaller guaranteed amount better."""
    wishes = problem.preferences
    fee = option.commission_rate if option.commission_base != "loan" else ZERO
    doubt = wishes.doubt if option.verdict == "to_check" else ZERO
    is_dear = doubt + wishes.cost * fee > wishes.uncovered
    is_aid = bool(option.aid_factor) and aid_may_lack(problem, program)
    return is_dear or is_aid or option.pots is not None


def aid_may_lack(problem: Problem, program: Program) -> bool:
    """Tell whether what is left de minimis could ever hold a mix."""
    if problem.de_minimis_left is None:
        return False
    most = sum(
        (each.aid_factor * most_brought(problem, program, each) for each in problem.options), ZERO
    )
    return most > problem.de_minimis_left


def _hold_from_below(program: Program, bank: Money, cover: Cover, is_free: bool) -> None:
    """The amount is not below loan × quota, unless the room decides; then not below the room."""
    spare: Terms = {}
    if not is_free:
        room = float(cover.option.room or ZERO)
        cover.capped = program.column(1.0)
        program.at_least({cover.amount: 1.0, cover.capped: -room}, 0.0)
        spare = {cover.capped: float(bank.most_amount * max(cover.quotas)) + 1.0}
    program.at_least(merged({cover.amount: 1.0}, minus(cover.covered(bank)), spare), 0.0)


def stack(problem: Problem, program: Program, bank: Money | None, covers: Sequence[Cover]) -> None:
    """Two guarantees share a loan only where each one says up to what sum of quotas.

    That sum stays under the ceiling of public guarantees too, which a guarantee alone may pass.
    """
    if bank is None or len(covers) < 1:
        return
    silent = [cover for cover in covers if cover.option.stacking_quota_cap is None]
    speaking = [cover for cover in covers if cover.option.stacking_quota_cap is not None]
    _one_alone(program, bank, silent, speaking)
    if not speaking:
        return
    limits = {cover.option.code: cover.option.stacking_quota_cap or ZERO for cover in speaking}
    ceiling = problem.guarantee_ceiling
    most = max(limits.values()) if ceiling is None else min(max(limits.values()), ceiling)
    most = max(most, *(max(cover.quotas, default=ZERO) for cover in speaking))
    _never_beyond(program, bank, silent, speaking, most)
    for cover in speaking:
        if limits[cover.option.code] < most:
            _sum_of_quotas(program, bank, [cover], speaking, limits[cover.option.code])
    if ceiling is not None and ceiling < most:
        wide = [cover for cover in speaking if limits[cover.option.code] > ceiling]
        for pair in combinations(wide, 2):
            _sum_of_quotas(program, bank, pair, speaking, ceiling)


def _one_alone(
    program: Program, bank: Money, silent: Sequence[Cover], speaking: Sequence[Cover]
) -> None:
    """A guarantee whose version says nothing of stacking is alone on its loan."""
    groups = [[*silent, each] for each in speaking] if speaking else [list(silent)]
    for group in groups if silent else ():
        if len(group) > 1:
            program.at_most(merged(*(cover.used() for cover in group)), 1.0)
            if bank.fixed is None:
                parts = merged(*(_ones(cover.steps.values()) for cover in group))
                program.at_most(merged(parts, bank.whole_steps(-1.0)), 0.0)


def _never_beyond(
    program: Program,
    bank: Money,
    silent: Sequence[Cover],
    speaking: Sequence[Cover],
    limit: Decimal,
) -> None:
    """Whichever are used, their sum keeps within the widest limit, alone or together.

    One that says nothing is alone: it leaves no room at all.
    """
    alone = merged(*(cover.used(float(limit)) for cover in silent))
    program.at_most(merged(_quotas(speaking), alone), float(limit))
    if bank.fixed is None:
        parts = {rank: float(q) for each in speaking for q, rank in each.steps.items()}
        whole = [dict.fromkeys(each.steps.values(), float(limit)) for each in silent]
        program.at_most(merged(parts, *whole, bank.whole_steps(-float(limit))), 0.0)


def _quotas(covers: Iterable[Cover]) -> Terms:
    return {rank: float(quota) for cover in covers for quota, rank in cover.quotas.items()}


def _sum_of_quotas(
    program: Program,
    bank: Money,
    used: Sequence[Cover],
    speaking: Sequence[Cover],
    limit: Decimal,
) -> None:
    """When all of `used` are, the quotas sum to the limit at most; so do the parts of the loan."""
    wide = sum((max(cover.quotas) for cover in speaking), ZERO)
    spare = float(max(ZERO, wide - limit))
    if not spare:
        return
    count = len(used)
    program.at_most(
        merged(_quotas(speaking), *(cover.used(spare) for cover in used)),
        float(limit) + count * spare,
    )
    if bank.fixed is None and count == 1:
        cover = used[0]
        parts = {rank: float(q) for each in speaking for q, rank in each.steps.items()}
        own = dict.fromkeys(cover.steps.values(), spare)
        row = merged(parts, own, bank.whole_steps(-(float(limit) + spare)))
        program.at_most(row, 0.0)
