"""Long pieces of work: their progress line, their result, those that died, and nightly ticks."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models.functions import Now

from levier.accounts.models import Organisation, User
from levier.jobs.alone import alone
from levier.jobs.models import Job, NightCheck, Tick

LOG = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
DIED = "Le travail s’est arrêté avant la fin\u00a0: relancez-le."


def start_job(*, organisation: Organisation, actor: User, kind: str, label: str) -> Job:
    """Note that a user asked for a long piece of work; it waits for the worker."""
    return Job.objects.create(organisation=organisation, created_by=actor, kind=kind, label=label)


def report_progress(*, job: Job, done: int, total: int, message: str) -> None:
    """Write how far a job is. A job that is over does not start again."""
    open_job = Job.objects.filter(pk=job.pk, state__in=(Job.State.WAITING, Job.State.RUNNING))
    open_job.update(
        state=Job.State.RUNNING, done_count=done, total_count=total, message=message[:300]
    )


def finish_job(*, job: Job, at: datetime, result: Mapping[str, Any], message: str = "") -> None:
    """End a job with its result."""
    _end(job, Job.State.DONE, at, message, dict(result))


def fail_job(*, job: Job, at: datetime, message: str) -> None:
    """End a job that could not be done, with a French sentence."""
    _end(job, Job.State.FAILED, at, message, {})


def reap_jobs(*, asked_before: datetime, at: datetime) -> int:
    """Fail the jobs asked before a moment and never ended: their worker died. Return how many."""
    return Job.objects.filter(
        state__in=(Job.State.WAITING, Job.State.RUNNING), created_at__lt=asked_before
    ).update(state=Job.State.FAILED, finished_at=at, message=DIED)


@dataclass(frozen=True, slots=True)
class Night:
    """The tasks run, those that failed, and whether another process is at it (nothing ran then)."""

    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    is_elsewhere: bool = False


def run_ticks(*, day: date, ticks: Mapping[str, Callable[[date], object]]) -> Night:
    """Run the nightly tasks of a day that are not finished yet, one process at a time.

    One that fails is logged with its traceback and stops no other. It is run again the next time,
    as is one whose process was killed: a task counts as done once it ended.
    """
    done, failed = list[str](), list[str]()
    with alone("nightly") as is_alone:
        if not is_alone:
            return Night(is_elsewhere=True)
        for name, run in ticks.items():
            try:
                if _run_once(name, run, day):
                    done.append(name)
            except Exception:
                LOG.exception("The nightly task %s of %s failed", name, day)
                failed.append(name)
    return Night(tuple(done), tuple(failed))


def _run_once(name: str, run: Callable[[date], object], day: date) -> bool:
    tick, _ = Tick.objects.get_or_create(name=name, day=day)
    if tick.finished_at is not None:
        return False
    run(day)
    Tick.objects.filter(pk=tick.pk).update(finished_at=Now())
    return True


def retried(
    *on: type[Exception], times: int = 3, wait_seconds: float = 0.5
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Try a function again when one of these errors is raised, waiting twice longer each time.

    The last error goes through. What is retried must be safe to run twice.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def again(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(times - 1):
                try:
                    return function(*args, **kwargs)
                except on:
                    time.sleep(wait_seconds * 2**attempt)
            return function(*args, **kwargs)

        return again

    return decorate


def _end(job: Job, state: str, at: datetime, message: str, result: dict[str, Any]) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, finished_at=at, message=message[:300], result=result
    )


def keep_check(
    *, organisation: Organisation, subject: str, on: date, read: int, found: Sequence[str]
) -> NightCheck:
    """Keep what a check found that day (French sentences); the same day again replaces it."""
    check, _ = NightCheck.objects.update_or_create(
        organisation=organisation,
        subject=subject,
        checked_on=on,
        defaults={
            "read": read,
            "faults": len(found),
            "first_difference": found[0][:300] if found else "",
        },
    )
    return check
