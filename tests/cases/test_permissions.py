"""Who may write on a dossier, and until when."""

import pytest

from levier.cases.permissions import (
    can_ask_pieces,
    can_edit_case,
    can_give_access,
    can_instruct,
    events_for,
)
from tests.factories.accounts import house, user
from tests.factories.cases import case, instructed


@pytest.mark.parametrize(
    ("role", "track", "may"),
    [
        ("advisor", "creation", True),
        ("advisor", "brsa", False),
        ("brsa_advisor", "brsa", True),
        ("brsa_advisor", "creation", False),
        ("dla_officer", "ess", True),
        ("dla_officer", "creation", False),
        ("secretary", "creation", True),
        ("director", "brsa", True),
        ("finance", "creation", False),
        ("administrator", "creation", False),
        ("member", "creation", False),
    ],
)
def test_a_role_writes_on_the_dossiers_of_its_tracks(actor, role, track, may):
    opened = case(actor, track=track)

    assert can_edit_case(user(role, actor.organisation), opened) is may


def test_what_the_committee_reads_is_closed_to_changes(actor):
    opened = instructed(actor)
    assert can_instruct(actor, opened)

    opened.state = "committee"

    assert not can_instruct(actor, opened)
    assert can_edit_case(actor, opened)
    assert can_ask_pieces(actor, opened)
    opened.state = "closed"
    assert not can_ask_pieces(actor, opened)


def test_the_buttons_are_those_of_the_table_that_belong_here(actor):
    opened = instructed(actor)

    assert [str(event) for event in events_for(actor, opened)] == ["declare_ready", "abandon"]
    assert events_for(user("finance", actor.organisation), opened) == []
    opened.state = "committee"
    assert events_for(actor, opened) == []


def test_the_adviser_of_the_dossier_and_the_direction_give_access(actor):
    opened = case(actor)

    assert can_give_access(actor, opened)
    assert can_give_access(user("director", actor.organisation), opened)
    assert not can_give_access(user("advisor", actor.organisation), opened)
    assert not can_give_access(user("advisor", house()), opened)
