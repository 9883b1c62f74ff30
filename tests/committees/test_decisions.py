from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.cases.models import Case
from levier.committees.errors import (
    ConditionAlreadyLifted,
    DecidedMeanwhile,
    DecisionRefused,
    EvidenceMissing,
    ItemClosed,
    MinutesFrozen,
    QuorumNotReached,
    SittingNotOpen,
    SittingRefused,
    VoteRefused,
    VoteSaysOtherwise,
)
from levier.committees.models import Decision, Withdrawal
from levier.committees.services import (
    NewCondition,
    cancel_withdrawal,
    cast_vote,
    declare_withdrawal,
    end_sitting,
    freeze_minutes,
    install_refusal_reasons,
    lift_condition,
    plan_sitting,
    put_on_agenda,
    quorum_on,
    record_attendance,
    record_decision,
    set_refusal_reason,
    take_off_agenda,
    tally_of,
)
from levier.documents.models import StoredFile
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    laid,
    refusal_reason,
    representatives,
    request,
    seat,
    secretary,
    sitting,
)

pytestmark = pytest.mark.django_db
AMOUNT = Decimal(28800)


def decide(item, asked, actor, outcome="agreed", **fields):
    terms = {
        "amount": AMOUNT if outcome.startswith("agreed") else None,
        "idempotency_key": uuid4(),
        "reason": "" if outcome.startswith("agreed") else "plan trop tendu",
        "refusal_reason": refusal_reason(actor.organisation) if outcome == "refused" else None,
        **fields,
    }
    return record_decision(item=item, request=asked, outcome=outcome, actor=actor, **terms)


def test_an_agreement_is_written_and_the_dossier_moves():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)

    decision = decide(item, asked, actor)

    item.refresh_from_db()
    assert (item.is_closed, item.case.state) == (True, "agreed")
    assert (decision.decided_on, decision.valid_until) == (HELD_ON, date(2026, 9, 19))


@pytest.mark.parametrize(
    ("outcome", "state"), [("adjourned", "instruction"), ("refused", "refused")]
)
def test_the_dossier_goes_where_the_outcome_leads(outcome, state):
    actor = secretary()
    item, asked = laid(in_session(actor), actor)

    decision = decide(item, asked, actor, outcome)

    assert decision.amount is None and decision.valid_until is None
    assert Case.objects.get(pk=item.case_id).state == state
    asked.refresh_from_db()
    assert asked.state == ("proposed" if outcome == "adjourned" else "decided")


def test_each_instrument_has_its_decision_and_the_last_one_closes_the_point():
    actor = secretary()
    item, first = laid(in_session(actor), actor)
    second = request(item.case, "Prêt solidaire", amount="10000")

    decide(item, first, actor)
    item.refresh_from_db()
    assert not item.is_closed

    decide(item, second, actor, "refused")
    item.refresh_from_db()
    assert item.is_closed
    assert Case.objects.get(pk=item.case_id).state == "agreed"


def test_the_same_key_decides_once():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    key = uuid4()

    first = decide(item, asked, actor, idempotency_key=key)
    again = decide(item, asked, actor, idempotency_key=key)

    assert first == again
    assert Decision.objects.count() == 1


def test_a_decided_request_is_not_decided_again():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    request(item.case, "Prêt solidaire", amount="10000")
    decide(item, asked, actor)

    with pytest.raises(DecidedMeanwhile):
        decide(item, asked, actor, "refused")


def test_no_decision_without_quorum_and_a_withdrawal_counts_on_its_own_dossier_only():
    actor = secretary()
    row = in_session(actor, seats=3, min_members=3)
    item, asked = laid(row, actor)
    other, _ = laid(row, actor)
    declare_withdrawal(
        item=item, representative=representatives(row)[0], reason="travaille à la banque",
        actor=actor,
    )  # fmt: skip

    assert quorum_on(other).is_reached
    with pytest.raises(QuorumNotReached, match="2"):
        decide(item, asked, actor)


def test_a_decision_is_taken_in_session():
    actor = secretary()
    item, asked = laid(sitting(actor), actor)

    with pytest.raises(SittingNotOpen, match=item.sitting.number):
        decide(item, asked, actor)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": "agreed", "amount": None}, "Indiquez le montant accordé."),
        ({"outcome": "refused", "amount": AMOUNT}, "ne porte pas de montant"),
        ({"outcome": "refused", "refusal_reason": None}, "Choisissez le motif"),
        ({"outcome": "adjourned", "reason": " "}, "Indiquez le motif"),
        ({"outcome": "agreed_with_conditions"}, "au moins une condition"),
        ({"outcome": "agreed", "conditions": [NewCondition("Bail")]}, "accord avec conditions"),
    ],
)
def test_an_outcome_that_contradicts_itself_is_refused(fields, sentence):
    actor = secretary()
    item, asked = laid(in_session(actor), actor)

    with pytest.raises(DecisionRefused, match=sentence):
        decide(item, asked, actor, **fields)
    assert not Decision.objects.exists()


def test_votes_are_counted_and_carry_the_agreement_or_not():
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    people = representatives(row)
    for person, choice in zip(people, ("for", "against", "against"), strict=True):
        cast_vote(item=item, representative=person, choice=choice, actor=actor)

    with pytest.raises(VoteSaysOtherwise, match="1 pour, 2 contre"):
        decide(item, asked, actor)
    cast_vote(item=item, representative=people[1], choice="for", actor=actor)

    assert tally_of(item).carried
    assert decide(item, asked, actor).outcome == "agreed"


def test_an_absent_member_does_not_vote():
    actor = secretary()
    row = in_session(actor)
    item, _ = laid(row, actor)
    person = representatives(row)[0]
    record_attendance(sitting=row, representative=person, is_present=False, actor=actor)

    with pytest.raises(VoteRefused, match="pas là"):
        cast_vote(item=item, representative=person, choice="for", actor=actor)


def test_a_withdrawal_removes_the_vote_and_closes_the_dossier_at_once():
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    item, _ = laid(row, actor)
    cast_vote(item=item, representative=person, choice="for", actor=actor)
    assert Case.objects.visible_to(person.user).exists()

    withdrawal = declare_withdrawal(
        item=item, representative=person, reason="cliente de l’entreprise", actor=person.user
    )

    assert not item.votes.exists()
    assert not Case.objects.visible_to(person.user).exists()
    with pytest.raises(VoteRefused, match="déport"):
        cast_vote(item=item, representative=person, choice="for", actor=actor)
    with pytest.raises(SittingRefused, match="déjà déporté"):
        declare_withdrawal(item=item, representative=person, reason="encore", actor=actor)

    cancel_withdrawal(withdrawal=withdrawal, actor=actor, reason="erreur de dossier")
    assert Case.objects.visible_to(person.user).exists()


def test_nobody_withdraws_after_the_decision():
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    decide(item, asked, actor)
    item.refresh_from_db()

    with pytest.raises(ItemClosed):
        declare_withdrawal(
            item=item, representative=representatives(row)[0], reason="tard", actor=actor
        )


# ── A withdrawal stands for the dossier ───────────────────────────────────────────────────────
def laid_again(item, actor, people):
    """Lay the dossier before a second sitting, in session, those people present."""
    case = Case.objects.get(pk=item.case_id)
    case.state = "ready"
    case.save()
    row = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=item.sitting.committee,
        held_on=HELD_ON + timedelta(days=28),
    )  # fmt: skip
    again = put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON)
    for person in people:
        record_attendance(sitting=row, representative=person, is_present=True, actor=actor)
    return again


def test_who_withdrew_stays_out_when_an_adjourned_dossier_comes_back():
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    item, asked = laid(row, actor)
    declare_withdrawal(item=item, representative=person, reason="beau-frère", actor=actor)
    late = seat(committee(actor.organisation, "ess"))
    record_attendance(sitting=row, representative=late, is_present=True, actor=actor)
    declare_withdrawal(item=item, representative=late, reason="cliente", actor=actor)
    decide(item, asked, actor, "adjourned")

    again = laid_again(item, actor, representatives(row))

    assert {out.representative: out.reason for out in again.withdrawals.all()} == {
        person: "beau-frère", late: "cliente",
    }  # fmt: skip
    assert quorum_on(again).members == 3
    assert item.withdrawals.count() == 2


def test_who_withdrew_stays_out_of_a_dossier_taken_off_and_laid_again():
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    item, _ = laid(row, actor)
    first = declare_withdrawal(item=item, representative=person, reason="bailleur", actor=actor)

    take_off_agenda(item=item, actor=actor, on=HELD_ON, reason="devis attendu")
    assert not Case.objects.visible_to(person.user).exists()
    again = laid_again(item, actor, representatives(row))

    assert list(again.withdrawals.all()) == [first]
    assert quorum_on(again).members == 3
    assert not Case.objects.visible_to(person.user).exists()
    first.refresh_from_db()
    cancel_withdrawal(withdrawal=first, actor=actor, reason="erreur de personne")
    assert Case.objects.visible_to(person.user).exists()


def test_a_dossier_taken_off_twice_keeps_the_withdrawal_of_its_first_sitting():
    actor = secretary()
    person = seat(committee(actor.organisation))
    row = in_session(actor)
    item, asked = laid(row, actor)
    first = declare_withdrawal(item=item, representative=person, reason="bailleur", actor=actor)
    decide(item, asked, actor, "adjourned")
    second = laid_again(item, actor, [])
    take_off_agenda(item=second, actor=actor, on=HELD_ON, reason="devis attendu")

    assert list(Withdrawal.objects.all()) == [first]
    assert laid_again(item, actor, []).withdrawals.get().reason == "bailleur"


def test_a_tie_is_not_proposed_for_who_already_withdrew():
    actor = secretary()
    person = seat(committee(actor.organisation))
    row = in_session(actor)
    item, asked = laid(row, actor)
    declare_withdrawal(item=item, representative=person, reason="cousine", actor=actor)
    decide(item, asked, actor, "adjourned")
    person.last_name = item.case.person.last_name
    person.save()

    assert not laid_again(item, actor, []).proposals.exists()


def test_a_withdrawal_carried_from_an_earlier_sitting_is_not_cancelled():
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    item, asked = laid(in_session(actor), actor)
    declare_withdrawal(item=item, representative=person, reason="associé", actor=actor)
    decide(item, asked, actor, "adjourned")
    carried = laid_again(item, actor, []).withdrawals.get()

    with pytest.raises(SittingRefused, match=f"date du comité {item.sitting}"):
        cancel_withdrawal(withdrawal=carried, actor=actor, reason="saisi par erreur")

    assert not Case.objects.visible_to(person.user).exists()


def test_conditions_are_lifted_one_by_one_on_evidence():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    decision = decide(
        item, asked, actor, "agreed_with_conditions",
        conditions=[NewCondition("Bail signé"), NewCondition("Devis accepté")],
    )  # fmt: skip
    first, second = decision.conditions.all()

    with pytest.raises(EvidenceMissing):
        lift_condition(condition=first, evidence=" ", on=HELD_ON, actor=actor)
    assert not lift_condition(condition=first, evidence="bail", on=HELD_ON, actor=actor)
    with pytest.raises(ConditionAlreadyLifted):
        lift_condition(condition=first, evidence="bail", on=HELD_ON, actor=actor)
    assert lift_condition(condition=second, evidence="devis", on=HELD_ON, actor=actor)


def test_nothing_changes_once_the_minutes_are_frozen():
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    decide(item, asked, actor)
    end_sitting(sitting=row, actor=actor)
    stored = StoredFile.objects.create(
        organisation=actor.organisation, name="pv.pdf", content_type="application/pdf", size=3,
        sha256="a" * 64, content="x/pv.pdf", stored_by=actor,
    )  # fmt: skip

    freeze_minutes(sitting=row, stored_file=stored, actor=actor)

    row.refresh_from_db()
    assert (row.state, row.minutes_hash) == ("minuted", "a" * 64)
    with pytest.raises(MinutesFrozen, match="rectificatif"):
        record_attendance(
            sitting=row, representative=representatives(row)[0], is_present=False, actor=actor
        )
    with pytest.raises(MinutesFrozen):
        freeze_minutes(sitting=row, stored_file=stored, actor=actor)


def test_a_refusal_takes_a_reason_of_the_houses_list_that_day():
    actor, stranger = secretary(), secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    closed = set_refusal_reason(
        organisation=actor.organisation, actor=actor, code="clos", label="Motif clos",
        first_day=date(2020, 1, 1), last_day=HELD_ON - timedelta(days=1),
    )  # fmt: skip

    for wrong in (closed, refusal_reason(stranger.organisation)):
        with pytest.raises(DecisionRefused, match="n’est pas dans la liste"):
            decide(item, asked, actor, "refused", refusal_reason=wrong)
    with pytest.raises(DecisionRefused, match="Seul un refus"):
        decide(item, asked, actor, refusal_reason=refusal_reason(actor.organisation))

    closed.last_day = HELD_ON
    closed.save()
    decision = decide(item, asked, actor, "refused", refusal_reason=closed, reason="")
    assert (decision.refusal_reason, decision.reason) == (closed, "Motif clos")


def test_an_adjournment_says_what_it_waits_for():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    expected = [NewCondition("Prévisionnel revu", due_on=date(2026, 4, 19)), NewCondition("Bail")]

    decision = decide(item, asked, actor, "adjourned", reason="", expected=expected)

    assert [row.text for row in decision.expected_items.all()] == ["Prévisionnel revu", "Bail"]
    assert decision.reason == "Attendu\xa0: Prévisionnel revu, Bail"


def test_the_reasons_are_installed_once_and_counted_by_code():
    actor = secretary()
    assert install_refusal_reasons(organisation=actor.organisation, actor=actor) == 11
    assert install_refusal_reasons(organisation=actor.organisation, actor=actor) == 0
    with pytest.raises(SittingRefused, match="déjà ce code"):
        set_refusal_reason(
            organisation=actor.organisation, actor=actor, code="marche", label="Marché",
            first_day=HELD_ON,
        )  # fmt: skip
