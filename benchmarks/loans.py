"""How long a loan takes to be rebuilt from its operations: ten years of them, then twenty."""

import time
from datetime import date
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.rules.schedules import Method, ScheduleTerms
from levier.rules.servicing.operations import (
    FellDue,
    Opened,
    Operation,
    PaymentReceived,
    RateChanged,
    Reversed,
    TermsAdded,
)
from levier.rules.servicing.running_loan import replay

START, PASSES = date(2010, 1, 1), 5


def life(years: int) -> list[Operation]:
    """Return the operations of a loan paid every month, changed twice a year, undone once."""
    terms = ScheduleTerms(
        amount=Decimal(100_000), annual_rate=Decimal("0.02"), method=Method.ANNUITY,
        periods=12 * years + 12, start=START,
    )  # fmt: skip
    found: list[Operation] = [Opened(key="0", on=START, terms=terms, granted=terms.amount)]
    for month in range(1, 12 * years + 1):
        day = add_months(START, month)
        found.append(FellDue(key=f"due {month}", on=day))
        found.append(PaymentReceived(key=f"paid {month}", on=day, amount=Decimal(1200)))
        if month % 12 == 6:
            found.append(TermsAdded(key=f"longer {month}", on=day, periods=1))
        if month % 12 == 0:
            rate = Decimal(200 + month) / 10_000
            found.append(RateChanged(key=f"rate {month}", on=day, annual_rate=rate))
            found.append(Reversed(key=f"undone {month}", on=day, of=f"paid {month - 3}"))
    return found


def seconds_to_rebuild(years: int) -> float:
    """Return the best processor time of several rebuildings."""
    operations = life(years)
    return min(_seconds(operations) for _ in range(PASSES))


def _seconds(operations: list[Operation]) -> float:
    began = time.process_time()
    replay(operations)
    return time.process_time() - began
