"""Every night: the messages left behind, and the pieces that are still missing."""

from datetime import date

from django.utils import timezone

from levier.correspondence.models import OutgoingMessage
from levier.correspondence.services import remind_all, send_queued
from levier.correspondence.services.sending import fail_lost
from levier.correspondence.states import State
from levier.documents.rescan import scan_what_waits
from levier.jobs.ticks import nightly

MOST_A_NIGHT = 2_000


@nightly("correspondence.outgoing")
def send_what_waits(day: date) -> int:
    """Fail the messages lost while sending, and try those that still wait. Return how many."""
    now = timezone.now()
    fail_lost(at=now)
    waiting = OutgoingMessage.objects.filter(state=State.QUEUED).order_by("id")
    keys = list(waiting.values_list("pk", flat=True)[:MOST_A_NIGHT])
    for key in keys:
        send_queued(key=str(key), at=now)
    return len(keys)


@nightly("correspondence.reminders")
def remind_of_pieces(day: date) -> int:
    """Remind the applicants whose pieces are missing; it stops for each piece that arrived."""
    return remind_all(on=day)


@nightly("documents.scan")
def scan_files(day: date) -> int:
    """Scan the files kept without antivirus. `documents` stands beside `jobs`: it is asked here."""
    return scan_what_waits(at=timezone.now())
