"""One review: what it found, its document; asked by a message, or waived."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.correspondence.services import holder_address
from levier.documents.models import StoredFile
from levier.documents.services import record_download, store_file
from levier.followup.models import FollowUp, Review
from levier.followup.permissions import can_follow, can_read_followup
from levier.followup.services import ask_for, note_review, receive_review, waive_review
from levier.kernel.errors import DomainError
from levier.portfolio.states import State
from levier.web.access import allow
from levier.web.documents.serving import file_answer
from levier.web.followup.forms import ReceiveForm, ReviewForm, WaiveForm
from levier.workflows.watch_commitments import light_again


def reviews_of(user):
    """Return the reviews that a user may read, with what their page needs."""
    return Review.objects.visible_to(user).select_related(
        "commitment__case__person", "commitment__case__structure", "commitment__instrument",
        "commitment__organisation", "commitment__running_loan", "commitment__guarantee",
        "document", "done_by",
    )  # fmt: skip


@allow(can_read_followup)
@require_http_methods(["GET", "POST"])
def review(request, pk):
    """Page of a review: read by all, noted by those who follow, while the commitment runs."""
    row = get_object_or_404(reviews_of(request.user), pk=pk)
    today = timezone.localdate()
    may_note = _may_note(row, request.user)
    if request.method == "GET":
        return _page(request, row, ReviewForm.of(row, today) if may_note else None)
    if not may_note:
        raise Http404
    form = ReviewForm.of(row, today, request.POST, request.FILES)
    if form.is_valid():
        try:
            _note(row, form, today, request.user)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "La revue est notée.")
            return redirect("web:follow_up", row.commitment_id)
    return _page(request, row, form, status=422)


def _ask(row: Review, form, today, actor) -> None:
    ask_for(review=row, on=today, actor=actor)


def _receive(row: Review, form, today, actor) -> None:
    stored = _stored(row, form.cleaned_data["file"], actor)
    receive_review(review=row, document=stored, on=today, actor=actor)


def _waive(row: Review, form, today, actor) -> None:
    waive_review(review=row, on=today, actor=actor, **form.cleaned_data)


STEPS = {
    "demander": (Form, "La demande part par courriel.", _ask),
    "recevoir": (ReceiveForm, "Le document est gardé, la revue est à lire.", _receive),
    "ecarter": (WaiveForm, "La revue est écartée.", _waive),
}


@allow(can_follow)
@require_POST
def review_step(request, pk, step: str):
    """Ask for accounts by a message, keep what arrived, or say that a review will not be done."""
    row = get_object_or_404(reviews_of(request.user), pk=pk)
    if step not in STEPS or not _may_note(row, request.user):
        raise Http404
    form_class, said, act = STEPS[step]
    today = timezone.localdate()
    form = form_class(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, ReviewForm.of(row, today), typed={step: form}, status=422)
    try:
        act(row, form, today, request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:review", row.pk)
    messages.success(request, said)
    _light(row, today)
    return redirect("web:follow_up", row.commitment_id)


@allow(can_read_followup)
@require_safe
def review_file(request, pk):
    """The document of a review; its reading is journalled."""
    row = get_object_or_404(reviews_of(request.user), pk=pk, document__isnull=False)
    record_download(stored_file=row.document, actor=request.user, case_key=row.commitment.case_id)
    return file_answer(request, row.document)


def _note(row: Review, form: ReviewForm, today, actor) -> None:
    sent = form.cleaned_data["file"]
    stored = _stored(row, sent, actor) if sent else None
    note_review(
        review=row, answers=form.answers(), on=form.cleaned_data["on"], today=today, actor=actor,
        revision=form.cleaned_data["revision"], document=stored,
    )  # fmt: skip
    _light(row, today)


def _stored(row: Review, sent, actor) -> StoredFile:
    return store_file(
        organisation=row.organisation, actor=actor, name=sent.name, content=sent.read(),
        origin=f"revue, {row.get_kind_display()}",
    )  # fmt: skip


def _light(row: Review, today) -> None:
    """Read the light again: what was just noted may change it."""
    light_again(follow_up=FollowUp.objects.get(commitment=row.commitment_id), on=today)


def _may_note(row: Review, user) -> bool:
    return can_follow(user) and row.commitment.state == State.SET_UP


def _page(request, row: Review, form: ReviewForm | None, *, typed=None, status: int = 200):
    typed = typed or {}
    is_awaited = row.state in (Review.State.TODO, Review.State.ASKED, Review.State.RECEIVED)
    may_ask = row.kind == "accounts" and row.state == Review.State.TODO
    context = {
        "review": row, "commitment": row.commitment, "form": form,
        "address": holder_address(row.commitment.case),
        "may_ask": form is not None and may_ask,
        "receive_form": None,
        "waive_form": None,
        "today": timezone.localdate(),
    }  # fmt: skip
    if form is not None and is_awaited:
        context["receive_form"] = typed.get("recevoir") or ReceiveForm()
        context["waive_form"] = typed.get("ecarter") or WaiveForm()
    return render(request, "web/followup/review.html", context, status=status)
