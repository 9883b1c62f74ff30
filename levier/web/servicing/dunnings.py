"""A step toward a borrower who is late: read again, then sent, printed, noted or set aside."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.correspondence.services import holder_address
from levier.kernel.errors import DomainError
from levier.servicing.models import Dunning
from levier.servicing.permissions import can_dun
from levier.servicing.services import settle
from levier.web.access import allow
from levier.web.servicing.forms import DunningForm, NoteForm
from levier.workflows.dun_loan import dunning_letter, send_dunning, words_of

SAID = {
    "send": "La relance part par courriel.",
    "post": "L’envoi par courrier est noté.",
    "done": "C’est noté.",
    "set_aside": "La relance est écartée.",
}


def dunnings_of(user):
    """Return the steps that a user may read, with what their page needs."""
    return Dunning.objects.visible_to(user).select_related(
        "loan__commitment__instrument", "loan__commitment__case__person",
        "loan__commitment__case__structure", "loan__commitment__case__advisor",
        "loan__commitment__case__organisation", "organisation", "settled_by",
    )  # fmt: skip


@allow(can_dun)
@require_http_methods(["GET", "POST"])
def dunning(request, pk):
    """Page of one step: its words, and what is done of it."""
    row = get_object_or_404(dunnings_of(request.user), pk=pk)
    today = timezone.localdate()
    subject, text = words_of(row, today) if row.state == Dunning.State.PROPOSED else ("", "")
    gesture = request.POST.get("gesture", "")
    is_written = bool(text) and gesture in ("send", "post", "print")
    form = DunningForm(
        request.POST if is_written else None, initial={"subject": subject, "text": text}
    )
    note_form = NoteForm(request.POST if gesture in ("done", "set_aside") else None)
    typed = form if is_written else note_form
    if request.method == "POST" and typed.is_bound and typed.is_valid():
        try:
            return _done(request, row, gesture, typed.cleaned_data, today)
        except DomainError as refusal:
            typed.add_error(refusal.field if refusal.field in typed.fields else None, str(refusal))
    context = {
        "dunning": row, "commitment": row.loan.commitment, "form": form if text else None,
        "note_form": note_form, "address": holder_address(row.loan.commitment.case),
    }  # fmt: skip
    status = 422 if typed.errors else 200
    return render(request, "web/servicing/dunning.html", context, status=status)


@allow(can_dun)
@require_GET
def dunning_pdf(request, pk):
    """The letter of a written step, as it left, or in the words proposed."""
    row = get_object_or_404(dunnings_of(request.user), pk=pk)
    day = row.settled_on or timezone.localdate()
    subject, text = (row.subject, row.text) if row.text else words_of(row, day)
    if not text:
        messages.info(request, "Cette étape ne s’écrit pas.")
        return redirect("web:dunning", row.pk)
    return _pdf(row, subject, text, day)


def _done(request: HttpRequest, row: Dunning, gesture: str, typed: dict, today) -> HttpResponse:
    """Do what the button says."""
    if gesture == "print":
        return _pdf(row, typed["subject"], typed["text"], today)
    if gesture in ("send", "post"):
        send_dunning(
            dunning=row, actor=request.user, on=today, subject=typed["subject"],
            text=typed["text"], by_post=gesture == "post",
        )  # fmt: skip
    else:
        state = Dunning.State.DONE if gesture == "done" else Dunning.State.SET_ASIDE
        settle(dunning=row, actor=request.user, on=today, state=state, note=typed["note"])
    messages.success(request, SAID[gesture])
    return redirect("web:arrears_list")


def _pdf(row: Dunning, subject: str, text: str, day) -> HttpResponse:
    pdf = dunning_letter(row, subject=subject, text=text, on=day)
    answer = HttpResponse(pdf.content, content_type="application/pdf")
    name = f"{row.get_step_display()} {row.loan.commitment.number}.pdf".replace(" ", "-")
    answer["Content-Disposition"] = f'inline; filename="{name}"'.encode("ascii", "ignore").decode()
    return answer
