"""Pieces asked of the applicant by one message, dropped without account, and reminded."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from levier.accounts.models import User
from levier.cases.models import Case, Piece
from levier.cases.permissions import OVER
from levier.cases.services import receive_content, request_pieces
from levier.correspondence.errors import (
    AskedMeanwhile,
    HolderWithoutAddress,
    LinkClosed,
    NothingMissing,
    PieceNotAsked,
)
from levier.correspondence.links import deposit_url
from levier.correspondence.models import (
    OutgoingMessage,
    PieceReminder,
    PieceRequest,
    PieceRequestLine,
    Purpose,
)
from levier.correspondence.services.outgoing import queue_message
from levier.correspondence.services.schedule import schedule_in_force
from levier.correspondence.services.templates import words_in_force
from levier.correspondence.variables import case_values
from levier.kernel.french import long_date
from levier.kernel.keys import uuid7

MISSING = (Piece.Status.REQUIRED, Piece.Status.REJECTED)
DROPPED_BY_APPLICANT = "déposé par le porteur"
LOADED = ("person", "structure", "advisor", "organisation")


def holder_address(case: Case) -> str:
    """Return the address of who carries the dossier: the person's, else the structure's."""
    person = case.person.email if case.person else ""
    return person or (case.structure.email if case.structure else "")


@transaction.atomic
def ask_missing_pieces(*, case: Case, actor: User, on: date, key: str) -> PieceRequest:
    """Ask the applicant for every missing piece, those of the instruments included, by a message.

    A newer request replaces the former one: its link closes and its reminders stop. Asked twice
    with one key, it gives the request of the first time.
    Errors: NothingMissing, HolderWithoutAddress, AskedMeanwhile.
    """
    former = PieceRequest.objects.filter(
        organisation=case.organisation_id, case=case, message__key=key
    ).first()
    if former:
        return former
    request_pieces(case=case, actor=actor, on=on)
    pieces = list(case.pieces.filter(status__in=MISSING).select_related("kind"))
    if not pieces:
        raise NothingMissing
    if not holder_address(case):
        raise HolderWithoutAddress(holder=case.holder_name)
    schedule = schedule_in_force(case.organisation, on)
    request_key, expires = uuid7(), on + timedelta(days=schedule.link_days)
    message = _write(case, actor, on, Purpose.PIECES, key, pieces, request_key, expires)
    case.piece_requests.filter(closed_on=None).update(closed_on=on)
    try:
        with transaction.atomic():
            request = PieceRequest.objects.create(
                id=request_key, organisation_id=case.organisation_id, case=case, message=message,
                asked_on=on, asked_by=actor, expires_on=expires,
            )  # fmt: skip
    except IntegrityError:
        raise AskedMeanwhile from None
    PieceRequestLine.objects.bulk_create(
        PieceRequestLine(organisation_id=case.organisation_id, request=request, piece=piece)
        for piece in pieces
    )
    return request


def missing_of(request: PieceRequest) -> list[Piece]:
    """Return the pieces of a request that did not arrive, or came back refused."""
    rows = Piece.objects.filter(request_lines__request=request, status__in=MISSING)
    return list(rows.select_related("kind"))


def open_request(request: PieceRequest, on: date) -> PieceRequest:
    """Return the request if its link is still good. Errors: LinkClosed, with the reason."""
    why = ""
    if request.closed_on:
        why = "une demande plus récente l’a remplacé"
    elif on > request.expires_on:
        why = f"il l’était jusqu’au {long_date(request.expires_on)}"
    elif request.case.state in OVER:
        why = "le dossier est terminé"
    if why:
        phone = request.organisation.phone or "numéro de votre conseiller"
        raise LinkClosed(why=why, phone=phone)
    return request


@transaction.atomic
def deposit_piece(
    *, request: PieceRequest, piece_key: UUID, name: str, content: bytes, on: date
) -> Piece:
    """Receive a file from the applicant, without account, for one piece of this request only.

    Errors: LinkClosed, PieceNotAsked; those of `store_file`.
    """
    open_request(request, on)
    piece = (
        Piece.objects.select_for_update(of=("self",))
        .filter(request_lines__request=request, pk=piece_key)
        .exclude(status=Piece.Status.CHECKED)
        .select_related("kind", "case", "organisation")
        .first()
    )
    if piece is None:
        raise PieceNotAsked
    return receive_content(
        piece=piece, actor=None, on=on, name=name, content=content, origin=DROPPED_BY_APPLICANT
    )


def remind(*, request: PieceRequest, on: date) -> PieceReminder | None:
    """Remind the applicant of what is still missing, if a day of the schedule has come.

    Once a day of the schedule, however often it is asked; days missed make one reminder, not
    several. Nothing once every piece arrived, the link closed or the dossier over.
    """
    days = schedule_in_force(request.organisation, on).days
    done = {row.after_days for row in request.reminders.all()}
    due = [day for day in days if request.asked_on + timedelta(days=day) <= on]
    if not due or due[-1] in done or request.closed_on or on > request.expires_on:
        return None
    pieces = missing_of(request)
    if not pieces or request.case.state in OVER or not holder_address(request.case):
        return None
    return _remind_once(request, due[-1], pieces, on)


def remind_all(*, on: date) -> int:
    """Send the reminders of a day over every house; return how many."""
    rows = PieceRequest.objects.filter(closed_on=None, expires_on__gte=on)
    rows = rows.select_related("organisation", *(f"case__{name}" for name in LOADED))
    return sum(
        remind(request=row, on=on) is not None
        for row in rows.prefetch_related("reminders").iterator(chunk_size=500)
    )


def _remind_once(request: PieceRequest, day: int, pieces, on: date) -> PieceReminder:
    key = f"reminder:{request.pk}:{day}"
    asked_on = {"demandees_le": long_date(request.asked_on)}
    with transaction.atomic():
        message = _write(
            request.case, None, on, Purpose.REMINDER, key, pieces, request.pk, request.expires_on,
            **asked_on,
        )  # fmt: skip
        row, _ = PieceReminder.objects.get_or_create(
            organisation_id=request.organisation_id, request=request, after_days=day,
            defaults={"message": message, "sent_on": on},
        )  # fmt: skip
    return row


def _write(
    case: Case, actor: User | None, on: date, purpose: str, key: str, pieces: Sequence[Piece],
    request_key: UUID, expires: date, **more: str,
) -> OutgoingMessage:  # fmt: skip
    """Ask for the message of a request or of a reminder."""
    values = {
        **case_values(case, on),
        "pieces": "\n".join(f"- {_named(piece)}" for piece in pieces),
        "lien": deposit_url(request_key),
        "lien_valable": long_date(expires),
        **more,
    }
    subject, body = words_in_force(case.organisation, purpose, on).filled(values)
    return queue_message(
        organisation=case.organisation, actor=actor, key=key, to=holder_address(case),
        to_name=case.holder_name, subject=subject, body=body, kind=purpose, case=case,
    )  # fmt: skip


def _named(piece: Piece) -> str:
    """Return a piece in a line: its name, and why it came back."""
    refused = piece.status == Piece.Status.REJECTED and piece.comment
    return f"{piece.kind} (à refaire : {piece.comment})" if refused else str(piece.kind)
