"""Thirty dossiers through one written consultation, from its opening to its minutes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.cases.models import Case
from levier.committees.errors import ConsultationRefused
from levier.committees.models import Decision, Sitting
from levier.committees.services import (
    NewCondition,
    cast_vote,
    close_consultation,
    close_if_all_voted,
    consult_members,
    declare_withdrawal,
    put_on_agenda,
)
from levier.correspondence.models import OutgoingMessage
from levier.portfolio.models import Commitment
from levier.rules.committee import Proposal
from levier.workflows.decide_consultation import (
    SENT_BACK,
    Ruling,
    decide_consultation,
    proposed_for,
)
from levier.workflows.sitting_documents import minutes_data, publish_minutes
from tests.factories.committees import HELD_ON, refusal_reason, representatives, secretary
from tests.factories.committees import sitting as meeting
from tests.factories.consultations import OPENED_AT, later, opened, planned

pytestmark = pytest.mark.django_db
QUERIES_A_DOSSIER = 95


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor():
    return secretary()


def vote(row, position, *choices, remark=None):
    """Write the votes of the first members called on one dossier."""
    item = row.items.select_related("sitting", "case").get(position=position)
    for person, choice in zip(representatives(row), choices, strict=False):
        cast_vote(
            item=item, representative=person, choice=choice, actor=None, at=later(1), remark=remark
        )
    return item


def closed(row, actor):
    return close_consultation(sitting=row, actor=actor, at=later(6))


def as_proposed(row):
    return {found.item.pk: Ruling(found.proposal.value) for found in proposed_for(row)}


def test_votes_propose_and_the_act_decides_each_dossier(actor):
    row = opened(actor, seats=3, dossiers=5)
    vote(row, 1, "for", "for", "against")
    vote(row, 2, "against", "against")
    vote(row, 3, "for", "against", "abstention")
    vote(row, 4, "for")
    closed(row, actor)
    found = proposed_for(row)

    assert [one.proposal for one in found] == [
        Proposal.AGREED, Proposal.REFUSED, Proposal.ADJOURNED, Proposal.SENT_BACK,
        Proposal.SENT_BACK,
    ]  # fmt: skip
    assert found[2].reason == (
        "Le vote ne départage pas\u00a0: 1 pour, 1 contre, 1\u00a0abstention."
    )
    assert "1\u00a0membre sur ce dossier, il en faut 2" in found[3].reason
    rulings = as_proposed(row)
    rulings[found[1].item.pk] = Ruling("refused", refusal_reason=refusal_reason(row.organisation))
    results = decide_consultation(sitting=row, rulings=rulings, actor=actor)

    assert all(result.is_done for result in results)
    states = row.items.order_by("position").values_list("case__state", flat=True)
    assert list(states) == ["agreed", "refused", "instruction", "ready", "ready"]
    assert list(Decision.objects.values_list("amount", flat=True)) == [Decimal(2000), None, None]
    assert Commitment.objects.count() == 1
    row.refresh_from_db()
    assert row.state == "held"


def test_a_refused_row_stops_no_other_and_the_act_is_repeated_without_harm(actor):
    row = opened(actor, dossiers=3)
    for position in (1, 2, 3):
        vote(row, position, "for", "for")
    closed(row, actor)
    first, second, third = row.items.order_by("position")
    rulings = {
        first.pk: Ruling("agreed"),
        second.pk: Ruling("refused", refusal_reason=refusal_reason(row.organisation)),
        third.pk: Ruling("agreed", amounts={third.case.requests.get().pk: Decimal(1500)}),
    }

    results = decide_consultation(sitting=row, rulings=rulings, actor=actor)

    assert [result.is_done for result in results] == [True, False, True]
    assert "ajournez le dossier" in results[1].sentence
    again = decide_consultation(
        sitting=row, rulings=rulings | {second.pk: Ruling("adjourned", reason="Devis."),
                                        third.pk: Ruling("agreed")}, actor=actor,
    )  # fmt: skip
    assert [result.is_done for result in again] == [True, True, True]
    amounts = dict(Decision.objects.values_list("item", "amount"))
    assert amounts == {first.pk: 2000, second.pk: None, third.pk: 1500}


def test_conditions_and_a_dossier_sent_back_by_the_secretary(actor):
    row = opened(actor, dossiers=2)
    for position in (1, 2):
        vote(row, position, "for", "for")
    closed(row, actor)
    first, second = row.items.order_by("position")
    rulings = {
        first.pk: Ruling("agreed_with_conditions", conditions=[NewCondition("Bail signé")]),
        second.pk: Ruling(SENT_BACK),
    }

    results = decide_consultation(sitting=row, rulings=rulings, actor=actor)

    assert [result.is_done for result in results] == [True, False]
    assert "pourquoi" in results[1].sentence
    assert Decision.objects.get().conditions.get().text == "Bail signé"


def test_nothing_is_decided_before_the_end_nor_of_a_meeting(actor):
    row = opened(actor)
    with pytest.raises(ConsultationRefused):
        decide_consultation(sitting=row, rulings=as_proposed(row), actor=actor)
    with pytest.raises(ConsultationRefused):
        decide_consultation(sitting=meeting(actor), rulings={}, actor=actor)


def test_a_dossier_sent_back_goes_to_another_committee(actor):
    row = opened(actor, dossiers=1)
    closed(row, actor)
    decide_consultation(sitting=row, rulings=as_proposed(row), actor=actor)
    case = Case.objects.get()
    other = planned(actor, dossiers=0)

    item = put_on_agenda(sitting=other, case=case, actor=actor, on=date(2026, 3, 26))

    assert item.case.state == "committee"


def test_the_minutes_say_the_quorum_in_writing_college_by_college(actor):
    row = opened(
        actor, written_min_members=2, written_min_colleges=0,
        colleges={"volunteer": {"written_min_members": 1}},
    )  # fmt: skip
    said = dict(minutes_data(row, HELD_ON).facts)
    assert said["Quorum par dossier"] == (
        "2\u00a0votants, collège «\u00a0bénévole\u00a0»\u00a0: 1\u00a0votant"
    )


def test_thirty_dossiers_from_the_opening_to_the_minutes(actor):
    row = planned(actor, seats=4, dossiers=30)
    people = representatives(row)
    for rank, person in enumerate(people):
        person.email = f"membre{rank}@example.org"
        person.save()
    consult_members(sitting=row, actor=actor, at=OPENED_AT)
    assert OutgoingMessage.objects.filter(subject__contains="30 dossiers").count() == 4
    out = row.items.get(position=30)
    declare_withdrawal(item=out, representative=people[3], reason="même banque", actor=actor)
    for item in row.items.select_related("sitting", "case").order_by("position"):
        for person in people if item != out else people[:3]:
            cast_vote(
                item=item, representative=person, choice="for", actor=person.user, at=later(2),
                remark="Suivre la trésorerie." if item.position == 1 else None,
            )  # fmt: skip
    assert close_if_all_voted(sitting=row, actor=None, at=later(2))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        results = decide_consultation(sitting=row, rulings=as_proposed(row), actor=actor)

    assert [result.is_done for result in results] == [True] * 30
    assert len(asked) <= 30 * QUERIES_A_DOSSIER
    assert Commitment.objects.count() == 30
    assert set(Decision.objects.values_list("decided_on", flat=True)) == {date(2026, 3, 21)}
    row = Sitting.objects.get(pk=row.pk)
    said = minutes_data(row, HELD_ON)
    facts = dict(said.facts)
    assert facts["Forme"] == "Consultation écrite"
    assert facts["Ouverte le"] == ("jeudi\u00a019\u00a0mars\u00a02026 à 9\u00a0h\u00a000")
    assert facts["Ont voté"] == "4\u00a0membres sur 4"
    assert "Remarques" in said.items[0].votes_detail and "trésorerie" in said.items[0].votes_detail
    assert said.items[29].quorum == "3\u00a0votants, 1\u00a0collège"
    assert publish_minutes(sitting=row, actor=actor, on=HELD_ON).state == "minuted"
