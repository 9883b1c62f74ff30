"""How far a job is, said from inside its transaction: others see no row before it is committed."""

from contextlib import closing

from django.core.cache import caches
from django.db import connection

from levier.jobs.models import Job

KEPT_SECONDS = 24 * 3600
OPEN = (Job.State.WAITING, Job.State.RUNNING)
STATEMENT = """
    UPDATE jobs_job SET state = %s, done_count = %s, total_count = %s, message = %s
    WHERE id = %s AND state IN (%s, %s)
"""


def report_from_within(*, job: Job, done: int, total: int, message: str) -> None:
    """Write how far a job is, to be seen while the caller's transaction is open.

    On PostgreSQL by a connection of its own; the caller must not have changed the job's row. On
    SQLite, whose only writer is the open transaction, beside the base: see `how_far`.
    """
    message = message[:300]
    if connection.vendor == "sqlite":
        caches["progress"].set(str(job.pk), (done, total, message), KEPT_SECONDS)
        return
    with closing(connection.copy()) as own, own.cursor() as cursor:
        cursor.execute(STATEMENT, [Job.State.RUNNING, done, total, message, job.pk, *OPEN])


def how_far(job: Job) -> Job:
    """Return a job with the last progress said; one that is over says its own end."""
    told = caches["progress"].get(str(job.pk)) if connection.vendor == "sqlite" else None
    if told is not None and job.state in OPEN:
        job.state = Job.State.RUNNING
        job.done_count, job.total_count, job.message = told
    return job
