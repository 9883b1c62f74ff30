"""The life of a dossier: one table, `(state, event) → state`; buttons are drawn from it."""

from django.db import models

from levier.cases.errors import TransitionNotAllowed


class State(models.TextChoices):
    """Where a dossier stands."""

    FIRST_CONTACT = "first_contact", "Premier contact"
    ORIENTATION = "orientation", "Orientation"
    INSTRUCTION = "instruction", "Instruction"
    READY = "ready", "Prêt pour le comité"
    COMMITTEE = "committee", "Comité"
    CONDITIONS = "conditions", "Conditions à lever"
    AGREED = "agreed", "Mise en place"
    FOLLOW_UP = "follow_up", "Suivi"
    CLOSED = "closed", "Clôturé"
    REFUSED = "refused", "Refusé"
    ABANDONED = "abandoned", "Abandonné"


class Event(models.TextChoices):
    """What moves it."""

    ORIENT = "orient", "Orienter"
    INSTRUCT = "instruct", "Instruire"
    DECLARE_READY = "declare_ready", "Déclarer prêt pour le comité"
    REOPEN = "reopen", "Reprendre l'instruction"
    PUT_ON_AGENDA = "put_on_agenda", "Inscrire au comité"
    TAKE_OFF_AGENDA = "take_off_agenda", "Retirer de l'ordre du jour"
    AGREE = "agree", "Accorder"
    AGREE_WITH_CONDITIONS = "agree_with_conditions", "Accorder avec conditions"
    ADJOURN = "adjourn", "Ajourner"
    REFUSE = "refuse", "Refuser"
    LIFT_CONDITIONS = "lift_conditions", "Lever les conditions"
    SET_UP = "set_up", "Mettre en place"
    CLOSE = "close", "Clôturer"
    ABANDON = "abandon", "Abandonner"
    RESUME = "resume", "Reprendre"


_BEFORE_DECISION = (State.FIRST_CONTACT, State.ORIENTATION, State.INSTRUCTION, State.READY)

TRANSITIONS: dict[tuple[str, str], str] = {
    (State.FIRST_CONTACT, Event.ORIENT): State.ORIENTATION,
    (State.FIRST_CONTACT, Event.INSTRUCT): State.INSTRUCTION,
    (State.ORIENTATION, Event.INSTRUCT): State.INSTRUCTION,
    (State.INSTRUCTION, Event.DECLARE_READY): State.READY,
    (State.READY, Event.REOPEN): State.INSTRUCTION,
    (State.READY, Event.PUT_ON_AGENDA): State.COMMITTEE,
    (State.COMMITTEE, Event.TAKE_OFF_AGENDA): State.READY,
    (State.COMMITTEE, Event.AGREE): State.AGREED,
    (State.COMMITTEE, Event.AGREE_WITH_CONDITIONS): State.CONDITIONS,
    (State.COMMITTEE, Event.ADJOURN): State.INSTRUCTION,
    (State.COMMITTEE, Event.REFUSE): State.REFUSED,
    (State.CONDITIONS, Event.LIFT_CONDITIONS): State.AGREED,
    (State.AGREED, Event.SET_UP): State.FOLLOW_UP,
    (State.FOLLOW_UP, Event.CLOSE): State.CLOSED,
    (State.AGREED, Event.CLOSE): State.CLOSED,
    (State.REFUSED, Event.RESUME): State.INSTRUCTION,
    (State.ABANDONED, Event.RESUME): State.INSTRUCTION,
    **{(state, Event.ABANDON): State.ABANDONED for state in _BEFORE_DECISION},
    (State.CONDITIONS, Event.ABANDON): State.ABANDONED,
}

STEPS = (
    State.FIRST_CONTACT,
    State.ORIENTATION,
    State.INSTRUCTION,
    State.READY,
    State.COMMITTEE,
    State.CONDITIONS,
    State.AGREED,
    State.FOLLOW_UP,
    State.CLOSED,
)


def next_state(state: str, event: str) -> str:
    """Return where `event` leads from `state`. Errors: TransitionNotAllowed."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionNotAllowed(state=State(state).label, event=Event(event).label) from None


def events_from(state: str) -> list[str]:
    """Return the events that the table allows from `state`, in the order of the table."""
    return [event for (start, event) in TRANSITIONS if start == state]
