"""What the pages of pieces share: their versions, the word of their state, which one comes next."""

from datetime import date, timedelta

from django.shortcuts import get_object_or_404

from levier.cases.models import Case, Piece, PieceVersion

SOON = timedelta(days=30)
MISSING = (Piece.Status.REQUIRED, Piece.Status.REJECTED)
VERSIONS = PieceVersion.objects.select_related("stored_file", "received_by", "judged_by")
SENSES = {"required": "ocre", "received": "mer", "checked": "pre", "rejected": "brique"}


def state_of(row: Piece, today: date) -> tuple[str, str]:
    """Return the colour and the word of a piece's state; a date passed counts before the rest."""
    if row.status != Piece.Status.REQUIRED and row.is_expired_on(today):
        return "brique", "Expirée"
    if row.status == Piece.Status.CHECKED and row.is_expired_on(today + SOON):
        return "ocre", "Expire bientôt"
    return SENSES[row.status], row.get_status_display().capitalize()


def to_check(case: Case) -> list[PieceVersion]:
    """Return the versions that wait to be read, in the order of the page."""
    rows = case.pieces.filter(status=Piece.Status.RECEIVED).exclude(stored_file=None)
    waiting = []
    for row in rows.select_related("kind").prefetch_related("versions"):
        if versions := list(row.versions.all()):
            versions[0].piece = row
            waiting.append(versions[0])
    return waiting


def piece_of(case: Case, key) -> Piece:
    """Return a piece of this dossier, else 404."""
    rows = Piece.objects.filter(case=case).select_related(
        "kind", "case", "stored_file", "organisation"
    )
    return get_object_or_404(rows, pk=key)
