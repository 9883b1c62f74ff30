import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db


def run(*options) -> str:
    out = StringIO()
    call_command("lapse_commitments", *options, stdout=out)
    return out.getvalue()


def test_agreements_whose_validity_has_passed_lapse_once_and_only_when_asked():
    row = guarantee()  # valid until 19 September 2026

    assert json.loads(run("--on", "2026-09-19", "--apply", "--json"))["lapsed"] == []
    assert row.number in run("--on", "2026-09-20")
    row.refresh_from_db()
    assert row.state == "open"

    assert json.loads(run("--on", "2026-09-20", "--apply", "--json"))["lapsed"] == [row.number]
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert run("--on", "2026-09-20", "--apply").strip().endswith("0.")
