"""The statistics by which the database picks an index."""

import pytest
from django.db import connection

from levier.jobs.planner import refresh_statistics

pytestmark = pytest.mark.django_db


def test_refreshing_lets_the_database_know_its_indexes():
    refresh_statistics()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
            assert cursor.fetchone() == (1,)
