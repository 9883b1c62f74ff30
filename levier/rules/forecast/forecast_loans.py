"""Loans as a forecast needs them: constant monthly instalments after a deferral.

The exact schedules of contracts have rules of their own; whatever replaces `repayments` gives, by
month, the principal and the interest.
"""

from collections.abc import Iterable
from decimal import Decimal

from levier.kernel.money import ZERO, round_euro
from levier.rules.forecast.assumptions import MONTHS, Loan
from levier.rules.forecast.months import Row


def instalment_of(loan: Loan) -> Decimal:
    """Return the constant instalment (euros a month) once the deferral is over; 0 when none."""
    periods = loan.months - loan.deferral
    if periods <= 0:
        return ZERO
    rate = loan.annual_rate / 12
    if not rate:
        return round_euro(loan.amount / periods)
    return round_euro(loan.amount * rate / (1 - (1 + rate) ** -periods))


def opening_loans(loans: Iterable[Loan]) -> Decimal:
    """Return what is borrowed at the opening, in euros."""
    return sum((loan.amount for loan in loans if loan.month == 0), ZERO)


def borrowed_later(loans: Iterable[Loan]) -> Row:
    """Return what is borrowed after the opening (euros) by month."""
    months = [ZERO] * MONTHS
    for loan in loans:
        if loan.month:
            months[loan.month - 1] += loan.amount
    return tuple(months)


def repayments(loan: Loan, months: int = MONTHS) -> tuple[Row, Row]:
    """Return the principal and the interest (euros) of each of the first `months`.

    The first instalment falls in the month that follows the one in which the loan is received.

    Interest = what is left × rate / 12, rounded half up; the last instalment takes the rest of
    the principal. A loan without a duration only bears its interest.
    """
    instalment, left = instalment_of(loan), loan.amount
    principals, interests = [ZERO] * loan.month, [ZERO] * loan.month
    for month in range(1, months - loan.month + 1):
        interest = round_euro(left * loan.annual_rate / 12)
        principal = ZERO
        if loan.months and month >= loan.months:
            principal = left
        elif loan.months and month > loan.deferral:
            principal = min(left, instalment - interest)
        principals.append(principal)
        interests.append(interest)
        left -= principal
    return tuple(principals), tuple(interests)
