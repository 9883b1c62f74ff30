"""The evidence that a grant asks for before its money leaves: pieces of the dossier, checked.

Which ones, the catalogue says: the pieces of its instrument asked « avant la mise en place ».
"""

from dataclasses import dataclass
from datetime import date

from levier.cases.models import Piece
from levier.catalogue.models import InstrumentKind, PieceKind, RequiredPiece
from levier.kernel.french import long_date, plural
from levier.portfolio.errors import EvidenceMissing
from levier.portfolio.models import Commitment


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece that a grant asks for; `fault` says in French why it does not serve, or nothing."""

    kind: PieceKind
    piece: Piece | None
    fault: str


def evidence_of(commitment: Commitment, on: date) -> list[Evidence]:
    """Return what a grant of the house asks for and how each piece stands on a day.

    A piece serves when it was checked and is valid that day, in the dossier of the grant or in the
    one it goes with. Nothing for another kind of commitment, for one that another body pays, nor
    for one taken over from the past: its evidence was read elsewhere.
    """
    if commitment.kind != InstrumentKind.GRANT or commitment.is_past:
        return []
    if not commitment.carrier.is_house:
        return []
    asked = RequiredPiece.objects.filter(
        instrument=commitment.instrument_id, stage=RequiredPiece.Stage.SETUP, only_for=""
    )
    kinds = [row.piece_kind for row in asked.select_related("piece_kind")]
    cases = [commitment.case_id]
    if commitment.grant.goes_with_id:
        cases.append(commitment.grant.goes_with_id)
    held: dict[object, list[Piece]] = {}
    rows = Piece.objects.filter(case__in=cases, kind__in=kinds).select_related("checked_by")
    for piece in rows:
        held.setdefault(piece.kind_id, []).append(piece)
    return [
        _best(kind, held.get(kind.pk, []), commitment, on)
        for kind in sorted(kinds, key=lambda each: each.label)
    ]


def refuse_unevidenced(commitment: Commitment, on: date) -> None:
    """Refuse that a grant be paid on a day without its evidence. Errors: EvidenceMissing."""
    faults = [each for each in evidence_of(commitment, on) if each.fault]
    if faults:
        said = ", ".join(f"{each.kind} ({each.fault})" for each in faults)
        raise EvidenceMissing(
            number=commitment.number, count=plural(len(faults), "pièce manque", "pièces manquent"),
            pieces=said,
        )  # fmt: skip


def _best(kind: PieceKind, pieces: list[Piece], commitment: Commitment, on: date) -> Evidence:
    """Return the piece that serves, else the one of the grant's own dossier, with its fault."""
    own = sorted(pieces, key=lambda each: each.case_id != commitment.case_id)
    found = [Evidence(kind, piece, _fault(piece, on)) for piece in own]
    serving = next((each for each in found if not each.fault), None)
    return serving or next(iter(found), Evidence(kind, None, "non demandée"))


def _fault(piece: Piece, on: date) -> str:
    if piece.status != Piece.Status.CHECKED:
        waits = {
            Piece.Status.REQUIRED: "attendue",
            Piece.Status.RECEIVED: "reçue, à vérifier",
            Piece.Status.REJECTED: "refusée",
        }
        return waits[Piece.Status(piece.status)]
    if piece.is_expired_on(on) and piece.expires_on is not None:
        return f"valable jusqu’au {long_date(piece.expires_on)}"
    return ""
