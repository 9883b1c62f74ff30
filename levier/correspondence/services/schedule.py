"""When missing pieces are asked again: dated rows of the house, else what is in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation, User
from levier.correspondence.errors import (
    BadSchedule,
    SourceMissing,
    VersionExists,
    VersionInThePast,
)
from levier.correspondence.models import ReminderSchedule
from levier.journal.services import record
from levier.kernel.french import numeric_date

IN_USE = (7, 15, 30)
LINK_DAYS = 45


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days after the request, growing; how long the link is good; who decided it."""

    days: tuple[int, ...] = IN_USE
    link_days: int = LINK_DAYS
    source: str = "en usage, à confirmer par la maison"


def schedule_in_force(organisation: Organisation, day: date) -> Schedule:
    """Return the schedule of a house on a day."""
    row = ReminderSchedule.objects.filter(organisation=organisation).in_force(day).first()
    return Schedule(tuple(row.days), row.link_days, row.source) if row else Schedule()


@transaction.atomic
def set_schedule(
    *,
    organisation: Organisation,
    actor: User,
    days: Sequence[int],
    link_days: int,
    starts_on: date,
    source: str,
    on: date,
) -> ReminderSchedule:
    """Set the schedule from a day on. Errors: BadSchedule, SourceMissing, VersionInThePast,
    VersionExists.
    """
    wanted = list(days)
    growing = wanted == sorted(set(wanted))
    if not growing or not 1 <= len(wanted) <= 6 or wanted[0] < 1 or wanted[-1] > 120:
        raise BadSchedule
    if not wanted[-1] <= link_days <= 180:
        raise BadSchedule(field="link_days")
    if not source.strip():
        raise SourceMissing
    if starts_on < on:
        raise VersionInThePast
    try:
        with transaction.atomic():
            row = ReminderSchedule.objects.create(
                organisation=organisation, days=wanted, link_days=link_days, starts_on=starts_on,
                source=source.strip(), written_by=actor,
            )  # fmt: skip
    except IntegrityError:
        raise VersionExists(day=numeric_date(starts_on)) from None
    summary = f"Relances de pièces à {row}, à partir du {numeric_date(starts_on)}."
    record("correspondence.schedule_set", actor=actor, target=row, summary=summary)
    return row
