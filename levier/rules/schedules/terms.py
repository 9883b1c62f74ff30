"""What a loan's schedule is built from. Amounts in euros, rates as fractions of a year."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from levier.kernel.errors import DomainError
from levier.kernel.french import numeric_date
from levier.kernel.money import CENT, ZERO

MOST_PERIODS = 1_200
HUNDRED = Decimal(100)


class Method(StrEnum):
    """How the principal comes back."""

    ANNUITY = "annuity"  # equal instalments
    CONSTANT_PRINCIPAL = "constant_principal"
    IN_FINE = "in_fine"  # interest as it runs, principal at the end
    BULLET_CAPITALISED = "bullet_capitalised"  # one payment, interest on interest
    BULLET_SIMPLE = "bullet_simple"  # one payment, simple interest
    CUSTOM_SHARES = "custom_shares"  # a share of the principal a period
    FLAT = "flat"  # interest of the first amount, spread evenly
    FIXED_INSTALMENT = "fixed_instalment"  # as many periods as it takes
    IRREGULAR = "irregular"  # given days and amounts


class DeferredInterest(StrEnum):
    """What becomes of the interest of a deferral."""

    WAIVED = "waived"
    COLLECTED_AFTER = "collected_after"
    CAPITALISED = "capitalised"


class DayCount(StrEnum):
    """Which part of a year a period is."""

    MONTHLY = "monthly"
    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"
    ACTUAL_364 = "actual/364"
    ACTUAL_ACTUAL = "actual/actual"


class YearBoundary(StrEnum):
    """Where actual/actual changes year: on 1 January, or on 31 December."""

    ISDA = "isda"
    DEC31 = "dec31"


class MonthEnd(StrEnum):
    """Which day stands for one that the month does not have."""

    LAST_DAY = "last_day"
    FIRST_OF_NEXT = "first_of_next"


class NonWorkingDays(StrEnum):
    """Whether a collection waits for a working day of France, or comes before it."""

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"


class Rounding(StrEnum):
    """How an amount is rounded to the currency's unit."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"

    @property
    def mode(self) -> str:
        """The same for `Decimal.quantize`."""
        return ROUND_HALF_UP if self is Rounding.HALF_UP else ROUND_HALF_EVEN


class Remainder(StrEnum):
    """Which line takes what rounding leaves."""

    LAST = "last"
    FIRST = "first"
    CARRIED = "carried"


class Stub(StrEnum):
    """What becomes of the days before the first full period."""

    PRORATED = "prorated"  # their interest is in the first line
    INTEREST_ONLY = "interest_only"  # a line of their own, number 0


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount (euros) on a day: a tranche paid to the borrower, or a fee."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line of an irregular schedule: a day, and its principal or its instalment (euros).

    Neither on the last line: it takes all that is left.
    """

    day: date
    principal: Decimal | None = None
    instalment: Decimal | None = None


class Fault(NamedTuple):
    """What is wrong with terms: a French sentence, and their field at fault, if one is."""

    sentence: str
    field: str | None = None


class InvalidTerms(DomainError):
    """The terms make no schedule. `errors` holds one French sentence a fault, `faults` its field.

    A sentence given alone is of no field.
    """

    message = "{summary}"

    def __init__(self, errors: Iterable[str | Fault]) -> None:
        self.faults = tuple(each if isinstance(each, Fault) else Fault(each) for each in errors)
        self.errors = tuple(fault.sentence for fault in self.faults)
        field = self.faults[0].field if len(self.faults) == 1 else None
        super().__init__(field=field, summary=" ".join(self.errors))


@dataclass(frozen=True, kw_only=True)
class ScheduleTerms:
    """The terms of a schedule; the defaults are those of French practice.

    `quantum` is the currency's unit (a cent). `first_due` is the day of the first full instalment;
    without it, one period after `start`, the day of disbursement. With `tranches`, `amount` is
    their sum. `fees` count in the rates only. `dated_lines` are those of an irregular schedule.
    What is left of an older schedule keeps the `anchor` of its dates: its line 1 is then
    `anchor_rank` + 1 periods after it, and `waiting_interest` is what its deferral left to collect.
    """

    amount: Decimal
    annual_rate: Decimal
    method: Method
    start: date
    periods: int | None = None
    months_per_period: int = 1
    days_per_period: int | None = None
    first_due: date | None = None
    deferred_principal_periods: int = 0
    deferred_interest_periods: int = 0
    deferred_interest: DeferredInterest = DeferredInterest.COLLECTED_AFTER
    day_count: DayCount = DayCount.MONTHLY
    year_boundary: YearBoundary = YearBoundary.ISDA
    month_end: MonthEnd = MonthEnd.LAST_DAY
    non_working_days: NonWorkingDays = NonWorkingDays.NONE
    rounding: Rounding = Rounding.HALF_UP
    remainder: Remainder = Remainder.LAST
    quantum: Decimal = CENT
    instalment_multiple_of: Decimal | None = None
    fixed_instalment: Decimal | None = None
    principal_shares: tuple[Decimal, ...] = ()
    tranches: tuple[Flow, ...] = ()
    dated_lines: tuple[DatedLine, ...] = ()
    stub: Stub = Stub.PRORATED
    fees: tuple[Flow, ...] = field(default=())
    anchor: date | None = None
    anchor_rank: int = 0
    waiting_interest: Decimal = ZERO

    @cached_property
    def drawn(self) -> tuple[Flow, ...]:
        """The tranches in the order of their days; the whole amount at the start without any."""
        if not self.tranches:
            return (Flow(self.start, self.amount),)
        return tuple(sorted(self.tranches, key=lambda flow: flow.day))

    @property
    def is_bullet(self) -> bool:
        """True when everything is paid at once, at the end."""
        return self.method in (Method.BULLET_CAPITALISED, Method.BULLET_SIMPLE)

    def rounded(self, amount: Decimal) -> Decimal:
        """Return an amount rounded to the currency's unit."""
        return amount.quantize(self.quantum, rounding=self.rounding.mode)


def refuse_faulty(terms: ScheduleTerms) -> None:
    """Errors: InvalidTerms with every fault of the terms."""
    faults = [*_of_amounts(terms), *_of_periods(terms), *_of_days(terms)]
    if faults:
        raise InvalidTerms(faults)


def _of_amounts(terms: ScheduleTerms) -> Iterable[Fault]:
    if terms.amount <= 0:
        yield Fault("Le montant doit être supérieur à zéro.", "amount")
    if terms.annual_rate < 0:
        yield Fault("Le taux ne peut pas être négatif.", "annual_rate")
    if any(flow.amount < 0 for flow in terms.fees):
        yield Fault("Un frais ne peut pas être négatif.", "fees")
    if any(flow.amount <= 0 for flow in terms.tranches):
        yield Fault("Chaque tranche doit être supérieure à zéro.", "tranches")
    elif terms.tranches and sum((flow.amount for flow in terms.tranches), ZERO) != terms.amount:
        yield Fault("La somme des tranches doit être égale au montant.", "tranches")
    given = (terms.amount, terms.fixed_instalment, *(flow.amount for flow in terms.tranches))
    if any(amount is not None and amount % terms.quantum for amount in given):
        yield Fault(
            "Le montant, les tranches et l’échéance fixe comptent un nombre entier d’unités de la "
            f"monnaie ({_unit(terms)})\u00a0: arrondissez-les.",
            _misfit(terms),
        )
    yield from _of_method(terms)


def _misfit(terms: ScheduleTerms) -> str:
    """Return which amount has a part of the currency's unit: what was lent, or the instalment."""
    if terms.amount % terms.quantum:
        return "amount"
    fixed = terms.fixed_instalment
    return "fixed_instalment" if fixed is not None and fixed % terms.quantum else "tranches"


def _of_method(terms: ScheduleTerms) -> Iterable[Fault]:
    """Yield the faults of what a method alone reads."""
    multiple = terms.instalment_multiple_of
    if multiple is not None and multiple <= 0:
        yield Fault(
            "Le multiple de l’échéance doit être supérieur à zéro.", "instalment_multiple_of"
        )
    elif multiple is not None and multiple % terms.quantum:
        yield Fault(
            "Le multiple de l’échéance doit être un nombre entier d’unités de la monnaie "
            f"({_unit(terms)}).",
            "instalment_multiple_of",
        )
    elif multiple is not None and terms.method not in (Method.ANNUITY, Method.FLAT):
        yield Fault(
            "Seules des échéances constantes s’arrondissent à un multiple.",
            "instalment_multiple_of",
        )
    if terms.method == Method.FIXED_INSTALMENT and (terms.fixed_instalment or ZERO) <= 0:
        yield Fault("Indiquez l’échéance fixe, supérieure à zéro.", "fixed_instalment")
    if terms.method == Method.CUSTOM_SHARES:
        yield from _of_shares(terms)
    if terms.method == Method.IRREGULAR:
        yield from _of_dated_lines(terms)
    elif terms.dated_lines:
        yield Fault("Seul un échéancier irrégulier donne ses lignes une à une.", "dated_lines")


def _of_dated_lines(terms: ScheduleTerms) -> Iterable[Fault]:
    """Yield the faults of given lines that need no interest to be seen."""
    if not 1 <= len(terms.dated_lines) <= MOST_PERIODS:
        yield Fault("Un échéancier irrégulier a de 1 à 1\u202f200 lignes datées.", "dated_lines")
    before = terms.start
    for rank, line in enumerate(terms.dated_lines, start=1):
        if line.day <= before:
            than = "le déblocage" if rank == 1 else "la ligne d’avant"
            yield Fault(
                f"Ligne {rank}\u00a0: sa date doit suivre {than} ({numeric_date(before)}).",
                "dated_lines",
            )
        before = line.day
        yield from _of_dated_amount(terms, rank, line)
    if terms.dated_lines and terms.drawn[-1].day >= before:
        yield Fault("La dernière ligne doit suivre la dernière tranche.", "dated_lines")
    if (
        terms.periods is not None
        or terms.first_due is not None
        or terms.days_per_period is not None
        or terms.months_per_period != 1
        or terms.deferred_principal_periods
        or terms.deferred_interest_periods
    ):
        yield Fault(
            "Les lignes d’un échéancier irrégulier disent déjà ses dates\u00a0: n’indiquez ni "
            "nombre d’échéances, ni période, ni première échéance, ni différé.",
            "dated_lines",
        )


def _of_dated_amount(terms: ScheduleTerms, rank: int, line: DatedLine) -> Iterable[Fault]:
    given = [amount for amount in (line.principal, line.instalment) if amount is not None]
    is_last = rank == len(terms.dated_lines)
    if len(given) > 1 or not (given or is_last):
        yield Fault(
            f"Ligne {rank}\u00a0: indiquez son capital ou son échéance, l’un des deux.",
            "dated_lines",
        )
    if any(amount < 0 for amount in given):
        yield Fault(f"Ligne {rank}\u00a0: le montant ne peut pas être négatif.", "dated_lines")
    if any(amount % terms.quantum for amount in given):
        yield Fault(
            f"Ligne {rank}\u00a0: arrondissez le montant à l’unité ({_unit(terms)}).", "dated_lines"
        )


def _unit(terms: ScheduleTerms) -> str:
    return f"{terms.quantum:f}\u00a0€".replace(".", ",")


def _of_shares(terms: ScheduleTerms) -> Iterable[Fault]:
    shares = terms.principal_shares
    if terms.periods is not None and len(shares) != terms.periods:
        yield Fault("Indiquez une part du capital par échéance.", "principal_shares")
    if any(share < 0 for share in shares) or sum(shares, ZERO) != HUNDRED:
        yield Fault(
            "Les parts du capital doivent être positives et faire 100\u00a0%.", "principal_shares"
        )


def _of_periods(terms: ScheduleTerms) -> Iterable[Fault]:
    count = terms.periods
    if count is None:
        if terms.method not in (Method.FIXED_INSTALMENT, Method.IRREGULAR):
            yield Fault("Indiquez le nombre d’échéances.", "periods")
        return
    if not 1 <= count <= MOST_PERIODS:
        yield Fault("Le nombre d’échéances va de 1 à 1\u202f200.", "periods")
        return
    if not 0 <= terms.deferred_principal_periods < count:
        yield Fault(
            "Le différé de capital doit être plus court que la durée.", "deferred_principal_periods"
        )
    if not 0 <= terms.deferred_interest_periods <= count:
        yield Fault(
            "Le différé d’intérêts ne peut pas dépasser la durée.", "deferred_interest_periods"
        )
    if terms.is_bullet and terms.deferred_interest_periods:
        yield Fault(
            "Un paiement unique diffère déjà les intérêts\u00a0: n’indiquez pas de différé.",
            "deferred_interest",
        )


def _of_days(terms: ScheduleTerms) -> Iterable[Fault]:
    if terms.months_per_period < 1 or (terms.days_per_period or 1) < 1:
        unit = "months_per_period" if terms.months_per_period < 1 else "days_per_period"
        yield Fault("Une période dure au moins un mois, ou un jour.", unit)
    if terms.first_due is not None and terms.first_due <= terms.start:
        yield Fault("La première échéance vient après le déblocage.", "first_due")
    if any(flow.day < terms.start for flow in terms.tranches):
        yield Fault("Aucune tranche ne peut précéder le déblocage.", "tranches")
    if terms.method in (Method.FLAT, Method.BULLET_SIMPLE) and len(terms.tranches) > 1:
        yield Fault("Cette méthode ne se calcule pas avec plusieurs tranches.", "method")
