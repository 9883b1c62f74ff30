"""What the worker runs for messages."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from levier.correspondence.services import send_queued
from levier.correspondence.states import State

FIRST_WAIT = timedelta(minutes=2)


@task()
def send_message(key: str) -> None:
    """Send one message; when the server asks to come back later, wait longer each time.

    A backend that cannot wait leaves it to the next tick.
    """
    now = timezone.now()
    message = send_queued(key=key, at=now)
    if message.state == State.QUEUED and send_message.get_backend().supports_defer:
        wait = FIRST_WAIT * 4 ** (message.attempts - 1)
        send_message.using(run_after=now + wait).enqueue(key)
