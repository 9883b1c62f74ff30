"""The life of a call: one table, `(state, event) → state`."""

from django.db import models

from levier.claims.errors import CallTransitionNotAllowed


class State(models.TextChoices):
    """Where a call stands."""

    OPEN = "open", "en instruction"
    SUBMITTED = "submitted", "transmis au porteur du risque"
    ACCEPTED = "accepted", "accepté"
    REJECTED = "rejected", "rejeté"
    PAID = "paid", "indemnisé"
    WITHDRAWN = "withdrawn", "retiré"


class Event(models.TextChoices):
    """What moves it."""

    SUBMIT = "submit", "Transmettre avec l’avis"
    ACCEPT = "accept", "Noter l’acceptation"
    REJECT = "reject", "Noter le rejet"
    SETTLE = "settle", "Solder l’indemnité"
    WITHDRAW = "withdraw", "Retirer l’appel"
    REOPEN = "reopen", "Rouvrir, le solde étant revenu"


TRANSITIONS: dict[tuple[str, str], str] = {
    (State.OPEN, Event.SUBMIT): State.SUBMITTED,
    (State.OPEN, Event.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Event.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Event.REJECT): State.REJECTED,
    (State.SUBMITTED, Event.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Event.SETTLE): State.PAID,
    (State.PAID, Event.REOPEN): State.ACCEPTED,
}
ENDED = (State.REJECTED, State.WITHDRAWN)


def next_state(state: str, event: str, number: str) -> str:
    """Return where `event` leads from `state`. Errors: CallTransitionNotAllowed."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise CallTransitionNotAllowed(number=number, state=State(state).label) from None


def events_from(state: str) -> list[str]:
    """Return the events that the table allows from `state`."""
    return [event for (start, event) in TRANSITIONS if start == state]
