"""A tie that appears after a dossier is laid is proposed, once, while the point may be decided."""

import pytest

from levier.committees.models import AgendaItem
from levier.committees.services import (
    accept_proposal,
    dismiss_proposal,
    open_consultation,
    open_sitting,
    put_on_agenda,
    set_term,
)
from levier.journal.models import Entry
from levier.people.services import register_structure
from tests.factories.committees import (
    HELD_ON,
    bank,
    laid,
    minuted,
    ready_case,
    representatives,
    request,
    secretary,
    sitting,
)
from tests.factories.consultations import OPENED_AT, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return secretary()


def bakery(actor, row):
    """Return the point of a dossier of Le Fournil on the agenda of a sitting."""
    owner = register_structure(organisation=actor.organisation, actor=actor, name="Le Fournil")
    case = ready_case(actor.organisation, structure=owner)
    request(case)
    return put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON)


def grounds(item) -> list[str]:
    return [row.ground for row in item.proposals.all()]


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"employer": "SARL Le Fournil"}, "employer"),
        ({"mandates": "Mairie de Lens\nLe Fournil"}, "mandate"),
    ],
)
def test_a_tie_gained_after_the_laying_is_proposed_once_when_it_is_written(actor, changes, ground):
    row = sitting(actor)
    item, person = bakery(actor, row), representatives(row)[0]
    other, _ = laid(row, actor)
    assert grounds(item) == []

    set_term(representative=person, actor=actor, **changes)
    set_term(representative=person, actor=actor, **changes, email="membre@example.org")
    open_sitting(sitting=row, actor=actor)

    assert grounds(item) == [ground]
    assert item.proposals.get().representative == person
    assert grounds(other) == []
    assert Entry.objects.filter(action="committees.withdrawal_proposed").count() == 1


def test_a_new_family_name_is_a_tie(actor):
    row = sitting(actor)
    item = bakery(actor, row)
    set_term(
        representative=representatives(row)[1], actor=actor, last_name=item.case.person.last_name
    )
    assert grounds(item) == ["name"]


def test_a_tie_written_on_the_dossier_or_the_member_is_proposed_at_the_opening(actor):
    row = sitting(actor)
    item = bakery(actor, row)
    lender = bank(actor.organisation)
    member = representatives(row)[0].member
    member.bank = lender
    member.save()
    request(item.case, bank=lender)
    assert grounds(item) == []

    open_sitting(sitting=row, actor=actor)

    assert grounds(item) == ["bank"]


def test_a_tie_is_proposed_at_the_opening_of_a_consultation(actor):
    row = planned(actor, dossiers=0)
    item = bakery(actor, row)
    lender = item.case.requests.first().bank
    member = representatives(row)[0].member
    member.bank = lender
    member.save()

    open_consultation(sitting=row, actor=actor, at=OPENED_AT)

    assert grounds(item) == ["bank"]


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_a_tie_that_was_answered_is_not_proposed_again(actor, answer):
    row = sitting(actor)
    item, person = bakery(actor, row), representatives(row)[0]
    set_term(representative=person, actor=actor, employer="Le Fournil")
    proposal = item.proposals.get()
    if answer == "accept":
        accept_proposal(proposal=proposal, actor=actor)
    else:
        dismiss_proposal(proposal=proposal, reason="homonyme", actor=actor)

    set_term(representative=person, actor=actor, employer="", mandates="Mairie de Lens")
    set_term(representative=person, actor=actor, employer="Le Fournil")
    open_sitting(sitting=row, actor=actor)

    assert [row.state for row in item.proposals.all()] == [
        "accepted" if answer == "accept" else "dismissed"
    ]


def test_nothing_is_proposed_on_a_point_decided_or_for_who_is_not_called(actor):
    row = sitting(actor)
    item, person = bakery(actor, row), representatives(row)[0]
    elsewhere = representatives(minuted(actor, kind="ess"))[0]
    set_term(representative=elsewhere, actor=actor, employer="Le Fournil")
    assert grounds(item) == []

    AgendaItem.objects.filter(pk=item.pk).update(is_closed=True)
    set_term(representative=person, actor=actor, employer="Le Fournil")
    assert grounds(item) == []

    AgendaItem.objects.filter(pk=item.pk).update(is_closed=False)
    type(row).objects.filter(pk=row.pk).update(state="held")
    set_term(representative=person, actor=actor, employer="", mandates="Le Fournil")
    assert grounds(item) == []
