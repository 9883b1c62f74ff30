"""One night at a time: another process finds it taken, and one that died gives it back."""

import subprocess
import sys
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from levier.jobs import alone as module
from levier.jobs.alone import alone
from levier.jobs.services import Night, run_ticks
from tests.portfolio.test_draws_concurrency import at_once

HOLDER = """
import fcntl, sys, time
with open(sys.argv[1], "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("go", flush=True)
    time.sleep(600)
"""


def test_a_file_held_by_another_process_is_taken_until_that_process_dies(tmp_path):
    path = tmp_path / "base.sqlite3-nightly.lock"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], text=True, stdout=subprocess.PIPE
    )
    assert child.stdout.readline() == "go\n"
    with module._of_a_file(path) as is_taken:
        assert is_taken is False
    child.kill()
    child.stdout.close()
    child.wait()
    with module._of_a_file(path) as is_taken:
        assert is_taken is True


@pytest.mark.django_db
def test_a_night_run_elsewhere_runs_nothing_here(monkeypatch):
    @contextmanager
    def taken(name):
        yield False

    monkeypatch.setattr("levier.jobs.services.alone", taken)
    ran = []
    night = run_ticks(day=date(2026, 11, 25), ticks={"clean": ran.append})
    assert (night, ran) == (Night(is_elsewhere=True), [])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real connections at once")
def test_a_lock_is_one_session_s_and_ends_with_it():
    def asked():
        with alone("nightly") as is_alone:
            return is_alone

    def left_held():
        lock = alone("nightly")
        taken = lock.__enter__()
        connection.close()  # as when the process dies: nothing is given back by hand
        return taken

    with alone("nightly") as is_alone:
        assert is_alone is True
        assert at_once(asked, asked) == [False, False]
    assert at_once(left_held) == [True]
    assert at_once(asked) == [True]
