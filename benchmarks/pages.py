"""`python -m benchmarks.pages ROUNDS`: time and count the queries of the main pages, as JSON."""

import json
import math
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import config.wsgi  # noqa: F401 (what the server does before its first request)
from levier.accounts.models import User
from levier.cases.models import Case
from levier.people.models import Person
from levier.portfolio.models import Commitment

PASSES = 3


def addresses() -> dict[str, str]:
    """Return the ten main pages and their addresses, on rows of the seeded house.

    The filter and the search find more than a page shows in a small house too: full pages are
    compared with full pages.
    """
    case = Case.objects.filter(state="follow_up", pieces__isnull=False).order_by("pk").first()
    return {
        "home": reverse("web:home"),
        "case_list": reverse("web:case_list"),
        "case_list_filtered": reverse("web:case_list") + "?filiere=creation&etat=follow_up",
        "case": reverse("web:case", args=[case.pk]),
        "person_list": reverse("web:person_list"),
        "person": reverse("web:person", args=[Person.objects.order_by("pk").first().pk]),
        "guarantee_list": reverse("web:guarantee_list"),
        "commitment": reverse(
            "web:commitment", args=[Commitment.objects.order_by("pk").first().pk]
        ),
        "sitting_list": reverse("web:sitting_list"),
        "search": reverse("web:search") + "?q=boulangerie",
    }


def measure(client: Client, address: str, rounds: int) -> dict[str, float]:
    """Return p50 and p95 in milliseconds, by the clock and of processor, and the queries of a page.

    On SQLite the processor does all of a page's work in this process, and what else the machine
    does is not counted: that is what the ratio judges. The best of three passes.
    """
    client.get(address)  # opens what the process opens once: templates, addresses, prepared files
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        count = len(queries)  # the log is emptied by the next request
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    passes = [[_timed(client, address) for _ in range(rounds)] for _ in range(PASSES)]
    clock, processor = ([sorted(times[i] for times in one) for one in passes] for i in (0, 1))
    return {
        "p50": min(statistics.median(times) for times in clock),
        "p95": min(_p95(times) for times in clock),
        "processor_p95": min(_p95(times) for times in processor),
        "queries": count,
    }


def _timed(client: Client, address: str) -> tuple[float, float]:
    """Return the milliseconds that one answer takes: by the clock, of processor."""
    clock, processor = time.perf_counter(), time.process_time()
    client.get(address)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _p95(times: list[float]) -> float:
    """Return the 95th percentile of sorted times, by the nearest rank."""
    return times[math.ceil(len(times) * 0.95) - 1]


def main(rounds: int) -> None:
    """Measure every page as an advisor of the house."""
    client = Client()
    client.force_login(User.objects.filter(role="advisor").order_by("pk").first())
    pages = addresses()
    json.dump({name: measure(client, url, rounds) for name, url in pages.items()}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
