"""What was sent and whether it left; one message; writing from a dossier."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.cases.models import Case
from levier.cases.permissions import can_edit_case
from levier.correspondence.filling import cleaned_html
from levier.correspondence.models import OutgoingMessage, Purpose
from levier.correspondence.permissions import can_read_messages, can_send_messages
from levier.correspondence.services import queue_message, resend_message, words_in_force
from levier.correspondence.states import State
from levier.correspondence.variables import case_values
from levier.documents.services import record_download
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.correspondence.forms import MessageForm, ResendForm, addresses_of
from levier.web.documents.serving import file_answer
from levier.web.lists import ChoiceFilter, Column, DayFilter, ListPage, TextFilter
from levier.web.refusals import done
from levier.web.templatetags.levier import day_and_time

COLUMNS = [
    Column("quand", "Demandé", lambda row: day_and_time(row.asked_at), sort=("id",),
           fast_sort=True, link=True, width=20),
    Column("a", "Destinataire", lambda row: row.to_name or row.to, small="to", width=30,
           export_value="to"),
    Column("objet", "Objet", "subject", small="get_kind_display", width=40),
    Column("dossier", "Dossier", "case.number", width=14),
    Column("etat", "État", "get_state_display", state=True, sort=("state",), width=16),
    Column("reponse", "Réponse du serveur", "answer", width=40),
    Column("par", "Demandé par", "asked_by.full_name", missing="Levier", width=24),
]  # fmt: skip
FILTERS = [
    TextFilter("texte", "Objet ou adresse", raw_fields=("subject", "to", "to_name")),
    ChoiceFilter("etat", "État", State.choices, field="state"),
    ChoiceFilter("nature", "Nature", Purpose.choices, field="kind"),
    DayFilter("jour", "Demandé", field="asked_at__date"),
    TextFilter("dossier", "N° de dossier", raw_fields=("case__number",)),
]


@allow(can_read_messages)
@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    """Page « Messages » : what was sent, to whom, and whether it left."""
    page = ListPage(
        request,
        OutgoingMessage.objects.visible_to(request.user).select_related("case", "asked_by"),
        columns=COLUMNS,
        filters=FILTERS,
        default_sort="-quand",
        noun="message",
        export_name="messages",
        row_url=lambda row: reverse("web:message", args=[row.pk]),
        empty="Aucun message n’est parti d’ici.",
    )
    return page.respond("web/correspondence/message_list.html")


@allow(can_read_messages)
@require_GET
def message(request: HttpRequest, pk) -> HttpResponse:
    """One message: its words, its files, each attempt's answer, what was sent again."""
    row = _message(request, pk)
    context = {
        "message": row,
        "html": cleaned_html(row.body),
        "files": row.attachments.select_related("stored_file"),
        "again": row.resent_as.all(),
        "resend_form": ResendForm(initial={"to": row.to, "key": uuid4().hex}),
        "can_resend": can_send_messages(request.user)
        and row.state not in (State.QUEUED, State.SENDING),
    }
    return render(request, "web/correspondence/message.html", context)


@allow(can_send_messages)
@require_POST
def message_resend(request: HttpRequest, pk) -> HttpResponse:
    """Send the same message again, to the address typed."""
    row, form = _message(request, pk), ResendForm(request.POST)
    to, key = request.POST.get("to", ""), request.POST.get("key", "")[:40]
    if form.is_valid():
        to, key = form.cleaned_data["to"], form.cleaned_data["key"]
    done(
        request,
        f"Le message est redemandé pour {to}.",
        lambda: resend_message(message=row, actor=request.user, key=f"again:{row.pk}:{key}", to=to),
    )
    return redirect("web:message", row.pk)


@allow(can_read_messages)
@require_GET
def message_file(request: HttpRequest, pk, file) -> HttpResponse:
    """A file that left with a message; the journal knows who took it."""
    row = _message(request, pk)
    stored = get_object_or_404(row.attachments.select_related("stored_file"), pk=file).stored_file
    record_download(stored_file=stored, actor=request.user, case_key=row.case_id)
    return file_answer(request, stored)


@allow(can_send_messages)
@require_http_methods(["GET", "POST"])
def message_new(request: HttpRequest, pk) -> HttpResponse:
    """Write from a dossier: the words of the house, who will read them, a preview, then send."""
    rows = Case.objects.visible_to(request.user)
    case = get_object_or_404(
        rows.select_related("person", "structure", "advisor", "organisation", "prescriber"), pk=pk
    )
    if not can_edit_case(request.user, case):
        raise Http404  # they read the dossier; its own page says that another team follows it
    form = MessageForm(request.POST or None, initial=_first_words(case), case=case)
    html = ""
    if form.is_valid():
        html = cleaned_html(form.cleaned_data["body"])
        if request.POST.get("suite") == "envoyer":
            try:
                sent = _send(case, form, request.user)
            except DomainError as refusal:
                form.add_error(
                    refusal.field if refusal.field in form.fields else None, str(refusal)
                )
            else:
                return redirect("web:message", sent.pk)
    context = {"case": case, "form": form, "html": html, "addresses": addresses_of(case)}
    return render(
        request, "web/correspondence/message_new.html", context, status=422 if form.errors else 200
    )


def _send(case: Case, form: MessageForm, actor) -> OutgoingMessage:
    data = form.cleaned_data
    names = {address: name for name, address in addresses_of(case)}
    return queue_message(
        organisation=case.organisation,
        actor=actor,
        case=case,
        key=f"free:{case.pk}:{data['key']}",
        to=data["to"],
        to_name=names.get(data["to"], ""),
        subject=data["subject"],
        body=data["body"],
    )


def _first_words(case: Case) -> dict[str, str]:
    today = timezone.localdate()
    words = words_in_force(case.organisation, Purpose.FREE, today)
    subject, body = words.filled(case_values(case, today))
    known = addresses_of(case)
    to = known[0][1] if known else ""
    return {"subject": subject, "body": body, "to": to, "key": uuid4().hex}


def _message(request: HttpRequest, pk) -> OutgoingMessage:
    rows = OutgoingMessage.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("case", "asked_by", "resends", "organisation"), pk=pk
    )
