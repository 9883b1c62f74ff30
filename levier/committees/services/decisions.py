"""Quorum, votes and decisions of one dossier at a sitting, and the conditions put on them."""

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
    ConditionAlreadyLifted,
    DecidedMeanwhile,
    DecisionRefused,
    EvidenceMissing,
    ItemClosed,
    QuorumNotReached,
    SittingNotOpen,
    VoteRefused,
    VoteSaysOtherwise,
)
from levier.committees.models import (
    AgendaItem,
    Condition,
    Decision,
    Outcome,
    Representative,
    Sitting,
    Vote,
)
from levier.committees.services.sittings import refuse_frozen
from levier.journal import services as journal
from levier.kernel.french import euros, plural
from levier.rules import committee as rules


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition to put on an agreement: what, lifted by whom, before when."""

    text: str
    owner: object | None = None
    due_on: date | None = None


# ── Quorum and votes ──────────────────────────────────────────────────────────────────────────
def members_of(sitting: Sitting, attendances=None) -> list[rules.Member]:
    """Return those called to a sitting, as the rules count them (one query, or none if given)."""
    rows = attendances
    if rows is None:
        rows = sitting.attendances.select_related("representative")
    return [
        rules.Member(row.representative_id, row.college, row.is_present, str(row.representative))
        for row in rows
    ]


def quorum_on(item: AgendaItem, members: Sequence[rules.Member] | None = None) -> rules.Quorum:
    """Return the quorum of one dossier, those who withdrew from it taken away."""
    committee = item.sitting.committee
    return rules.quorum_of(
        members_of(item.sitting) if members is None else members,
        {row.representative_id for row in item.withdrawals.all()},
        min_members=committee.min_members if committee else 0,
        min_colleges=committee.min_colleges if committee else 0,
    )


def tally_of(item: AgendaItem) -> rules.Tally:
    """Return the votes of one dossier, counted; the chair breaks a tie where the rules say so."""
    votes = list(item.votes.all())
    sitting = item.sitting
    casting = None
    if sitting.committee and sitting.committee.chair_has_casting_vote:
        casting = next((v.choice for v in votes if v.representative_id == sitting.chair_id), None)
    return rules.tally(
        [rules.Vote(vote.representative_id, rules.Choice(vote.choice)) for vote in votes],
        rules.Choice(casting) if casting else None,
    )


@transaction.atomic
def cast_vote(*, item: AgendaItem, representative: Representative, choice: str, actor) -> Vote:
    """Write one member's vote on one dossier; before the decision it may change.

    Errors: SittingNotOpen; ItemClosed; VoteRefused for somebody absent or who withdrew.
    """
    _refuse_out_of_session(item)
    ballot = rules.Vote(representative.pk, rules.Choice(choice))
    withdrawn = {row.representative_id for row in item.withdrawals.all()}
    faults = rules.vote_faults([ballot], members_of(item.sitting), withdrawn)
    if faults:
        raise VoteRefused(reason=faults[0])
    vote, _ = Vote.objects.update_or_create(
        organisation_id=item.organisation_id,
        item=item,
        representative=representative,
        defaults={"choice": choice},
    )
    journal.record(
        "committees.vote",
        actor=actor,
        target=vote,
        case_key=item.case_id,
        summary=f"{representative} vote « {vote.get_choice_display()} » sur {item.case.number}.",
    )
    return vote


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
) -> Decision:
    """Write down what the committee decided on one requested instrument (`amount` in euros).

    The same key again gives the same decision. When the dossier's last request is decided, its
    point is closed and the dossier moves along.
    Errors: MinutesFrozen, SittingNotOpen, ItemClosed, QuorumNotReached, VoteSaysOtherwise,
    DecisionRefused when outcome, amount and conditions contradict each other, DecidedMeanwhile.
    """
    item = _locked(item)
    done = Decision.objects.filter(
        organisation_id=item.organisation_id, idempotency_key=idempotency_key
    ).first()
    if done is not None:
        return done
    _refuse_out_of_session(item)
    _check(item, outcome, amount, conditions, reason)
    decision = _write(item, request, outcome, amount, actor, idempotency_key, reason, valid_until)
    Condition.objects.bulk_create(
        Condition(
            organisation_id=item.organisation_id,
            decision=decision,
            text=condition.text,
            owner=condition.owner,
            due_on=condition.due_on,
        )
        for condition in conditions
    )
    _record(decision, item, request, actor)
    _close_when_decided(item, actor)
    return decision


def _locked(item: AgendaItem) -> AgendaItem:
    """Take the point for this transaction: two secretaries never decide it together."""
    return (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("sitting__committee", "case")
        .get(pk=item.pk)
    )


def _check(item, outcome, amount, conditions, reason) -> None:
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
    if voted and rules.Outcome(outcome).is_agreement and counted.carried is not True:
        votes = f"{counted.votes_for} pour, {counted.votes_against} contre"
        raise VoteSaysOtherwise(votes=f"{votes}, {plural(counted.abstentions, 'abstention')}")


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
        valid_until = rules.valid_until(decided_on, item.sitting.committee.validity_months)
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


# ── Conditions ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def lift_condition(*, condition: Condition, evidence: str, on: date, actor) -> bool:
    """Lift one condition on its evidence; return whether the decision has none left.

    Errors: EvidenceMissing; ConditionAlreadyLifted.
    """
    if not evidence.strip():
        raise EvidenceMissing
    values = {"lifted_on": on, "lifted_by": actor, "evidence": evidence.strip()}
    if not Condition.objects.filter(pk=condition.pk, lifted_on=None).update(**values):
        raise ConditionAlreadyLifted
    decision = condition.decision
    journal.record(
        "committees.condition_lifted",
        actor=actor,
        target=condition,
        case_key=decision.item.case_id,
        summary=f"Condition levée : {condition.text} ({evidence.strip()}).",
    )
    return not decision.conditions.filter(lifted_on=None).exists()


def _refuse_out_of_session(item: AgendaItem) -> None:
    refuse_frozen(item.sitting)
    if item.sitting.state != Sitting.State.OPEN:
        raise SittingNotOpen(number=item.sitting.number)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)
