"""What every test may use. The seed of random draws is printed at the head of the run."""

import os
import random

SEED = int(os.environ.get("LEVIER_SEED", "20241219"))
random.seed(SEED)


def pytest_report_header():
    """Name the seed and the database, so that a failure can be replayed."""
    return f"levier: seed {SEED}, database {os.environ.get('DATABASE_URL', 'by default')}"
