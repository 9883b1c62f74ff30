"""The answer to a withdrawal that Levier proposes: accepted, or set aside with its reason."""

from django.db import transaction

from levier.committees.errors import SittingRefused
from levier.committees.models import Withdrawal, WithdrawalProposal
from levier.committees.services.withdrawals import declare_withdrawal
from levier.journal import services as journal

_PROPOSED = WithdrawalProposal.State.PROPOSED


@transaction.atomic
def accept_proposal(*, proposal: WithdrawalProposal, actor) -> Withdrawal:
    """Withdraw the member for the reason found. Errors: those of declare_withdrawal."""
    _answer(proposal, actor, WithdrawalProposal.State.ACCEPTED, "")
    others = proposal.item.proposals.filter(
        representative=proposal.representative_id, state=_PROPOSED
    )
    others.update(state=WithdrawalProposal.State.ACCEPTED, answered_by=actor)
    return declare_withdrawal(
        item=proposal.item,
        representative=proposal.representative,
        reason=proposal.reason[:200],
        actor=actor,
    )


@transaction.atomic
def dismiss_proposal(*, proposal: WithdrawalProposal, reason: str, actor) -> WithdrawalProposal:
    """Set a proposal aside, with its reason. Errors: SittingRefused without one, or answered."""
    if not reason.strip():
        raise SittingRefused(
            field="reason", reason="Dites pourquoi ce lien n’appelle pas de déport."
        )
    _answer(proposal, actor, WithdrawalProposal.State.DISMISSED, reason.strip()[:200])
    journal.record(
        "committees.withdrawal_dismissed",
        actor=actor,
        target=proposal,
        case_key=proposal.item.case_id,
        summary=f"Déport écarté ({proposal.item.case.number}) : {proposal}. Raison : {reason}.",
    )
    return proposal


def _answer(proposal: WithdrawalProposal, actor, state: str, answer: str) -> None:
    waiting = WithdrawalProposal.objects.filter(pk=proposal.pk, state=_PROPOSED)
    if not waiting.update(state=state, answer=answer, answered_by=actor):
        raise SittingRefused(reason="Ce déport proposé a déjà reçu une réponse.")
    proposal.state, proposal.answer = state, answer
