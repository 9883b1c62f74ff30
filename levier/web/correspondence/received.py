"""E-mails received: the log, « À classer », one message, an .eml dropped on a dossier."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from levier.cases.models import Case, Piece
from levier.cases.permissions import can_ask_pieces, can_edit_case
from levier.correspondence.models import IncomingMessage
from levier.correspondence.permissions import can_read_messages, can_send_messages
from levier.correspondence.services import file_message, put_on_piece, receive_mail, set_aside
from levier.documents.errors import FileTooBig
from levier.documents.services import LIMIT, record_download
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.cases.dossier import on_case
from levier.web.documents.serving import file_answer
from levier.web.lists import Column, DayFilter, FlagFilter, ListPage, TextFilter
from levier.web.refusals import done
from levier.web.templatetags.levier import day_and_time

TO_FILE = Q(case=None, set_aside_on=None)
COLUMNS = [
    Column("recu", "Reçu", lambda row: day_and_time(row.received_at), sort=("id",),
           fast_sort=True, link=True, width=20),
    Column("de", "De", lambda row: row.sender_name or row.sender, small="sender", width=30,
           export_value="sender"),
    Column("connu", "Reconnu comme", "sender_known_as", missing="inconnu", width=30),
    Column("objet", "Objet", "subject", width=40),
    Column("dossier", "Dossier", "case.number", small="get_found_by_display",
           missing="à classer", width=24),
]  # fmt: skip


@allow(can_read_messages)
@require_GET
def incoming_list(request: HttpRequest) -> HttpResponse:
    """Page « Messages reçus » : what waits to be filed, and the rest."""
    rows = IncomingMessage.objects.visible_to(request.user).select_related("case")
    page = ListPage(
        request,
        rows,
        columns=COLUMNS,
        filters=[
            FlagFilter("classer", "À classer", condition=TO_FILE),
            TextFilter("texte", "Objet ou adresse", raw_fields=("subject", "sender")),
            TextFilter("dossier", "N° de dossier", raw_fields=("case__number",)),
            DayFilter("jour", "Reçu", field="received_at__date"),
        ],
        default_sort="-recu",
        noun="message",
        export_name="messages-recus",
        row_url=lambda row: reverse("web:incoming", args=[row.pk]),
        empty="Aucun courriel n’est arrivé ici.",
    )
    return page.respond("web/correspondence/incoming_list.html")


@allow(can_read_messages)
@require_GET
def incoming(request: HttpRequest, pk) -> HttpResponse:
    """One message received: who, what, its files, and where to file it."""
    row = _message(request, pk)
    may_write = can_send_messages(request.user)
    pieces = []
    if row.case and can_ask_pieces(request.user, row.case):
        pieces = Piece.objects.filter(case=row.case).exclude(status=Piece.Status.CHECKED)
    context = {
        "message": row,
        "files": row.attachments.select_related("stored_file", "piece__kind"),
        "pieces": [] if not pieces else pieces.select_related("kind"),
        "can_file": may_write and row.case is None,
    }
    return render(request, "web/correspondence/incoming.html", context)


@allow(can_send_messages)
@require_POST
def incoming_file(request: HttpRequest, pk) -> HttpResponse:
    """File a waiting message on the dossier whose number is typed, or set it aside."""
    row = _message(request, pk)
    if request.POST.get("suite") == "ecarter":
        done(
            request,
            "Le message est écarté.",
            lambda: set_aside(message=row, actor=request.user, on=timezone.localdate()),
        )
        return redirect("web:incoming_list")
    number = request.POST.get("number", "").strip()
    case = Case.objects.visible_to(request.user).filter(number__iexact=number).first()
    if case is None or not can_edit_case(request.user, case):
        messages.error(request, f"Aucun dossier que vous suivez ne porte le numéro « {number} ».")
        return redirect("web:incoming", row.pk)
    done(
        request,
        f"Le message est classé au dossier {case.number}.",
        lambda: file_message(message=row, case=case, actor=request.user),
    )
    return redirect("web:incoming", row.pk)


@allow(can_read_messages)
@require_GET
def incoming_attachment(request: HttpRequest, pk, file) -> HttpResponse:
    """A file received by e-mail; the journal knows who took it."""
    row = _message(request, pk)
    stored = get_object_or_404(row.attachments.select_related("stored_file"), pk=file).stored_file
    record_download(stored_file=stored, actor=request.user, case_key=row.case_id)
    return file_answer(request, stored)


@allow(can_send_messages)
@require_POST
def incoming_to_piece(request: HttpRequest, pk, file) -> HttpResponse:
    """Put a file received on a piece of its dossier."""
    row = _message(request, pk)
    attachment = get_object_or_404(
        row.attachments.select_related("stored_file", "message"), pk=file
    )
    if row.case is None or not can_ask_pieces(request.user, row.case):
        messages.error(request, "Classez d’abord le message sur un dossier que vous suivez.")
        return redirect("web:incoming", row.pk)
    piece = get_object_or_404(Piece, case=row.case, pk=request.POST.get("piece") or None)
    done(
        request,
        "Le fichier est rangé sur sa pièce : il reste à la vérifier.",
        lambda: put_on_piece(
            attachment=attachment,
            piece_key=piece.pk,
            actor=request.user,
            on=timezone.localdate(),
        ),
    )
    return redirect("web:incoming", row.pk)


@on_case(needs=can_edit_case)
@require_POST
def eml_drop(request: HttpRequest, case: Case) -> HttpResponse:
    """File the .eml files dropped on a dossier, with their attachments."""
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, "Choisissez un fichier .eml.")
    for file in files[:20]:
        try:
            said = _received(case, file, request.user)
        except DomainError as refusal:
            messages.error(request, f"{file.name} : {refusal}")
        else:
            messages.success(request, said)
    return redirect("web:case_exchanges", case.pk)


def _received(case: Case, file, actor) -> str:
    if file.size > LIMIT:
        raise FileTooBig(name=file.name, size=file.size // 1_000_000, limit=LIMIT // 1_000_000)
    result = receive_mail(
        organisation=case.organisation, raw=file.read(), at=timezone.now(), actor=actor, case=case
    )
    if result.message is None:
        return "C’est un avis de non-remise : le message envoyé est marqué « revenu »."
    if not result.is_new:
        return f"Ce courriel était déjà reçu : « {result.message} »."
    said = f"Le courriel « {result.message} » est classé au dossier."
    refused = result.message.refused_files
    return said + "".join(f" Refusé : {row['why']}" for row in refused)


def _message(request: HttpRequest, pk) -> IncomingMessage:
    rows = IncomingMessage.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("case", "brought_by"), pk=pk)
