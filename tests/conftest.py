"""What every test may use. The seed of random draws is printed at the head of the run."""

import importlib.util
import os
import random

from hypothesis import settings

SEED = int(os.environ.get("LEVIER_SEED", "20241219"))
random.seed(SEED)
# How long an example takes says how busy the machine is, not whether a law holds.
settings.register_profile("levier", deadline=None)
settings.load_profile("levier")

# `make test` does not install the browser's package: `make e2e` does, and then finds these tests.
collect_ignore = [] if importlib.util.find_spec("playwright") else ["browser"]


def pytest_report_header():
    """Name the seed and the database, so that a failure can be replayed."""
    return f"levier: seed {SEED}, database {os.environ.get('DATABASE_URL', 'by default')}"
