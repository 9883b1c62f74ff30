from datetime import date, timedelta

import pytest

from levier.cases.models import Case, CaseAccess
from levier.committees.errors import (
    ConsultationRefused,
    DecisionRefused,
    ItemClosed,
    QuorumNotReached,
    SittingRefused,
    VoteRefused,
    VoteSaysOtherwise,
    VotingClosed,
)
from levier.committees.models import Sitting
from levier.committees.services import (
    ballots_of,
    cast_vote,
    change_seat,
    close_consultation,
    close_due,
    close_if_all_voted,
    declare_withdrawal,
    end_of,
    end_sitting,
    extend_consultation,
    open_consultation,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    quorum_on,
    rules_of,
    send_back,
    set_committee_rules,
    update_sitting,
)
from levier.journal.models import Entry
from tests.committees.test_decisions import decide
from tests.factories.committees import HELD_ON, committee, ready_case, representatives, secretary
from tests.factories.committees import sitting as meeting
from tests.factories.consultations import OPENED_AT, later, opened, planned

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 3, 24)


@pytest.fixture
def actor():
    return secretary()


def vote(item, person, choice="for", at=None, **said):
    at = at or later(hours=1)
    return cast_vote(item=item, representative=person, choice=choice, actor=None, at=at, **said)


def all_vote(row, choice="for", people=None):
    for item in row.items.all():
        for person in people or representatives(row):
            vote(item, person, choice)


def closed(row, actor, at=None):
    return close_consultation(sitting=row, actor=actor, at=at or later(days=6))


def points(row):
    return list(row.items.select_related("sitting", "case"))


# ── Opening ───────────────────────────────────────────────────────────────────────────────────
def test_it_opens_until_the_evening_of_the_last_day_of_the_rule(actor):
    row = opened(actor)

    assert (row.state, row.opened_at, row.closes_at) == ("open", OPENED_AT, end_of(LAST_DAY))
    assert Sitting.objects.get(pk=row.pk).held_on == LAST_DAY
    assert Sitting.history.filter(id=row.pk).first().closes_at == end_of(LAST_DAY)
    assert Entry.objects.filter(action="committees.sitting_open").count() == 1


@pytest.mark.parametrize(
    ("day", "accepted"),
    [(LAST_DAY - timedelta(1), False), (LAST_DAY, True), (date(2026, 4, 2), True)],
)
def test_it_may_last_longer_than_the_rule_and_not_less(actor, day, accepted):
    row = planned(actor)
    if accepted:
        assert open_consultation(
            sitting=row, actor=actor, at=OPENED_AT, closes_at=end_of(day)
        ).closes_at == end_of(day)
    else:
        with pytest.raises(ConsultationRefused, match="24\u00a0mars"):
            open_consultation(sitting=row, actor=actor, at=OPENED_AT, closes_at=end_of(day))


def test_the_rules_of_the_day_allow_it_or_not(actor):
    row = planned(actor, first_day=date(2026, 1, 1))
    set_committee_rules(
        committee=row.committee, actor=actor, first_day=date(2026, 3, 20), written_allowed=False
    )

    with pytest.raises(ConsultationRefused, match="n’admettent pas la consultation écrite"):
        open_consultation(sitting=row, actor=actor, at=later(days=1))
    assert open_consultation(sitting=row, actor=actor, at=OPENED_AT).state == "open"


def test_it_is_planned_only_when_the_rules_of_its_day_allow_it(actor):
    row = committee(actor.organisation, written_allowed=False, first_day=date(2026, 1, 1))
    set_committee_rules(
        committee=row, actor=actor, first_day=date(2026, 3, 20), written_allowed=True
    )
    terms = {"organisation": actor.organisation, "actor": actor, "committee": row}

    with pytest.raises(ConsultationRefused, match="planifiez une séance"):
        plan_sitting(**terms, held_on=HELD_ON, mode=Sitting.Mode.WRITTEN)
    assert plan_sitting(**terms, held_on=date(2026, 3, 20), mode="written").mode == "written"


def test_rules_changed_meanwhile_do_not_change_an_open_consultation(actor):
    row = opened(actor, first_day=date(2026, 1, 1))
    set_committee_rules(
        committee=row.committee, actor=actor, first_day=date(2026, 3, 20), written_min_members=9
    )
    row = Sitting.objects.get(pk=row.pk)

    assert row.held_on == LAST_DAY
    assert rules_of(row).written_min_members == 2


def test_without_delay_in_the_rules_somebody_says_until_when(actor):
    row = planned(actor, written_days=0)

    with pytest.raises(ConsultationRefused, match="dites jusqu’à quand"):
        open_consultation(sitting=row, actor=actor, at=OPENED_AT)
    with pytest.raises(ConsultationRefused, match="finissent après"):
        open_consultation(sitting=row, actor=actor, at=OPENED_AT, closes_at=OPENED_AT)
    open_consultation(sitting=row, actor=actor, at=OPENED_AT, closes_at=end_of(HELD_ON))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"dossiers": 0}, "Inscrivez un dossier"),
        ({"seats": 2, "written_min_members": 3}, "demande 3.votants, et appelle 2.membres"),
        ({"seats": 0, "written_min_members": 0}, "appelle 0\u00a0membre"),
    ],
)  # fmt: skip
def test_it_does_not_open_on_what_cannot_succeed(actor, options, words):
    with pytest.raises(ConsultationRefused, match=words):
        opened(actor, **options)


def test_it_opens_once_and_not_as_a_meeting(actor):
    row = planned(actor)
    with pytest.raises(SittingRefused, match="depuis sa page"):
        open_sitting(sitting=row, actor=actor)
    open_consultation(sitting=row, actor=actor, at=OPENED_AT)
    with pytest.raises(SittingRefused, match="réponses attendues"):
        open_consultation(sitting=Sitting.objects.get(pk=row.pk), actor=actor, at=OPENED_AT)
    with pytest.raises(ConsultationRefused, match="est une séance"):
        open_consultation(sitting=meeting(actor), actor=actor, at=OPENED_AT)


def test_once_open_neither_dossier_nor_day_is_added(actor):
    row = opened(actor)

    with pytest.raises(SittingRefused, match="planifiez-en une autre"):
        put_on_agenda(sitting=row, case=ready_case(actor.organisation), actor=actor, on=HELD_ON)
    with pytest.raises(SittingRefused, match="prolongez-la"):
        update_sitting(sitting=row, actor=actor, held_on=date(2026, 3, 20))


# ── Votes and their end ───────────────────────────────────────────────────────────────────────
def test_a_vote_changes_until_the_last_instant_and_no_more_after(actor):
    row = opened(actor)
    item, person = points(row)[0], representatives(row)[0]
    end = end_of(LAST_DAY)

    vote(item, person, "against", at=end - timedelta(microseconds=1), remark="Trop tôt.")
    vote(item, person, "for", at=end)
    with pytest.raises(VotingClosed):
        vote(item, person, "against", at=end + timedelta(microseconds=1))

    kept = item.votes.get()
    assert (kept.choice, kept.remark) == ("for", "Trop tôt.")


def test_a_vote_in_writing_says_its_moment(actor):
    row = opened(actor)

    with pytest.raises(VoteRefused, match="sur son bulletin"):
        cast_vote(
            item=points(row)[0], representative=representatives(row)[0], choice="for", actor=actor
        )


def test_more_time_is_given_before_the_end_only(actor):
    row = opened(actor)
    longer = end_of(date(2026, 3, 26))

    with pytest.raises(ConsultationRefused, match="finir après le 24"):
        extend_consultation(sitting=row, actor=actor, at=later(days=1), closes_at=row.closes_at)
    extend_consultation(sitting=row, actor=actor, at=row.closes_at, closes_at=longer)
    row = Sitting.objects.get(pk=row.pk)
    assert (row.closes_at, row.held_on) == (longer, date(2026, 3, 26))
    with pytest.raises(VotingClosed):
        extend_consultation(sitting=row, actor=actor, at=later(days=20), closes_at=later(days=30))


def test_it_closes_early_only_on_complete_ballots(actor):
    row = opened(actor, seats=2)
    late = representatives(row)[1]
    all_vote(row, people=[representatives(row)[0]])

    with pytest.raises(ConsultationRefused, match=f"Sans réponse complète : {late}"):
        close_consultation(sitting=row, actor=actor, at=later(days=2))
    all_vote(row, people=[late])
    close_consultation(sitting=row, actor=actor, at=later(days=2))

    row.refresh_from_db()
    assert (row.voting_closed_at, row.held_on) == (later(days=2), date(2026, 3, 21))
    assert set(row.attendances.values_list("is_present", flat=True)) == {True}


def test_the_delay_of_the_rule_over_a_longer_consultation_closes_at_will(actor):
    row = planned(actor)
    open_consultation(sitting=row, actor=actor, at=OPENED_AT, closes_at=end_of(date(2026, 4, 2)))
    with pytest.raises(ConsultationRefused):
        close_consultation(sitting=row, actor=actor, at=end_of(LAST_DAY))
    close_consultation(sitting=row, actor=actor, at=end_of(LAST_DAY) + timedelta(microseconds=1))
    assert row.held_on == date(2026, 3, 25)


def test_it_closes_once(actor):
    row = opened(actor)
    twin = Sitting.objects.get(pk=row.pk)
    closed(row, actor, at=later(days=6))
    with pytest.raises(VotingClosed):
        closed(twin, actor, at=later(days=6))
    assert Entry.objects.filter(action="committees.consultation_closed").count() == 1


def test_the_night_closes_what_is_over_as_from_its_end(actor):
    over = opened(actor)
    later_one = planned(actor)
    open_consultation(
        sitting=later_one, actor=actor, at=OPENED_AT, closes_at=end_of(date(2026, 4, 2))
    )

    assert close_due(now=end_of(LAST_DAY)) == 0
    assert close_due(now=later(days=6)) == 1
    assert close_due(now=later(days=6)) == 0
    over.refresh_from_db()
    assert (over.voting_closed_at, over.held_on) == (end_of(LAST_DAY), LAST_DAY)
    with pytest.raises(VotingClosed):
        vote(points(over)[0], representatives(over)[0])


def test_it_closes_by_itself_when_each_member_called_has_voted_on_each_dossier(actor):
    row = opened(actor, seats=2)
    first, second = representatives(row)
    all_vote(row, people=[first])
    vote(points(row)[0], second)

    assert not close_if_all_voted(sitting=row, actor=None, at=later(days=1))
    declare_withdrawal(
        item=points(row)[1], representative=second, reason="même banque", actor=actor
    )
    assert [(b.voted, b.expected) for b in ballots_of(row)] == [(2, 2), (1, 1)]
    assert close_due(now=later(days=1)) == 1
    assert not close_if_all_voted(sitting=row, actor=None, at=later(days=1))


def test_a_withdrawal_meanwhile_hides_the_dossier_and_removes_the_vote(actor):
    row = opened(actor)
    item, person = points(row)[0], representatives(row)[0]
    vote(item, person)
    assert Case.objects.visible_to(person.user).count() == 2

    declare_withdrawal(item=item, representative=person, reason="même banque", actor=actor)

    assert item.case not in Case.objects.visible_to(person.user)
    assert not item.votes.exists()
    with pytest.raises(VoteRefused, match="déport"):
        vote(item, person)


# ── Quorum and decisions ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("voters", "reached"), [(1, False), (2, True), (3, True)])
def test_the_quorum_in_writing_counts_those_who_voted(actor, voters, reached):
    row = opened(actor, min_members=3, min_colleges=3)
    all_vote(row, people=representatives(row)[:voters])
    closed(row, actor)

    assert quorum_on(points(row)[0]).is_reached == reached


@pytest.mark.parametrize(("colleges", "reached"), [(0, True), (1, True), (2, False)])
def test_its_colleges_are_a_rule_of_their_own(actor, colleges, reached):
    row = opened(actor, min_colleges=3, written_min_colleges=colleges)
    all_vote(row)
    closed(row, actor)

    assert quorum_on(points(row)[0]).is_reached == reached


def test_nothing_is_decided_before_the_end(actor):
    row = opened(actor)
    item = points(row)[0]
    all_vote(row)

    with pytest.raises(DecisionRefused, match="n’est pas close"):
        decide(item, item.case.requests.get(), actor, amount=2000)


def test_an_agreement_in_writing_needs_a_carried_vote(actor):
    row = opened(actor, written_min_members=0)
    item = points(row)[0]
    closed(row, actor)

    with pytest.raises(VoteSaysOtherwise):
        decide(item, item.case.requests.get(), actor, amount=2000)


def test_a_vote_that_carries_is_not_refused(actor):
    row = opened(actor)
    item = points(row)[0]
    all_vote(row)
    closed(row, actor)

    with pytest.raises(DecisionRefused, match="ajournez"):
        decide(item, item.case.requests.get(), actor, "refused")
    decided = decide(item, item.case.requests.get(), actor, amount=2000)
    assert decided.decided_on == LAST_DAY


def test_without_quorum_a_dossier_is_ready_again_and_the_consultation_ends(actor):
    row = opened(actor)
    first, second = points(row)
    person = representatives(row)[0]
    vote(first, person)
    with pytest.raises(ConsultationRefused, match="ne sont pas closes"):
        send_back(item=first, reason="quorum", actor=actor)
    closed(row, actor)
    with pytest.raises(QuorumNotReached):
        decide(first, first.case.requests.get(), actor, "adjourned")

    for item in (first, second):
        send_back(item=item, reason="Le quorum n’est pas atteint.", actor=actor)

    end_sitting(sitting=row, actor=actor)
    assert set(Case.objects.values_list("state", flat=True)) == {"ready"}
    assert first.votes.count() == 1
    assert first.case.requests.get().state == "proposed"
    assert not CaseAccess.objects.filter(case=first.case).exists()
    with pytest.raises(ItemClosed):
        send_back(item=first, reason="encore", actor=actor)


def test_whose_seat_ended_before_the_opening_is_called_no_more():
    actor = secretary()
    row = planned(actor, seats=3, dossiers=1)
    gone = row.attendances.first().representative
    case = row.items.get().case
    held = gone.seats.get()
    change_seat(
        seat=held, actor=actor, first_day=held.first_day, last_day=HELD_ON - timedelta(days=1)
    )
    assert Case.objects.visible_to(gone.user).filter(pk=case.pk).exists()

    open_consultation(sitting=row, actor=actor, at=OPENED_AT)

    assert gone not in [call.representative for call in row.attendances.all()]
    assert row.attendances.count() == 2
    assert not Case.objects.visible_to(gone.user).filter(pk=case.pk).exists()
