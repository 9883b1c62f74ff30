"""`python -m benchmarks.outputs year|export`: figures and report, or the export of a list, as JSON.

`year` needs the imported year 2024 in the database, `export` the sown house « semis ».
"""

import json
import os
import sys
import time
from datetime import date
from io import BytesIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import pikepdf  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from levier.accounts.models import Organisation, User  # noqa: E402
from levier.cases.models import Case  # noqa: E402
from levier.reporting.annual_report import render_annual_report  # noqa: E402
from levier.reporting.services import figures  # noqa: E402

PRODUCED_ON = date(2025, 3, 31)


def timed(work):
    """Return what `work()` gives and the seconds that it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def export(client: Client) -> bytes:
    """Return the whole content of the exported list of dossiers."""
    response = client.get(reverse("web:case_list") + "?export=xlsx")
    if response.status_code != 200:
        raise SystemExit(f"the export answered {response.status_code}")
    return b"".join(response.streaming_content) if response.streaming else response.content


def measure_year() -> dict[str, float]:
    """Measure the figures and the report of the imported year 2024."""
    house = Organisation.objects.get(code="pas-de-calais")
    figures(house, 2024)  # opens what the process opens once
    values, seconds = timed(lambda: figures(house, 2024))
    report, report_seconds = timed(
        lambda: render_annual_report(house, 2024, produced_on=PRODUCED_ON)
    )
    return {
        "figures": len(values),
        "figures_seconds": seconds,
        "report_pages": len(pikepdf.open(BytesIO(report.content)).pages),
        "report_seconds": report_seconds,
    }


def measure_export() -> dict[str, float]:
    """Measure the list of dossiers of the sown house, exported whole."""
    advisor = User.objects.filter(organisation__code="semis", role="advisor").first()
    client = Client()
    client.force_login(advisor)
    export(client)
    with CaptureQueriesContext(connection) as queries:
        content, seconds = timed(lambda: export(client))
        count = len(queries)
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return {
        "export_rows": sum(len(row) > 1 and row[1] != "" for row in sheet.to_python()) - 1,
        "dossiers": Case.objects.visible_to(advisor).count(),
        "export_seconds": seconds,
        "export_queries": count,
    }


if __name__ == "__main__":
    json.dump({"year": measure_year, "export": measure_export}[sys.argv[1]](), sys.stdout)
