"""What a written consultation writes to its members: it opens, and once, votes are missing."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from levier.committees.models import Representative, Sitting
from levier.committees.services.consultations import (
    BallotProgress,
    ballots_of,
    missing_in,
    open_consultation,
)
from levier.committees.services.house_rules import rules_of
from levier.correspondence.models import OutgoingMessage, Purpose
from levier.correspondence.services import queue_message, words_in_force
from levier.correspondence.variables import house_values
from levier.kernel.french import long_date, plural
from levier.rules.committee import reminder_is_due


@dataclass(frozen=True, slots=True)
class Called:
    """How many members were written to, and who has no address."""

    written: int
    without_address: list[str]


def address_of(person: Representative) -> str:
    """Return where to write to somebody who sits: their own address, else that of their account."""
    address = person.email or (person.user.email if person.user else "")
    return "" if address.endswith(".invalid") else address


def ballot_url(sitting: Sitting) -> str:
    """Return the whole address of a ballot, as a message gives it: the member signs in there."""
    return settings.SITE_URL.rstrip("/") + reverse("web:ballot", args=[sitting.pk])


@transaction.atomic
def consult_members(
    *, sitting: Sitting, actor, at: datetime, closes_at: datetime | None = None
) -> Called:
    """Open a written consultation and write to each member called, in one transaction.

    Errors: those of open_consultation.
    """
    open_consultation(sitting=sitting, actor=actor, at=at, closes_at=closes_at)
    written, without = 0, []
    for ballot in ballots_of(sitting):
        if not ballot.expected:
            continue  # withdrawn from every dossier: nothing is asked of them
        if address_of(ballot.attendance.representative):
            _write(sitting, ballot, Purpose.CONSULTATION, actor, at)
            written += 1
        else:
            without.append(str(ballot.attendance.representative))
    return Called(written, without)


def remind_voters(*, now: datetime) -> int:
    """Remind those whose ballot is not complete, within the house's days before the end, once.

    Return how many messages were asked for.
    """
    reminded = 0
    waiting = Sitting.objects.filter(
        mode=Sitting.Mode.WRITTEN, state=Sitting.State.OPEN, voting_closed_at=None,
        closes_at__gte=now,
    ).select_related("committee", "organisation")  # fmt: skip
    for sitting in waiting.order_by("closes_at", "id"):
        days = rules_of(sitting).written_reminder_days
        if reminder_is_due(timezone.localdate(now), timezone.localdate(sitting.closes_at), days):
            reminded += _remind(sitting, now)
    return reminded


@transaction.atomic
def _remind(sitting: Sitting, now: datetime) -> int:
    found = [
        ballot
        for ballot in missing_in(sitting)
        if address_of(ballot.attendance.representative)
        and not OutgoingMessage.objects.filter(
            organisation=sitting.organisation, key=_key(ballot, Purpose.BALLOT_DUE)
        ).exists()
    ]
    for ballot in found:
        _write(sitting, ballot, Purpose.BALLOT_DUE, None, now)
    return len(found)


def _write(sitting: Sitting, ballot: BallotProgress, purpose: str, actor, at: datetime) -> None:
    person, on = ballot.attendance.representative, timezone.localdate(at)
    values = house_values(sitting.organisation, on) | {
        "membre": str(person),
        "comite": str(sitting.committee),
        "seance": sitting.number,
        "dossiers": plural(ballot.expected, "dossier"),
        "restants": plural(ballot.expected - ballot.voted, "dossier"),
        "fin": long_date(timezone.localdate(sitting.closes_at), weekday=True),
        "lien": ballot_url(sitting),
    }
    subject, body = words_in_force(sitting.organisation, purpose, on).filled(values)
    queue_message(
        organisation=sitting.organisation, actor=actor, key=_key(ballot, purpose),
        to=address_of(person), to_name=str(person), subject=subject, body=body, kind=purpose,
        about=sitting,
    )  # fmt: skip


def _key(ballot: BallotProgress, purpose: str) -> str:
    return f"{purpose}:{ballot.attendance.pk}"
