"""Houses that run already get the conditions that the data files say better since."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from levier.catalogue.corrections import renew_conditions
from levier.catalogue.models import InstrumentVersion
from levier.catalogue.services import version_on
from tests.factories.accounts import house
from tests.factories.catalogue import instrument

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)
BEFORE = [{"code": "ess", "label": "Structure de l’ESS"}]
AFTER = [*BEFORE, {"code": "difficulty_shown", "label": "Difficulté établie"}]
CORRECTIONS = {
    "avance_dasess": ("0006_difficulty_is_a_fact", "ask_for_the_difficulty"),
    "pret_honneur_quartier": ("0007_honour_loan_conditions", "ask_what_was_a_note"),
}
"""The migrations that say the conditions of a product otherwise, and what each runs."""


def product(code="avance_dasess", conditions=BEFORE, **changes):
    """An instrument as a house had it before: its open version asks `conditions`."""
    found = instrument(house(), code)
    versions = InstrumentVersion.objects.filter(instrument=found)
    versions.filter(last_day=None).update(conditions=conditions, **changes)
    return found


def renew(on=TODAY):
    return renew_conditions(
        InstrumentVersion.objects, "avance_dasess", before=BEFORE, after=AFTER, on=on, why="Fiche"
    )  # fmt: skip


def test_the_version_is_closed_the_day_before_and_another_begins():
    advance = product()
    old = version_on(advance, TODAY)

    assert renew() == 1

    yesterday, today = version_on(advance, TODAY - timedelta(days=1)), version_on(advance, TODAY)
    assert (yesterday.pk, yesterday.conditions, yesterday.closing_source) == (
        old.pk, BEFORE, "Fiche",
    )  # fmt: skip
    assert (today.first_day, today.last_day, today.conditions) == (TODAY, None, AFTER)
    same = ("status", "source", "max_amount", "min_months", "max_months", "note", "instrument_id")
    assert [getattr(today, name) for name in same] == [getattr(old, name) for name in same]
    today.full_clean()


def test_it_is_done_once_and_in_every_house():
    first, second = product(), product()

    assert (renew(), renew()) == (2, 0)
    assert all(version_on(each, TODAY).conditions == AFTER for each in (first, second))


@pytest.mark.parametrize(
    "changes",
    [
        {"conditions": [*BEFORE, {"code": "women", "label": "Pour les femmes"}]},
        {"status": "inactive"},
        {"last_day": TODAY + timedelta(days=30)},
    ],
)
def test_what_a_house_wrote_closed_or_set_aside_stays(changes):
    product(**changes)
    before = list(InstrumentVersion.objects.order_by("pk").values())

    assert renew() == 0
    assert list(InstrumentVersion.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("first_day", "count"),
    [(TODAY - timedelta(days=1), 2), (TODAY, 1), (TODAY + timedelta(days=1), 1)],
)
def test_a_version_that_has_not_begun_yet_is_not_closed_before_it_begins(first_day, count):
    advance = product(first_day=first_day)

    assert renew() == 1
    assert advance.versions.filter(first_day__gte=date(2018, 1, 1)).count() == count
    assert advance.versions.get(last_day=None).conditions == AFTER


@pytest.mark.parametrize("code", sorted(CORRECTIONS))
def test_a_house_that_ran_before_asks_what_a_new_one_asks(code):
    name, run = CORRECTIONS[code]
    migration = import_module(f"levier.catalogue.migrations.{name}")
    shipped = version_on(instrument(house(), code), timezone.localdate()).conditions
    found = product(code, migration.BEFORE)

    getattr(migration, run)(apps, None)

    assert version_on(found, timezone.localdate()).conditions == shipped == migration.AFTER
