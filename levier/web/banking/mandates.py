"""Mandates of direct debit: those of the house, one of them, recorded, suspended, announced."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.banking.errors import CollectionRefused
from levier.banking.models import Mandate
from levier.banking.permissions import can_prepare_payments, can_read_payments
from levier.banking.services import move_mandate
from levier.banking.states import MANDATE_TRANSITIONS, MandateEvent, MandateState
from levier.correspondence.services import holder_address
from levier.documents.services import record_download
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.banking import lists
from levier.web.banking.debit_forms import MandateForm, NoticeForm
from levier.web.documents.serving import file_answer
from levier.web.forms import form_page
from levier.web.lists import ListPage
from levier.web.portfolio.commitments import commitments_of
from levier.web.refusals import done
from levier.workflows.announce_debits import Announcement, announcement_of, send_notice
from levier.workflows.collect_loan import (
    commitment_of_mandate,
    mandates_of,
    proposed_reference,
    record_loan_mandate,
)
from levier.workflows.loan_letter import loan_letter

STEPS = {
    "suspendre": (MandateEvent.SUSPEND, "Le mandat est suspendu : rien n’est plus prélevé."),
    "reprendre": (MandateEvent.RESUME, "Le mandat est de nouveau en vigueur."),
    "revoquer": (MandateEvent.REVOKE, "Le mandat est révoqué."),
}


def mandates_read_by(user):
    """Return the mandates that a user may read, with what their page needs."""
    return Mandate.objects.visible_to(user).select_related(
        "organisation", "recorded_by", "evidence"
    )


@allow(can_read_payments)
def mandate_list(request):
    """Page « Mandats » : every mandate of the house, with the day after which it lapses."""
    page = ListPage(
        request, mandates_read_by(request.user), columns=lists.MANDATE_COLUMNS,
        filters=lists.MANDATE_FILTERS, default_sort="-signe", noun="mandat",
        export_name="mandats", row_url=lists.mandate_url,
        empty="Aucun mandat : enregistrez celui d’un prêt depuis son échéancier.",
    )  # fmt: skip
    return page.respond("web/banking/mandate_list.html", {})


@allow(can_read_payments)
@require_safe
def mandate(request, pk):
    """Page of a mandate: whose account, what was announced and debited, what may be done."""
    row = get_object_or_404(mandates_read_by(request.user), pk=pk)
    may_prepare, today = can_prepare_payments(request.user), timezone.localdate()
    events = {event for state, event in MANDATE_TRANSITIONS if state == row.state}
    context = {
        "mandate": row,
        "commitment": commitment_of_mandate(row),
        "has_lapsed": row.has_lapsed(today),
        "may_announce": may_prepare and row.fault_on(today) is None,
        "steps": [
            {"slug": slug, "label": event.label}
            for slug, (event, _) in STEPS.items()
            if may_prepare and event in events
        ],
        "notices": row.notices.select_related("sent_by"),
        "collections": row.collections.order_by("-number"),
        "entries": Entry.objects.filter(target=target_of(row)).select_related("actor"),
    }
    return render(request, "web/banking/mandate.html", context)


@allow(can_prepare_payments)
@require_http_methods(["GET", "POST"])
def mandate_new(request, pk):
    """Page « Enregistrer un mandat » of a commitment that the house collects."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    holder = row.case.structure or row.case.person
    initial = {
        "rum": proposed_reference(row),
        "name": str(holder or ""),
        "town": getattr(holder, "town", ""),
        "postcode": getattr(holder, "postcode", ""),
        "key": uuid4(),
    }
    return form_page(
        request,
        MandateForm(request.POST or None, request.FILES or None, initial=initial),
        heading=f"Enregistrer un mandat pour {row.number}",
        lead=f"{row.instrument}, {row.case.holder_name}. Ses échéances seront proposées au "
        "prélèvement ; chacune est annoncée avant.",
        submit="Enregistrer le mandat",
        save=lambda form: _recorded(request, row, form),
        done="Le mandat est enregistré : annoncez ses prélèvements.",
        back_to="web:mandate",
        cancel_url=reverse("web:commitment", args=[row.pk]),
    )


def _recorded(request: HttpRequest, commitment, form: MandateForm) -> Mandate:
    data, sent = form.cleaned_data, form.cleaned_data["file"]
    return record_loan_mandate(
        commitment=commitment, rum=data["rum"], debtor=form.debtor(),
        signed_on=data["signed_on"], is_recurrent=data["is_recurrent"], actor=request.user,
        on=timezone.localdate(), idempotency_key=data["key"],
        evidence_name=sent.name if sent else "", evidence_content=sent.read() if sent else b"",
    )  # fmt: skip


@allow(can_prepare_payments)
@require_POST
def mandate_move(request, pk, step):
    """Suspend, resume or revoke a mandate, with its reason."""
    row = get_object_or_404(mandates_read_by(request.user), pk=pk)
    if step not in STEPS:
        raise Http404
    event, sentence = STEPS[step]
    reason = request.POST.get("reason", "")
    done(
        request,
        sentence,
        lambda: move_mandate(mandate=row, event=event, reason=reason, actor=request.user),
    )
    return redirect("web:mandate", row.pk)


@allow(can_read_payments)
@require_safe
def mandate_file(request, pk):
    """The signed mandate; its reading is journalled."""
    row = get_object_or_404(mandates_read_by(request.user), pk=pk)
    if row.evidence is None:
        raise Http404
    record_download(stored_file=row.evidence, actor=request.user)
    return file_answer(request, row.evidence)


# ── Notice ────────────────────────────────────────────────────────────────────────────────────
@allow(can_prepare_payments)
@require_http_methods(["GET", "POST"])
def mandate_announce(request, pk):
    """Page « Annoncer » : the notice in the words of the house, sent, printed or noted."""
    row = get_object_or_404(mandates_read_by(request.user), pk=pk)
    today = timezone.localdate()
    try:
        found = announcement_of(row, today)
    except CollectionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("web:mandate", row.pk)
    start = {
        "subject": found.subject, "text": found.text, "shown": found.fingerprint, "key": uuid4(),
    }  # fmt: skip
    form = NoticeForm(request.POST or None, initial=start)
    if form.is_bound and form.is_valid():
        try:
            return _announced(request, row, found, form.cleaned_data, today)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "mandate": row, "found": found, "form": form,
        "address": holder_address(found.commitment.case),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "web/banking/notice.html", context, status=status)


def _announced(
    request: HttpRequest, row: Mandate, found: Announcement, typed: dict, today
) -> HttpResponse:
    """Do what the button says."""
    gesture = request.POST.get("gesture", "")
    if gesture == "print":
        pdf = loan_letter(found.commitment, subject=typed["subject"], text=typed["text"], on=today)
        answer = HttpResponse(pdf.content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="Preavis-{row.rum}.pdf"'
        return answer
    send_notice(
        mandate=row, shown=typed["shown"], subject=typed["subject"], text=typed["text"],
        actor=request.user, on=today, key=typed["key"], by_post=gesture != "send",
    )  # fmt: skip
    messages.success(
        request,
        "Le préavis part par courriel." if gesture == "send" else "L’envoi par courrier est noté.",
    )
    return redirect("web:mandate", row.pk)


def mandate_block(commitment, user) -> dict:
    """Return what the page of a loan says of its mandate."""
    collects = commitment.carrier.is_house and commitment.state == "set_up"
    rows = [row for row in mandates_of(commitment) if row.state != MandateState.REVOKED]
    today = timezone.localdate()
    return {
        "mandates": [{"row": row, "fault": row.fault_on(today)} for row in rows],
        "may_read_mandates": can_read_payments(user),
        "may_record_mandate": collects and can_prepare_payments(user),
    }
