"""What the database knows of its own tables, without which it picks its indexes blindly."""

from django.db import connection

SAMPLED_ROWS = 1_000


def refresh_statistics() -> None:
    """Read each index again: SQLite never does it by itself, PostgreSQL some time after writes.

    SQLite only samples: from whole counts it learns that one house holds every row, forgets that
    a page shows fifty of them, and sorts the table instead of following the index of a list.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLED_ROWS}")
        cursor.execute("ANALYZE")
