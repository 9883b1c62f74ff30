"""Schedules of repayment and their rates: pure functions of terms, every convention an option.

`build_schedule(terms)` gives the lines; `rates.py` the TAEG and the proportional TEG of any flows;
`contract.py` the JSON of `levier schedule` and `levier apr`. Conventions, worked examples and the
cases of other systems: docs/rules/echeanciers.md.
"""

from levier.rules.schedules.build import Schedule, build_schedule
from levier.rules.schedules.running import Instalment
from levier.rules.schedules.terms import (
    DatedLine,
    DayCount,
    DeferredInterest,
    Fault,
    Flow,
    InvalidTerms,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    Rounding,
    ScheduleTerms,
    Stub,
    YearBoundary,
)

__all__ = [
    "DatedLine",
    "DayCount",
    "DeferredInterest",
    "Fault",
    "Flow",
    "Instalment",
    "InvalidTerms",
    "Method",
    "MonthEnd",
    "NonWorkingDays",
    "Remainder",
    "Rounding",
    "Schedule",
    "ScheduleTerms",
    "Stub",
    "YearBoundary",
    "build_schedule",
]
