from datetime import date

import pytest

from levier.committees.errors import MinutesFrozen, QuorumNotReached, RatificationRefused
from levier.committees.models import Decision
from levier.committees.services import (
    awaiting_ratification,
    decline_ratification,
    end_sitting,
    plan_sitting,
    ratify,
    record_attendance,
)
from levier.journal.models import Entry
from levier.workflows.rectified_minutes import rectify_minutes
from levier.workflows.sitting_documents import minutes_data, publish_minutes
from tests.factories.accounts import user
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    ready_case,
    representatives,
    request,
    sitting,
)
from tests.factories.delegations import agreed, alone, asked_of, delegation

pytestmark = pytest.mark.django_db
EVE = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def director():
    return user("director")


def delegated(actor, day=EVE, **terms) -> Decision:
    """Return one decision by delegation, to ratify unless `terms` say otherwise."""
    delegation(actor, **terms)
    asked = asked_of(actor)
    alone(actor, agreed(asked), day=day)
    return asked.decisions.get()


# ── Which ones wait, and where ────────────────────────────────────────────────────────────────
def test_a_decision_waits_at_the_committees_of_its_track_that_sit_after_it(director):
    decision = delegated(director)
    house = director.organisation
    mine = sitting(director)
    other = plan_sitting(
        organisation=house, actor=director, committee=committee(house, "ess"), held_on=HELD_ON
    )
    earlier = plan_sitting(
        organisation=house, actor=director, committee=mine.committee, held_on=date(2026, 3, 17)
    )
    same_day = plan_sitting(
        organisation=house, actor=director, committee=mine.committee, held_on=EVE
    )

    waiting = {row: list(awaiting_ratification(row)) for row in (mine, other, earlier, same_day)}
    assert waiting == {mine: [decision], other: [], earlier: [], same_day: [decision]}


def test_what_the_text_does_not_submit_to_the_committee_waits_nowhere(director):
    delegated(director, needs_ratification=False)
    assert not awaiting_ratification(sitting(director)).exists()
    assert not Decision.objects.to_ratify().exists()


# ── Ratified, or not ──────────────────────────────────────────────────────────────────────────
def test_a_committee_in_session_ratifies_and_its_minutes_name_it(director):
    decision = delegated(director)
    assert decision.amount == 28800
    row = in_session(director)

    ratify(decision=decision, sitting=row, actor=director)

    decision.refresh_from_db()
    assert (decision.ratified_in, decision.not_ratified_in, decision.is_to_ratify) == (
        row, None, False,
    )  # fmt: skip
    assert "ratifiée" in Entry.objects.get(action="committees.ratified").summary
    (line,) = minutes_data(row, HELD_ON).delegated
    assert (line.number, line.taken) == ("DD-2026-01", "Direction, 18\u00a0mars\u00a02026")
    assert (line.amount, line.ruling.word) == ("28\u202f800\u00a0€", "ratifiée")
    assert "CA du 12 décembre 2025" in line.text
    assert not awaiting_ratification(sitting(director)).exists()


def test_a_committee_that_does_not_ratify_says_why_and_the_decision_stands(director):
    decision = delegated(director)
    row = in_session(director)
    with pytest.raises(RatificationRefused, match="Dites pourquoi"):
        decline_ratification(decision=decision, sitting=row, reason=" ", actor=director)

    decline_ratification(
        decision=decision, sitting=row, reason="hors du champ de la délégation", actor=director
    )

    decision.refresh_from_db()
    assert (decision.ratified_in, decision.not_ratified_in) == (None, row)
    assert decision.outcome == "agreed"
    assert "hors du champ" in Entry.objects.get(action="committees.not_ratified").summary
    (line,) = minutes_data(row, HELD_ON).delegated
    assert (line.ruling.word, line.reason) == ("non ratifiée", "hors du champ de la délégation")
    assert not awaiting_ratification(sitting(director)).exists()


def test_the_same_session_may_say_otherwise_another_committee_may_not(director):
    decision = delegated(director)
    row = in_session(director)
    decline_ratification(decision=decision, sitting=row, reason="mal lu", actor=director)
    ratify(decision=decision, sitting=row, actor=director)
    decision.refresh_from_db()
    assert (decision.ratified_in, decision.ratification_reason) == (row, "")

    with pytest.raises(RatificationRefused, match="n’attend pas ce comité"):
        ratify(decision=decision, sitting=in_session(director), actor=director)


# ── When it may not ───────────────────────────────────────────────────────────────────────────
def test_nothing_is_ratified_out_of_session_without_quorum_nor_after_the_minutes(director):
    decision = delegated(director)
    with pytest.raises(RatificationRefused, match="en séance"):
        ratify(decision=decision, sitting=sitting(director), actor=director)

    row = in_session(director, min_members=3)
    record_attendance(
        sitting=row, representative=representatives(row)[0], is_present=False, actor=director
    )
    present = row.attendances.filter(is_present=True)
    for attendance in present[: present.count() - 2]:
        record_attendance(
            sitting=row, representative=attendance.representative, is_present=False, actor=director
        )
    with pytest.raises(QuorumNotReached, match="il en faut 3"):
        ratify(decision=decision, sitting=row, actor=director)

    end_sitting(sitting=row, actor=director)
    with pytest.raises(RatificationRefused, match="en séance"):
        ratify(decision=decision, sitting=row, actor=director)
    publish_minutes(sitting=row, actor=director, on=HELD_ON)
    row.refresh_from_db()
    with pytest.raises(MinutesFrozen):
        ratify(decision=decision, sitting=row, actor=director)
    assert minutes_data(row, HELD_ON).delegated == []


def test_a_committee_s_own_decision_is_not_ratified(director):
    row = in_session(director)
    own = Decision.objects.create(
        organisation=director.organisation, outcome="refused", decided_on=HELD_ON,
        item=row.items.create(
            organisation=director.organisation, case=ready_case(director.organisation)
        ),
    )  # fmt: skip
    with pytest.raises(RatificationRefused):
        ratify(decision=own, sitting=row, actor=director)


# ── Minutes ───────────────────────────────────────────────────────────────────────────────────
def test_frozen_minutes_and_their_rectified_ones_keep_the_decisions_they_named(director):
    first = delegated(director)
    row = in_session(director)
    ratify(decision=first, sitting=row, actor=director)
    publish_minutes(sitting=end_sitting(sitting=row, actor=director), actor=director, on=HELD_ON)
    row.refresh_from_db()
    before = row.minutes_hash

    alone(director, agreed(request(ready_case(director.organisation))), day=EVE)
    rectify_minutes(sitting=row, correction="La date était fausse.", actor=director, on=HELD_ON)

    row.refresh_from_db()
    assert row.minutes_hash == before
    assert [line.case for line in minutes_data(row, HELD_ON).delegated] == [
        f"{first.item.case.number}, {first.item.case.holder_name}"
    ]


def test_the_record_of_a_body_s_own_act_has_no_seats_and_names_its_text(director):
    delegated(director)
    act = Decision.objects.get().item.sitting
    data = minutes_data(act, HELD_ON)
    assert data.title == "Relevé des décisions par délégation DD-2026-01"
    assert (data.attendance, data.items[0].quorum) == ([], "")
    assert dict(data.facts)["Délégation"] == (
        "garantie bancaire, jusqu’à 30\u202f000\u00a0€ (CA du 12 décembre 2025)"
    )
    assert publish_minutes(sitting=act, actor=director, on=HELD_ON).state == "minuted"
