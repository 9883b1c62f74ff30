"""What the tests of forecasts share."""

import pytest

from tests.factories.accounts import house, user


@pytest.fixture
def actor(db):
    """An adviser of a house."""
    return user("advisor", house())
