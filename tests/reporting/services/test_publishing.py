from decimal import Decimal

import pytest

from levier.journal.models import Entry
from levier.reporting.errors import YearAlreadyPublished, YearIsEmpty
from levier.reporting.figures import figures, published_figures
from levier.reporting.models import FrozenItem, FrozenYear
from levier.reporting.services import publish_year
from tests.factories.accounts import house, user
from tests.reporting.rows import small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def director():
    return user("director")


def test_publishing_keeps_every_figure_and_the_rows_it_stood_on(director):
    rows = small_year(director.organisation)
    values = figures(rows.organisation, 2024)

    frozen = publish_year(organisation=rows.organisation, year=2024, actor=director)

    kept = published_figures(frozen)
    assert [kept[v.definition.code].rows for v in values] == [v.rows for v in values]
    assert kept["tpe.guarantees"].exact == Decimal("32500")
    assert FrozenItem.objects.count() == sum(len(v.items) for v in values)
    assert frozen.published_by == director
    assert Entry.objects.get(action="reporting.year_published").actor == director


def test_a_published_year_is_not_published_again(director):
    rows = small_year(director.organisation)
    publish_year(organisation=rows.organisation, year=2024, actor=director)

    with pytest.raises(YearAlreadyPublished, match="2024 sont déjà publiés"):
        publish_year(organisation=rows.organisation, year=2024, actor=director)

    assert FrozenYear.objects.count() == 1


def test_a_year_without_rows_is_not_published():
    with pytest.raises(YearIsEmpty):
        publish_year(organisation=house(), year=2031, actor=None)


def test_each_house_publishes_its_own_year(director):
    small_year(director.organisation)
    other = small_year(house()).organisation
    publish_year(organisation=director.organisation, year=2024, actor=director)

    publish_year(organisation=other, year=2024, actor=None)

    assert FrozenYear.objects.count() == 2
