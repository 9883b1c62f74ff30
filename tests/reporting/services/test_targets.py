from decimal import Decimal

import pytest

from levier.journal.models import Entry
from levier.reporting.errors import NegativeTarget, UnknownFigureCode
from levier.reporting.models import YearTarget
from levier.reporting.services import set_target
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def aim():
    director = user("director")

    def set_to(value, code="tpe.projects"):
        return set_target(
            organisation=director.organisation, year=2024, code=code, value=value, actor=director
        )

    return set_to


def test_a_target_is_set_changed_and_removed(aim):
    aim(Decimal(280))
    aim(Decimal(300))

    assert [t.value for t in YearTarget.objects.all()] == [300]
    assert Entry.objects.first().detail == {"tpe.projects": ["280.00", "300"]}

    aim(None)
    assert not YearTarget.objects.exists()


def test_a_target_is_never_negative(aim):
    with pytest.raises(NegativeTarget):
        aim(Decimal(-1))


def test_a_target_is_that_of_a_known_figure(aim):
    with pytest.raises(UnknownFigureCode):
        aim(Decimal(1), code="tpe.nothing")
