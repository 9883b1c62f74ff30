"""A loan that runs put before a committee, and what the committee said of it."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.committees.models import Decision, Outcome
from levier.journal import services as journal
from levier.kernel.french import euros
from levier.portfolio.errors import ProposalRefused
from levier.portfolio.models import Commitment, LoanProposal
from levier.portfolio.states import State

ANSWERS = {
    Outcome.AGREED: LoanProposal.State.AGREED,
    Outcome.REFUSED: LoanProposal.State.REFUSED,
    Outcome.ADJOURNED: LoanProposal.State.ADJOURNED,
}


@transaction.atomic
def submit_loan(
    *, commitment: Commitment, act: str, reason: str, amount: Decimal, actor, on: date
) -> LoanProposal:
    """Put a restructuring or a write-off before a committee; `amount` is what is owed, in euros.

    The same one asked again, while it waits, is the first one. Errors: ProposalRefused without a
    reason, for a loan that does not run or owes nothing, or while another one waits.
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    reason = reason.strip()
    if not reason:
        raise ProposalRefused(field="reason", reason="Dites au comité pourquoi, en une phrase.")
    if commitment.state != State.SET_UP or amount <= 0:
        raise ProposalRefused(reason="Ce prêt ne doit plus rien\u00a0: il n’y a rien à soumettre.")
    waiting = commitment.loan_proposals.filter(state=LoanProposal.State.TO_COMMITTEE).first()
    if waiting is not None:
        if (waiting.act, waiting.reason) == (act, reason):
            return waiting
        raise ProposalRefused(
            reason=f"«\u00a0{waiting}\u00a0» attend déjà la décision du comité\u00a0: il décide "
            "d’abord."
        )
    row = LoanProposal.objects.create(
        organisation_id=commitment.organisation_id, commitment=commitment, act=act,
        reason=reason, amount=amount, asked_on=on, asked_by=actor,
    )  # fmt: skip
    _record(row, actor, f"soumis au comité ({euros(amount, cents=True)} dus). {reason}")
    return row


@transaction.atomic
def answer_loan_proposal(*, proposal: LoanProposal, decision: Decision, actor) -> LoanProposal:
    """Note what a committee decided; adjourned, the loan is submitted again when it is ready.

    Errors: ProposalRefused when it is decided already, or for an agreement with conditions.
    """
    refuse_conditional(decision.outcome)
    waiting = LoanProposal.objects.filter(pk=proposal.pk, state=LoanProposal.State.TO_COMMITTEE)
    state = ANSWERS[Outcome(decision.outcome)]
    if not waiting.update(state=state, decision=decision):
        raise ProposalRefused(reason=f"«\u00a0{proposal}\u00a0» est déjà décidé.")
    proposal.state, proposal.decision = state, decision
    said = decision.get_outcome_display()
    _record(proposal, actor, f"{said}, comité {decision.item.sitting}")
    return proposal


def refuse_conditional(outcome: str) -> None:
    """Errors: ProposalRefused for an agreement with conditions: an operation has none."""
    if outcome not in ANSWERS:
        raise ProposalRefused(
            reason="Un prêt se restructure ou se passe en perte sans condition\u00a0: décidez un "
            "accord, un ajournement ou un refus."
        )


def _record(row: LoanProposal, actor, what: str) -> None:
    journal.record(
        "portfolio.loan_proposal",
        actor=actor,
        target=row,
        case_key=row.commitment.case_id,
        summary=f"{row}\u00a0: {what}.",
    )
