"""The nightly tasks of every app: an app's `ticks.py` declares its own with `@nightly("name")`."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from levier.jobs.planner import refresh_statistics
from levier.jobs.services import reap_jobs

Tick = Callable[[date], object]
_TICKS: dict[str, Tick] = {}
DEAD_AFTER = timedelta(hours=12)


def nightly(name: str) -> Callable[[Tick], Tick]:
    """Declare a nightly task: a function of the day, safe to run twice."""

    def declare(run: Tick) -> Tick:
        _TICKS[name] = run
        return run

    return declare


def every_tick() -> dict[str, Tick]:
    """Return the nightly tasks that the installed apps declare, by name."""
    autodiscover_modules("ticks")
    return dict(_TICKS)


@nightly("jobs.reap")
def reap_dead_jobs(day: date) -> int:
    """Fail the jobs whose worker died more than twelve hours before this day."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    return reap_jobs(asked_before=midnight - DEAD_AFTER, at=midnight)


@nightly("jobs.statistics")
def refresh_table_statistics(day: date) -> None:
    """Let the database know its tables as they are after this day."""
    refresh_statistics()
