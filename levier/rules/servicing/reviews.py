"""Which reviews are due while a commitment runs: yearly accounts, a visit, jobs counted.

Frequencies and delays: parameters/followup.toml, read on the day of the set-up. Conventions and
examples: docs/rules/suivi.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from levier.kernel.dates import add_months
from levier.rules.parameters import parameter

DECEMBER = 12


class ReviewKind(StrEnum):
    """What is reviewed."""

    ACCOUNTS = "accounts"
    VISIT = "visit"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class DueReview:
    """A review and its day. `period` names it: the year closed (`2026`), or the month (`M12`)."""

    kind: ReviewKind
    period: str
    due_on: date


def end_of_follow_up(set_up_on: date, months: int | None) -> date:
    """Return the last day of the intervention; one without a term is followed some years.

    Errors: NoValueInForce.
    """
    return add_months(set_up_on, months or parameter("followup", "months_without_term", set_up_on))


def reviews_due(
    set_up_on: date, end_on: date, *, closing_month: int = DECEMBER, with_accounts: bool = True
) -> list[DueReview]:
    """Return the reviews due from the set-up to the end, both days included, in order of days.

    A financial year closes at the end of `closing_month`; the first one is that which is running
    on the day of the set-up. Without business to look at, `with_accounts` is False. Errors:
    NoValueInForce.
    """
    found = [*_every_visit(set_up_on, end_on), *_every_count(set_up_on, end_on)]
    if with_accounts:
        found += _every_closing(set_up_on, end_on, closing_month)
    return sorted(found, key=lambda review: (review.due_on, review.kind))


def ask_from(due_on: date) -> date:
    """Return the first day on which accounts due on a day are asked for. Errors: NoValueInForce."""
    return due_on - timedelta(days=parameter("followup", "ask_before_days", due_on))


def _every_closing(set_up_on: date, end_on: date, closing_month: int) -> Iterator[DueReview]:
    delay = parameter("followup", "accounts_months", set_up_on)
    for year in range(set_up_on.year, end_on.year + 1):
        closing = _last_day_of(year, closing_month)
        due_on = _last_day_of_month_after(closing, delay)
        if closing >= set_up_on and due_on <= end_on:
            yield DueReview(ReviewKind.ACCOUNTS, str(year), due_on)


def _last_day_of(year: int, month: int) -> date:
    return add_months(date(year, month, 1), 1) - timedelta(days=1)


def _last_day_of_month_after(closing: date, months: int) -> date:
    after = add_months(closing.replace(day=1), months)
    return _last_day_of(after.year, after.month)


def _every_visit(set_up_on: date, end_on: date) -> Iterator[DueReview]:
    step = parameter("followup", "visit_months", set_up_on)
    months = step
    while (due_on := add_months(set_up_on, months)) <= end_on:
        yield DueReview(ReviewKind.VISIT, f"M{months}", due_on)
        months += step


def _every_count(set_up_on: date, end_on: date) -> Iterator[DueReview]:
    for months in parameter("followup", "jobs_months", set_up_on):
        due_on = add_months(set_up_on, months)
        if due_on <= end_on:
            yield DueReview(ReviewKind.JOBS, f"M{months}", due_on)
