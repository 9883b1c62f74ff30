from datetime import date
from decimal import Decimal

import pytest

from levier.committees.errors import DelegationExceeded, OutsideRemit, SittingRefused, TooEarly
from levier.committees.services import (
    accept_proposal,
    body_named,
    cast_vote,
    declare_withdrawal,
    delegation_for,
    dismiss_proposal,
    end_sitting,
    open_sitting,
    put_on_agenda,
    quorum_on,
    record_movement,
    rules_of,
    rules_on,
    set_committee_rules,
    set_delegation,
)
from levier.journal.models import Entry
from levier.people.models import Holding
from levier.people.services import register_structure
from tests.factories.accounts import user
from tests.factories.committees import (
    HELD_ON,
    bank,
    committee,
    in_session,
    laid,
    ready_case,
    representatives,
    request,
    secretary,
    sitting,
)
from tests.factories.delegations import agreed, alone, asked_of

pytestmark = pytest.mark.django_db
CHANGE = date(2026, 3, 19)


def test_the_rules_of_the_day_apply_the_day_before_and_after_a_change():
    actor = secretary()
    row = committee(actor.organisation, min_members=3)
    set_committee_rules(
        committee=row, actor=actor, first_day=CHANGE, min_members=5, source="CA du 1er mars 2026"
    )

    assert rules_on(row, date(2026, 3, 18)).min_members == 3
    assert rules_on(row, date(2026, 3, 18)).last_day == date(2026, 3, 18)
    assert rules_on(row, CHANGE).min_members == 5
    # a third row between the two ends the day before the next
    middle = set_committee_rules(
        committee=row, actor=actor, first_day=date(2026, 3, 10), min_members=4
    )
    assert (middle.last_day, rules_on(row, date(2026, 3, 9)).min_members) == (
        date(2026, 3, 18), 3,
    )  # fmt: skip
    assert rules_on(row, CHANGE).source == "CA du 1er mars 2026"


def test_rules_under_which_a_sitting_was_held_no_longer_change():
    actor = secretary()
    row = in_session(actor, min_members=2)
    held = end_sitting(sitting=row, actor=actor)
    terms = {"committee": row.committee, "actor": actor}

    for change in (
        {"min_members": 9},
        {"signers": "chair"},
        {"colleges": {"volunteer": {"seats": 2}}},
    ):
        with pytest.raises(SittingRefused, match=f"Le comité {row} .* un autre premier jour"):
            set_committee_rules(**terms, **change)
    set_committee_rules(**terms, min_members=2, source="CA du 1er mars 2026")
    after = set_committee_rules(**terms, first_day=date(2026, 3, 20), min_members=9)

    held.refresh_from_db()
    assert (rules_of(held).min_members, after.min_members) == (2, 9)


def test_new_rules_never_reach_back_under_frozen_minutes():
    actor = secretary()
    row = in_session(actor, min_members=2)
    row.state = "minuted"
    row.save()

    with pytest.raises(SittingRefused, match="un autre premier jour"):
        set_committee_rules(committee=row.committee, actor=actor, first_day=HELD_ON, min_members=9)
    assert rules_on(row.committee, HELD_ON).last_day is None


def test_a_committee_without_rules_asks_nothing():
    actor = secretary()
    found = rules_on(committee(actor.organisation), CHANGE)
    assert (found.min_members, found.min_colleges, found.validity_months) == (0, 0, 6)


def delegation(actor, **values):
    terms = {
        "body": "director", "kind": "guarantee", "max_amount": Decimal(30000),
        "first_day": date(2026, 1, 1), "source": "CA du 12 décembre 2025", **values,
    }  # fmt: skip
    terms["body"] = body_named(actor.organisation, terms["body"])
    return set_delegation(organisation=actor.organisation, actor=actor, **terms)


def found_for(asked, amount, *, body="director", day=HELD_ON):
    named = body_named(asked.organisation, body)
    return delegation_for(asked, Decimal(amount), body=named, day=day)


@pytest.mark.parametrize(
    ("amount", "allowed"), [("29999.99", True), ("30000", True), ("30000.01", False)]
)
def test_a_body_decides_alone_up_to_its_amount(amount, allowed):
    actor = secretary()
    asked = request(ready_case(actor.organisation))
    row = delegation(actor)

    def find():
        return found_for(asked, amount)

    if allowed:
        assert find() == row
    else:
        with pytest.raises(DelegationExceeded, match="CA du 12 décembre 2025"):
            find()


def test_no_delegation_before_its_first_day_nor_for_another_body_and_the_product_wins():
    actor = secretary()
    asked = request(ready_case(actor.organisation))
    delegation(actor)
    for body, day in (("director", date(2025, 12, 31)), ("bureau", HELD_ON)):
        with pytest.raises(DelegationExceeded, match="Aucune délégation"):
            found_for(asked, 1, body=body, day=day)
    own = delegation(actor, kind="", instrument=asked.instrument, max_amount=Decimal(50000))
    assert found_for(asked, 40000) == own


@pytest.mark.parametrize(
    ("day", "ceiling"),
    [
        (date(2026, 3, 18), Decimal(30_000)),
        (HELD_ON, Decimal(30_000)),  # its last day
        (date(2026, 3, 20), None),
    ],
)
def test_a_delegation_holds_until_its_last_day(day, ceiling):
    actor = user("director")
    delegation(actor, last_day=HELD_ON)
    asked = asked_of(actor)

    if ceiling is not None:
        assert found_for(asked, ceiling, day=day).max_amount == ceiling
        assert alone(actor, agreed(asked), day=day).pk
        return
    with pytest.raises(DelegationExceeded, match="Aucune délégation"):
        found_for(asked, 1, day=day)
    with pytest.raises(DelegationExceeded, match="Aucune délégation"):
        alone(actor, agreed(asked), day=day)


@pytest.mark.parametrize(
    ("day", "ceiling"), [(HELD_ON, Decimal(30_000)), (date(2026, 3, 20), Decimal(10_000))]
)
def test_the_next_delegation_sets_its_amount_the_day_after_the_last_of_the_former(day, ceiling):
    actor = user("director")
    delegation(actor, last_day=HELD_ON)
    delegation(actor, first_day=date(2026, 3, 20), max_amount=Decimal(10_000))
    asked = asked_of(actor)

    assert found_for(asked, ceiling, day=day).max_amount == ceiling
    with pytest.raises(DelegationExceeded):
        found_for(asked, ceiling + Decimal("0.01"), day=day)


def test_two_delegations_never_overlap():
    actor = secretary()
    first = delegation(actor)
    with pytest.raises(SittingRefused, match="couvre déjà ces jours"):
        delegation(actor, first_day=date(2026, 6, 1))
    set_delegation(
        organisation=actor.organisation, actor=actor, delegation=first, last_day=date(2026, 5, 31)
    )
    with pytest.raises(SittingRefused, match="couvre déjà ces jours"):
        delegation(actor, first_day=date(2026, 5, 31))
    assert delegation(actor, first_day=date(2026, 6, 1)).pk
    former = {"first_day": date(2025, 6, 1)}
    with pytest.raises(SittingRefused, match="couvre déjà ces jours"):
        delegation(actor, last_day=date(2026, 1, 1), **former)
    assert delegation(actor, last_day=date(2025, 12, 31), **former).pk


def test_a_delegation_that_a_decision_cites_is_closed_and_never_reworded():
    actor = user("director")
    row = delegation(actor)
    alone(actor, agreed(asked_of(actor)), day=HELD_ON)
    terms = {"organisation": actor.organisation, "actor": actor, "delegation": row}

    for change in ({"max_amount": Decimal(90000)}, {"last_day": date(2026, 3, 18)}):
        with pytest.raises(SittingRefused, match="cite cette délégation"):
            set_delegation(**terms, **change)
    assert set_delegation(**terms, source="CA relu").source == "CA relu"
    assert set_delegation(**terms, last_day=HELD_ON).max_amount == 30000
    assert delegation(actor, first_day=date(2026, 3, 20), max_amount=Decimal(90000)).pk


# ── Before the evening ────────────────────────────────────────────────────────────────────────
def test_a_sitting_opens_on_its_day_or_with_a_confirmation():
    actor = secretary()
    row = sitting(actor)
    with pytest.raises(TooEarly, match="prévu le 19"):
        open_sitting(sitting=row, actor=actor, on=date(2026, 3, 18))
    assert open_sitting(sitting=row, actor=actor, on=HELD_ON).state == "open"
    other = sitting(actor)
    early = open_sitting(sitting=other, actor=actor, on=date(2026, 3, 18), confirmed=True)
    assert early.state == "open"


def test_a_dossier_of_another_kind_waits_for_a_confirmation():
    actor = secretary()
    row = sitting(actor)
    case = ready_case(actor.organisation, track="dasess")
    with pytest.raises(OutsideRemit, match="DASESS"):
        put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON)
    assert put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON, confirmed=True).pk


# ── Ties ──────────────────────────────────────────────────────────────────────────────────────
def test_each_kind_of_tie_proposes_a_withdrawal_with_its_reason():
    actor = secretary()
    row = in_session(actor, seats=5)
    people = representatives(row)
    lender = bank(actor.organisation, name="Banque du Terril", name_key="banque du terril")
    people[0].member.bank = lender
    people[0].member.save()
    people[1].last_name = "DELCROIX-Été"
    people[1].save()
    people[2].employer = "Ateliers du Beffroi"
    people[2].save()
    people[3].mandates = "Mairie des Dunes\nSCIC Ateliers du Beffroi"
    people[3].save()
    structure = register_structure(
        organisation=actor.organisation, actor=actor, name="SARL Ateliers du Beffroi"
    )
    case = ready_case(actor.organisation, structure=structure)
    case.person.last_name = "Delcroix Ete"
    case.person.save()
    request(case, bank=lender)

    item = put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON)

    found = {p.representative_id: (p.ground, p.reason) for p in item.proposals.all()}
    assert found == {
        people[0].pk: ("bank", "représente Banque du Terril, banque de ce dossier"),
        people[1].pk: ("name", "porte le même nom de famille que Delcroix Ete"),
        people[2].pk: (
            "employer",
            "est employé·e par SARL Ateliers du Beffroi, partie à ce dossier",
        ),
        people[3].pk: ("mandate", "a un mandat à SARL Ateliers du Beffroi, partie à ce dossier"),
    }


def test_an_associate_of_the_structure_has_a_name_too():
    actor = secretary()
    row = in_session(actor)
    structure = register_structure(organisation=actor.organisation, actor=actor, name="Le Fournil")
    other = ready_case(actor.organisation).person
    other.last_name = representatives(row)[0].last_name
    other.save()
    Holding.objects.create(organisation=actor.organisation, person=other, structure=structure)

    case = ready_case(actor.organisation, structure=structure)
    item = put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON)

    assert [p.ground for p in item.proposals.all()] == ["name"]


def test_a_proposal_is_accepted_or_dismissed_once_with_its_reason_in_the_journal():
    actor = secretary()
    row = in_session(actor, seats=3, min_members=3)
    people = representatives(row)
    for person in people[:2]:
        person.employer = "Le Fournil"
        person.save()
    structure = register_structure(organisation=actor.organisation, actor=actor, name="Le Fournil")
    case = ready_case(actor.organisation, structure=structure)
    item = put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON)
    first, second = item.proposals.order_by("id")

    with pytest.raises(SittingRefused, match="pas de déport"):
        dismiss_proposal(proposal=first, reason=" ", actor=actor)
    dismiss_proposal(proposal=first, reason="homonyme : une autre société", actor=actor)
    with pytest.raises(SittingRefused, match="déjà reçu une réponse"):
        accept_proposal(proposal=first, actor=actor)
    assert quorum_on(item).is_reached
    withdrawal = accept_proposal(proposal=second, actor=actor)

    assert "Le Fournil" in withdrawal.reason
    assert not quorum_on(item).is_reached
    said = Entry.objects.get(action="committees.withdrawal_dismissed").summary
    assert "homonyme" in said


# ── Arrivals and departures ───────────────────────────────────────────────────────────────────
def test_a_departure_counts_from_its_point_on_and_an_arrival_brings_back():
    actor = secretary()
    row = in_session(actor, seats=3, min_members=3)
    items = [laid(row, actor)[0] for _ in range(3)]
    person = representatives(row)[0]
    cast_vote(item=items[1], representative=person, choice="for", actor=actor)

    record_movement(item=items[1], representative=person, is_present=False, actor=actor)
    assert [quorum_on(item).members for item in items] == [3, 2, 2]
    assert not items[1].votes.exists()

    record_movement(item=items[2], representative=person, is_present=True, actor=actor)
    assert [quorum_on(item).members for item in items] == [3, 2, 3]
    declare_withdrawal(item=items[2], representative=person, reason="client", actor=actor)
    assert [quorum_on(item).members for item in items] == [3, 2, 2]
