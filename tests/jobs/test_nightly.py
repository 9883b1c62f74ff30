"""`levier nightly` runs what the apps declare, once."""

from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def said(on):
    out = StringIO()
    call_command("nightly", on=on, stdout=out)
    return out.getvalue()


def test_the_command_runs_the_tasks_of_the_day_once():
    from datetime import date

    day = date(2026, 11, 25)

    assert "jobs.reap" in said(day)
    assert "tout est déjà fait" in said(day)
