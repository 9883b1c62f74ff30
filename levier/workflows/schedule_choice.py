"""What is chosen of the schedule of a loan of the house; the rest was agreed by the committee."""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, plural
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment, Financing
from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    Rounding,
    ScheduleTerms,
    Stub,
    YearBoundary,
    build_schedule,
)

# Days given one by one run no loan: nothing of them can be computed again (echeanciers.md).
# Flat interest is read, but not lent with: its rate says half of what it costs.
OPENED_WITH = tuple(method for method in Method if method not in (Method.IRREGULAR, Method.FLAT))


class ScheduleRefused(DomainError):
    """What was agreed makes no schedule."""

    message = "{reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How a schedule counts and rounds; the defaults are the usual ones of the house.

    `instalment_multiple_of` (euros) is the unit of equal instalments, a cent when None.
    """

    day_count: DayCount = DayCount.MONTHLY
    year_boundary: YearBoundary = YearBoundary.ISDA
    stub: Stub = Stub.PRORATED
    month_end: MonthEnd = MonthEnd.LAST_DAY
    non_working_days: NonWorkingDays = NonWorkingDays.NONE
    rounding: Rounding = Rounding.HALF_UP
    remainder: Remainder = Remainder.LAST
    instalment_multiple_of: Decimal | None = None


CONVENTIONS = tuple(field.name for field in fields(Conventions))
USUAL = Conventions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is still to choose when a loan starts: the rest was agreed by the committee.

    `amount` (euros) is what left on the day of the set-up, all of it when None. Periods last
    `days_per_period` when it is given. `principal_shares` (percent) are those of the instalments
    after the deferral. The deferral agreed is of the principal, unless only interest waits.
    """

    method: Method
    months_per_period: int = 1
    days_per_period: int | None = None
    first_due: date | None = None
    amount: Decimal | None = None
    deferred_interest: DeferredInterest | None = None
    defers_principal: bool = True
    fixed_instalment: Decimal | None = None
    principal_shares: tuple[Decimal, ...] = ()
    conventions: Conventions = USUAL


def usual_method(commitment: Commitment) -> Method:
    """Return the method proposed: a contribution or an advance comes back at its term."""
    return Method.ANNUITY if commitment.kind == "loan" else Method.IN_FINE


def terms_agreed(
    commitment: Commitment, choice: Choice, start: date | None = None
) -> ScheduleTerms:
    """Return the terms of the schedule of a commitment: its amount, months, rate and deferral.

    It starts on the day that money left, or on the day foreseen for a contract. Without a
    treatment, interest of the deferral is paid as it runs. Errors: ScheduleRefused; InvalidTerms
    for a fixed instalment.
    """
    agreed = commitment.financing
    start = start or commitment.set_up_on
    periods, waiting = _periods_agreed(commitment, choice, start)
    terms = ScheduleTerms(
        amount=commitment.amount if choice.amount is None else choice.amount,
        annual_rate=agreed.annual_rate or ZERO,
        method=choice.method,
        start=start,
        periods=periods,
        months_per_period=choice.months_per_period,
        days_per_period=choice.days_per_period,
        first_due=choice.first_due,
        deferred_principal_periods=waiting if choice.defers_principal else 0,
        deferred_interest_periods=waiting if choice.deferred_interest else 0,
        deferred_interest=choice.deferred_interest or DeferredInterest.COLLECTED_AFTER,
        fixed_instalment=choice.fixed_instalment,
        principal_shares=_shares(choice, periods, waiting if choice.defers_principal else 0),
        **{name: getattr(choice.conventions, name) for name in CONVENTIONS},
    )
    if terms.method == Method.FIXED_INSTALMENT:
        _refuse_too_small(replace(terms, amount=commitment.amount), agreed.months)
    return terms


def choice_of(terms: ScheduleTerms) -> Choice:
    """Return what was chosen to reach the terms of a contract; the amount is read again."""
    waiting = terms.deferred_principal_periods
    return Choice(
        method=terms.method,
        months_per_period=terms.months_per_period,
        days_per_period=terms.days_per_period,
        first_due=terms.first_due,
        deferred_interest=terms.deferred_interest if terms.deferred_interest_periods else None,
        defers_principal=bool(waiting) or not terms.deferred_interest_periods,
        fixed_instalment=terms.fixed_instalment,
        principal_shares=terms.principal_shares[waiting:],
        conventions=Conventions(**{name: getattr(terms, name) for name in CONVENTIONS}),
    )


def _periods_agreed(commitment: Commitment, choice: Choice, start: date | None) -> tuple[int, int]:
    """Return how many periods the months agreed hold, and those of the deferral."""
    agreed = commitment.financing
    step = choice.months_per_period
    if not agreed.months:
        raise ScheduleRefused(
            reason="La durée n’est pas fixée\u00a0: indiquez-la par un avenant avant l’échéancier."
        )
    if choice.deferred_interest is None and not choice.defers_principal:
        raise ScheduleRefused(
            field="deferred_interest",
            reason="Dites ce que deviennent les intérêts différés\u00a0: payés après, abandonnés "
            "ou ajoutés au capital.",
        )
    if choice.days_per_period and start is not None:
        return _periods_of_days(agreed, choice.days_per_period, start)
    if agreed.months % step or agreed.deferral_months % step:
        raise ScheduleRefused(
            field="months_per_period",
            reason=f"{agreed.months} mois, dont {agreed.deferral_months} de différé, ne se "
            "divisent pas ainsi\u00a0: choisissez une période plus courte.",
        )
    return agreed.months // step, agreed.deferral_months // step


def _periods_of_days(agreed: Financing, days: int, start: date) -> tuple[int, int]:
    """Return the periods of `days` that end by the last day agreed, and by that of the deferral.

    Errors: ScheduleRefused when none but the deferral does.
    """
    periods, waiting = (
        (add_months(start, months) - start).days // days
        for months in (agreed.months, agreed.deferral_months)
    )
    if periods <= waiting:
        raise ScheduleRefused(
            field="days_per_period",
            reason=f"Aucune échéance ne tombe ainsi dans les {agreed.months}\u00a0mois accordés"
            "\u00a0: choisissez moins de jours.",
        )
    return periods, waiting


def _shares(choice: Choice, periods: int, waiting: int) -> tuple[Decimal, ...]:
    """Return the share of every instalment, none in the deferral. Errors: ScheduleRefused."""
    if choice.method != Method.CUSTOM_SHARES:
        return ()
    given, needed = len(choice.principal_shares), periods - waiting
    if given != needed:
        raise ScheduleRefused(
            field="principal_shares",
            reason=f"{plural(given, 'part')} pour {plural(needed, 'échéance')} qui rendent du "
            "capital\u00a0: indiquez-en une par échéance.",
        )
    return (ZERO,) * waiting + choice.principal_shares


def _refuse_too_small(terms: ScheduleTerms, months: int) -> None:
    """Errors: ScheduleRefused when the last line would pay more than two fixed instalments.

    Less is a rest that the last one takes; more is a loan that does not come back in its months.
    """
    last = build_schedule(terms).instalments[-1]
    if terms.fixed_instalment is not None and last.total > 2 * terms.fixed_instalment:
        raise ScheduleRefused(
            field="fixed_instalment",
            reason=f"Cette échéance ne rend pas le prêt en {months}\u00a0mois\u00a0: la dernière "
            f"serait de {euros(last.total, cents=True)}. Augmentez-la.",
        )
