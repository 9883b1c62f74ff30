"""From terms to lines. Interest first, then principal; what rounding leaves has a stated place."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, Overflow

from levier.kernel.money import ZERO
from levier.rules.schedules.calendar import collection_date
from levier.rules.schedules.flat import flat_lines
from levier.rules.schedules.irregular import irregular_lines
from levier.rules.schedules.periods import opening_stub, periods_of
from levier.rules.schedules.running import Instalment, Running, bullet_lines
from levier.rules.schedules.terms import (
    Fault,
    InvalidTerms,
    Method,
    NonWorkingDays,
    Remainder,
    ScheduleTerms,
    refuse_faulty,
)
from levier.rules.schedules.usual import is_usual, usual_lines

TRIES = 12
TOO_FAR = (
    "Ces montants ou ces dates sortent de ce qui se calcule\u00a0: vérifiez le montant, le taux, "
    "la durée et les jours."
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The lines of a loan and their sums, in euros."""

    instalments: tuple[Instalment, ...]
    principal: Decimal
    interest: Decimal

    @property
    def total(self) -> Decimal:
        """Everything that the borrower pays, fees aside."""
        return self.principal + self.interest


def build_schedule(terms: ScheduleTerms) -> Schedule:
    """Return the schedule of these terms.

    A period of capitalised interest has a negative principal, so that the principals always sum
    to the amount. Errors: InvalidTerms, with every fault.
    """
    refuse_faulty(terms)
    try:
        lines = _lines(terms)
        if terms.non_working_days != NonWorkingDays.NONE:
            lines = [line._replace(due_on=collection_date(terms, line.due_on)) for line in lines]
    except (InvalidOperation, Overflow, OverflowError) as fault:
        raise InvalidTerms([TOO_FAR]) from fault
    return Schedule(
        tuple(lines),
        sum([line.principal for line in lines], ZERO),
        sum([line.interest for line in lines], ZERO),
    )


def _lines(terms: ScheduleTerms) -> list[Instalment]:
    if is_usual(terms):
        return usual_lines(terms)
    return _general(terms)


def _general(terms: ScheduleTerms) -> list[Instalment]:
    if terms.method == Method.FLAT:
        return flat_lines(terms)
    if terms.method == Method.IRREGULAR:
        return irregular_lines(terms)
    if terms.is_bullet:
        return bullet_lines(terms)
    if terms.remainder == Remainder.FIRST:
        return _with_the_remainder_first(terms)
    return _run(terms)


def _run(terms: ScheduleTerms, first_extra: Decimal = ZERO) -> list[Instalment]:
    """Return the lines, `first_extra` being added to the first principal."""
    running = Running(terms, periods_of(terms), first_extra)
    lines: list[Instalment] = []
    stub = opening_stub(terms)
    if stub is not None:
        lines.append(running.interest_only(stub))
    for period in running.periods:
        lines.append(running.line(period))
        if running.is_over(period):
            break
    if running.balance:
        never = "L’échéance fixe ne rembourse jamais le prêt\u00a0: augmentez-la."
        raise InvalidTerms([Fault(never, "fixed_instalment")])
    return lines


def _with_the_remainder_first(terms: ScheduleTerms) -> list[Instalment]:
    """Return the lines whose first principal takes what rounding leaves.

    What the last line has beyond its due is moved to the first, and the schedule is run again
    until it moves no more: interest follows the balance, so that one cent may stay at the end.
    """
    extra, best = ZERO, None
    for _ in range(TRIES):
        lines = _run(terms, extra)
        gap = _gap_of_last(terms, lines)
        if best is None or abs(gap) < abs(best[0]):
            best = (gap, lines)
        if abs(gap) < terms.quantum:
            break
        extra += terms.rounded(gap)
    return best[1] if best else []


def _gap_of_last(terms: ScheduleTerms, lines: Sequence[Instalment]) -> Decimal:
    """Return what the last line has more than the one before it promised."""
    repaying = [line for line in lines if line.principal > 0]
    if len(repaying) < 3:
        return ZERO
    before, last = repaying[-2], repaying[-1]
    if terms.method == Method.ANNUITY:
        return (last.principal + last.interest) - (before.principal + before.interest)
    if terms.method == Method.CONSTANT_PRINCIPAL:
        return last.principal - before.principal
    if terms.method == Method.CUSTOM_SHARES:
        return last.principal - terms.rounded(terms.amount * terms.principal_shares[-1] / 100)
    return ZERO
