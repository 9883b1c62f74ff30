"""A loan that runs before a committee: submitted, laid on an agenda, decided in session."""

from datetime import date
from uuid import UUID

from django.db import transaction

from levier.committees.errors import SittingRefused
from levier.committees.models import AgendaItem, Decision, Sitting
from levier.committees.services import add_point, record_decision
from levier.journal import services as journal
from levier.portfolio.models import LoanProposal
from levier.portfolio.services import answer_loan_proposal, refuse_conditional, submit_loan
from levier.rules.servicing.rulings import owed_of
from levier.servicing.models import RunningLoan
from levier.servicing.services import loan_on


@transaction.atomic
def submit_running_loan(
    *, loan: RunningLoan, act: str, reason: str, actor, on: date
) -> LoanProposal:
    """Put a restructuring or a write-off of a loan before a committee, with what it owes that day.

    Errors: those of submit_loan.
    """
    return submit_loan(
        commitment=loan.commitment, act=act, reason=reason, amount=owed_of(loan_on(loan, on)),
        actor=actor, on=on,
    )  # fmt: skip


@transaction.atomic
def lay_proposal(*, proposal: LoanProposal, sitting: Sitting, actor) -> AgendaItem:
    """Put a loan that waits for a decision on the agenda of a meeting; its dossier stays put.

    A committee consulted in writing decides it as in session. Errors: SittingRefused when it is
    decided, when the sitting is over, or when the dossier is already there.
    """
    if proposal.state != LoanProposal.State.TO_COMMITTEE:
        raise SittingRefused(reason=f"«\u00a0{proposal}\u00a0» est déjà décidé.")
    case = proposal.commitment.case
    item = add_point(sitting=sitting, case=case, actor=actor)
    journal.record(
        "workflows.loan_proposal_laid",
        actor=actor,
        target=item,
        case_key=case.pk,
        summary=f"{proposal} inscrit au comité {sitting}.",
    )
    return item


@transaction.atomic
def decide_on_proposal(
    *, item: AgendaItem, proposal: LoanProposal, outcome: str, actor, idempotency_key: UUID, **said
) -> Decision:
    """Record what a committee decided on a loan that runs; the operation itself comes after.

    `said` are the reasons of record_decision. The same key again gives the same decision. Errors:
    those of record_decision; ProposalRefused.
    """
    refuse_conditional(outcome)
    decision = record_decision(
        item=item,
        request=None,
        outcome=outcome,
        amount=proposal.amount if outcome == "agreed" else None,
        actor=actor,
        idempotency_key=idempotency_key,
        **said,
    )
    proposal.refresh_from_db()
    if proposal.decision_id != decision.pk:
        answer_loan_proposal(proposal=proposal, decision=decision, actor=actor)
    return decision
