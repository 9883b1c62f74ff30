"""Calling the members to a sitting by message, with an invitation for their calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from levier.accounts.models import User
from levier.committees.errors import SittingRefused
from levier.committees.models import Attendance, Sitting
from levier.committees.services import (
    address_of,
    cancel_sitting,
    seats_on,
    take_off_agenda,
)
from levier.correspondence.models import OutgoingMessage, Purpose
from levier.correspondence.services import queue_message, words_in_force
from levier.correspondence.variables import house_values
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.french import NBSP, long_date

_SALT = "levier.committees.answer"
_USUAL_LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Convened:
    """How many were called, how many invitations were taken back, and who has no address."""

    called: int
    taken_back: int
    without_address: list[str]


def answer_token(attendance: Attendance) -> str:
    """Return the signed name of a member's place at a sitting."""
    return signing.Signer(salt=_SALT).sign(attendance.pk.hex)


def attendance_of_token(token: str) -> Attendance | None:
    """Return the place that a token names, None when it was not signed here."""
    try:
        key = UUID(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = Attendance.objects.select_related("sitting__committee", "representative", "organisation")
    return rows.filter(pk=key).first()


@transaction.atomic
def convene_sitting(*, sitting: Sitting, actor: User, at: datetime) -> Convened:
    """Call each seated representative who does not hold the present invitation yet.

    Those who lost their seat since have theirs taken back. Called twice for one state of the
    sitting, nothing leaves. Errors: SittingRefused unless the sitting is planned.
    """
    sitting = _taken(sitting)
    if sitting.state != Sitting.State.PLANNED or sitting.committee is None:
        raise SittingRefused(reason="On ne convoque qu’à un comité prévu.")
    if sitting.mode == Sitting.Mode.WRITTEN:
        raise SittingRefused(reason="Une consultation écrite ne se convoque pas : ouvrez-la.")
    seated = {seat.representative_id for seat in seats_on(sitting.committee, sitting.held_on)}
    called = taken_back = 0
    without = []
    rows = sitting.attendances.select_related("representative__user", "organisation")
    for row in rows.order_by("pk"):
        if not address_of(row.representative):
            if row.representative_id in seated:
                without.append(str(row.representative))
        elif row.representative_id in seated and row.convened_rank != sitting.invitation_rank:
            _send(sitting, row, actor, at, "REQUEST")
            _note(row, sitting.invitation_rank)
            called += 1
        elif row.representative_id not in seated and row.convened_rank is not None:
            _send(sitting, row, actor, at, "CANCEL")
            _note(row, None)
            taken_back += 1
    summary = f"Comité {sitting} : {called} convocations, {taken_back} reprises."
    record("workflows.sitting_convened", actor=actor, target=sitting, summary=summary)
    return Convened(called, taken_back, without)


@transaction.atomic
def call_off_sitting(*, sitting: Sitting, reason: str, actor: User, at: datetime) -> int:
    """Call a planned sitting off: its dossiers are ready again, those convened are told.

    Return how many were told. Errors: SittingRefused without a reason, or unless it is planned.
    """
    sitting, day = _taken(sitting), timezone.localdate(at)
    if sitting.state != Sitting.State.PLANNED:
        raise SittingRefused(reason=f"Le comité {sitting} n’est plus à venir.")
    why = reason.strip().rstrip(".")
    for item in sitting.items.select_related("case", "sitting"):
        take_off_agenda(item=item, actor=actor, on=day, reason=f"comité annulé, {why}")
    convened = sitting.attendances.exclude(convened_rank=None)
    told = [
        row
        for row in convened.select_related("representative__user", "organisation").order_by("pk")
        if address_of(row.representative)
    ]
    for row in told:
        _send(sitting, row, actor, at, "CANCEL", why)
        _note(row, None)
    cancel_sitting(sitting=sitting, reason=why, actor=actor)
    return len(told)


def _taken(sitting: Sitting) -> Sitting:
    """Take the sitting for this transaction: two people never call, or call off, together."""
    rows = Sitting.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "committee").get(pk=sitting.pk)


@transaction.atomic
def answer_convocation(*, attendance: Attendance, answer: str, at: datetime) -> Attendance:
    """Write whether a member comes; they may change their mind until the sitting opens.

    Errors: SittingRefused once it is open, for another word, or for a place taken back.
    """
    row = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    if answer not in Attendance.Answer.values:
        raise SittingRefused(reason="Dites si vous venez ou non.")
    if row.sitting.state != Sitting.State.PLANNED or row.convened_rank is None:
        raise SittingRefused(reason="Cette convocation n’attend plus de réponse.")
    row.answer, row.answered_at = answer, at
    row.save(update_fields=["answer", "answered_at"])
    summary = f"{row.representative} {row.get_answer_display()} au comité {row.sitting}."
    record("workflows.convocation_answered", actor=None, target=row, summary=summary)
    return row


def invitation(
    sitting: Sitting, attendance: Attendance, *, at: datetime, sequence: int, method: str
) -> bytes:
    """Return the calendar file: its UID never changes for one member at one sitting."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Levier//Comités//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event.add("uid", f"{attendance.pk}@levier")
    event.add("sequence", sequence)
    event.add("dtstamp", at)
    event.add("summary", f"{sitting.committee} {sitting.number}")
    event.add("location", sitting.place)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("attendee", f"mailto:{address_of(attendance.representative)}")
    sender = settings.MAIL_ADDRESS or sitting.organisation.email
    if sender:
        event.add("organizer", f"mailto:{sender}")
    if sitting.held_on and sitting.starts_at:
        start = timezone.make_aware(datetime.combine(sitting.held_on, sitting.starts_at))
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", (start + _length(sitting)).astimezone(UTC))
    else:
        event.add("dtstart", sitting.held_on)
    calendar.add_component(event)
    return calendar.to_ical()


def _length(sitting: Sitting) -> timedelta:
    """Return how long the agenda takes; two hours while it is empty."""
    minutes = sitting.items.aggregate(total=Sum("minutes_planned"))["total"]
    return timedelta(minutes=minutes) if minutes else _USUAL_LENGTH


def _note(row: Attendance, rank: int | None) -> None:
    """Keep which invitation a member holds; an answer to another day or place is no answer."""
    row.convened_rank, row.answer, row.answered_at = rank, "", None
    row.save(update_fields=["convened_rank", "answer", "answered_at"])


def _send(
    sitting: Sitting, row: Attendance, actor: User, at: datetime, method: str, why: str = ""
) -> None:
    prefix = f"convocation:{row.pk}:"
    sent = OutgoingMessage.objects.filter(
        organisation=sitting.organisation, key__startswith=prefix
    ).count()
    stored = store_file(
        organisation=sitting.organisation, actor=actor, name=f"Comité {sitting.number}.ics",
        content=invitation(sitting, row, at=at, sequence=sent, method=method),
        origin="convocation", content_type="text/calendar",
    )  # fmt: skip
    subject, body = _words(sitting, row, at, method, why)
    queue_message(
        organisation=sitting.organisation, actor=actor, key=f"{prefix}{sent}",
        to=address_of(row.representative), to_name=str(row.representative), subject=subject,
        body=body, kind=Purpose.CONVOCATION, about=sitting, attachments=[stored],
    )  # fmt: skip


def _words(
    sitting: Sitting, row: Attendance, at: datetime, method: str, why: str
) -> tuple[str, str]:
    day = long_date(sitting.held_on, weekday=True)
    if method == "CANCEL":
        said = f"La séance {sitting.number} du {day} n’a pas lieu{NBSP}: {why}."
        if not why:
            said = f"Vous n’êtes plus convoqué·e à la séance {sitting.number} du {day}."
        return (
            f"Convocation annulée{NBSP}: {sitting.committee} du {day}",
            f"Bonjour {row.representative},\n\n{said}\n\n{sitting.organisation.name}",
        )
    on = timezone.localdate(at)
    hour = (
        f"{sitting.starts_at.hour}{NBSP}h{NBSP}{sitting.starts_at:%M}" if sitting.starts_at else ""
    )
    values = house_values(sitting.organisation, on) | {
        "membre": str(row.representative), "comite": str(sitting.committee),
        "seance": sitting.number, "jour": day, "heure": hour or "une heure à préciser",
        "lieu": sitting.place or "lieu à préciser",
    }  # fmt: skip
    words = words_in_force(sitting.organisation, Purpose.CONVOCATION, on)
    subject, body = words.filled(values)
    link = settings.SITE_URL.rstrip("/") + reverse("web:convocation", args=[answer_token(row)])
    return subject, f"{body}\n\nDites si vous venez, sans compte{NBSP}: {link}"
