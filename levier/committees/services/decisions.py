"""What a committee decides on one dossier, written once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from levier.cases.models import FundingRequest
from levier.cases.services import move_case
from levier.cases.states import Event, State
from levier.committees.errors import (
    DecidedMeanwhile,
    DecisionRefused,
    QuorumNotReached,
    VoteSaysOtherwise,
)
from levier.committees.models import (
    AgendaItem,
    Condition,
    Decision,
    Delegation,
    ExpectedItem,
    Outcome,
    RefusalReason,
    Sitting,
)
from levier.committees.services.delegations import refuse_undelegated
from levier.committees.services.house_rules import rules_of
from levier.committees.services.reasons import reasons_on
from levier.committees.services.remits import refuse_agreed_outside_remit
from levier.committees.services.votes import locked, quorum_on, refuse_out_of_session, tally_of
from levier.journal import services as journal
from levier.kernel.french import euros, plural
from levier.rules import committee as rules


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition of an agreement, or what an adjournment waits for: what, by whom, before when."""

    text: str
    owner: object | None = None
    due_on: date | None = None


# ── Decisions ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def record_decision(
    *,
    item: AgendaItem,
    request: FundingRequest | None,
    outcome: str,
    amount: Decimal | None,
    actor,
    idempotency_key: UUID,
    conditions: Sequence[NewCondition] = (),
    reason: str = "",
    valid_until: date | None = None,
    refusal_reason: RefusalReason | None = None,
    expected: Sequence[NewCondition] = (),
    delegation: Delegation | None = None,
) -> Decision:
    """Write down what the committee decided on one requested instrument (`amount` in euros).

    A refusal takes a reason of the house's list, whose words stand for `reason` when none is
    typed; an adjournment says what is `expected`, or why. The same key again gives the same
    decision. When the dossier's last request is decided, its
    point is closed and the dossier moves along.
    Errors: MinutesFrozen, SittingNotOpen, ItemClosed, QuorumNotReached, VoteSaysOtherwise,
    DecisionRefused when outcome, amount and conditions contradict each other or pass the remit of
    the committee, DecidedMeanwhile;
    DelegationExceeded or DelegationRefused for a body that decides alone beyond its delegation.
    """
    item = locked(item)
    done = Decision.objects.filter(
        organisation_id=item.organisation_id, idempotency_key=idempotency_key
    ).first()
    if done is not None:
        return done
    refuse_out_of_session(item)
    reason = _reason(item, outcome, reason, refusal_reason, expected)
    _check(item, outcome, amount, conditions, reason)
    refuse_undelegated(item, request, outcome, amount, delegation)
    _refuse_outside_remit(item, request, outcome, amount)
    decision = _write(item, request, outcome, amount, actor, idempotency_key, reason, valid_until)
    if refusal_reason is not None or delegation is not None:
        decision.refusal_reason, decision.delegation = refusal_reason, delegation
        decision.save(update_fields=["refusal_reason", "delegation"])
    _hang(Condition, decision, conditions)
    _hang(ExpectedItem, decision, expected)
    _record(decision, item, request, actor)
    _close_when_decided(item, actor)
    return decision


def _reason(item, outcome, reason: str, refusal_reason, expected) -> str:
    """Return the words of a refusal or an adjournment: those typed, else the list's own.

    Errors: DecisionRefused for a refusal without reason of the list, or a reason elsewhere.
    """
    if outcome == Outcome.REFUSED:
        if refusal_reason is None:
            raise DecisionRefused(field="refusal_reason", reason="Choisissez le motif du refus.")
        _refuse_strange_reason(refusal_reason, item)
        return reason.strip() or refusal_reason.label
    if refusal_reason is not None:
        raise DecisionRefused(
            field="refusal_reason", reason="Seul un refus porte un motif de la liste des refus."
        )
    if expected and outcome != Outcome.ADJOURNED:
        raise DecisionRefused(reason="Seul un ajournement porte des éléments attendus.")
    return reason.strip() or "Attendu\u00a0: " * bool(expected) + ", ".join(
        row.text for row in expected
    )


def _refuse_strange_reason(row: RefusalReason, item: AgendaItem) -> None:
    if not reasons_on(item.organisation_id, item.sitting.held_on).filter(pk=row.pk).exists():
        raise DecisionRefused(
            field="refusal_reason",
            reason=f"Le motif « {row} » n’est pas dans la liste de la maison ce jour-là.",
        )


def _hang(model, decision: Decision, rows: Sequence[NewCondition]) -> None:
    """Write the conditions, or the expected items, of a decision."""
    model.objects.bulk_create(
        model(
            organisation_id=decision.organisation_id,
            decision=decision,
            text=row.text,
            owner=row.owner,
            due_on=row.due_on,
        )
        for row in rows
    )


def _check(item, outcome, amount, conditions, reason) -> None:
    if item.sitting.mode == Sitting.Mode.WRITTEN and item.sitting.voting_closed_at is None:
        raise DecisionRefused(reason="La consultation n’est pas close : les membres votent encore.")
    quorum = quorum_on(item)
    if not quorum.is_reached:
        raise QuorumNotReached(reason=" ".join(quorum.reasons))
    faults = rules.outcome_faults(
        rules.Outcome(outcome), amount, conditions=len(conditions), reason=reason
    )
    if faults:
        raise DecisionRefused(reason=" ".join(faults))
    counted = tally_of(item)
    voted = counted.votes_for + counted.votes_against + counted.abstentions
    written = item.sitting.mode == Sitting.Mode.WRITTEN
    if written and counted.carried and outcome == Outcome.REFUSED:
        raise DecisionRefused(
            reason="Le vote porte l’accord : ajournez le dossier s’il manque quelque chose."
        )
    if (voted or written) and rules.Outcome(outcome).is_agreement and counted.carried is not True:
        votes = f"{counted.votes_for} pour, {counted.votes_against} contre"
        raise VoteSaysOtherwise(votes=f"{votes}, {plural(counted.abstentions, 'abstention')}")


def _refuse_outside_remit(item, request, outcome, amount) -> None:
    """Errors: DecisionRefused for an agreement beyond what the committee may decide."""
    if request is not None and rules.Outcome(outcome).is_agreement:
        refuse_agreed_outside_remit(item, request, amount)


def _write(item, request, outcome, amount, actor, key, reason, valid_until) -> Decision:
    if request is not None and request.case_id != item.case_id:
        raise DecisionRefused(reason="Cette demande est celle d’un autre dossier.")
    if Decision.objects.filter(item=item, request=request).exists():
        raise DecidedMeanwhile
    if request is not None and outcome != Outcome.ADJOURNED:
        waiting = FundingRequest.objects.filter(pk=request.pk, state=FundingRequest.State.PROPOSED)
        if not waiting.update(state=FundingRequest.State.DECIDED):
            raise DecidedMeanwhile
    decided_on = item.sitting.held_on
    agreed = rules.Outcome(outcome).is_agreement
    if agreed and valid_until is None and item.sitting.committee:
        valid_until = rules.valid_until(decided_on, rules_of(item.sitting).validity_months)
    decision = Decision(
        organisation_id=item.organisation_id,
        item=item,
        request=request,
        outcome=outcome,
        amount=amount,
        decided_on=decided_on,
        valid_until=valid_until if agreed else None,
        reason=reason.strip(),
        recorded_by=actor,
        idempotency_key=key,
    )
    decision._history_user = actor
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as twice:
        raise DecidedMeanwhile from twice
    return decision


def _record(decision: Decision, item: AgendaItem, request, actor) -> None:
    what = f" – {request.instrument}" if request else ""
    amount = f", {euros(decision.amount)}" if decision.amount else ""
    journal.record(
        "committees.decision_recorded",
        actor=actor,
        target=decision,
        case_key=item.case_id,
        summary=f"{item.case.number}{what} : {decision.get_outcome_display()}{amount}.",
    )


def _close_when_decided(item: AgendaItem, actor) -> None:
    """Close the point when nothing is left to decide, and move the dossier along."""
    decisions = list(item.decisions.all())
    decided = {decision.request_id for decision in decisions}
    waiting = item.case.requests.filter(state=FundingRequest.State.PROPOSED)
    if waiting.exclude(pk__in=[key for key in decided if key]).exists():
        return
    item.is_closed = True
    item.save(update_fields=["is_closed"])
    if item.case.state != State.COMMITTEE:
        return  # an amendment of a dossier agreed before: the dossier stays where it is
    outcomes = {decision.outcome for decision in decisions}
    reasons = " ".join(decision.reason for decision in decisions if decision.reason)
    move_case(
        case=item.case,
        event=_event_of(outcomes),
        actor=actor,
        on=item.sitting.held_on,
        reason=reasons,
    )


def _event_of(outcomes: set[str]) -> str:
    """Return where the dossier goes: the strongest of its decisions leads."""
    if Outcome.AGREED_WITH_CONDITIONS in outcomes:
        return Event.AGREE_WITH_CONDITIONS
    if Outcome.AGREED in outcomes:
        return Event.AGREE
    return Event.ADJOURN if Outcome.ADJOURNED in outcomes else Event.REFUSE
