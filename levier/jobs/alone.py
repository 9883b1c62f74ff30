"""One process at a time: a lock that dies with the process that holds it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Give True while this process alone does `name` on this database, False if another does it.

    Nobody waits. The lock is the session's on PostgreSQL, and that of a file beside the database
    on SQLite: a process that is killed gives both back at once. An in-memory database has no other
    process.
    """
    if connection.vendor == "postgresql":
        with _of_the_session(name) as is_taken:
            yield is_taken
    elif connection.is_in_memory_db():
        yield True
    else:
        with _of_a_file(Path(f"{connection.settings_dict['NAME']}-{name}.lock")) as is_taken:
            yield is_taken


@contextmanager
def _of_the_session(name: str) -> Iterator[bool]:
    is_taken = _asked("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name)
    try:
        yield is_taken
    finally:
        if is_taken:
            _asked("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)


def _asked(sql: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"levier {name}"])
        return bool(cursor.fetchone()[0])


@contextmanager
def _of_a_file(path: Path) -> Iterator[bool]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
