"""What the worker runs for imports."""

from django.utils import timezone
from django_tasks import task

from levier.exchange.import_page import run_reading, run_writing
from levier.exchange.models import YearImport


@task()
def read_workbook(key: str) -> None:
    """Read the workbook of an import."""
    run_reading(row=_import(key), at=timezone.localtime())


@task()
def write_workbook(key: str) -> None:
    """Write the workbook of an import."""
    run_writing(row=_import(key), at=timezone.localtime())


def _import(key: str) -> YearImport:
    return YearImport.objects.select_related("organisation", "stored_file", "job__created_by").get(
        pk=key
    )
