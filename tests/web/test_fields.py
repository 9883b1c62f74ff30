"""What a field reads of what is typed, and what it refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from levier.web.fields import DayField


@pytest.mark.parametrize("typed", ["0001-01-01", "31/12/1899", "2101-01-01", "9999-12-01"])
def test_a_day_of_a_year_mistyped_is_refused(typed):
    with pytest.raises(ValidationError, match="une année de 1900 à 2100"):
        DayField().clean(typed)


def test_a_day_from_1900_to_2100_is_read():
    assert DayField().clean("01/01/1900") == date(1900, 1, 1)
    assert DayField().clean("2100-12-31") == date(2100, 12, 31)
    assert DayField(required=False).clean("") is None
