"""Sown dossiers: many, the same for the same seed, never in a house of real ones."""

from datetime import date

import pytest

from levier.cases.models import Case, PlanLine
from levier.committees.models import AgendaItem
from levier.exchange.seed_house import open_seed_house
from levier.exchange.seeding import NotASeedHouse, seed_cases
from levier.journal.models import Entry
from levier.people.models import SearchWord
from levier.portfolio.models import Commitment, Guarantee

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture
def house():
    return open_seed_house(code="semis", on=TODAY)


def test_dossiers_are_sown_with_what_hangs_from_them(house):
    assert list(seed_cases(house=house, count=200, today=TODAY)) == [200]

    assert Case.objects.filter(organisation=house).count() == 200
    assert Case.objects.in_progress().exists()
    assert AgendaItem.objects.count() >= Commitment.objects.count() > 50
    assert Guarantee.objects.count() == Commitment.objects.count()
    assert SearchWord.objects.filter(word="semis7 example org".replace(" ", "")).exists()
    for case in Case.objects.filter(plan_lines__isnull=False).distinct()[:20]:
        lines = case.plan_lines.all()
        needs = sum(line.amount for line in lines if line.side == PlanLine.Side.NEED)
        assert needs == sum(line.amount for line in lines if line.side == PlanLine.Side.RESOURCE)


def test_a_sown_row_bears_the_day_of_its_story(house):
    list(seed_cases(house=house, count=100, today=TODAY))

    oldest = Case.objects.order_by("opened_on").first()
    entry = Entry.objects.filter(case_key=oldest.pk).order_by("id").first()
    assert entry.at.date() == oldest.opened_on < date(2020, 1, 1)
    assert list(Case.objects.order_by("pk").values_list("opened_on", flat=True)) == sorted(
        Case.objects.values_list("opened_on", flat=True)
    )


def test_the_same_seed_sows_the_same_dossiers(house):
    other = open_seed_house(code="autre", on=TODAY)
    for each in (house, other):
        list(seed_cases(house=each, count=50, today=TODAY, seed=7))

    columns = ("number", "title", "state", "person__name_key", "last_action_on")
    first, second = (
        list(Case.objects.filter(organisation=each).order_by("number").values_list(*columns))
        for each in (house, other)
    )
    assert first == second


def test_sowing_again_adds_to_what_is_there(house):
    list(seed_cases(house=house, count=30, today=TODAY))
    list(seed_cases(house=house, count=20, today=TODAY))

    assert Case.objects.filter(organisation=house).count() == 50


def test_a_house_of_real_dossiers_is_never_sown(house):
    Case.objects.create(
        organisation=house, number="TPE-2026-001", title="x", opened_on=TODAY, last_action_on=TODAY
    )

    with pytest.raises(NotASeedHouse):
        list(seed_cases(house=house, count=1, today=TODAY))
