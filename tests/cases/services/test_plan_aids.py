"""A plan names an aid of a third party on a day when it is in force, by every door."""

from datetime import timedelta
from decimal import Decimal

import pytest

from levier.cases.errors import AidNotInForce
from levier.cases.services import (
    add_plan_line,
    change_plan_line,
    set_financier,
    set_plan_lines,
)
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_plan
from tests.factories.catalogue import third_party_aid

pytestmark = pytest.mark.django_db
NOT_IN_FORCE = {
    "closed the day before": {"last_day": DAY - timedelta(days=1)},
    "begun the day after": {"first_day": DAY + timedelta(days=1)},
    "inactive": {"status": "inactive"},
}


@pytest.fixture
def actor():
    return user("advisor")


@pytest.fixture
def opened(actor):
    return with_plan(actor)


def doors(case, actor, aid) -> list:
    """Return each way to name an aid in a plan."""
    line = case.plan_lines.get(side="resource")
    who = {"actor": actor, "on": DAY}
    row = {"side": "resource", "nature": "grant", "amount": Decimal(1), "aid": aid}
    return [
        lambda: add_plan_line(case=case, **who, **row),
        lambda: change_plan_line(line=line, **who, aid=aid),
        lambda: set_financier(line=line, **who, partner="", aid=aid),
        lambda: set_plan_lines(case=case, **who, lines=[row]),
    ]


@pytest.mark.parametrize("door", range(4))
@pytest.mark.parametrize("terms", NOT_IN_FORCE)
def test_an_aid_that_is_not_in_force_is_refused_with_its_day(opened, actor, terms, door):
    aid = third_party_aid(actor.organisation, **NOT_IN_FORCE[terms])
    before = list(opened.plan_lines.values())

    with pytest.raises(AidNotInForce, match="n’est pas en vigueur le 03/06/2024"):
        doors(opened, actor, aid)[door]()
    assert list(opened.plan_lines.values()) == before


@pytest.mark.parametrize("door", range(4))
def test_an_aid_is_named_until_its_last_day(opened, actor, door):
    doors(opened, actor, third_party_aid(actor.organisation, last_day=DAY))[door]()

    assert opened.plan_lines.filter(aid__label="Aide à l’installation").count() == 1


@pytest.mark.parametrize("door", [1, 2, 3])
def test_an_aid_closed_since_stays_where_it_was_named(opened, actor, door):
    aid = third_party_aid(actor.organisation)
    opened.plan_lines.filter(side="resource").update(aid=aid)
    aid.last_day = DAY - timedelta(days=1)
    aid.save()

    doors(opened, actor, aid)[door]()

    assert opened.plan_lines.get(aid=aid).side == "resource"


def test_an_aid_of_another_house_is_refused(opened, actor):
    with pytest.raises(AidNotInForce):
        doors(opened, actor, third_party_aid(house()))[0]()
