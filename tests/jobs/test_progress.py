"""How far a job is, seen from outside while its transaction is open."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from levier.jobs import services
from levier.jobs.models import Job
from levier.jobs.progress import how_far, report_from_within
from tests.factories import accounts

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 25, 18, tzinfo=UTC)


@pytest.fixture
def job():
    user = accounts.user()
    return services.start_job(
        organisation=user.organisation, actor=user, kind="stock_import", label="Écriture"
    )


def said_of(job: Job) -> tuple:
    seen = how_far(Job.objects.get(pk=job.pk))
    return seen.state, seen.done_count, seen.total_count, seen.message


def test_what_is_said_in_a_transaction_is_known_though_it_is_taken_back(job):
    with transaction.atomic():
        accounts.house(name="Écrite, puis reprise")
        report_from_within(job=job, done=50, total=200, message="Écriture\u00a0: PS-1")
        assert said_of(job) == ("running", 50, 200, "Écriture\u00a0: PS-1")
        transaction.set_rollback(True)
    assert said_of(job) == ("running", 50, 200, "Écriture\u00a0: PS-1")


def test_a_job_that_is_over_says_its_end(job):
    report_from_within(job=job, done=1, total=2, message="Écriture")
    services.finish_job(job=job, at=AT, result={}, message="Importé.")
    report_from_within(job=job, done=2, total=2, message="Encore")
    assert said_of(job)[0::3] == ("done", "Importé.")


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real concurrent connections")
def test_another_connection_sees_it_before_the_end(job):
    with transaction.atomic():
        report_from_within(job=job, done=50, total=200, message="Écriture")
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT state, done_count FROM jobs_job WHERE id = %s", [job.pk])
            assert cursor.fetchone() == ("running", 50)
        other.close()
