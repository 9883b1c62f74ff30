"""The amounts of a sitting against the envelopes: what fits, what overflows, the best share-out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from levier.kernel.money import CENT, ZERO
from levier.rules.mix.problem import Pot
from levier.rules.mix.program import Program

UNPAID = 1_000.0  # an unpaid cent weighs more than any unequal part


class Aim(StrEnum):
    """What the best share-out looks for first."""

    NUMBER = "number"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request of an agenda, in euros, in the order of priority.

    `pots`: the envelopes that may pay it, None when no envelope limits it. `whole`: it is served
    whole or not at all (a guarantee: its amount follows the loan).
    """

    key: str
    asked: Decimal
    least: Decimal = ZERO
    pots: tuple[str, ...] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """Where amounts are drawn: by request and envelope, and what no envelope can pay (euros)."""

    draws: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    over: Mapping[str, Decimal] = field(default_factory=dict)

    def used(self, pot: str) -> Decimal:
        """What an envelope pays."""
        return sum((each.get(pot, ZERO) for each in self.draws.values()), ZERO)


def placed(asks: Sequence[Ask], pots: Sequence[Pot], amounts: Mapping[str, Decimal]) -> Placement:
    """Draw each amount on its envelopes so that the least is left unpaid; to the cent.

    The envelopes of a request bring the same part, as far as each can.
    """
    program = Program()
    draws, overs = _draw_columns(program, asks, pots), {}
    for ask in asks:
        if ask.pots is None:
            continue
        over = overs[ask.key] = program.column(float(amounts.get(ask.key, ZERO) / CENT))
        program.cost({over: UNPAID})
        mine = {rank: 1.0 for (key, _), rank in draws.items() if key == ask.key}
        program.equal({**mine, over: 1.0}, float(amounts.get(ask.key, ZERO) / CENT))
        if len(mine) > 1:  # each brings the same part, as far as it can
            biggest = program.column(float(amounts.get(ask.key, ZERO) / CENT), integer=False)
            program.cost({biggest: 1.0})
            for rank in mine:
                program.at_most({rank: 1.0, biggest: -1.0}, 0.0)
    _hold(program, pots, draws)
    values = program.solve()
    assert values is not None  # everything may overflow
    found: dict[str, dict[str, Decimal]] = {}
    for (key, pot), rank in draws.items():
        if cents := round(values[rank]):
            found.setdefault(key, {})[pot] = CENT * cents
    unpaid = {key: CENT * round(values[rank]) for key, rank in overs.items() if round(values[rank])}
    return Placement(found, unpaid)


def best_share(
    asks: Sequence[Ask], pots: Sequence[Pot], step: Decimal, aim: Aim
) -> dict[str, Decimal]:
    """Return the amounts that serve the agenda best within the envelopes; zero is not served.

    `number`: the most requests served in full, then the most money; `amount`: the most money.
    Equal then, the money goes to the first of the agenda. An amount is what is asked, or a whole
    number of steps between the least and what is asked.
    """
    program = Program()
    served = {ask.key: program.column(1.0) for ask in asks}
    whole = {ask.key: program.column(1.0) for ask in asks}
    steps = {ask.key: program.column(float(ask.asked // step)) for ask in asks}
    draws = _draw_columns(program, asks, pots)
    terms: dict[str, dict[int, float]] = {}
    for ask in asks:
        use, full, count = served[ask.key], whole[ask.key], steps[ask.key]
        terms[ask.key] = {full: float(ask.asked), count: float(step)}
        most = float(ask.asked // step)
        program.at_most({count: 1.0, use: -most, full: most}, 0.0)
        program.at_most({full: 1.0, use: -1.0}, 0.0)
        program.at_least({**terms[ask.key], use: -float(min(ask.asked, max(ask.least, CENT)))}, 0.0)
        if ask.whole:
            program.equal({full: 1.0, use: -1.0}, 0.0)
        if ask.pots is not None:
            mine = {rank: -float(CENT) for (key, _), rank in draws.items() if key == ask.key}
            program.equal({**terms[ask.key], **mine}, 0.0)
    _hold(program, pots, draws)
    values = _in_order(program, _aims(asks, whole, terms, aim))
    return {
        ask.key: ask.asked
        if round(values[whole[ask.key]])
        else step * round(values[steps[ask.key]])
        for ask in asks
    }


def _aims(
    asks: Sequence[Ask],
    whole: Mapping[str, int],
    terms: Mapping[str, Mapping[int, float]],
    aim: Aim,
) -> list[dict[int, float]]:
    number = dict.fromkeys(whole.values(), 1.0)
    money: dict[int, float] = {}
    for each in terms.values():
        money.update(each)
    in_order = {
        column: value * (len(asks) - rank)
        for rank, ask in enumerate(asks)
        for column, value in terms[ask.key].items()
    }
    return [number, money, in_order] if aim == Aim.NUMBER else [money, in_order]


def _in_order(program: Program, aims: Sequence[Mapping[int, float]]) -> list[float]:
    """Reach each aim in turn, the ones before being kept at their best."""
    values: list[float] = []
    for aim in aims:
        program.costs = [0.0] * len(program.lower)
        program.cost({rank: -value for rank, value in aim.items()})
        found = program.solve()
        assert found is not None  # serving nobody always fits
        values = found
        best = sum(value * found[rank] for rank, value in aim.items())
        program.at_least(aim, best - float(CENT) / 2)
    return values


def _draw_columns(
    program: Program, asks: Sequence[Ask], pots: Sequence[Pot]
) -> dict[tuple[str, str], int]:
    left = {pot.key: max(ZERO, pot.left) for pot in pots}
    return {
        (ask.key, key): program.column(float(left[key] / CENT))
        for ask in asks
        for key in ask.pots or ()
        if key in left
    }


def _hold(program: Program, pots: Sequence[Pot], draws: Mapping[tuple[str, str], int]) -> None:
    for pot in pots:
        drawn = {rank: 1.0 for (_, key), rank in draws.items() if key == pot.key}
        if drawn:
            program.at_most(drawn, float(max(ZERO, pot.left) / CENT))
