"""The papers of the committees: agenda, pack, minutes, notes, letters."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from levier.accounts.permissions import only
from levier.cases.models import Case
from levier.cases.querysets import hangs_from
from levier.committees.models import AgendaItem, Decision, Sitting
from levier.committees.permissions import can_read_sittings, can_run_sittings
from levier.documents.services import content_of, record_download
from levier.journal.services import record_read
from levier.kernel.errors import DomainError
from levier.rendering.documents import render_agenda, render_minutes
from levier.web.access import allow, refuse
from levier.web.committees.sittings import sittings_of
from levier.workflows.decision_letters import letters_of, render_decision_letter
from levier.workflows.expertise_note import render_expertise_note
from levier.workflows.minutes_extract import NotMinutedYet, extract_data
from levier.workflows.rectified_minutes import rectified_minutes
from levier.workflows.sitting_documents import agenda_data, items_of, minutes_data, render_pack
from levier.workflows.sitting_letters import issued_letter_of

can_read_notes = only("staff", "member")
can_send_letters = only(
    "secretary", "director", "administrator", "advisor", "dla_officer", "finance"
)


@allow(can_read_sittings)
def agenda_pdf(request, pk):
    """The agenda of a sitting, as this user may read it."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    if row.is_stub:
        raise Http404
    items = items_of(row, Case.objects.visible_to(request.user))
    pdf = render_agenda(agenda_data(row, items, timezone.localdate()))
    return pdf_response(pdf.content, f"Ordre du jour {row}.pdf")


@allow(can_read_sittings)
def pack_pdf(request, pk):
    """The agenda and every note that this user may read, in one file with bookmarks."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    try:
        content = render_pack(row, request.user, timezone.localdate())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:sitting", row.pk)
    record_read(actor=request.user, target=row, summary=f"Dossier de séance {row} téléchargé.")
    return pdf_response(content, f"Dossier de séance {row}.pdf")


@allow(can_read_sittings)
def minutes_pdf(request, pk):
    """The frozen minutes; before that, a draft for those who run the sitting."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    if row.minutes is not None:
        if not _reads_everything(request.user, row):
            return refuse(request, reason="Vous vous êtes déporté·e d’un dossier de ce comité.")
        record_download(stored_file=row.minutes, actor=request.user)
        return pdf_response(content_of(row.minutes), row.minutes.name)
    if row.is_stub or not can_run_sittings(request.user):
        raise Http404
    pdf = render_minutes(minutes_data(row, timezone.localdate()))
    return pdf_response(pdf.content, f"Projet de PV {row}.pdf")


@allow(can_read_sittings)
def extract_pdf(request, pk):
    """The extract of the frozen minutes for one dossier, to whoever may read that dossier."""
    rows = AgendaItem.objects.filter(hangs_from(Case.objects.visible_to(request.user)))
    item = get_object_or_404(
        rows.select_related(
            "case__person", "case__structure", "sitting__organisation", "sitting__committee",
            "sitting__chair",
        ),
        pk=pk,
    )  # fmt: skip
    try:
        data = extract_data(item, timezone.localdate())
    except NotMinutedYet as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        return refuse(request, reason=str(refusal))
    record_read(
        actor=request.user, target=item.sitting, case_key=item.case_id,
        summary=f"Extrait du procès-verbal {item.sitting} lu.",
    )  # fmt: skip
    return pdf_response(
        render_minutes(data).content, f"Extrait {item.sitting} {item.case.number}.pdf"
    )


@allow(can_read_sittings)
def rectified_pdf(request, pk, rank):
    """The minutes that rectify the frozen ones, by their rank."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    found = rectified_minutes(row)
    if not 0 < rank <= len(found) or not _reads_everything(request.user, row):
        raise Http404
    record_download(stored_file=found[rank - 1], actor=request.user)
    return pdf_response(content_of(found[rank - 1]), found[rank - 1].name)


@allow(can_read_notes)
def note_pdf(request, pk):
    """The expertise note of one dossier."""
    case = get_object_or_404(
        Case.objects.visible_to(request.user).select_related(
            "organisation", "person", "structure", "advisor", "office", "agreement", "operation"
        ),
        pk=pk,
    )
    record_read(
        actor=request.user,
        target=case,
        case_key=case.pk,
        summary=f"Note d’expertise du dossier {case.number} lue.",
    )
    pdf = render_expertise_note(case, timezone.localdate())
    return pdf_response(pdf.content, f"Note {case.number}.pdf")


@allow(can_send_letters)
def letter_pdf(request, pk, key):
    """One letter of a decision: as it was kept once issued, else a preview."""
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related(
            "organisation", "request__instrument", "request__bank", "item__sitting__body",
            "item__case__person", "item__case__structure", "item__case__advisor",
        ),
        pk=pk,
    )  # fmt: skip
    issued = issued_letter_of(decision, key)
    if issued is not None:
        record_download(
            stored_file=issued.stored_file, actor=request.user, case_key=decision.item.case_id
        )
        return pdf_response(content_of(issued.stored_file), issued.stored_file.name)
    letter = next((row for row in letters_of(decision) if row.key == key), None)
    if letter is None:
        raise Http404
    pdf = render_decision_letter(decision, letter, timezone.localdate())
    name = f"Lettre {decision.item.case.number} {letter.kind}.pdf"
    return pdf_response(pdf.content, name)


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """Answer a PDF shown in the browser, under a name that may hold accents."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return answer


def _reads_everything(user, row: Sitting) -> bool:
    """Return whether nothing of a sitting is closed to this user."""
    return not row.items.exclude(hangs_from(Case.objects.visible_to(user))).exists()
