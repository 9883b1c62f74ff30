"""Every rule of a mix, as rows of the program. What `checking` says in Decimal, said to HiGHS.

A row that a house or a partner could relax bears a key: `relaxing` reads what it would give.
"""

from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.eligibility.couplings import exact_share
from levier.rules.mix.building import HALF_CENT, Columns
from levier.rules.mix.covering import Cover, aid_may_lack, stack
from levier.rules.mix.figures import service_factor, surety_limit
from levier.rules.mix.problem import BANK, Option, Problem
from levier.rules.mix.program import Program, Terms, merged, minus
from levier.rules.mix.sources import Money, is_fixed


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
            _guarantee_bounds(problem, option, program, columns)
        if option.coupled_kind and option.code in columns.codes():
            _coupling(problem, option, program, columns)
    _shared_needs(problem, program, columns)
    stack(problem, program, columns.bank, list(columns.covers.values()))
    _surety(problem, program, columns)
    _de_minimis(problem, program, columns)
    _service(problem, program, columns)


def _gap(problem: Problem) -> float:
    return float(max(ZERO, problem.gap))


def _balance(problem: Problem, program: Program, columns: Columns) -> None:
    """Resources equal needs, to the cent."""
    terms = merged(*(source.amount() for source in columns.sources()))
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
    program.at_least(merged(_loan(columns), columns.used(BANK, least)), 0.0, "bank_min")


def _bounds(problem: Problem, option: Option, program: Program, money: Money) -> None:
    """The version's amounts, and what its needs, its share and its cost allow."""
    if option.max_amount is not None:
        program.at_most(money.amount(), float(option.max_amount), f"max:{option.code}")
    if option.min_amount is not None:
        least = money.used(-float(option.min_amount))
        program.at_least(merged(money.amount(), least), 0.0, f"min:{option.code}")
    wide = problem.wide(option)
    if wide < problem.total:
        program.at_most(money.amount(), float(wide) + HALF_CENT, f"share:{option.code}")


def _shared_needs(problem: Problem, program: Program, columns: Columns) -> None:
    """Needs that several instruments may only pay together are paid once."""
    for shared in problem.shared_needs():
        brought = [columns.money[code].amount() for code in shared.codes if code in columns.money]
        if brought:
            program.at_most(merged(*brought), float(shared.most) + HALF_CENT, "needs")


def _beside_the_loan(problem: Problem, option: Option, program: Program, columns: Columns) -> None:
    """What a product asks of the bank loan beside it: its amount, its length, its surety."""
    money = columns.money[option.code]
    if option.bank_loan_min_ratio is not None:
        lent = minus(money.amount(_exact(option.bank_loan_min_ratio)))
        program.at_least(merged(_loan(columns), lent), 0.0, f"ratio:{option.code}")
    if option.bank_loan_as_long:
        lasting = columns.bank.durations if columns.bank else []
        for mine in money.durations:
            as_long = {each.chosen: -1.0 for each in lasting if each.months >= mine.months}
            program.at_most({mine.chosen: 1.0, **as_long}, 0.0)
    share = option.bank_loan_surety_max_share
    if share is not None and columns.bank is not None:
        allowed = minus(columns.bank.amount(share))
        most = money.used(_gap(problem))
        row = merged({columns.surety: 1.0}, allowed, most)
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
        least = problem.medium_term_months or 0
        long = [d.months for d in columns.bank.durations if d.months >= least]
        others.append(columns.bank.amount(only=long))
    lent = minus(columns.money[option.code].amount(_exact(option.match_ratio)))
    program.at_least(merged(*others, lent), -float(problem.equity), f"match:{option.code}")


def _exact(share: Decimal) -> Decimal:
    """A stored share as it is read: 0.3333 is a third."""
    exact = exact_share(share)
    return Decimal(exact.numerator) / exact.denominator


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
    program.at_most(merged(columns.used(option.code), *(minus(each) for each in partners)), 0.0)


def _guarantee_bounds(problem: Problem, option: Option, program: Program, columns: Columns) -> None:
    """The bank loan that a guarantee admits: its amount and its length."""
    bank, cover, most = columns.bank, columns.covers[option.code], _gap(problem)
    assert bank is not None
    if option.min_amount is not None:
        least = cover.used(-float(option.min_amount))
        program.at_least(merged(bank.amount(), least), 0.0, f"loan_min:{option.code}")
    lent = (("loan_max", option.max_amount), ("share", problem.wide(option)))
    for kind, limit in lent:
        if limit is not None and limit < problem.gap:
            spare = cover.used(most - float(limit))
            program.at_most(merged(bank.amount(), spare), most, f"{kind}:{option.code}")
    low, high = option.min_months or 0, option.max_months
    outside = {
        each.chosen: 1.0
        for each in bank.durations
        if each.months < low or (high is not None and each.months > high)
    }
    if outside:
        program.at_most(merged(cover.used(), outside), 1.0)


def _surety(problem: Problem, program: Program, columns: Columns) -> None:
    """The surety is at least what the strictest guarantee used leaves the bank take.

    Without one that limits it, the usual share of what is not guaranteed. A guarantee that says
    nothing of stacking is alone on its loan: its share is added, the others being then unused.
    """
    bank = columns.bank
    if bank is None:
        return
    covers = list(columns.covers.values())
    limits = {id(c): share for c in covers if (share := surety_limit(c.option)) is not None}
    usual = problem.preferences.usual_surety
    # The usual share of the loan that no limit holds, less what the other guarantees cover.
    least: list[Terms] = [{columns.surety: 1.0}, minus(bank.amount(usual))]
    stacked: list[tuple[Decimal, Cover]] = []
    for cover in covers:
        share = limits.get(id(cover))
        if share is None:
            least.append({cover.amount: float(usual)})
            continue
        least.append(cover.loan(bank, usual))
        if cover.option.stacking_quota_cap is None:
            least.append(minus(cover.loan(bank, share)))
        else:
            stacked.append((share, cover))
    program.at_least(merged(*least), 0.0)
    for share, cover in stacked:
        if share:
            stricter = [other.loan(bank, share) for less, other in stacked if less < share]
            own = merged(minus(cover.loan(bank, share)), *stricter)
            program.at_least(merged({columns.surety: 1.0}, own), 0.0)
            program.at_least(merged(*least, own), 0.0)  # a cut, where no other one is used


def _de_minimis(problem: Problem, program: Program, columns: Columns) -> None:
    if problem.de_minimis_left is None or not aid_may_lack(problem, program):
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
        program.at_most(merged(*aid), float(problem.de_minimis_left) + HALF_CENT, "aid")


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
    program.at_most(merged(*terms), float(capacity.room) + HALF_CENT, "service")
