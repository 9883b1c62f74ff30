"""The life of a commitment after the decision: unlocked, set up or paid, lapsed, given up."""

from datetime import date
from uuid import UUID

from django.db import transaction

from levier.journal import services as journal
from levier.kernel.french import euros, long_date
from levier.portfolio.errors import (
    CommitmentChangedMeanwhile,
    ReasonMissing,
    SetUpKeyReused,
    StillValid,
    ValidityPassed,
)
from levier.portfolio.models import Commitment
from levier.portfolio.services.paying import refuse_while_at_the_bank
from levier.portfolio.services.state_aid import give_back_aid
from levier.portfolio.states import Event, State, next_state


@transaction.atomic
def unlock(*, commitment: Commitment, actor) -> Commitment:
    """Open a commitment whose conditions are all lifted."""
    return move(commitment, Event.UNLOCK, actor, "conditions levées, contrat débloqué")


@transaction.atomic
def set_up(
    *, commitment: Commitment, on: date, actor, key: UUID, carrier_number: str = "",
    is_executed: bool = False,
) -> Commitment:  # fmt: skip
    """Note that the bank's loan is drawn (guarantee), or that the money is paid (others).

    The same `key` again changes nothing: a double click pays once. What a bank executed
    (`is_executed`) left within the validity: the day it was booked on refuses nothing. Errors:
    SetUpKeyReused for the same key with another content; ValidityPassed;
    CommitmentTransitionNotAllowed; CommitmentChangedMeanwhile.
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if is_set_up_by(commitment, key, on, carrier_number):
        return commitment
    next_state(commitment.state, Event.SET_UP)
    late = commitment.valid_until is not None and on > commitment.valid_until
    if late and not is_executed:
        raise ValidityPassed(day=long_date(commitment.valid_until))
    values = {"set_up_on": on, "set_up_key": key}
    if carrier_number:
        values["carrier_number"] = carrier_number
    word = "mis en place" if commitment.kind == "guarantee" else "versé"
    return move(commitment, Event.SET_UP, actor, f"{word} le {long_date(on)}", **values)


def is_set_up_by(commitment: Commitment, key: UUID, on: date, carrier_number: str = "") -> bool:
    """Whether this very set-up is already noted. Errors: SetUpKeyReused for another content."""
    if commitment.set_up_key != key:
        return False
    if commitment.set_up_on != on or carrier_number not in ("", commitment.carrier_number):
        raise SetUpKeyReused(number=commitment.number, day=long_date(commitment.set_up_on))
    return True


@transaction.atomic
def set_carrier_number(*, commitment: Commitment, number: str, actor) -> Commitment:
    """Write the number that the carrier gave; it may come before or after the set-up."""
    before = commitment.carrier_number
    commitment.carrier_number = number.strip()
    commitment._history_user = actor
    commitment.save(update_fields=["carrier_number"])
    journal.record(
        "portfolio.carrier_number",
        actor=actor,
        target=commitment,
        summary=f"{commitment.number} : n° {commitment.carrier_number} chez le porteur du risque.",
        detail={"carrier_number": [before, commitment.carrier_number]},
    )
    return commitment


@transaction.atomic
def lapse(*, commitment: Commitment, on: date, actor) -> Commitment:
    """Note that an agreement was not set up in time; its envelopes get their money back.

    Errors: StillValid; PaymentUnderWay; CommitmentTransitionNotAllowed.
    """
    if commitment.valid_until is not None and on <= commitment.valid_until:
        raise StillValid(day=long_date(commitment.valid_until))
    refuse_while_at_the_bank(commitment)
    give_back_aid(commitment=commitment, reason="caduc", actor=actor)
    return move(commitment, Event.LAPSE, actor, f"caduc au {long_date(on)}", ended_on=on)


@transaction.atomic
def cancel(*, commitment: Commitment, on: date, reason: str, actor) -> Commitment:
    """Give a commitment up before its set-up; its envelopes get their money back.

    Errors: ReasonMissing; PaymentUnderWay; CommitmentTransitionNotAllowed.
    """
    if not reason.strip():
        raise ReasonMissing
    refuse_while_at_the_bank(commitment)
    give_back_aid(commitment=commitment, reason="annulé", actor=actor)
    return move(commitment, Event.CANCEL, actor, f"annulé, {reason.strip()}", ended_on=on)


@transaction.atomic
def end(*, commitment: Commitment, on: date, actor) -> Commitment:
    """Note that a commitment is over (loan repaid, guarantee released)."""
    return move(commitment, Event.END, actor, f"terminé le {long_date(on)}", ended_on=on)


def move(commitment: Commitment, event: str, actor, what: str, **values) -> Commitment:
    """Move a commitment by one event of its table, if nobody moved it first; `what` is the fact.

    Errors: CommitmentTransitionNotAllowed; CommitmentChangedMeanwhile.
    """
    before = commitment.state
    after = next_state(before, event)
    waiting = Commitment.objects.filter(pk=commitment.pk, state=before)
    if not waiting.update(state=after, **values):
        raise CommitmentChangedMeanwhile(number=commitment.number)
    commitment.state = after
    for name, value in values.items():
        setattr(commitment, name, value)
    Commitment.history.bulk_history_create([commitment], update=True, default_user=actor)
    journal.record(
        "portfolio.moved",
        actor=actor,
        target=commitment,
        summary=f"{commitment.number} ({euros(commitment.amount)}) : {what}."[:300],
        detail={"state": [State(before).label, State(after).label], "event": event},
    )
    return commitment
