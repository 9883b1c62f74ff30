"""What the tests of dossiers share."""

import pytest

from tests.factories.accounts import house, user


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep the files of the tests in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor(db):
    """An adviser of a house."""
    return user("advisor", house())
