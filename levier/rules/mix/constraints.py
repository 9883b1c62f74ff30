"""Every rule of a mix, as rows of the program. What `checking` says in Decimal, said to HiGHS.

A row that a house or a partner could relax bears a key: `relaxing` reads what it would give.
"""

from collections.abc import Mapping
from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.mix.building import HALF_CENT, Columns, Cover, Duration, Money, is_fixed
from levier.rules.mix.figures import service_factor
from levier.rules.mix.problem import BANK, GUARANTEE, MEDIUM_TERM, Option, Problem
from levier.rules.mix.program import Program, Terms

ONE = Decimal(1)


def constrain(problem: Problem, program: Program, columns: Columns) -> None:
    """Add every rule to the program."""
    _balance(problem, program, columns)
    _bank_bounds(problem, program, columns)
    for option in problem.options:
        if option.code in columns.money:
            _bounds(problem, option, program, columns.money[option.code])
            _beside_the_loan(problem, option, program, columns)
            _match(problem, option, program, columns)
        elif option.code in columns.covers:
            _guaranteed(problem, columns.covers[option.code], program, columns)
            _guarantee_bounds(problem, option, program, columns)
        if option.coupled_kind and option.code in columns.codes():
            _coupling(problem, option, program, columns)
    _stacking(program, columns)
    _surety(problem, program, columns)
    _de_minimis(problem, program, columns)
    _service(problem, program, columns)


def _merged(*parts: Terms) -> dict[int, float]:
    found: dict[int, float] = {}
    for part in parts:
        for rank, value in part.items():
            found[rank] = found.get(rank, 0.0) + value
    return found


def _minus(terms: Terms, by: float = 1.0) -> dict[int, float]:
    return {rank: -value * by for rank, value in terms.items()}


def _gap(problem: Problem) -> float:
    return float(max(ZERO, problem.gap))


def _balance(problem: Problem, program: Program, columns: Columns) -> None:
    """Resources equal needs, to the cent."""
    terms = _merged(*(source.amount() for source in columns.sources()))
    if columns.rest_own is not None:
        terms[columns.rest_own] = float(columns.rest)
    step = float(problem.preferences.step)
    program.equal(terms, float(problem.gap), "own", step)


def _loan(columns: Columns) -> Terms:
    return columns.bank.amount() if columns.bank else {}


def _bank_bounds(problem: Problem, program: Program, columns: Columns) -> None:
    if problem.bank is None or is_fixed(problem.bank):
        return
    if problem.bank.max_amount is not None:
        program.at_most(_loan(columns), float(problem.bank.max_amount), "bank_max")
    least = -float(problem.bank.min_amount)
    program.at_least(_merged(_loan(columns), columns.used(BANK, least)), 0.0, "bank_min")


def _bounds(problem: Problem, option: Option, program: Program, money: Money) -> None:
    """The version's amounts, and what its needs, its share and its cost allow."""
    if option.max_amount is not None:
        program.at_most(money.amount(), float(option.max_amount), f"max:{option.code}")
    if option.min_amount is not None:
        least = money.used(-float(option.min_amount))
        program.at_least(_merged(money.amount(), least), 0.0, f"min:{option.code}")
    wide = problem.wide(option)
    if wide < problem.total:
        program.at_most(money.amount(), float(wide) + HALF_CENT, f"share:{option.code}")


def _beside_the_loan(problem: Problem, option: Option, program: Program, columns: Columns) -> None:
    """What a product asks of the bank loan beside it: its amount, its length, its surety."""
    money = columns.money[option.code]
    if option.bank_loan_min_ratio is not None:
        lent = _minus(money.amount(option.bank_loan_min_ratio))
        program.at_least(_merged(_loan(columns), lent), -HALF_CENT, f"ratio:{option.code}")
    if option.bank_loan_as_long:
        lasting = columns.bank.durations if columns.bank else []
        for mine in money.durations:
            as_long = {each.chosen: -1.0 for each in lasting if each.months >= mine.months}
            program.at_most({mine.chosen: 1.0, **as_long}, 0.0)
    share = option.bank_loan_surety_max_share
    if share is not None and columns.bank is not None:
        allowed = _minus(columns.bank.amount(share))
        most = money.used(_gap(problem))
        row = _merged({columns.surety: 1.0}, allowed, most)
        program.at_most(row, _gap(problem) + HALF_CENT)


def _match(problem: Problem, option: Option, program: Program, columns: Columns) -> None:
    """Other equity, quasi-equity or medium-term bank loan, at least the ratio of the amount."""
    if option.match_ratio is None:
        return
    others = [
        columns.money[other.code].amount()
        for other in problem.options
        if other.code in columns.money and other.is_equity and other.code != option.code
    ]
    if columns.bank is not None:
        long = [d.months for d in columns.bank.durations if d.months >= MEDIUM_TERM]
        others.append(columns.bank.amount(only=long))
    lent = _minus(columns.money[option.code].amount(option.match_ratio))
    least = -float(problem.equity) - HALF_CENT
    program.at_least(_merged(*others, lent), least, f"match:{option.code}")


def _coupling(problem: Problem, option: Option, program: Program, columns: Columns) -> None:
    """A coupled product waits for one of the kind in the mix, unless the dossier has it."""
    if option.coupled_kind in problem.firm_kinds:
        return
    partners = [
        columns.used(other.code)
        for other in problem.options
        if other.kind == option.coupled_kind
        and other.code != option.code
        and other.code in columns.codes()
    ]
    program.at_most(_merged(columns.used(option.code), *(_minus(each) for each in partners)), 0.0)


def covered(money: Money, each: Duration, quota: Decimal) -> Mapping[int, float]:
    """Terms worth loan × quota for one duration, each part rounded half up to the cent."""
    if money.fixed is not None:
        return {each.chosen: float(round_euro(money.fixed * quota))}
    found = {each.steps: float(money.step * quota)} if each.steps is not None else {}
    if each.rest is not None:
        found[each.rest] = float(round_euro(money.rest * quota))
    return found


def _guaranteed(problem: Problem, cover: Cover, program: Program, columns: Columns) -> None:
    """The amount is min(loan × quota, room), exactly."""
    bank, most, amount = columns.bank, _gap(problem), cover.amount
    assert bank is not None
    room = cover.option.room
    program.at_most({amount: 1.0, **cover.used(-most)}, 0.0)
    program.at_most(_merged(cover.used(), bank.used(-1.0)), 0.0)
    for quota, rank in cover.quotas.items():
        share = _merged(*(covered(bank, each, quota) for each in bank.durations))
        program.at_most(_merged({amount: 1.0}, _minus(share), {rank: most}), most)
        low = _merged({amount: 1.0}, _minus(share), {rank: -most, cover.capped: most})
        program.at_least(low, -most)
    if room is None or room >= problem.gap:
        program.at_most({cover.capped: 1.0}, 0.0)
        return
    program.at_most(_merged({amount: 1.0}, cover.used(-float(room))), 0.0)
    program.at_least({amount: 1.0, cover.capped: -float(room)}, 0.0)


def _guarantee_bounds(problem: Problem, option: Option, program: Program, columns: Columns) -> None:
    """The bank loan that a guarantee admits: its amount and its length."""
    bank, cover, most = columns.bank, columns.covers[option.code], _gap(problem)
    assert bank is not None
    if option.min_amount is not None:
        least = cover.used(-float(option.min_amount))
        program.at_least(_merged(bank.amount(), least), 0.0, f"loan_min:{option.code}")
    if option.max_amount is not None and option.max_amount < problem.gap:
        wide = cover.used(most - float(option.max_amount))
        program.at_most(_merged(bank.amount(), wide), most, f"loan_max:{option.code}")
    if option.max_months is not None:
        too_long = {b.chosen: 1.0 for b in bank.durations if b.months > option.max_months}
        if too_long:
            program.at_most(_merged(cover.used(), too_long), 1.0)


def _stacking(program: Program, columns: Columns) -> None:
    """Two guarantees share a loan only where each one says up to what sum of quotas."""
    covers = list(columns.covers.values())
    if not covers:
        return
    quotas = {rank: float(q) for cover in covers for q, rank in cover.quotas.items()}
    for cover in covers:
        cap = cover.option.stacking_quota_cap
        if cap is None:
            others = _merged(*(other.used() for other in covers if other is not cover))
            count = float(max(1, len(covers) - 1))
            program.at_most(_merged(others, cover.used(count)), count)
        else:
            total = float(max(ONE, cap)) * len(covers)
            program.at_most(_merged(quotas, cover.used(total - float(cap))), total)


def _surety(problem: Problem, program: Program, columns: Columns) -> None:
    """The surety is at least what the strictest guarantee used leaves the bank take."""
    if columns.bank is None:
        return
    most, limits = _gap(problem), []
    for cover in columns.covers.values():
        option = cover.option
        if option.surety == "excluded":
            limits.append((ZERO, cover))
        elif option.surety == "limited" and option.surety_max_share is not None:
            limits.append((option.surety_max_share, cover))
    usual = problem.preferences.usual_surety
    left = _minus(columns.bank.amount(usual))
    given = [{cover.amount: float(usual)} for cover in columns.covers.values()]
    waived = [cover.used(most) for _, cover in limits]
    program.at_least(_merged({columns.surety: 1.0}, left, *given, *waived), 0.0)
    for share, cover in limits:
        stricter = [other.used(most) for less, other in limits if less < share]
        row = _merged(
            {columns.surety: 1.0}, _minus(columns.bank.amount(share)), cover.used(-most), *stricter
        )
        program.at_least(row, -most)


def _de_minimis(problem: Problem, program: Program, columns: Columns) -> None:
    if problem.de_minimis_left is None:
        return
    aid: list[Terms] = []
    for option in problem.options:
        if not option.aid_factor:
            continue
        if option.code in columns.covers:
            aid.append({columns.covers[option.code].amount: float(option.aid_factor)})
        elif option.code in columns.money:
            aid.append(columns.money[option.code].amount(option.aid_factor))
    if aid:
        program.at_most(_merged(*aid), float(problem.de_minimis_left) + HALF_CENT, "aid")


def _service(problem: Problem, program: Program, columns: Columns) -> None:
    """The heaviest year of repayment stays under what the forecast carries."""
    capacity = problem.capacity
    if capacity is None:
        return
    terms: list[Terms] = []
    if columns.bank is not None and problem.bank is not None:
        rate = problem.bank.annual_rate
        terms += [
            columns.bank.one(d, service_factor(rate, d.months)) for d in columns.bank.durations
        ]
    for option in problem.options:
        if option.code in columns.money and option.is_repaid:
            money, rate, wait = (
                columns.money[option.code],
                option.annual_rate,
                option.deferral_months,
            )
            terms += [money.one(d, service_factor(rate, d.months, wait)) for d in money.durations]
    most = capacity.annual_caf / capacity.dscr_floor - capacity.existing_service
    program.at_most(_merged(*terms), float(most) + HALF_CENT, "service")


__all__ = ["GUARANTEE", "constrain", "covered"]
