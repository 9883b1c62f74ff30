"""What a committee says of decisions taken by delegation: ratified, or not and why."""

from django.db import transaction
from django.db.models import Q, QuerySet

from levier.committees.errors import QuorumNotReached, RatificationRefused
from levier.committees.models import Decision, Sitting
from levier.committees.services.house_rules import day_of_rules
from levier.committees.services.remits import within_remit
from levier.committees.services.sittings import refuse_frozen
from levier.committees.services.votes import members_of, quorum_asked
from levier.journal import services as journal
from levier.rules import committee as rules


def awaiting_ratification(sitting: Sitting) -> QuerySet[Decision]:
    """Return the decisions by delegation that a sitting may ratify, and those it ruled on.

    They are of the tracks that its committee decides, taken on its day or before.
    """
    ruled = Q(ratified_in=sitting) | Q(not_ratified_in=sitting)
    rows = Decision.objects.filter(organisation=sitting.organisation_id)
    takes_more = sitting.state in (Sitting.State.PLANNED, Sitting.State.OPEN)
    if not takes_more or sitting.committee is None or sitting.mode != Sitting.Mode.MEETING:
        return rows.filter(ruled)
    waiting = Q(
        pk__in=rows.to_ratify().filter(
            within_remit(sitting.committee, day_of_rules(sitting), "item__case__track"),
            decided_on__lte=sitting.held_on,
        )
    )
    return rows.filter(ruled | waiting)


@transaction.atomic
def ratify(*, decision: Decision, sitting: Sitting, actor) -> Decision:
    """Write that a committee in session ratifies a decision taken by delegation.

    Until the minutes are frozen the same sitting may say otherwise. Errors: MinutesFrozen;
    QuorumNotReached; RatificationRefused out of session, elsewhere, or ruled on meanwhile.
    """
    return _rule(decision, sitting, actor, reason="")


@transaction.atomic
def decline_ratification(*, decision: Decision, sitting: Sitting, reason: str, actor) -> Decision:
    """Write that a committee in session does not ratify, and why: the decision itself stands.

    What was agreed is cancelled, if it is, on its commitment. Errors: those of `ratify`;
    RatificationRefused without a reason.
    """
    if not reason.strip():
        raise RatificationRefused(
            field="reason", reason="Dites pourquoi le comité ne ratifie pas cette décision."
        )
    return _rule(decision, sitting, actor, reason=reason.strip())


def _rule(decision: Decision, sitting: Sitting, actor, reason: str) -> Decision:
    sitting = (
        Sitting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("committee")
        .get(pk=sitting.pk)
    )
    _refuse_silent(sitting)
    if not awaiting_ratification(sitting).filter(pk=decision.pk).exists():
        raise RatificationRefused(
            reason="Cette décision n’attend pas ce comité\u00a0: rechargez la page."
        )
    free = Q(ratified_in=None, not_ratified_in=None)
    free |= Q(ratified_in=sitting) | Q(not_ratified_in=sitting)
    yes, no = (None, sitting) if reason else (sitting, None)
    changed = Decision.objects.filter(free, pk=decision.pk).update(
        ratified_in=yes, not_ratified_in=no, ratification_reason=reason
    )
    if not changed:
        raise RatificationRefused(
            reason="Un autre comité vient de se prononcer sur cette décision."
        )
    decision.refresh_from_db()
    Decision.history.bulk_history_create([decision], update=True, default_user=actor)
    word = f"non ratifiée\u00a0: {reason}" if reason else "ratifiée"
    journal.record(
        "committees.not_ratified" if reason else "committees.ratified",
        actor=actor,
        target=decision,
        case_key=decision.item.case_id,
        summary=f"{decision.item.case.number}, décision {decision.item.sitting} par délégation, "
        f"comité {sitting} : {word}.",
    )
    return decision


def _refuse_silent(sitting: Sitting) -> None:
    """Errors: MinutesFrozen; RatificationRefused; QuorumNotReached."""
    refuse_frozen(sitting)
    if sitting.mode != Sitting.Mode.MEETING or sitting.state != Sitting.State.OPEN:
        raise RatificationRefused(reason="Un comité ratifie en séance\u00a0: ouvrez-la d’abord.")
    quorum = rules.quorum_of(members_of(sitting), (), **quorum_asked(sitting))
    if not quorum.is_reached:
        raise QuorumNotReached(reason=" ".join(quorum.reasons))
