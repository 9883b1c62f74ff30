"""What the tests of the pages of a forecast share."""

import pytest

from tests.factories.accounts import house, user


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep the files of the tests in a folder of their own, and ask no address of the network."""
    settings.MEDIA_ROOT = tmp_path
    settings.GEOCODING_URL = ""


@pytest.fixture
def actor(db):
    """An adviser of a house of the Pas-de-Calais."""
    return user("advisor", house())


@pytest.fixture
def page(client, actor):
    """The adviser's browser."""
    client.force_login(actor)
    return client
