"""A loan that runs before a committee: submitted, laid, decided, minuted, then noted."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from levier.committees.errors import SittingRefused
from levier.committees.models import Decision
from levier.committees.services import (
    NewCondition,
    cast_vote,
    close_consultation,
    end_sitting,
    open_consultation,
)
from levier.portfolio.errors import ProposalRefused
from levier.portfolio.models import LoanProposal
from levier.reporting.facts.instructed import _decisions
from levier.rules.servicing.operations import WrittenOff
from levier.servicing.errors import RulingRefused
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import Ruling as Cited
from levier.workflows.decide_consultation import (
    SENT_BACK,
    Ruling,
    decide_consultation,
    proposed_for,
)
from levier.workflows.loan_proposals import (
    decide_on_proposal,
    lay_proposal,
    submit_running_loan,
)
from levier.workflows.minutes_extract import extract_data
from levier.workflows.sitting_documents import publish_minutes
from tests.factories.accounts import user
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    refusal_reason,
    representatives,
    secretary,
)
from tests.factories.consultations import OPENED_AT, later, planned
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)
WHY = "Liquidation close pour insuffisance d’actif"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def loan() -> RunningLoan:
    """1,200 € at 0 %, all of it owed."""
    return running_loan()


@pytest.fixture
def actor(loan):
    return user("secretary", loan.organisation)


def submitted(loan, act="write_off", reason=WHY, on=JUNE) -> LoanProposal:
    finance = user("finance", loan.organisation)
    return submit_running_loan(loan=loan, act=act, reason=reason, actor=finance, on=on)


def decided(proposal, actor, outcome="agreed", **said) -> Decision:
    """Return what a sitting decided on a proposal, the sitting still open."""
    item = lay_proposal(proposal=proposal, sitting=in_session(actor), actor=actor)
    return decide_on_proposal(
        item=item, proposal=proposal, outcome=outcome, actor=actor, idempotency_key=uuid4(), **said
    )  # fmt: skip


def minuted(decision, actor):
    """End the sitting of a decision and freeze its minutes."""
    over = end_sitting(sitting=decision.item.sitting, actor=actor)
    return publish_minutes(sitting=over, actor=actor, on=HELD_ON)


def answered(row, item, votes, actor):
    """Open a consultation, write the votes of its first members on one point, close the answers."""
    row = open_consultation(sitting=row, actor=actor, at=OPENED_AT)
    item.refresh_from_db()
    for person, choice in zip(representatives(row), votes, strict=False):
        cast_vote(item=item, representative=person, choice=choice, actor=None, at=later(1))
    return close_consultation(sitting=row, actor=actor, at=later(6))


def test_what_the_committee_agreed_is_minuted_then_noted_with_its_point(loan, actor):
    proposal = submitted(loan)
    assert proposal.amount == 1200
    decision = decided(proposal, actor)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision) == ("agreed", decision)
    assert LoanOperation.objects.filter(kind="written_off").count() == 0  # nothing is noted yet

    sitting = minuted(decision, actor)
    (item,) = extract_data(sitting.items.get(), HELD_ON).items
    number = loan.commitment.number
    assert item.decisions[0].instrument == f"Passage en perte, {number}"
    assert item.request == [
        (f"Passage en perte, {number}", f"1\u202f200,00\u00a0€ dus. {WHY}")
    ]  # fmt: skip

    finance = user("finance", loan.organisation)
    done = noted(loan, WrittenOff, JUNE, ruling=Cited(sitting=sitting), actor=finance)
    assert done.ruled_by.endswith(", point 1")


@pytest.mark.parametrize("outcome", ["refused", "adjourned"])
def test_a_sitting_that_did_not_agree_is_not_cited(loan, actor, outcome):
    said = (
        {"refusal_reason": refusal_reason(loan.organisation)}
        if outcome == "refused"
        else {"reason": "Attendre la clôture"}
    )
    proposal = submitted(loan)
    sitting = minuted(decided(proposal, actor, outcome, **said), actor)
    proposal.refresh_from_db()
    assert proposal.state == outcome

    with pytest.raises(RulingRefused, match="n’a pas donné son accord"):
        noted(
            loan, WrittenOff, JUNE, ruling=Cited(sitting=sitting),
            actor=user("finance", loan.organisation),
        )  # fmt: skip
    assert submitted(loan).pk != proposal.pk  # it may come back


def test_a_loan_waits_for_one_decision_at_a_time(loan, actor):
    first = submitted(loan)

    assert submitted(loan) == first
    with pytest.raises(ProposalRefused, match="attend déjà"):
        submitted(loan, act="restructure")
    with pytest.raises(ProposalRefused, match="pourquoi"):
        submitted(loan, reason="  ")
    decided(first, actor)
    with pytest.raises(SittingRefused, match="déjà décidé"):
        first.refresh_from_db()
        lay_proposal(proposal=first, sitting=in_session(actor), actor=actor)


def test_nothing_is_submitted_of_a_loan_that_owes_nothing(loan):
    noted(loan, WrittenOff, JUNE)

    with pytest.raises(ProposalRefused, match="ne doit plus rien"):
        submitted(loan)


def test_a_loan_is_agreed_without_conditions_or_nothing_is_written(loan, actor):
    proposal = submitted(loan)

    with pytest.raises(ProposalRefused, match="sans condition"):
        decided(
            proposal, actor, "agreed_with_conditions", conditions=[NewCondition("Bail signé")]
        )  # fmt: skip
    assert Decision.objects.filter(loan_proposals=proposal).count() == 0
    proposal.refresh_from_db()
    assert proposal.state == "to_committee"


@pytest.mark.parametrize(
    ("votes", "outcome", "state"),
    [
        (("for", "for", "against"), "agreed", "agreed"),
        (("against", "against"), "refused", "refused"),
        (("for", "against"), "adjourned", "adjourned"),
        (("for",), SENT_BACK, "to_committee"),
    ],
)
def test_it_is_decided_in_writing_as_the_votes_propose(loan, actor, votes, outcome, state):
    proposal = submitted(loan)
    row = planned(actor, dossiers=1)
    item = lay_proposal(proposal=proposal, sitting=row, actor=actor)
    row = answered(row, item, votes, actor)
    (found,) = [one for one in proposed_for(row) if one.item == item]

    assert found.proposal == outcome
    assert found.asked.lines == [(str(proposal), f"1\u202f200,00\u00a0€ dus. {WHY}")]
    reason = refusal_reason(row.organisation) if outcome == "refused" else None
    rulings = {item.pk: Ruling(outcome, refusal_reason=reason)}
    for _ in range(2):  # repeated, nothing is decided twice
        (result,) = decide_consultation(sitting=row, rulings=rulings, actor=actor)
        assert result.is_done, result.sentence

    proposal.refresh_from_db()
    assert proposal.state == state
    assert item.decisions.count() == (outcome != SENT_BACK)
    assert loan.commitment.case.state == "follow_up"  # it stays where it is


def test_a_consultation_agrees_on_no_condition_for_a_loan(loan, actor):
    row = planned(actor, dossiers=0)
    item = lay_proposal(proposal=submitted(loan), sitting=row, actor=actor)
    row = answered(row, item, ("for", "for"), actor)
    ruling = Ruling("agreed_with_conditions", conditions=[NewCondition("Bail signé")])

    (result,) = decide_consultation(sitting=row, rulings={item.pk: ruling}, actor=actor)

    assert not result.is_done and "sans condition" in result.sentence
    assert not item.decisions.exists()


def test_it_is_no_dossier_instructed(loan, actor):
    days = (HELD_ON, HELD_ON)
    before = _decisions(days).count()

    decided(submitted(loan), actor)

    assert _decisions(days).count() == before


# ── On the pages ──────────────────────────────────────────────────────────────────────────────
def test_it_goes_from_the_loan_to_the_agenda_to_the_session(loan, actor, client):
    client.force_login(user("finance", loan.organisation))
    url = reverse("web:loan_submit", args=[loan.commitment_id])
    assert client.post(url, {"act": "write_off", "reason": ""}).status_code == 422
    assert client.post(url, {"act": "write_off", "reason": WHY}).status_code == 302
    page = client.get(reverse("web:loan", args=[loan.commitment_id])).content.decode()
    assert "soumis au comité" in page
    proposal = LoanProposal.objects.get()

    client.force_login(actor)
    row = in_session(actor)
    shown = client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert str(proposal) in shown
    client.post(reverse("web:agenda_add", args=[row.pk]), {"proposal": proposal.pk})
    item = row.items.get()
    assert str(proposal) in client.get(reverse("web:session", args=[item.pk])).content.decode()
    answer = client.post(
        reverse("web:session", args=[item.pk]), {"outcome": "agreed", "key": str(uuid4())}
    )
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "agreed"
    assert proposal.decision.amount == Decimal(1200)


def test_a_stranger_lays_nothing_of_another_house(loan, client):
    proposal = submitted(loan)
    stranger = secretary()
    committee(stranger.organisation)
    row = in_session(stranger)

    client.force_login(stranger)
    answer = client.post(reverse("web:agenda_add", args=[row.pk]), {"proposal": proposal.pk})

    assert answer.status_code == 404
    assert not row.items.exists()
