"""`python -m benchmarks.outputs`: figures of a year, report pages, and the export, as JSON.

Needs the imported year 2024 in the database, and 1,000 seeded dossiers in the house « semis ».
"""

import json
import os
import sys
import time
from io import BytesIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import pikepdf  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from levier.accounts.models import Organisation, User  # noqa: E402
from levier.reporting.annual_report import render_annual_report  # noqa: E402
from levier.reporting.services import figures  # noqa: E402


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


def main() -> None:
    """Measure and print."""
    house = Organisation.objects.get(code="pas-de-calais")
    figures(house, 2024)  # warm
    values, seconds = timed(lambda: figures(house, 2024))
    report, report_seconds = timed(lambda: render_annual_report(house, 2024))
    pages = len(pikepdf.open(BytesIO(report.content)).pages)
    client = Client()
    client.force_login(User.objects.filter(organisation__code="semis", role="advisor").first())
    export(client)
    with CaptureQueriesContext(connection) as queries:
        _, export_seconds = timed(lambda: export(client))
    json.dump(
        {
            "figures": len(values),
            "figures_seconds": seconds,
            "report_pages": pages,
            "report_seconds": report_seconds,
            "export_seconds": export_seconds,
            "export_queries": len(queries),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
