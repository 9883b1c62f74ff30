"""Due dates, each computed from the anchor and never from the one before, and parts of a year."""

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import holidays

from levier.kernel.dates import add_months, whole_months_between
from levier.rules.schedules.terms import (
    DayCount,
    MonthEnd,
    NonWorkingDays,
    ScheduleTerms,
    YearBoundary,
)

ONE_DAY = timedelta(days=1)
TWELVE, YEAR_360, YEAR_365, YEAR_364 = Decimal(12), Decimal(360), Decimal(365), Decimal(364)
FIXED_YEARS = {
    DayCount.ACTUAL_365: YEAR_365,
    DayCount.ACTUAL_360: YEAR_360,
    DayCount.ACTUAL_364: YEAR_364,
}


def due_date(terms: ScheduleTerms, rank: int) -> date:
    """Return the contractual day of line `rank` (1 for the first); 0 opens the first period."""
    anchor, offset = _anchor(terms, rank)
    if terms.days_per_period:
        return anchor + timedelta(days=terms.days_per_period * offset)
    found = add_months(anchor, terms.months_per_period * offset)
    if terms.month_end == MonthEnd.FIRST_OF_NEXT and found.day < anchor.day:
        return found + ONE_DAY
    return found


def _anchor(terms: ScheduleTerms, rank: int) -> tuple[date, int]:
    """Return the day from which a line is dated, and how many periods away it is."""
    if terms.anchor is not None:
        return terms.anchor, rank + terms.anchor_rank
    if terms.first_due is not None:
        return terms.first_due, rank - 1
    return terms.start, rank


def collection_date(terms: ScheduleTerms, due_on: date) -> date:
    """Return the day on which a line is collected: a working day of France, if the terms say so."""
    if terms.non_working_days == NonWorkingDays.NONE:
        return due_on
    step = ONE_DAY if terms.non_working_days == NonWorkingDays.NEXT else -ONE_DAY
    while due_on.weekday() > 4 or due_on in _french_holidays(due_on.year):
        due_on += step
    return due_on


def year_part(terms: ScheduleTerms, first: date, last: date, *, is_whole: bool) -> Decimal:
    """Return which part of a year goes from `first` to `last`.

    `is_whole` tells that they bound one full period: its months then count as such, in monthly and
    in 30/360. Broken periods count their days over 365 (Cass. 1re civ., 4 July 2019, 17-27.621),
    unless another basis is chosen.
    """
    if is_whole and not terms.days_per_period and terms.day_count in _BY_MONTH:
        return Decimal(terms.months_per_period) / TWELVE
    days = Decimal((last - first).days)
    if terms.day_count in FIXED_YEARS:
        return days / FIXED_YEARS[terms.day_count]
    if terms.day_count == DayCount.THIRTY_360:
        return _days_360(first, last) / YEAR_360
    if terms.day_count == DayCount.ACTUAL_ACTUAL:
        return _by_calendar_year(first, last, terms.year_boundary)
    return days / YEAR_365


_BY_MONTH = (DayCount.MONTHLY, DayCount.THIRTY_360)


def months_apart(anchor: date, day: date) -> int | None:
    """Return the whole months between two days, None when `day` is not that of the month.

    The last day of a shorter month stands for a day that it does not have.
    """
    months = whole_months_between(anchor, day)
    for count in (months, months + 1):
        if add_months(anchor, count) == day:
            return count
    return None


def _days_360(first: date, last: date) -> Decimal:
    """Return the days between two dates in months of thirty days (30E/360)."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return Decimal(30 * months + min(last.day, 30) - min(first.day, 30))


def _by_calendar_year(first: date, last: date, boundary: YearBoundary) -> Decimal:
    """Return the days of each year over its length; 31 December may belong to the next year."""
    shift = ONE_DAY if boundary == YearBoundary.DEC31 else timedelta(0)
    first, last = first + shift, last + shift
    total, day = Decimal(0), first
    while day < last:
        end = min(last, add_months(date(day.year, 1, 1), 12))
        total += Decimal((end - day).days) / (366 if isleap(day.year) else 365)
        day = end
    return total


@lru_cache(maxsize=128)
def _french_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))
