"""The pack of a sitting read on screen: its contents beside, its pages one under the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.committees.models import AgendaItem, Sitting
from levier.committees.permissions import can_read_sittings
from levier.journal.services import record_read
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.committees.sittings import sittings_of
from levier.web.documents.reader import Page, picture_answer
from levier.workflows.pack_pages import KeptPart, agenda_page, note_page, open_pack
from levier.workflows.paper_pages import WEBP


@allow(can_read_sittings)
@require_GET
def pack_read(request: HttpRequest, pk) -> HttpResponse:
    """The agenda and the notes that this user may read; the journal knows who opened them."""
    sitting = get_object_or_404(sittings_of(request.user), pk=pk)
    try:
        parts = open_pack(sitting, request.user, timezone.localdate())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:sitting", sitting.pk)
    summary = f"Dossier de séance {sitting} ouvert à l’écran."
    record_read(actor=request.user, target=sitting, summary=summary)
    contents, pages = [], []
    for part in parts:
        contents.append((part, len(pages) + 1))
        pages += _pages(sitting, part, len(pages))
    context = {"sitting": sitting, "contents": contents, "pages": pages}
    return render(request, "web/committees/pack_read.html", context)


@allow(can_read_sittings)
@require_GET
def pack_agenda_page(request: HttpRequest, pk, fingerprint: str, page: int) -> HttpResponse:
    """The picture of a page of this user's agenda."""
    sitting = get_object_or_404(sittings_of(request.user), pk=pk)
    return picture_answer(lambda: (agenda_page(sitting, request.user, fingerprint, page), WEBP))


@allow(can_read_sittings)
@require_GET
def pack_note_page(request: HttpRequest, pk, fingerprint: str, page: int) -> HttpResponse:
    """The picture of a page of a note, while its dossier is open to this user."""
    seen = Sitting.objects.visible_to(request.user).order_by().values("pk")
    rows = AgendaItem.objects.visible_to(request.user).filter(sitting__in=seen)
    item = get_object_or_404(rows, pk=pk)
    return picture_answer(lambda: (note_page(item, fingerprint, page), WEBP))


def _pages(sitting: Sitting, part: KeptPart, before: int) -> list[Page]:
    """Return the pages of a part, numbered after those that come before it."""
    name, key = ("pack_note_page", part.item.pk) if part.item else ("pack_agenda_page", sitting.pk)
    return [
        Page(before + rank, reverse(f"web:{name}", args=[key, part.fingerprint, rank]), size)
        for rank, size in enumerate(part.pages, start=1)
    ]
