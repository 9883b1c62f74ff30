"""The files of pieces, in and out: one, several at once, the photos of one paper."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from levier.accounts.models import User
from levier.cases.models import Case, Piece
from levier.cases.permissions import can_ask_pieces
from levier.cases.piece_names import likely_piece
from levier.cases.services import receive_content
from levier.documents.services import record_download
from levier.kernel.errors import DomainError
from levier.web.cases.dossier import on_case
from levier.web.cases.forms.exchanges import UploadForm
from levier.web.cases.piece_states import VERSIONS, piece_of
from levier.web.documents.bringing import as_one
from levier.web.documents.serving import file_answer
from levier.web.refusals import done

BROUGHT_BY_TEAM = "déposé par l’équipe"
NO_FILE = "Choisissez un fichier."
NO_PIECE = "« {name} » : choisissez la pièce à laquelle il répond."
MOST_NAMES = 200


@on_case(needs=can_ask_pieces)
@require_POST
def case_piece_upload(request: HttpRequest, case: Case, piece) -> HttpResponse:
    """Receive the file of a piece: its type is read in its content."""
    row = piece_of(case, piece)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(e for es in form.errors.values() for e in es))
        return redirect("web:case_pieces", case.pk)
    done(
        request,
        f"La pièce «\u00a0{row.kind}\u00a0» est reçue\u00a0: il reste à la vérifier.",
        lambda: _receive(
            row, form.cleaned_data["file"], request.user, form.cleaned_data["issued_on"]
        ),
    )
    return redirect("web:case_pieces", case.pk)


@on_case(needs=can_ask_pieces)
@require_POST
def case_pieces_upload(request: HttpRequest, case: Case) -> HttpResponse:
    """Several files at once; each has its own answer, and the fault of one stops no other.

    With a `piece`, they are one paper for it (the page's script sends so, piece by piece);
    without, each goes to the piece that its name proposes.
    """
    files = request.FILES.getlist("file")
    pieces = list(case.pieces.select_related("kind", "case", "organisation"))
    if "piece" in request.POST:
        chosen = [row for row in pieces if str(row.pk) == request.POST["piece"]]
        said, is_done = _received(chosen[0] if chosen else None, files, request.user)
        return JsonResponse({"done": is_done, "said": said}, status=200 if is_done else 422)
    for file in files:
        said, is_done = _received(likely_piece(file.name, pieces), [file], request.user)
        messages.add_message(request, messages.SUCCESS if is_done else messages.ERROR, said)
    if not files:
        messages.error(request, NO_FILE)
    return redirect("web:case_pieces", case.pk)


@on_case(tab="pieces", journals=False)
@require_GET
def case_pieces_propose(request: HttpRequest, case: Case) -> JsonResponse:
    """The piece that each name proposes, nothing where it is not clear."""
    pieces = list(case.pieces.select_related("kind"))
    found = [likely_piece(name, pieces) for name in request.GET.getlist("nom")[:MOST_NAMES]]
    return JsonResponse({"pieces": [str(row.pk) if row else "" for row in found]})


@on_case(tab="pieces")
@require_GET
def case_piece_file(request: HttpRequest, case: Case, piece) -> HttpResponse:
    """The file of a piece; the journal knows who took it before it leaves."""
    row = piece_of(case, piece)
    stored = row.stored_file
    if stored is None:
        raise Http404
    record_download(stored_file=stored, actor=request.user, case_key=case.pk)
    return file_answer(request, stored)


@on_case(tab="pieces")
@require_GET
def case_piece_version(request: HttpRequest, case: Case, piece, number: int) -> HttpResponse:
    """A former file of a piece, or the current one, by its number; journalled the same."""
    rows = VERSIONS.filter(piece__case=case, piece=piece)
    stored = get_object_or_404(rows, number=number).stored_file
    record_download(stored_file=stored, actor=request.user, case_key=case.pk)
    return file_answer(request, stored)


def _received(row: Piece | None, files: Sequence[UploadedFile], actor: User) -> tuple[str, bool]:
    """Receive files on a piece; return what is said of it, and whether it was done."""
    if not files:
        return NO_FILE, False
    if row is None:
        return NO_PIECE.format(name=files[0].name), False
    try:
        _receive(row, files, actor)
    except DomainError as refusal:
        return str(refusal), False
    return f"Reçue pour « {row.kind} ».", True


def _receive(row: Piece, files: Sequence[UploadedFile], actor: User, issued_on=None) -> None:
    name, content = as_one(files)
    receive_content(
        piece=row,
        actor=actor,
        on=timezone.localdate(),
        name=name,
        content=content,
        origin=BROUGHT_BY_TEAM,
        issued_on=issued_on,
    )
