"""What follows the decision on a dossier: conditions lifted, set-up or payment, amendments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.cases.errors import FileMissing
from levier.cases.models import Case, Piece
from levier.cases.services import move_case
from levier.cases.states import Event as CaseEvent
from levier.cases.states import State as CaseState
from levier.claims.services import post_given, refuse_beyond_lines
from levier.committees.errors import PieceOfAnotherCase, SittingRefused
from levier.committees.models import AgendaItem, Condition, Decision, RefusalReason, Sitting
from levier.committees.services import (
    NewCondition,
    add_point,
    lift_condition,
    record_decision,
    refuse_amended_outside_remit,
)
from levier.documents.models import StoredFile
from levier.documents.services import store_file
from levier.journal import services as journal
from levier.portfolio.models import Amendment, Commitment
from levier.portfolio.services import (
    amend,
    decide_amendment,
    is_set_up_by,
    refuse_payment_above_ceiling,
    refuse_payment_uncoupled,
    refuse_unevidenced,
    refuse_unsigned,
    refuse_while_paid_here,
    set_up,
    unlock,
)
from levier.portfolio.states import State


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a condition is met: a file just brought, or a piece of the dossier."""

    name: str = ""
    content: bytes = b""
    piece: Piece | None = None


@transaction.atomic
def lift_and_unlock(
    *, condition: Condition, evidence: str, on: date, actor, proof: Proof | None = None
) -> bool:
    """Lift a condition; the last one of a decision unlocks its commitment, then the dossier.

    `proof` is the file that shows it, kept in the same transaction, or the piece that does.
    Return whether the commitment is unlocked. Errors: those of lift_condition and of store_file;
    FileMissing, PieceOfAnotherCase.
    """
    case = condition.decision.item.case
    stored, words = _kept(proof, case, actor) if proof else (None, "")
    done = lift_condition(
        condition=condition, evidence=evidence.strip() or words, on=on, actor=actor,
        evidence_file=stored,
    )  # fmt: skip
    if not done:
        return False
    decision = condition.decision
    commitment = Commitment.objects.filter(decision=decision, state=State.LOCKED).first()
    if commitment is not None:
        unlock(commitment=commitment, actor=actor)
    waiting = Condition.objects.filter(decision__item__case=case, lifted_on=None)
    if case.state == CaseState.CONDITIONS and not waiting.exists():
        move_case(case=case, event=CaseEvent.LIFT_CONDITIONS, actor=actor, on=on)
    return True


def _kept(proof: Proof, case: Case, actor) -> tuple[StoredFile, str]:
    """Return the stored file of a proof, and the words that name it."""
    if proof.piece is None:
        stored = store_file(
            organisation=case.organisation, actor=actor, name=proof.name, content=proof.content,
            origin="preuve d’une condition",
        )  # fmt: skip
        return stored, stored.name
    if proof.piece.case_id != case.pk:
        raise PieceOfAnotherCase(piece=proof.piece.kind)
    version = proof.piece.versions.select_related("stored_file").first()
    if version is None:
        raise FileMissing(piece=proof.piece.kind)
    return version.stored_file, f"{proof.piece.kind}, version {version.number}"


@transaction.atomic
def set_up_commitment(
    *, commitment: Commitment, on: date, actor, key: UUID, carrier_number: str = "",
    is_executed: bool = False,
) -> Commitment:  # fmt: skip
    """Set a commitment up (or pay it), and follow the dossier once all of its own are.

    A guarantee that the house carries enters its commitments given. The same key again changes
    nothing. Money that a bank executed is a fact: what had to hold was
    read when it left. Noted by hand, what the house carries has its contract signed, its evidence
    when it is a grant, and no payment prepared here. Errors: those of portfolio's set_up;
    PaymentPrepared; ContractRefused; EvidenceMissing; CouplingMissing when what must stand beside
    it is gone; PaymentStopped when the undertaking is above its ceiling of de minimis aid.
    """
    if not is_executed:
        # The dossier, the commitment, then its undertaking: the order of every writer.
        Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=commitment.case_id)
        commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        if is_set_up_by(commitment, key, on, carrier_number):
            return commitment
        refuse_while_paid_here(commitment)
        if commitment.carrier.is_house:
            refuse_unsigned(commitment)
            refuse_unevidenced(commitment, on)
        refuse_payment_uncoupled(commitment=commitment)
        refuse_payment_above_ceiling(commitment=commitment, actor=actor)
    commitment = set_up(
        commitment=commitment, on=on, actor=actor, key=key, carrier_number=carrier_number,
        is_executed=is_executed,
    )  # fmt: skip
    post_given(
        commitment=commitment, day=on, of=f"{commitment.pk}:set-up", what="mise en place",
        actor=actor,
    )  # fmt: skip
    case = commitment.case
    waiting = case.commitments.filter(state__in=(State.OPEN, State.LOCKED, State.AMENDING))
    if case.state == CaseState.AGREED and not waiting.exists():
        move_case(case=case, event=CaseEvent.SET_UP, actor=actor, on=on)
    return commitment


@transaction.atomic
def lay_amendment(*, amendment: Amendment, sitting: Sitting, actor) -> AgendaItem:
    """Put an amendment on a sitting's agenda: the dossier itself stays where it is.

    The members called to it may read the dossier from now on, and their ties are proposed.

    Errors: SittingRefused when the sitting is over, or the amendment decided or already there.
    """
    if amendment.state != Amendment.State.TO_COMMITTEE:
        raise SittingRefused(reason="Cet avenant est déjà décidé.")
    case = amendment.commitment.case
    item = add_point(sitting=sitting, case=case, actor=actor)
    journal.record(
        "workflows.amendment_laid",
        actor=actor,
        target=item,
        case_key=case.pk,
        summary=f"{amendment} inscrit au comité {sitting}.",
    )
    return item


@transaction.atomic
def decide_on_amendment(
    *,
    item: AgendaItem,
    amendment: Amendment,
    outcome: str,
    actor,
    idempotency_key: UUID,
    reason: str = "",
    refusal_reason: RefusalReason | None = None,
    expected: Sequence[NewCondition] = (),
) -> Decision:
    """Record what the committee decided on an amendment, and apply it or set it aside.

    The same key again gives the same decision. Errors: those of record_decision and of
    decide_amendment; DecisionRefused beyond the remit of the committee; EndowmentExceeded beyond
    what a line of endowment may bear.
    """
    agreed = outcome == "agreed"
    decision = record_decision(
        item=item,
        request=None,
        outcome=outcome,
        amount=Decimal(amendment.after["worth"]) if agreed else None,
        actor=actor,
        idempotency_key=idempotency_key,
        reason=reason,
        refusal_reason=refusal_reason,
        expected=expected,
    )
    amendment.refresh_from_db()
    if amendment.decision_id != decision.pk:
        was = amendment.commitment.amount
        if decision.amount is not None:
            refuse_amended_outside_remit(item, amendment.commitment.instrument, decision.amount)
        decide_amendment(amendment=amendment, decision=decision, actor=actor)
        refuse_beyond_lines(commitment=amendment.commitment, was=was, on=decision.decided_on)
    return decision


@transaction.atomic
def amend_commitment(
    *, commitment: Commitment, actor, on: date, reason: str, **changes: Any
) -> Amendment:
    """Change the terms of a commitment within what its lines of endowment may bear.

    Errors: those of amend; EndowmentExceeded.
    """
    was = commitment.amount
    amendment = amend(commitment=commitment, actor=actor, on=on, reason=reason, **changes)
    refuse_beyond_lines(commitment=commitment, was=was, on=on)
    return amendment
