"""Correct a commitment of the past when its spreadsheet says more, or otherwise.

A payment known later, a duration typed again: the dossier, the decision and the draws follow. Only
the imports call it; what the house decides today is amended instead.
"""

from typing import Any

from django.db import transaction

from levier.cases.services import move_case
from levier.cases.states import Event as CaseEvent
from levier.cases.states import State as CaseState
from levier.claims.services import post_given
from levier.journal.changes import Changes, apply_changes
from levier.journal.services import record
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.portfolio.terms import commission_due

COMMITMENT_FIELDS = ("amount", "decided_on", "set_up_on")
GUARANTEE_NAMES = {"months": "loan_months", "annual_rate": "loan_rate"}


@transaction.atomic
def correct_past_commitment(*, commitment: Commitment, actor, **changes: Any) -> Commitment:
    """Change what a taken-over commitment says (euros; quota and rates as fractions).

    `changes` are fields of PastDecision. A first payment sets the commitment up, and its dossier
    passes to follow-up. Errors: DomainError of the services called.
    """
    own = {name: value for name, value in changes.items() if name in COMMITMENT_FIELDS}
    done = apply_changes(commitment, own)
    if commitment.set_up_on and commitment.state == State.OPEN:
        commitment.state = State.SET_UP
    if done:
        _save(commitment, actor)
        _correct_decision(commitment, done, actor)
    details = {name: value for name, value in changes.items() if name not in own}
    done |= _correct_detail(commitment, details, actor)
    if "set_up_on" in done:
        _follow_up(commitment, actor)
    if done:
        noted = record(
            "workflows.past_corrected",
            actor=actor,
            target=commitment,
            summary=f"Engagement {commitment.number} corrigé d’après le classeur.",
            detail=done,
        )
        post_given(
            commitment=commitment, day=None, of=noted.pk, what="termes corrigés", actor=actor
        )
    return commitment


def _correct_decision(commitment: Commitment, done: Changes, actor) -> None:
    decision = commitment.decision
    if decision is None or not {"amount", "decided_on"} & done.keys():
        return
    decision.amount, decision.decided_on = commitment.amount, commitment.decided_on
    _save(decision, actor)
    draws = list(commitment.draws.all())
    if len(draws) == 1:
        draws[0].amount = commitment.amount
        draws[0].save(update_fields=["amount"])


def _correct_detail(commitment: Commitment, changes: dict[str, Any], actor) -> Changes:
    row = getattr(commitment, commitment.kind, None) or getattr(commitment, "financing", None)
    if row is None:
        return {}
    if commitment.kind == "guarantee":
        changes = {GUARANTEE_NAMES.get(name, name): value for name, value in changes.items()}
        changes["guaranteed_amount"] = commitment.amount
        if commitment.version and {"loan_amount", "guaranteed_amount"} & changes.keys():
            loan = changes.get("loan_amount", row.loan_amount)
            changes["commission_amount"] = commission_due(
                commitment.version, loan, commitment.amount
            )
    done = apply_changes(row, changes)
    if done:
        _save(row, actor)
    return done


def _follow_up(commitment: Commitment, actor) -> None:
    case = commitment.case
    if case.state == CaseState.AGREED and commitment.kind != "grant":
        move_case(case=case, event=CaseEvent.SET_UP, actor=actor, on=commitment.set_up_on)


def _save(row, actor) -> None:
    row._history_user = actor
    row.save()
