"""What the database knows of its own tables, without which it picks its indexes blindly."""

from django.db import connection

SAMPLED_ROWS = 1_000


def refresh_statistics() -> None:
    """Sample each index again, outside a transaction: SQLite never does it by itself.

    PostgreSQL does it on its own some time after many writes; here it does at once.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLED_ROWS}")
        cursor.execute("ANALYZE")
