"""The pieces of a dossier: asked, received, checked, refused; the file itself is a StoredFile."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import FileMissing, NewerVersion, PieceAlreadyAsked, ReasonMissing
from levier.cases.models import Case, Piece, PieceVersion
from levier.cases.services.life import touch
from levier.catalogue.models import PieceKind, RequiredPiece
from levier.documents.models import StoredFile
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.dates import add_months
from levier.kernel.french import plural


@transaction.atomic
def request_pieces(*, case: Case, actor: User, on: date) -> list[Piece]:
    """Ask for every piece that the requested instruments want and that is not asked for yet."""
    wanted = {}
    rows = RequiredPiece.objects.filter(instrument__requests__case=case).exclude(
        instrument__requests__state="withdrawn"
    )
    for row in rows.select_related("piece_kind"):
        before = wanted.get(row.piece_kind_id, (row.piece_kind, False))[1]
        mandatory = before or (row.stage == RequiredPiece.Stage.COMMITTEE and not row.only_for)
        wanted[row.piece_kind_id] = (row.piece_kind, mandatory)
    known = set(case.pieces.values_list("kind", flat=True))
    pieces = Piece.objects.bulk_create(
        Piece(
            organisation_id=case.organisation_id,
            case=case,
            kind=kind,
            is_mandatory=mandatory,
            requested_on=on,
        )
        for key, (kind, mandatory) in wanted.items()
        if key not in known
    )
    if pieces:
        touch(case, on)
        summary = f"Demande de {plural(len(pieces), 'pièce')} pour le dossier {case.number}."
        detail = {"pieces": [None, [piece.kind.label for piece in pieces]]}
        record(
            "cases.pieces_requested",
            actor=actor, target=case, case_key=case.pk, summary=summary, detail=detail,
        )  # fmt: skip
    return pieces


@transaction.atomic
def add_piece(
    *, case: Case, actor: User, on: date, kind: PieceKind, is_mandatory: bool = False
) -> Piece:
    """Ask for one more piece. Errors: PieceAlreadyAsked."""
    piece, created = Piece.objects.get_or_create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        defaults={"is_mandatory": is_mandatory, "requested_on": on},
    )
    if not created:
        raise PieceAlreadyAsked(piece=kind)
    touch(case, on)
    summary = f"Pièce « {kind} » demandée."
    record("cases.piece_added", actor=actor, target=piece, summary=summary)
    return piece


@transaction.atomic
def receive_piece(
    *,
    piece: Piece,
    actor: User | None,
    on: date,
    stored_file: StoredFile,
    issued_on: date | None = None,
) -> Piece:
    """Put a file on a piece, as its next version: it waits to be checked.

    The former versions stay, each with its number; two files brought at once make two versions.
    `actor` is None when the applicant drops it without an account.
    The validity of the kind of piece runs from the day it was issued, else from `on`.
    """
    _lock(piece)
    months = piece.kind.validity_months
    version = PieceVersion.objects.create(
        organisation_id=piece.organisation_id,
        piece=piece,
        number=piece.versions.count() + 1,
        stored_file=stored_file,
        received_on=on,
        received_by=actor,
    )
    piece.stored_file = stored_file
    piece.status = Piece.Status.RECEIVED
    piece.received_on = on
    piece.checked_on = piece.checked_by = None
    piece.expires_on = add_months(issued_on or on, months) if months else None
    piece.comment = ""
    rank = f", version {version.number}" if version.number > 1 else ""
    summary = f"Pièce « {piece.kind} » reçue{rank} : {stored_file.name}."
    return _saved(piece, actor, on, "cases.piece_received", summary)


@transaction.atomic
def receive_content(
    *,
    piece: Piece,
    actor: User | None,
    on: date,
    name: str,
    content: bytes,
    origin: str,
    issued_on: date | None = None,
) -> Piece:
    """Store what was brought and put it on the piece, or neither. Errors: those of `store_file`."""
    stored = store_file(
        organisation=piece.organisation, actor=actor, name=name, content=content, origin=origin
    )
    return receive_piece(piece=piece, actor=actor, on=on, stored_file=stored, issued_on=issued_on)


@transaction.atomic
def check_piece(
    *,
    piece: Piece,
    actor: User,
    on: date,
    expires_on: date | None = None,
    seen: int | None = None,
) -> Piece:
    """Say that a piece was read and is good. `seen` is the version that was read.

    Errors: FileMissing; NewerVersion if another one arrived since.
    """
    version = _judged(piece, seen)
    piece.status = Piece.Status.CHECKED
    piece.checked_on, piece.checked_by = on, actor
    piece.expires_on = expires_on or piece.expires_on
    _keep_verdict(version, piece)
    return _saved(piece, actor, on, "cases.piece_checked", f"Pièce « {piece.kind} » vérifiée.")


@transaction.atomic
def reject_piece(
    *, piece: Piece, actor: User, on: date, reason: str, seen: int | None = None
) -> Piece:
    """Refuse what was received, and ask again. `seen` is the version that was read.

    Errors: FileMissing, ReasonMissing; NewerVersion if another one arrived since.
    """
    version = _judged(piece, seen)
    if not reason.strip():
        raise ReasonMissing
    piece.status = Piece.Status.REJECTED
    piece.checked_on, piece.checked_by = on, actor
    piece.requested_on = on
    piece.comment = reason.strip()[:200]
    _keep_verdict(version, piece)
    summary = f"Pièce « {piece.kind} » refusée : {piece.comment}."
    return _saved(piece, actor, on, "cases.piece_rejected", summary)


def _lock(piece: Piece) -> None:
    """Hold the row until the end of the transaction, and read it as it is now."""
    Piece.objects.select_for_update().get(pk=piece.pk)
    piece.refresh_from_db()


def _judged(piece: Piece, seen: int | None) -> PieceVersion:
    """Return the current version, if it is the one that was read."""
    _lock(piece)
    version = piece.versions.first()
    if piece.stored_file_id is None or version is None:
        raise FileMissing(piece=piece.kind)
    if seen is not None and seen != version.number:
        raise NewerVersion(piece=piece.kind, number=version.number, who=version.brought_by)
    return version


def _keep_verdict(version: PieceVersion, piece: Piece) -> None:
    version.status, version.comment = piece.status, piece.comment
    version.judged_on, version.judged_by = piece.checked_on, piece.checked_by
    version.save(update_fields=["status", "comment", "judged_on", "judged_by"])


def _saved(piece: Piece, actor: User | None, on: date, action: str, summary: str) -> Piece:
    piece.save()
    touch(piece.case, on)
    record(action, actor=actor, target=piece, summary=summary)
    return piece
