"""« Pièces » : asked, received, checked, refused, expired."""

from uuid import uuid4

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, Piece
from levier.cases.permissions import can_ask_pieces
from levier.cases.services import (
    add_piece,
    check_piece,
    reject_piece,
    request_pieces,
)
from levier.catalogue.models import PieceKind
from levier.correspondence.services import holder_address
from levier.kernel.text import whole_number
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.exchanges import AddPieceForm, CheckForm, RejectForm
from levier.web.cases.piece_states import MISSING, VERSIONS, piece_of, state_of, to_check
from levier.web.refusals import done


@on_case(tab="pieces", needs=can_ask_pieces)
@require_http_methods(["GET", "POST"])
def case_pieces(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Pièces » : its button asks for what the requested instruments want."""
    if request.method == "POST":
        asked = request_pieces(case=case, actor=request.user, on=timezone.localdate())
        said = (
            f"{len(asked)} pièces demandées." if asked else "Toutes les pièces sont déjà demandées."
        )
        messages.success(request, said)
        return redirect("web:case_pieces", case.pk)
    rows = case.pieces.select_related("kind", "stored_file__stored_by", "checked_by")
    rows = rows.prefetch_related(Prefetch("versions", VERSIONS))
    today = timezone.localdate()
    context = {
        "is_complete": bool(rows) and not any(row.status in MISSING for row in rows),
        "rows": [(row, state_of(row, today)) for row in rows],
        "add_form": AddPieceForm(kinds=_missing_kinds(case)),
        "can_ask": can_ask_pieces(request.user, case),
        **_asking(case),
    }
    return show_tab(request, case, "pieces", context)


@on_case(needs=can_ask_pieces)
@require_POST
def case_piece_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask for one more piece."""
    form = AddPieceForm(request.POST, kinds=_missing_kinds(case))
    if form.is_valid():
        done(
            request,
            f"La pièce «\u00a0{form.cleaned_data['kind']}\u00a0» est demandée.",
            lambda: add_piece(
                case=case, actor=request.user, on=timezone.localdate(), **form.cleaned_data
            ),
        )
    else:
        messages.error(request, "Choisissez une pièce qui n’est pas déjà demandée.")
    return redirect("web:case_pieces", case.pk)


@on_case(needs=can_ask_pieces)
@require_POST
def case_piece_check(request: HttpRequest, case: Case, piece) -> HttpResponse:
    """Say that a piece was read and is good, or refuse it and say why."""
    row, on = piece_of(case, piece), timezone.localdate()
    if request.POST.get("avis") == "refuser":
        form = RejectForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Dites pourquoi la pièce est refusée.")
            return redirect(_here(request, row))
        reason = form.cleaned_data["reason"]
        sentence = f"La pièce «\u00a0{row.kind}\u00a0» est refusée et redemandée."
        done(
            request,
            sentence,
            lambda: reject_piece(
                piece=row, actor=request.user, on=on, reason=reason, seen=_seen(request)
            ),
        )
        return redirect(_after(request, case))
    form = CheckForm(request.POST)
    expires_on = form.cleaned_data["expires_on"] if form.is_valid() else None
    done(
        request,
        f"La pièce «\u00a0{row.kind}\u00a0» est vérifiée.",
        lambda: check_piece(
            piece=row, actor=request.user, on=on, expires_on=expires_on, seen=_seen(request)
        ),
    )
    return redirect(_after(request, case))


def _seen(request: HttpRequest) -> int | None:
    """Return the number of the version that the page showed."""
    return whole_number(request.POST.get("version", ""))


def _after(request: HttpRequest, case: Case) -> str:
    """Return where a verdict leads: to the next piece to read, for who was reading; else back."""
    waiting = to_check(case) if "lecture" in request.POST else []
    if waiting:
        return reverse(
            "web:case_piece_read", args=[case.pk, waiting[0].piece_id, waiting[0].number]
        )
    return reverse("web:case_pieces", args=[case.pk])


def _here(request: HttpRequest, row: Piece) -> str:
    """Return the page that a verdict came from."""
    number = _seen(request)
    if "lecture" in request.POST and number:
        return reverse("web:case_piece_read", args=[row.case_id, row.pk, number])
    return reverse("web:case_pieces", args=[row.case_id])


def _asking(case: Case) -> dict:
    """Return what the page says of asking the applicant: who, how many, what was asked before."""
    asked = case.piece_requests.filter(closed_on=None).select_related("message")
    return {
        "reader": holder_address(case),
        "ask_key": uuid4().hex,
        "asked": asked.prefetch_related("reminders__message").first(),
    }


def _missing_kinds(case: Case):
    kinds = PieceKind.objects.filter(organisation=case.organisation_id)
    return kinds.exclude(pieces__case=case)
