"""A piece read in the page, beside the buttons that check or refuse it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.cases.models import Case, PieceVersion
from levier.cases.permissions import can_ask_pieces
from levier.web.cases.dossier import on_case
from levier.web.cases.piece_states import VERSIONS, state_of, to_check
from levier.web.documents.reader import open_file, open_once, pages_of, picture_answer
from levier.workflows.paper_pages import page_of, reading_of


@on_case(tab="pieces")
@require_GET
def case_piece_read(request: HttpRequest, case: Case, piece, number: int) -> HttpResponse:
    """A version of a piece, page by page; the journal knows who opened it, once."""
    version = _version(case, piece, number)
    open_file(request, version.stored_file, case.pk)
    reading = reading_of(version.stored_file)
    sizes = reading.outline.pages if reading.outline else ()
    here = [case.pk, version.piece_id, number]
    versions = list(VERSIONS.filter(piece=version.piece_id))
    context = {
        "case": case,
        "piece": version.piece,
        "version": version,
        "versions": versions,
        "is_last": version.pk == versions[0].pk,
        "state": state_of(version.piece, timezone.localdate()),
        "reading": reading,
        "pages": pages_of(sizes, lambda n: reverse("web:case_piece_page", args=[*here, n])),
        "picture": reverse("web:case_piece_page", args=[*here, 1]),
        "waiting": [row for row in to_check(case) if row.piece_id != version.piece_id],
        "can_check": can_ask_pieces(request.user, case),
    }
    return render(request, "web/cases/piece_read.html", context)


@on_case(tab="pieces", journals=False)
@require_GET
def case_piece_page(
    request: HttpRequest, case: Case, piece, number: int, page: int
) -> HttpResponse:
    """The picture of one page, under the same right as the file."""
    stored = _version(case, piece, number).stored_file
    open_once(request, stored, case.pk)
    return picture_answer(lambda: page_of(stored, page))


def _version(case: Case, piece, number: int) -> PieceVersion:
    rows = VERSIONS.select_related("piece__kind", "piece__case").filter(piece__case=case)
    return get_object_or_404(rows, piece=piece, number=number)
