"""What the database knows of its own tables, without which it picks its indexes blindly."""

from django.db import connection


def refresh_statistics() -> None:
    """Read each index again: SQLite never does it by itself, PostgreSQL some time after writes.

    Three seconds for 100,000 dossiers on SQLite; a sample would take every advisor for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
