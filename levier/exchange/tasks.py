"""What the worker runs for imports."""

from django.utils import timezone
from django_tasks import task

from levier.exchange.import_page import run_reading, run_writing
from levier.exchange.models import StockImport, YearImport
from levier.exchange.stock_page import run_stock_reading, run_stock_writing


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


@task()
def read_stock_workbook(key: str) -> None:
    """Read the workbook of a stock."""
    run_stock_reading(row=_stock(key), at=timezone.localtime())


@task()
def write_stock_workbook(key: str) -> None:
    """Write the workbook of a stock."""
    run_stock_writing(row=_stock(key), at=timezone.localtime())


def _stock(key: str) -> StockImport:
    return StockImport.objects.select_related("organisation", "stored_file", "job__created_by").get(
        pk=key
    )
