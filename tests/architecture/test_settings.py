"""Unsafe settings do not start: each case runs the settings in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "LEVIER_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "levier.example.org",
    "DATABASE_URL": "postgres://levier@127.0.0.1/levier",
}


def start(**changes: str) -> str:
    """Load the settings with an environment; return the last line of what they refuse, or ''."""
    environment = {"PATH": os.environ["PATH"], **changes}
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_safe_production_settings_start():
    assert start(**SAFE) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SECRET_KEY": "k" * 49}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
    ],
)
def test_production_refuses_an_unsafe_setting_by_name(changes, said):
    assert said in start(**{**SAFE, **changes})


def test_the_demo_key_serves_this_machine_only():
    assert start() == ""
    assert "public" in start(ALLOWED_HOSTS="levier.example.org")
    assert start(ALLOWED_HOSTS="levier.example.org", SECRET_KEY="a-key-of-ones-own") == ""


def test_an_unknown_environment_is_refused():
    assert "LEVIER_ENV" in start(LEVIER_ENV="staging")
