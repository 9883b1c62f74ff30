"""The life of a commitment: one table, `(state, event) → state`."""

from django.db import models

from levier.portfolio.errors import CommitmentTransitionNotAllowed


class State(models.TextChoices):
    """Where a commitment stands."""

    LOCKED = "locked", "conditions à lever"
    OPEN = "open", "accordé"
    AMENDING = "amending", "avenant au comité"
    SET_UP = "set_up", "mis en place"
    LAPSED = "lapsed", "caduc"
    CANCELLED = "cancelled", "annulé"
    ENDED = "ended", "terminé"


class Event(models.TextChoices):
    """What moves it. « Set up » is the loan drawn for a guarantee, the payment for the others."""

    UNLOCK = "unlock", "Lever les conditions"
    SET_UP = "set_up", "Mettre en place"
    ASK_COMMITTEE = "ask_committee", "Renvoyer au comité"
    COMMITTEE_AGREED = "committee_agreed", "Appliquer l'avenant"
    COMMITTEE_REFUSED = "committee_refused", "Écarter l'avenant"
    LAPSE = "lapse", "Constater la caducité"
    CANCEL = "cancel", "Annuler"
    END = "end", "Terminer"


TRANSITIONS: dict[tuple[str, str], str] = {
    (State.LOCKED, Event.UNLOCK): State.OPEN,
    (State.OPEN, Event.SET_UP): State.SET_UP,
    (State.OPEN, Event.ASK_COMMITTEE): State.AMENDING,
    (State.AMENDING, Event.COMMITTEE_AGREED): State.OPEN,
    (State.AMENDING, Event.COMMITTEE_REFUSED): State.OPEN,
    (State.OPEN, Event.LAPSE): State.LAPSED,
    (State.LOCKED, Event.LAPSE): State.LAPSED,
    (State.OPEN, Event.CANCEL): State.CANCELLED,
    (State.LOCKED, Event.CANCEL): State.CANCELLED,
    (State.AMENDING, Event.CANCEL): State.CANCELLED,
    (State.SET_UP, Event.END): State.ENDED,
}


def next_state(state: str, event: str) -> str:
    """Return where `event` leads from `state`. Errors: CommitmentTransitionNotAllowed."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise CommitmentTransitionNotAllowed(
            state=State(state).label, event=Event(event).label
        ) from None


def events_from(state: str) -> list[str]:
    """Return the events that the table allows from `state`, in the order of the table."""
    return [event for (start, event) in TRANSITIONS if start == state]
