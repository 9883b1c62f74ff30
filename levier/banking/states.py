"""The life of an order, a mandate and a debit: tables `(state, event) → state`."""

from django.db import models

from levier.banking.errors import (
    CollectionTransitionNotAllowed,
    MandateTransitionNotAllowed,
    PaymentTransitionNotAllowed,
)


class State(models.TextChoices):
    """Where an order stands."""

    PREPARED = "prepared", "à approuver"
    APPROVED = "approved", "approuvé"
    SENT = "sent", "remis à la banque"
    EXECUTED = "executed", "exécuté"
    REJECTED = "rejected", "rejeté"
    RETURNED = "returned", "revenu"
    CANCELLED = "cancelled", "abandonné"


class Event(models.TextChoices):
    """What moves it."""

    APPROVE = "approve", "Approuver"
    CANCEL = "cancel", "Abandonner"
    SEND = "send", "Remettre à la banque"
    EXECUTE = "execute", "Constater l’exécution"
    REJECT = "reject", "Constater le rejet"
    RETURN = "return", "Constater le retour"


TRANSITIONS: dict[tuple[str, str], str] = {
    (State.PREPARED, Event.APPROVE): State.APPROVED,
    (State.PREPARED, Event.CANCEL): State.CANCELLED,
    (State.APPROVED, Event.CANCEL): State.CANCELLED,
    (State.APPROVED, Event.SEND): State.SENT,
    (State.SENT, Event.EXECUTE): State.EXECUTED,
    (State.SENT, Event.REJECT): State.REJECTED,
    (State.SENT, Event.RETURN): State.RETURNED,
    (State.EXECUTED, Event.RETURN): State.RETURNED,
}
ENGAGED = (State.PREPARED, State.APPROVED, State.SENT, State.EXECUTED)
"""The states in which an order counts against what may be paid."""
UNDER_WAY = (State.PREPARED, State.APPROVED, State.SENT)
"""The states in which nobody knows yet whether the money leaves."""


def next_state(state: str, event: str, number: str) -> str:
    """Return where `event` leads from `state`. Errors: PaymentTransitionNotAllowed."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise PaymentTransitionNotAllowed(number=number, state=State(state).label) from None


def states_before(event: str) -> list[str]:
    """Return the states from which an event is allowed."""
    return [state for state, each in TRANSITIONS if each == event]


class RevenueState(models.TextChoices):
    """Where a revenue order stands; it only moves forward."""

    ISSUED = "issued", "émis"
    COLLECTED = "collected", "recouvré"
    CANCELLED = "cancelled", "annulé"


class MandateState(models.TextChoices):
    """Where a mandate stands, its lapse aside: that one is computed."""

    ACTIVE = "active", "en vigueur"
    SUSPENDED = "suspended", "suspendu"
    REVOKED = "revoked", "révoqué"


class MandateEvent(models.TextChoices):
    """What moves it."""

    SUSPEND = "suspend", "Suspendre"
    RESUME = "resume", "Remettre en vigueur"
    REVOKE = "revoke", "Révoquer"


MANDATE_TRANSITIONS: dict[tuple[str, str], str] = {
    (MandateState.ACTIVE, MandateEvent.SUSPEND): MandateState.SUSPENDED,
    (MandateState.SUSPENDED, MandateEvent.RESUME): MandateState.ACTIVE,
    (MandateState.ACTIVE, MandateEvent.REVOKE): MandateState.REVOKED,
    (MandateState.SUSPENDED, MandateEvent.REVOKE): MandateState.REVOKED,
}


def next_mandate_state(state: str, event: str, rum: str) -> str:
    """Return where `event` leads a mandate. Errors: MandateTransitionNotAllowed."""
    try:
        return MANDATE_TRANSITIONS[state, event]
    except KeyError:
        raise MandateTransitionNotAllowed(rum=rum, state=MandateState(state).label) from None


class CollectionState(models.TextChoices):
    """Where a debit stands; it only moves forward."""

    PLANNED = "planned", "à annoncer"
    NOTICED = "noticed", "annoncé"
    HANDED = "handed", "remis à la banque"
    BOOKED = "booked", "encaissé"
    RETURNED = "returned", "revenu"
    CANCELLED = "cancelled", "abandonné"


class CollectionEvent(models.TextChoices):
    """What moves it."""

    NOTICE = "notice", "Annoncer"
    CANCEL = "cancel", "Abandonner"
    HAND = "hand", "Remettre à la banque"
    BOOK = "book", "Constater l’encaissement"
    RETURN = "return", "Constater le retour"


COLLECTION_TRANSITIONS: dict[tuple[str, str], str] = {
    (CollectionState.PLANNED, CollectionEvent.NOTICE): CollectionState.NOTICED,
    (CollectionState.NOTICED, CollectionEvent.NOTICE): CollectionState.NOTICED,
    (CollectionState.PLANNED, CollectionEvent.CANCEL): CollectionState.CANCELLED,
    (CollectionState.NOTICED, CollectionEvent.CANCEL): CollectionState.CANCELLED,
    (CollectionState.NOTICED, CollectionEvent.HAND): CollectionState.HANDED,
    (CollectionState.HANDED, CollectionEvent.BOOK): CollectionState.BOOKED,
    (CollectionState.HANDED, CollectionEvent.RETURN): CollectionState.RETURNED,
    (CollectionState.BOOKED, CollectionEvent.RETURN): CollectionState.RETURNED,
}
LIVING = ("planned", "noticed", "handed", "booked")
"""The states in which a debit takes its due date: no other one is proposed."""


def next_collection_state(state: str, event: str, number: str) -> str:
    """Return where `event` leads a debit. Errors: CollectionTransitionNotAllowed."""
    try:
        return COLLECTION_TRANSITIONS[state, event]
    except KeyError:
        raise CollectionTransitionNotAllowed(
            number=number, state=CollectionState(state).label
        ) from None
