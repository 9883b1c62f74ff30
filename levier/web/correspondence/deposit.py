"""Missing pieces asked in one click, and the page without account where they are dropped."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, Piece
from levier.cases.permissions import can_ask_pieces
from levier.correspondence.errors import LinkClosed
from levier.correspondence.links import key_of_token
from levier.correspondence.models import PieceRequest
from levier.correspondence.services import ask_missing_pieces, deposit_piece, open_request
from levier.kernel.errors import DomainError
from levier.web.access import public
from levier.web.cases.dossier import on_case
from levier.web.correspondence.forms import DepositForm
from levier.web.documents.bringing import as_one
from levier.web.refusals import done

MOST_AN_HOUR = 60
HOUR = 3600
TOO_MANY = "Beaucoup de fichiers viennent d’être déposés ici : réessayez dans une heure."


@on_case(needs=can_ask_pieces)
@require_POST
def pieces_ask(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask the applicant for every missing piece, by one message."""
    today = timezone.localdate()
    key = f"pieces:{case.pk}:{request.POST.get('key', '')[:40]}"
    done(
        request,
        "Les pièces manquantes sont demandées : le message part, et les relances suivront.",
        lambda: ask_missing_pieces(case=case, actor=request.user, on=today, key=key),
    )
    return redirect("web:case_pieces", case.pk)


@public
@require_http_methods(["GET", "POST"])
def deposit(request: HttpRequest, token: str) -> HttpResponse:
    """The pieces that one link asks for, and a place to drop each of them."""
    row = _request(token)
    try:
        open_request(row, timezone.localdate())
    except LinkClosed as refusal:
        return _page(request, row, refusal=str(refusal), status=410)
    if request.method == "GET":
        return _page(request, row, pieces=_pieces(row))
    if not _may_drop(token):
        return _page(request, row, pieces=_pieces(row), fault=TOO_MANY, status=429)
    form = DepositForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(
            request, row, pieces=_pieces(row), fault="Choisissez un fichier.",
            at=request.POST.get("piece", ""), status=422,
        )  # fmt: skip
    try:
        name, content = as_one(form.cleaned_data["file"])
        deposit_piece(
            request=row, piece_key=form.cleaned_data["piece"], name=name, content=content,
            on=timezone.localdate(),
        )  # fmt: skip
    except DomainError as refusal:
        at = str(form.cleaned_data["piece"])
        return _page(request, row, pieces=_pieces(row), fault=str(refusal), at=at, status=422)
    return redirect(request.path)


def _page(request: HttpRequest, row: PieceRequest, *, status: int = 200, **context) -> HttpResponse:
    pieces = context.get("pieces", [])
    context |= {
        "request_row": row,
        "case": row.case,
        "house": row.organisation,
        "left": sum(piece.status in ("required", "rejected") for piece in pieces),
    }
    answer = render(request, "web/correspondence/deposit.html", context, status=status)
    # The address is the key: no other site learns it. « no-referrer » would also hide the origin,
    # and the form would be refused.
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _request(token: str) -> PieceRequest:
    key = key_of_token(token)
    rows = PieceRequest.objects.select_related(
        "case__person", "case__advisor", "case__structure", "organisation"
    )
    row = rows.filter(pk=key).first() if key else None
    if row is None:
        raise Http404
    return row


def _pieces(row: PieceRequest) -> list[Piece]:
    return list(
        Piece.objects.filter(request_lines__request=row).select_related("kind", "stored_file")
    )


def _may_drop(token: str) -> bool:
    """Count the drops of a link: true up to sixty an hour."""
    name = f"deposit:{token[:32]}"
    cache.add(name, 0, HOUR)
    try:
        return cache.incr(name) <= MOST_AN_HOUR
    except ValueError:  # expired between the two
        return True
