"""Who may sit, vote and count under the seats and the quorum of each college."""

from datetime import date

import pytest

from levier.committees.errors import (
    ConsultationRefused,
    QuorumNotReached,
    SittingRefused,
    VoteRefused,
)
from levier.committees.services import (
    cast_vote,
    college_named,
    declare_withdrawal,
    open_consultation,
    open_sitting,
    plan_sitting,
    quorum_on,
    record_attendance,
    record_decision,
    record_movement,
    register_seat,
    rules_on,
    set_committee_rules,
    voters_on,
)
from tests.factories.committees import (
    HELD_ON,
    committee,
    laid,
    seat,
    secretary,
)
from tests.factories.consultations import OPENED_AT, later, opened, planned

pytestmark = pytest.mark.django_db
ONE_BANK = {"bank": {"seats": 1, "min_members": 1, "written_min_members": 0}}


def seated(actor, row, *colleges):
    return [seat(row, college) for college in colleges]


def evening(actor, row, there):
    """Return an open sitting where these people are, and only them."""
    planned = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON
    )
    for person in there:
        record_attendance(sitting=planned, representative=person, is_present=True, actor=actor)
    return open_sitting(sitting=planned, actor=actor)


def substitute(actor, row, college):
    person = seat(row, college)
    person.seats.update(is_substitute=True)
    return person


@pytest.mark.parametrize(("seats", "refused"), [(1, True), (2, False), (0, False)])
def test_no_seat_is_given_beyond_those_of_its_college(seats, refused):
    actor = secretary()
    row = committee(actor.organisation, colleges={"bank": {"seats": seats}})
    first = seat(row, "banque")
    assert seat(row, "bénévole").seats.exists()

    if refused:
        with pytest.raises(SittingRefused, match=r"collège « banque » a 1.siège, déjà pris"):
            seat(row, "banque")
        first.seats.all().delete()
    assert seat(row, "banque").seats.exists()


def test_a_substitute_needs_no_free_seat_and_a_term_that_ended_leaves_its_own():
    actor = secretary()
    row = committee(actor.organisation)
    old = seat(row, "banque", term_ends_on=date(2026, 3, 18))
    set_committee_rules(committee=row, actor=actor, colleges={"bank": {"seats": 1}})

    assert seat(row, "banque", first_day=HELD_ON).seats.exists()
    other = seat(row, "bénévole")
    other.member.college = college_named(row.organisation, "bank")
    other.member.save()
    other.seats.all().delete()
    terms = {"committee": row, "representative": other, "actor": actor, "first_day": HELD_ON}
    with pytest.raises(SittingRefused, match="Rendez un siège, donnez une suppléance"):
        register_seat(**terms)
    assert register_seat(**terms, is_substitute=True).is_substitute
    assert old.seats.exists()


def test_the_seats_are_those_of_the_rules_of_the_day():
    actor = secretary()
    row = committee(actor.organisation, colleges={"bank": {"seats": 2}})
    set_committee_rules(
        committee=row, actor=actor, first_day=HELD_ON, colleges={"bank": {"seats": 1}}
    )

    def seats(day):
        return [one.seats for one in rules_on(row, day).college_seats.all()]

    assert (seats(date(2026, 3, 18)), seats(HELD_ON)) == ([2], [1])


def test_new_rules_keep_the_colleges_of_those_before():
    actor = secretary()
    row = committee(actor.organisation, colleges=ONE_BANK)
    after = set_committee_rules(
        committee=row, actor=actor, first_day=HELD_ON, min_members=3,
        colleges={"bank": {"written_min_members": 1}, "ess": {"seats": 2}},
    )  # fmt: skip

    terms = after.college_seats.values_list(
        "college__code", "seats", "min_members", "written_min_members"
    )
    assert list(terms) == [("bank", 1, 1, 1), ("ess", 2, 0, 0)]


def test_a_quorum_above_the_seats_of_its_college_is_refused_in_a_sentence():
    actor = secretary()
    row = committee(actor.organisation, colleges=ONE_BANK)
    for name in ("min_members", "written_min_members"):
        with pytest.raises(SittingRefused, match=r"« banque » a 1.siège.* être de 2"):
            set_committee_rules(committee=row, actor=actor, colleges={"bank": {name: 2}})
    assert row.rules.get().college_seats.get().min_members == 1


# ── The evening ───────────────────────────────────────────────────────────────────────────────
def test_nobody_is_noted_present_beyond_the_seats_until_somebody_leaves_theirs():
    actor = secretary()
    row = committee(actor.organisation, colleges=ONE_BANK)
    (holder,) = seated(actor, row, "banque")
    other = substitute(actor, row, "bénévole")
    other.member.college = college_named(row.organisation, "bank")
    other.member.save()
    sitting = evening(actor, row, [holder])
    terms = {"sitting": sitting, "actor": actor}

    with pytest.raises(SittingRefused, match="Notez d’abord qui n’est pas là"):
        record_attendance(representative=other, is_present=True, **terms)
    record_attendance(representative=holder, is_present=True, **terms)  # says it again
    record_attendance(representative=holder, is_present=False, **terms)
    assert record_attendance(representative=other, is_present=True, **terms).is_substitute


def test_who_arrives_beyond_the_seats_neither_counts_nor_votes():
    actor = secretary()
    row = committee(actor.organisation)
    first, second, volunteer = seated(actor, row, "banque", "banque", "bénévole")
    set_committee_rules(committee=row, actor=actor, min_members=3, colleges={"bank": {"seats": 1}})
    sitting = evening(actor, row, [first, volunteer])
    item, _ = laid(sitting, actor)

    record_movement(item=item, representative=second, is_present=True, actor=actor)

    assert quorum_on(item).members == 2
    assert voters_on(item) == {first.pk, volunteer.pk}
    with pytest.raises(VoteRefused, match=r"a 1.siège, déjà pris"):
        cast_vote(item=item, representative=second, choice="for", actor=actor)
    record_movement(item=item, representative=first, is_present=False, actor=actor)
    assert cast_vote(item=item, representative=second, choice="for", actor=actor).pk


def test_the_quorum_of_a_college_is_that_of_each_dossier():
    actor = secretary()
    row = committee(actor.organisation, min_members=2, colleges={"bank": {"min_members": 1}})
    banker, *others = seated(actor, row, "banque", "bénévole", "bénévole")
    sitting = evening(actor, row, [banker, *others])
    first, asked = laid(sitting, actor)
    second, more = laid(sitting, actor)
    declare_withdrawal(item=second, representative=banker, reason="banque prêteuse", actor=actor)

    assert quorum_on(first).is_reached
    lost = quorum_on(second)
    assert (lost.members, lost.reasons) == (
        2,
        (
            "Le quorum du collège « banque » n’est pas atteint\u00a0: 0\u00a0membre sur ce "
            "dossier, il en faut 1.",
        ),
    )
    terms = {"outcome": "agreed", "amount": 28800, "actor": actor}
    with pytest.raises(QuorumNotReached, match="quorum du collège « banque »"):
        record_decision(
            item=second, request=more, idempotency_key="00000000-0000-0000-0000-000000000001",
            **terms,
        )  # fmt: skip
    assert record_decision(
        item=first, request=asked, idempotency_key="00000000-0000-0000-0000-000000000002", **terms
    ).pk


def test_a_consultation_that_calls_fewer_than_a_college_asks_does_not_open():
    actor = secretary()
    row = planned(actor, colleges={"volunteer": {"written_min_members": 4}})
    open_it = {"sitting": row, "actor": actor, "at": OPENED_AT}

    with pytest.raises(ConsultationRefused, match=r"demande 4.votants, .* en appelle 3"):
        open_consultation(**open_it)
    set_committee_rules(
        committee=row.committee, actor=actor, colleges={"volunteer": {"written_min_members": 3}}
    )
    assert open_consultation(**open_it).state == "open"


@pytest.mark.parametrize(("asked", "reached"), [(0, True), (1, True), (2, True), (3, False)])
def test_in_writing_a_college_has_a_quorum_of_its_own(asked, reached):
    actor = secretary()
    terms = {"min_members": 9, "written_min_members": asked}
    row = opened(actor, colleges={"volunteer": terms})
    item = row.items.get(position=1)
    for attendance in row.attendances.select_related("representative")[:2]:
        cast_vote(
            item=item, representative=attendance.representative, choice="for", actor=actor,
            at=later(1),
        )  # fmt: skip

    assert quorum_on(item).is_reached is reached
