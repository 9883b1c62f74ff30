"""The life of a message: it waits, it is handed over, it left or it did not."""

from django.db import models


class State(models.TextChoices):
    """Where a message is. « Parti » : the mail server took it; nothing says that it was read."""

    QUEUED = "queued", "à envoyer"
    SENDING = "sending", "en cours d’envoi"
    SENT = "sent", "parti"
    FAILED = "failed", "non parti"
    BOUNCED = "bounced", "revenu"


PASSAGES = {
    (State.QUEUED, State.SENDING),
    (State.SENDING, State.SENT),
    (State.SENDING, State.QUEUED),  # the server asked to come back later
    (State.SENDING, State.FAILED),
    (State.SENT, State.BOUNCED),
}


def may_pass(before: str, after: str) -> bool:
    """True when a message may go from one state to the other."""
    return (before, after) in PASSAGES
