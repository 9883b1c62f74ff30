"""What a mix costs and weighs: repayment, interest, commission, surety, leverage. Pure Decimal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.guarantees import commission
from levier.rules.mix.problem import BANK, Line, Mix, Option, Preferences, Problem

ONE = Decimal(1)
YEAR = 12


def payment_factor(rate: Decimal, months: int, deferral: int = 0) -> Decimal:
    """Return the monthly payment for one euro lent: constant instalments after the deferral.

    Interest alone is paid during the deferral. `rate` is a yearly fraction; zero months: zero.
    """
    periods = months - deferral
    if periods <= 0:
        return ZERO
    if not rate:
        return ONE / periods
    monthly = rate / YEAR
    return monthly / (ONE - (ONE + monthly) ** -periods)


def service_factor(rate: Decimal, months: int, deferral: int = 0) -> Decimal:
    """Return the heaviest year of repayment for one euro lent: twelve instalments at most."""
    return payment_factor(rate, months, deferral) * min(YEAR, max(0, months - deferral))


def interest_factor(rate: Decimal, months: int, deferral: int = 0) -> Decimal:
    """Return the interest paid over the whole life of one euro lent."""
    periods = months - deferral
    if periods <= 0 or not rate:
        return ZERO
    return payment_factor(rate, months, deferral) * periods - ONE + rate / YEAR * deferral


def surety_share(options: Iterable[Option], preferences: Preferences) -> Decimal | None:
    """Return the most surety that the guarantees used admit, as a share of the bank loan.

    The strictest decides: none when one excludes it. None when no guarantee limits it: the bank
    then takes its usual share of what is not guaranteed.
    """
    shares = [share for option in options if (share := surety_limit(option)) is not None]
    return min(shares) if shares else None


def surety_limit(option: Option) -> Decimal | None:
    """Return the most surety that a guarantee admits (a share of the loan), None without limit."""
    if option.surety == "excluded":
        return ZERO
    return option.surety_max_share if option.surety == "limited" else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a mix, in euros; `leverage` = bank ÷ the house's money, None without any.

    `invested` is the part of `house` that is paid back (grants apart), `service` the heaviest
    year of repayment, `monthly` its monthly payment, `guaranteed` what the guarantees cover,
    `uncovered` the rest of the bank loan, `doubt` what to-check options give.
    """

    bank: Decimal
    house: Decimal
    invested: Decimal
    guaranteed: Decimal
    uncovered: Decimal
    surety: Decimal
    interest: Decimal
    commission: Decimal
    monthly: Decimal
    service: Decimal
    aid: Decimal
    doubt: Decimal
    leverage: Decimal | None
    coverage: Decimal | None

    @property
    def cost(self) -> Decimal:
        """Interest and commission: what the mix costs its holder."""
        return self.interest + self.commission

    def score(self, preferences: Preferences) -> Decimal:
        """Return the points of the mix under the house's preferences: the fewer the better."""
        return (
            preferences.surety * self.surety
            + preferences.leverage * self.invested
            + preferences.cost * self.cost
            + preferences.service * self.service
            + preferences.uncovered * self.uncovered
            + preferences.doubt * self.doubt
        )


def figures_of(problem: Problem, mix: Mix) -> Figures:
    """Return the figures of a mix, proposed or typed."""
    bank = mix.bank_amount
    lines = [(problem.option(line.code), line) for line in mix.lines if line.code != BANK]
    covers = [(option, line) for option, line in lines if option.is_guarantee]
    money = [(option, line) for option, line in lines if not option.is_guarantee]
    guaranteed = sum((line.amount for _, line in covers), ZERO)
    uncovered = max(ZERO, bank - guaranteed)
    house = sum((line.amount for _, line in money), ZERO)
    service, capacity = service_of(problem, mix), problem.capacity
    due = service + capacity.existing_service if capacity else service
    return Figures(
        bank=bank,
        house=house,
        invested=sum((line.amount for o, line in money if o.is_repaid), ZERO),
        guaranteed=guaranteed,
        uncovered=uncovered,
        surety=surety_of(problem, mix, bank, uncovered),
        interest=round_euro(_sum(problem, mix, interest_factor)),
        commission=sum((_commission(option, line, bank) for option, line in covers), ZERO),
        monthly=round_euro(_sum(problem, mix, payment_factor)),
        service=service,
        aid=round_euro(sum((o.aid_factor * line.amount for o, line in lines), ZERO)),
        doubt=sum((line.amount for o, line in lines if o.verdict == "to_check"), ZERO),
        leverage=bank / house if house else None,
        coverage=capacity.annual_caf / due if capacity and due else None,
    )


def service_of(problem: Problem, mix: Mix) -> Decimal:
    """Return the heaviest year of repayment of a mix, in euros to the cent."""
    return round_euro(_sum(problem, mix, service_factor))


def surety_of(problem: Problem, mix: Mix, bank: Decimal, uncovered: Decimal) -> Decimal:
    """Return the personal surety to expect, in euros: what the guarantees leave the bank take."""
    used = [problem.option(line.code) for line in mix.lines if line.code != BANK]
    share = surety_share((o for o in used if o.is_guarantee), problem.preferences)
    if share is None:
        return round_euro(uncovered * problem.preferences.usual_surety)
    return round_euro(bank * share)


def _sum(problem: Problem, mix: Mix, factor: Callable[..., Decimal]) -> Decimal:
    total = ZERO
    for line in mix.lines:
        if line.code == BANK:
            if problem.bank is not None:
                total += line.amount * factor(problem.bank.annual_rate, line.months)
            continue
        option = problem.option(line.code)
        if option.is_repaid:
            total += line.amount * factor(option.annual_rate, line.months, option.deferral_months)
    return total


def _commission(option: Option, line: Line, bank: Decimal) -> Decimal:
    base = bank if option.commission_base == "loan" else line.amount
    return commission(base, option.commission_rate)
