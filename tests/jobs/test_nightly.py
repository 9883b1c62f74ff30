"""`levier nightly` runs what the apps declare, once."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from levier.jobs import ticks
from levier.jobs.models import Tick

pytestmark = pytest.mark.django_db


def said(on):
    out = StringIO()
    call_command("nightly", on=on, stdout=out)
    return out.getvalue()


def test_the_command_runs_the_tasks_of_the_day_once():
    day = date(2026, 11, 25)

    assert "jobs.reap" in said(day)
    assert "tout est déjà fait" in said(day)


def test_the_command_runs_the_other_tasks_then_fails_with_the_names_of_those_that_failed(
    monkeypatch,
):
    day = date(2026, 11, 25)
    said(day)  # every task is declared, and done
    Tick.objects.filter(name__in=("jobs.reap", "jobs.statistics")).delete()
    monkeypatch.setitem(ticks._TICKS, "jobs.reap", lambda day: 1 / 0)

    with pytest.raises(CommandError, match=r"En échec.*jobs\.reap\."):
        said(day)
    assert Tick.objects.get(name="jobs.statistics").finished_at is not None
    assert Tick.objects.get(name="jobs.reap").finished_at is None
