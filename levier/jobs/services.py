"""Long pieces of work: their progress line, their result, those that died, and nightly ticks."""

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation, User
from levier.jobs.models import Job, Tick

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


def take_tick(*, name: str, day: date) -> bool:
    """Take a nightly task of a day: true for one server only, however many ask."""
    try:
        with transaction.atomic():
            Tick.objects.create(name=name, day=day)
    except IntegrityError:
        return False
    return True


def run_ticks(*, day: date, ticks: Mapping[str, Callable[[date], object]]) -> list[str]:
    """Run the nightly tasks of a day that nobody ran yet; return their names.

    One that fails gives its tick back, so that the next run tries again, and stops the run.
    """
    done = []
    for name, run in ticks.items():
        if not take_tick(name=name, day=day):
            continue
        try:
            run(day)
        except Exception:
            Tick.objects.filter(name=name, day=day).delete()
            raise
        done.append(name)
    return done


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
