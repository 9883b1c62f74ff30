"""Days and ages. Nothing here reads a clock: the day is always given."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or earlier), clamped to the month's last day.

    Errors: OverflowError out of the calendar, as when days are added to a date.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("date value out of range")
    if day.day <= 28:  # every month has it: the usual case, and a quicker one
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_month_end(today: date) -> date:
    """Return the last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def whole_years_between(start: date, end: date) -> int:
    """Return the whole years from `start` to `end`: the age on `end` of who was born on `start`.

    Someone born on 29 February turns a year older on 1 March of a common year.
    """
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def whole_months_between(start: date, end: date) -> int:
    """Return the whole months from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)
