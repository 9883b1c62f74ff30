from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.cases.models import Case
from levier.catalogue.models import InstrumentVersion
from levier.committees.errors import DecisionRefused
from levier.committees.services import set_remit
from levier.portfolio.errors import (
    CommitmentTransitionNotAllowed,
    NothingChanges,
    ReasonMissing,
    SetUpKeyReused,
    StillValid,
    TermsRefused,
    ValidityPassed,
)
from levier.portfolio.models import Amendment, Commitment
from levier.portfolio.services import amend, cancel, lapse, remaining_in, set_up
from levier.workflows.follow_commitment import (
    decide_on_amendment,
    lay_amendment,
    lift_and_unlock,
    set_up_commitment,
)
from tests.factories.accounts import user
from tests.factories.catalogue import instrument
from tests.factories.committees import HELD_ON, bank, in_session, refusal_reason, secretary
from tests.factories.portfolio import engagement_grant, guarantee, loan

pytestmark = pytest.mark.django_db
LATER = HELD_ON + timedelta(days=30)


def test_a_set_up_happens_once_and_the_dossier_follows():
    actor = secretary()
    commitment = guarantee(actor)
    key = uuid4()

    first = set_up_commitment(commitment=commitment, on=LATER, actor=actor, key=key)
    again = set_up_commitment(commitment=first, on=LATER, actor=actor, key=key)
    for other in ({"on": LATER + timedelta(1)}, {"on": LATER, "carrier_number": "G-12"}):
        with pytest.raises(SetUpKeyReused):
            set_up_commitment(commitment=first, actor=actor, key=key, **other)

    assert (again.state, again.set_up_on) == ("set_up", LATER)
    commitment.case.refresh_from_db()
    assert commitment.case.state == "follow_up"
    with pytest.raises(CommitmentTransitionNotAllowed):
        set_up(commitment=commitment, on=LATER, actor=actor, key=uuid4())


def test_nothing_is_set_up_after_its_validity():
    actor = secretary()
    commitment = guarantee(actor)

    with pytest.raises(ValidityPassed, match="septembre"):
        set_up(commitment=commitment, on=date(2026, 9, 20), actor=actor, key=uuid4())
    assert set_up(commitment=commitment, on=date(2026, 9, 19), actor=actor, key=uuid4())


def test_the_last_condition_lifted_unlocks_the_commitment_and_the_dossier():
    actor = secretary()
    commitment = guarantee(actor, conditions=["Bail signé", "Devis accepté"])
    first, second = commitment.decision.conditions.all()

    with pytest.raises(CommitmentTransitionNotAllowed):
        set_up(commitment=commitment, on=LATER, actor=actor, key=uuid4())
    assert not lift_and_unlock(condition=first, evidence="bail", on=LATER, actor=actor)
    assert lift_and_unlock(condition=second, evidence="devis", on=LATER, actor=actor)

    commitment = Commitment.objects.get(pk=commitment.pk)
    assert (commitment.state, commitment.case.state) == ("open", "agreed")


def test_a_commitment_lapses_after_its_validity_and_gives_its_envelope_back():
    actor = secretary()
    commitment = engagement_grant(actor)
    envelope = commitment.draws.get().envelope
    assert remaining_in([envelope])[envelope.pk] == 8000

    with pytest.raises(StillValid):
        lapse(commitment=commitment, on=date(2026, 9, 19), actor=actor)
    lapse(commitment=commitment, on=date(2026, 9, 20), actor=actor)

    assert remaining_in([envelope])[envelope.pk] == 10000


def test_a_cancellation_is_explained_and_gives_the_envelope_back():
    actor = secretary()
    commitment = engagement_grant(actor)
    envelope = commitment.draws.get().envelope

    with pytest.raises(ReasonMissing):
        cancel(commitment=commitment, on=LATER, reason=" ", actor=actor)
    cancel(commitment=commitment, on=LATER, reason="projet abandonné", actor=actor)

    assert remaining_in([envelope])[envelope.pk] == 10000
    assert commitment.draws.exists()  # the history of what was drawn stays


def test_a_smaller_loan_is_amended_at_once_and_both_versions_are_kept():
    actor = secretary()
    commitment = guarantee(actor)

    amendment = amend(
        commitment=commitment, actor=actor, on=LATER, reason="prêt réduit",
        loan_amount=Decimal(30000),
    )  # fmt: skip

    commitment = Commitment.objects.get(pk=commitment.pk)
    assert amendment.state == "applied"
    assert (amendment.before["worth"], amendment.after["worth"]) == ("28800.00", "24000.00")
    assert (commitment.amount, commitment.guarantee.loan_amount) == (24000, 30000)
    assert commitment.guarantee.commission_amount == Decimal("600.00")


def test_another_bank_is_an_amendment_within_the_delegation():
    actor = secretary()
    commitment = guarantee(actor)
    other = bank(actor.organisation, name="Banque du Terril")

    amendment = amend(commitment=commitment, actor=actor, on=LATER, reason="refus", bank=other)

    assert amendment.after["bank"]["label"] == "Banque du Terril"
    assert Commitment.objects.get(pk=commitment.pk).guarantee.bank == other


def test_an_increase_within_the_tolerance_is_applied_and_beyond_it_goes_to_the_committee():
    actor = secretary()
    instrument(actor.organisation)
    InstrumentVersion.objects.update(amendment_tolerance_share=Decimal("0.10"))
    first, second = loan(actor), loan(actor)

    within = amend(commitment=first, actor=actor, on=LATER, reason="devis", amount=Decimal(11000))
    beyond = amend(
        commitment=second, actor=actor, on=LATER, reason="devis", amount=Decimal("11000.01")
    )

    assert (within.state, beyond.state) == ("applied", "to_committee")
    assert Commitment.objects.get(pk=first.pk).amount == 11000
    second = Commitment.objects.get(pk=second.pk)
    assert (second.amount, second.state) == (10000, "amending")


@pytest.mark.parametrize(
    ("outcome", "amount", "state"), [("agreed", 12000, "agreed"), ("refused", 10000, "refused")]
)
def test_the_committee_decides_on_an_amendment_once(outcome, amount, state):
    actor = secretary()
    commitment = loan(actor)
    amendment = amend(
        commitment=commitment, actor=actor, on=LATER, reason="devis", amount=Decimal(12000)
    )
    item = lay_amendment(amendment=amendment, sitting=in_session(actor), actor=actor)
    terms = {
        "item": item, "amendment": amendment, "outcome": outcome, "actor": actor,
        "idempotency_key": uuid4(), "reason": "motif",
        "refusal_reason": refusal_reason(actor.organisation) if outcome == "refused" else None,
    }  # fmt: skip

    assert decide_on_amendment(**terms) == decide_on_amendment(**terms)

    commitment = Commitment.objects.get(pk=commitment.pk)
    assert (commitment.amount, commitment.state) == (amount, "open")
    assert Amendment.objects.get().state == state
    assert commitment.case.state == "agreed"


@pytest.mark.parametrize(
    ("most", "refused"), [("11999.99", True), ("12000", False), ("12000.01", False)]
)
def test_a_committee_amends_within_its_remit(most, refused):
    actor = secretary()
    commitment = loan(actor)
    amendment = amend(
        commitment=commitment, actor=actor, on=LATER, reason="devis", amount=Decimal(12000)
    )
    sitting = in_session(actor)
    set_remit(
        committee=sitting.committee, actor=actor, first_day=date(2024, 1, 1), source="CA",
        track=commitment.case.track, kind="loan", max_amount=Decimal(most),
    )  # fmt: skip
    item = lay_amendment(amendment=amendment, sitting=sitting, actor=actor)
    terms = {
        "item": item, "amendment": amendment, "outcome": "agreed", "actor": actor,
        "idempotency_key": uuid4(),
    }  # fmt: skip

    if refused:
        with pytest.raises(DecisionRefused, match="Présentez-le à un autre comité"):
            decide_on_amendment(**terms)
        assert Amendment.objects.get().state == "to_committee"
        assert not item.decisions.exists()
    else:
        decide_on_amendment(**terms)
        assert Amendment.objects.get().state == "agreed"


def test_a_member_newly_called_reads_the_dossier_of_an_amendment_and_nobody_else_does():
    actor = secretary()
    commitment = loan(actor)
    amendment = amend(
        commitment=commitment, actor=actor, on=LATER, reason="devis", amount=Decimal(12000)
    )
    sitting = in_session(actor)
    newcomer, stranger = user("member", actor.organisation), user("member", actor.organisation)
    called = sitting.attendances.first().representative
    called.user = newcomer
    called.save()

    lay_amendment(amendment=amendment, sitting=sitting, actor=actor)

    assert Case.objects.visible_to(newcomer).get() == commitment.case
    assert not Case.objects.visible_to(stranger).exists()


def test_a_longer_validity_goes_to_the_committee_and_holds_once_agreed():
    actor = secretary()
    commitment = guarantee(actor)
    until = commitment.valid_until + timedelta(days=90)

    amendment = amend(
        commitment=commitment, actor=actor, on=LATER, reason="travaux en retard", valid_until=until
    )
    assert amendment.state == "to_committee"
    decide_on_amendment(
        item=lay_amendment(amendment=amendment, sitting=in_session(actor), actor=actor),
        amendment=amendment, outcome="agreed", actor=actor, idempotency_key=uuid4(),
    )  # fmt: skip

    assert Commitment.objects.get(pk=commitment.pk).valid_until == until
    assert set_up(commitment=commitment, on=until, actor=actor, key=uuid4()).state == "set_up"


def test_an_amended_grant_is_drawn_again_on_its_envelope():
    actor = secretary()
    commitment = engagement_grant(actor)

    amend(commitment=commitment, actor=actor, on=LATER, reason="r", amount=Decimal("1500.50"))

    assert commitment.draws.get().amount == Decimal("1500.50")


def test_an_amendment_changes_something_says_why_and_keeps_within_the_product():
    actor = secretary()
    commitment = guarantee(actor)
    terms = {"commitment": commitment, "actor": actor, "on": LATER}

    with pytest.raises(NothingChanges):
        amend(**terms, reason="rien", loan_amount=Decimal(36000))
    with pytest.raises(ReasonMissing):
        amend(**terms, reason="", loan_amount=Decimal(30000))
    with pytest.raises(TermsRefused, match="84"):
        amend(**terms, reason="durée", loan_months=90)
    assert not Amendment.objects.exists()
