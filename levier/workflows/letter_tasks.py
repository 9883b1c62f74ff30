"""What the worker runs for the letters of a sitting."""

from django.utils import timezone
from django_tasks import task

from levier.committees.models import Sitting
from levier.jobs.models import Job
from levier.jobs.services import fail_job
from levier.workflows.sitting_letters import run_letters

BROKEN = "La production s’est arrêtée sur une erreur imprévue : relancez-la, rien n’est perdu."


@task()
def print_letters(job_key: str, sitting_key: str) -> None:
    """Print the letters of a sitting; a fault ends the job with a sentence, and is raised."""
    job = Job.objects.select_related("created_by").get(pk=job_key)
    sitting = Sitting.objects.select_related("organisation").get(pk=sitting_key)
    try:
        run_letters(job=job, sitting=sitting, on=timezone.localdate(), at=timezone.now())
    except Exception:
        fail_job(job=job, at=timezone.now(), message=BROKEN)
        raise
