from datetime import date

import pytest

from levier.committees.errors import SittingRefused, UnknownKind
from levier.committees.models import Committee
from levier.committees.services import (
    add_committee,
    change_committee,
    committee_named,
    install_committees,
    plan_sitting,
    update_sitting,
)
from levier.journal.models import Entry
from tests.factories.committees import HELD_ON, committee, secretary, sitting

pytestmark = pytest.mark.django_db


def test_a_house_adds_as_many_committees_as_it_names_each_with_a_code_that_stays():
    actor = secretary()
    house = actor.organisation
    install_committees(organisation=house, actor=actor)

    row = add_committee(organisation=house, actor=actor, label=" Comité  du bassin minier ")
    other = add_committee(organisation=house, actor=actor, label="Bassin minier")
    again = add_committee(organisation=house, actor=actor, label="TPE")

    assert (row.label, row.code) == ("Comité du bassin minier", "du-bassin-minier")
    assert (other.code, again.code) == ("bassin-minier", "tpe")
    assert Committee.objects.filter(organisation=house).count() == 7
    change_committee(committee=row, actor=actor, label="Comité du littoral")
    row.refresh_from_db()
    assert (row.label, row.code) == ("Comité du littoral", "du-bassin-minier")
    assert Entry.objects.get(action="committees.changed").summary == (
        "Comité du bassin minier devient « Comité du littoral »."
    )


def test_two_names_with_the_same_code_get_two_codes_and_a_name_is_used_once():
    actor = secretary()
    terms = {"organisation": actor.organisation, "actor": actor}

    first = add_committee(label="Comité d’agrément", **terms)
    second = add_committee(label="Comité d'agrément", **terms)

    assert (first.code, second.code) == ("dagrement", "dagrement-2")
    with pytest.raises(SittingRefused, match="porte déjà ce nom"):
        add_committee(label="Comité d’agrément", **terms)
    with pytest.raises(SittingRefused):
        add_committee(label=" ", **terms)


def test_a_renamed_committee_is_still_found_by_the_word_of_the_workbooks():
    actor = secretary()
    row = committee(actor.organisation)
    change_committee(committee=row, actor=actor, label="Comité de la création")
    mine = add_committee(organisation=actor.organisation, actor=actor, label="Comité du littoral")

    for name in ("TPE", "creation", "comité de la création"):
        assert committee_named(actor.organisation, name) == row
    assert committee_named(actor.organisation, "Comité du littoral") == mine
    with pytest.raises(UnknownKind, match="Atlantide"):
        committee_named(actor.organisation, "Atlantide")


@pytest.mark.parametrize(("day", "refused"), [(18, False), (19, False), (20, True)])
def test_a_closed_committee_sits_until_its_last_day(day, refused):
    actor = secretary()
    row = committee(actor.organisation)
    change_committee(committee=row, actor=actor, last_day=HELD_ON)
    terms = {"organisation": actor.organisation, "actor": actor, "committee": row}

    if refused:
        with pytest.raises(SittingRefused, match="ne siège plus après le 19"):
            plan_sitting(held_on=date(2026, 3, day), **terms)
    else:
        assert plan_sitting(held_on=date(2026, 3, day), **terms).pk


def test_a_sitting_is_not_moved_past_the_last_day_and_a_sitting_to_come_keeps_it_open():
    actor = secretary()
    row = sitting(actor)

    with pytest.raises(SittingRefused, match=f"Le comité {row} est prévu le 19"):
        change_committee(committee=row.committee, actor=actor, last_day=date(2026, 3, 18))
    change_committee(committee=row.committee, actor=actor, last_day=HELD_ON)
    with pytest.raises(SittingRefused, match="ne siège plus après"):
        update_sitting(sitting=row, actor=actor, held_on=date(2026, 3, 20))
    row.refresh_from_db()
    assert row.held_on == HELD_ON
    change_committee(committee=row.committee, actor=actor, last_day=None)
    assert update_sitting(sitting=row, actor=actor, held_on=date(2026, 3, 20)).pk


def test_a_house_that_named_a_committee_like_a_given_one_keeps_it_and_lacks_none():
    actor = secretary()
    house = actor.organisation
    mine = add_committee(organisation=house, actor=actor, label="Comité TPE")

    assert install_committees(organisation=house, actor=actor) == 3
    assert install_committees(organisation=house, actor=actor) == 0
    assert committee_named(house, "TPE") == mine
