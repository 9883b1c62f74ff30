"""What the tests of correspondence share."""

from datetime import UTC, datetime

import pytest

from tests.factories.accounts import house, user

NOW = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep the files of the tests in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def worker(settings):
    """Run background work at once, whatever the environment of the run."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def actor(db):
    """An adviser of a house."""
    return user("advisor", house(name="Maison Horizon"))
