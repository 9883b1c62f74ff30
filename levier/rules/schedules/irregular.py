"""A schedule whose days and amounts are given one by one: only interest is computed.

Interest runs from one day to the next by the basis of the terms. A line gives its principal, or its
instalment (interest first); the last may give neither, and takes all that is left. Worked example:
docs/rules/echeanciers.md.
"""

from datetime import date
from decimal import Decimal

from levier.kernel.french import NBSP, euros, numeric_date
from levier.kernel.money import ZERO
from levier.rules.schedules.calendar import months_apart, year_part
from levier.rules.schedules.periods import Period, drawn_between
from levier.rules.schedules.running import Drift, Instalment, line_of
from levier.rules.schedules.terms import (
    DatedLine,
    DayCount,
    DeferredInterest,
    InvalidTerms,
    ScheduleTerms,
)

TWELVE = Decimal(12)


def irregular_lines(terms: ScheduleTerms) -> list[Instalment]:
    """Return the lines, their interest computed and their principal checked.

    Errors: InvalidTerms, at the first line that asks too much, pays less than its interest without
    capitalising it, or is the last and leaves something due.
    """
    drift, balance, first = Drift(terms), ZERO, terms.start
    lines: list[Instalment] = []
    for rank, given in enumerate(terms.dated_lines, start=1):
        period = _period(terms, rank, first, given.day)
        balance += period.opening_draw
        interest = drift.rounded(period.accrued(balance))
        balance += sum((amount for amount, _ in period.draws), ZERO)
        is_last = rank == len(terms.dated_lines)
        principal = _principal(terms, rank, given, interest, balance)
        balance -= principal
        if is_last and balance:
            raise InvalidTerms([
                f"Les lignes laissent {euros(balance, cents=True)} de capital dû{NBSP}: ajoutez "
                "une ligne, ou laissez la dernière sans montant pour qu’elle prenne le reste."
            ])  # fmt: skip
        lines.append(line_of(period, principal, interest, balance))
        first = given.day
    return lines


def _period(terms: ScheduleTerms, rank: int, first: date, last: date) -> Period:
    """Return the period between two given days."""
    rate = terms.annual_rate * _year_part(terms, first, last)
    return Period(rank, last, rate, *drawn_between(terms, first, last, rate))


def _year_part(terms: ScheduleTerms, first: date, last: date) -> Decimal:
    """Return the part of a year between two days: in the monthly basis, whole months when it can.

    Two days that are both whole months from the disbursement are whole months apart.
    """
    if terms.day_count == DayCount.MONTHLY:
        before, after = months_apart(terms.start, first), months_apart(terms.start, last)
        if before is not None and after is not None:
            return (after - before) / TWELVE
        if (apart := months_apart(first, last)) is not None:
            return apart / TWELVE
    return year_part(terms, first, last, is_whole=False)


def _principal(
    terms: ScheduleTerms, rank: int, given: DatedLine, interest: Decimal, balance: Decimal
) -> Decimal:
    """Return the principal of a line, below zero when its interest is capitalised."""
    if given.principal is None and given.instalment is None:
        return balance
    if given.principal is not None:
        principal = given.principal
    else:
        principal = (given.instalment or ZERO) - interest
    if principal > balance:
        raise InvalidTerms([
            f"Ligne {rank} ({numeric_date(given.day)}){NBSP}: {euros(principal, cents=True)} de "
            f"capital dépassent les {euros(balance, cents=True)} encore dus{NBSP}: baissez-la."
        ])  # fmt: skip
    if principal < 0 and terms.deferred_interest != DeferredInterest.CAPITALISED:
        raise InvalidTerms([
            f"Ligne {rank} ({numeric_date(given.day)}){NBSP}: l’échéance ne paie pas ses "
            f"{euros(interest, cents=True)} d’intérêts{NBSP}: augmentez-la, ou capitalisez les "
            "intérêts."
        ])  # fmt: skip
    return principal
