"""Long work and nightly ticks."""

from datetime import UTC, date, datetime

import pytest

from levier.jobs import services
from levier.jobs.models import Job, Tick
from levier.jobs.services import Night
from tests.factories import accounts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture
def job():
    user = accounts.user()
    return services.start_job(
        organisation=user.organisation, actor=user, kind="year_import", label="Lecture"
    )


def test_a_job_says_how_far_it_is(job):
    services.report_progress(job=job, done=3, total=10, message="Contrôle")
    job.refresh_from_db()

    assert (job.state, job.done_count, job.total_count) == (Job.State.RUNNING, 3, 10)
    assert job.message == "Contrôle"


def test_a_job_ends_with_its_result(job):
    services.finish_job(job=job, at=AT, result={"sitting": 76})
    job.refresh_from_db()

    assert job.state == Job.State.DONE
    assert job.result == {"sitting": 76}


def test_a_job_that_is_over_does_not_start_again(job):
    services.fail_job(job=job, at=AT, message="Panne.")
    services.report_progress(job=job, done=1, total=2, message="Encore")
    job.refresh_from_db()

    assert (job.state, job.message) == (Job.State.FAILED, "Panne.")


def test_a_job_whose_worker_died_is_failed(job):
    later = datetime(2100, 1, 1, tzinfo=UTC)

    assert services.reap_jobs(asked_before=later, at=later) == 1
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "relancez-le" in job.message


def test_a_nightly_task_runs_once_a_day():
    ran = []
    ticks = {"clean": ran.append}

    assert services.run_ticks(day=DAY, ticks=ticks) == Night(done=("clean",))
    assert services.run_ticks(day=DAY, ticks=ticks) == Night()
    assert services.run_ticks(day=date(2026, 11, 26), ticks=ticks) == Night(done=("clean",))
    assert ran == [DAY, date(2026, 11, 26)]


def test_a_nightly_task_that_fails_stops_no_other_and_is_tried_again(caplog):
    ran = []

    def fail(day):
        raise RuntimeError("no disk")

    ticks = {"clean": fail, "count": ran.append}

    assert services.run_ticks(day=DAY, ticks=ticks) == Night(done=("count",), failed=("clean",))
    assert "RuntimeError: no disk" in caplog.text
    assert services.run_ticks(day=DAY, ticks=ticks | {"clean": ran.append}) == Night(("clean",))
    assert ran == [DAY, DAY]


def test_a_task_begun_and_never_ended_is_run_again():
    Tick.objects.create(name="clean", day=DAY)

    assert services.run_ticks(day=DAY, ticks={"clean": lambda day: 1}) == Night(("clean",))
    assert Tick.objects.get().finished_at is not None


def test_a_passing_failure_is_retried():
    tries = []

    @services.retried(ConnectionError, times=3, wait_seconds=0)
    def send():
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError
        return "sent"

    assert send() == "sent"
    assert len(tries) == 3


def test_the_last_failure_goes_through():
    @services.retried(ConnectionError, times=2, wait_seconds=0)
    def send():
        raise ConnectionError("down")

    with pytest.raises(ConnectionError, match="down"):
        send()
