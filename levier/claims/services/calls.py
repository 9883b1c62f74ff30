"""The call: received with its claim, instructed with its papers, decided by the carrier."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.banking.models import PaymentOrder
from levier.banking.states import State as Step
from levier.claims.errors import (
    CallTransitionNotAllowed,
    ClaimKeyReused,
    ClaimRefused,
    IndemnityOrdered,
)
from levier.claims.models import Call, CallPayment, GuaranteeEvent
from levier.claims.services.standing import STOPS
from levier.claims.states import Event, State, next_state
from levier.journal.services import record, target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rules.servicing.calls import Claim, Indemnity, effective_quota, indemnity_of
from levier.rules.servicing.guarantee_life import WORDS, CallFacts, Paper, papers_missing


@transaction.atomic
def open_call(
    *,
    commitment: Commitment,
    claim: Claim,
    received_on: date,
    today: date,
    actor,
    idempotency_key: UUID,
) -> Call:
    """Open the call of a bank on a guarantee whose term is accelerated, or in insolvency.

    The same key again gives the same call. Errors: ClaimKeyReused; ClaimRefused before such an
    event, on a day to come, for another call that stands, or a claim above the loan; CallRefused
    for false amounts.
    """
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("guarantee")
    row = rows.get(pk=commitment.pk)
    known = Call.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.commitment_id, known.outstanding) != (row.pk, claim.outstanding):
            raise ClaimKeyReused
        return known
    _refuse_call(row, claim, received_on, today)
    terms = row.guarantee
    quota = effective_quota(terms.guaranteed_amount, terms.loan_amount)
    indemnity_of(claim, quota, terms.guaranteed_amount)
    call = Call.objects.create(
        organisation_id=row.organisation_id, commitment=row, received_on=received_on,
        outstanding=claim.outstanding, unpaid_interest=claim.unpaid_interest,
        realised=claim.realised, covers_interest=claim.covers_interest, quota=quota,
        ceiling=terms.guaranteed_amount, idempotency_key=idempotency_key,
    )  # fmt: skip
    _say(
        call, actor, "claims.call_opened",
        f"appel reçu le {long_date(received_on)}, {euros(claim.outstanding, cents=True)} dus",
    )  # fmt: skip
    return call


def _refuse_call(row: Commitment, claim: Claim, received_on: date, today: date) -> None:
    if received_on > today:
        raise ClaimRefused(field="received_on", reason="Un appel ne se reçoit pas d’avance.")
    stopped = row.guarantee_events.filter(kind__in=STOPS).order_by("day").first()
    if stopped is None:
        raise ClaimRefused(
            reason="La banque appelle après la déchéance du terme ou une procédure "
            "collective\u00a0: notez d’abord l’une ou l’autre."
        )
    if received_on < stopped.day:
        raise ClaimRefused(field="received_on", reason=f"C’est avant « {stopped} ».")
    if Call.objects.filter(commitment=row).standing().exists():
        raise ClaimRefused(reason="Un appel est déjà ouvert sur cette garantie.")
    if claim.outstanding > row.guarantee.loan_amount:
        raise ClaimRefused(
            field="outstanding",
            reason=f"Le capital restant dû dépasse le prêt, {euros(row.guarantee.loan_amount)}.",
        )


def claim_of(call: Call) -> Claim:
    """Return what the bank claims."""
    return Claim(call.outstanding, call.unpaid_interest, call.realised, call.covers_interest)


def indemnity_on(call: Call) -> Indemnity:
    """Return the loss, what the guarantor owes and what is already paid, in euros."""
    paid = sum((row.amount for row in CallPayment.objects.filter(call=call)), ZERO)
    return indemnity_of(claim_of(call), call.quota, call.ceiling, paid)


def missing_papers(call: Call) -> list[Paper]:
    """Return the papers that the call still needs."""
    held = set(call.commitment.guarantee_papers.values_list("code", flat=True))
    insolvent = call.commitment.guarantee_events.filter(
        kind=GuaranteeEvent.Kind.INSOLVENCY
    ).exists()
    return papers_missing(held, CallFacts(insolvent, call.realised > 0))


@transaction.atomic
def revise_claim(*, call: Call, claim: Claim, actor) -> Call:
    """Correct what the bank claims (securities realised since…), until the balance is paid.

    Errors: ClaimRefused once the balance is paid or the call ended, above the loan, or for less
    than recoveries gave back; IndemnityOrdered while the bank holds a transfer; CallRefused.
    """
    row = lock_call(call)
    _refuse_while_at_the_bank(row)
    if row.state not in (State.OPEN, State.SUBMITTED, State.ACCEPTED):
        raise ClaimRefused(
            reason=f"L’appel est « {row.get_state_display()} »\u00a0: rien n’y change."
        )
    if claim.outstanding > row.commitment.guarantee.loan_amount:
        raise ClaimRefused(field="outstanding", reason="Le capital restant dû dépasse le prêt.")
    _refuse_below_returned(row, indemnity_of(claim, row.quota, row.ceiling).owed)
    row.outstanding, row.unpaid_interest = claim.outstanding, claim.unpaid_interest
    row.realised, row.covers_interest = claim.realised, claim.covers_interest
    row.save(update_fields=["outstanding", "unpaid_interest", "realised", "covers_interest"])
    _say(row, actor, "claims.claim_revised", f"créance revue, {_owed(row)}")
    return row


def _refuse_while_at_the_bank(row: Call) -> None:
    """What the bank will answer is a fact that no change of the claim may contradict."""
    orders = PaymentOrder.objects.filter(organisation=row.organisation_id).about(target_of(row))
    sent = orders.filter(state=Step.SENT).first()
    if sent is not None:
        raise IndemnityOrdered(number=row.commitment.number, order=sent.number)


def returned_of(call: Call) -> Decimal:
    """Return what recoveries gave back to the guarantor (euros)."""
    return sum((each.share for each in call.recoveries.all()), ZERO)


def _refuse_below_returned(row: Call, owed: Decimal) -> None:
    returned = returned_of(row)
    if owed < returned:
        raise ClaimRefused(
            field="realised",
            reason=f"L’indemnité serait de {euros(owed, cents=True)}, et les recouvrements ont "
            f"déjà rendu {euros(returned, cents=True)} au garant\u00a0: ôtez des sûretés "
            "réalisées ce qui est noté en recouvrement.",
        )


@transaction.atomic
def submit_call(*, call: Call, opinion: str, opinion_text: str, on: date, actor) -> Call:
    """Send the call to the carrier with the house's opinion, once its file is complete.

    Errors: ClaimRefused for a paper that is missing (named), or an opinion without its reason;
    CallTransitionNotAllowed.
    """
    row = lock_call(call)
    missing = missing_papers(row)
    if missing:
        names = ", ".join(WORDS[paper].lower() for paper in missing)
        raise ClaimRefused(
            reason=f"Le dossier d’appel n’est pas complet. Il manque\u00a0: {names}."
        )
    if opinion not in Call.Opinion.values or not opinion_text.strip():
        raise ClaimRefused(field="opinion_text", reason="Donnez l’avis de la maison et son motif.")
    move_call(
        row, Event.SUBMIT, opinion=opinion, opinion_text=opinion_text.strip(), submitted_on=on
    )
    said = row.get_opinion_display()
    _say(
        row,
        actor,
        "claims.call_submitted",
        f"appel transmis à {row.commitment.carrier}, avis {said}",
    )
    return row


@transaction.atomic
def decide_call(*, call: Call, accepted: bool, on: date, actor, reason: str = "") -> Call:
    """Note the carrier's decision; a rejection says why. Errors: ClaimRefused without a reason."""
    row = lock_call(call)
    if not accepted and not reason.strip():
        raise ClaimRefused(field="reason", reason="Dites pourquoi l’appel est rejeté.")
    if row.submitted_on and on < row.submitted_on:
        raise ClaimRefused(field="on", reason="C’est avant la transmission de l’appel.")
    event = Event.ACCEPT if accepted else Event.REJECT
    move_call(row, event, decided_on=on, reason=reason.strip()[:300])
    said = f"appel accepté, {_owed(row)}" if accepted else f"appel rejeté\u00a0: {row.reason}"
    _say(row, actor, "claims.call_decided", said)
    return row


@transaction.atomic
def withdraw_call(*, call: Call, reason: str, actor) -> Call:
    """Note that the bank takes its call back. Errors: ClaimRefused without a reason."""
    row = lock_call(call)
    if not reason.strip():
        raise ClaimRefused(field="reason", reason="Dites pourquoi l’appel est retiré.")
    move_call(row, Event.WITHDRAW, reason=reason.strip()[:300])
    _say(row, actor, "claims.call_withdrawn", f"appel retiré\u00a0: {row.reason}")
    return row


def lock_call(call: Call) -> Call:
    """Return the call, locked until the transaction ends."""
    rows = Call.objects.select_for_update(of=("self",))
    return rows.select_related("commitment__guarantee", "commitment__carrier").get(pk=call.pk)


def move_call(row: Call, event: str, **values) -> None:
    """Move a call one step: a conditional update. Errors: CallTransitionNotAllowed."""
    number = row.commitment.number
    state = next_state(row.state, event, number)
    moved = Call.objects.filter(pk=row.pk, state=row.state).update(state=state, **values)
    row.refresh_from_db()
    if not moved:
        raise CallTransitionNotAllowed(number=number, state=State(row.state).label)


def _owed(row: Call) -> str:
    owed: Decimal = indemnity_of(claim_of(row), row.quota, row.ceiling).owed
    return f"indemnité de {euros(owed, cents=True)}"


def _say(row: Call, actor, action: str, said: str) -> None:
    record(
        action, actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: {said}.",
    )  # fmt: skip
