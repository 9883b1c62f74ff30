"""The life of a guarantee on the screens: incidents, papers, the call, what comes back."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from levier.claims.models import Call, GuaranteeEvent
from levier.claims.permissions import can_instruct_calls, can_note_events, can_read_claims
from levier.claims.services import (
    decide_call,
    note_commission,
    note_event,
    note_paper,
    note_recovery,
    open_call,
    pay_indemnity,
    revise_claim,
    submit_call,
    withdraw_call,
)
from levier.documents.services import record_download, store_file
from levier.kernel.errors import DomainError
from levier.portfolio.models import Commitment
from levier.web.access import allow
from levier.web.claims import forms, lists
from levier.web.claims.pages import life_page
from levier.web.documents.serving import file_answer
from levier.web.lists import ListPage
from levier.web.portfolio.commitments import commitments_of

TROUBLES = ("unpaid", "watch", "insolvency", "accelerated")


@allow(can_read_claims)
def call_list(request):
    """Page « Sinistres »: guarantees in trouble, then every call."""
    user = request.user
    page = ListPage(
        request,
        Call.objects.visible_to(user).select_related(
            "commitment__case__person", "commitment__case__structure", "commitment__carrier",
            "commitment__guarantee__bank", "commitment__instrument",
        ),
        columns=lists.CALL_COLUMNS, filters=lists.CALL_FILTERS, default_sort="-recu",
        noun="appel", export_name="appels-en-garantie", row_url=lists.call_url,
        empty="Aucun appel en garantie.",
    )  # fmt: skip
    return page.respond("web/claims/call_list.html", {"troubled": _troubled(user)})


def _troubled(user) -> list[Commitment]:
    """Return the guarantees whose last event is an incident, not called yet, the latest first."""
    last = GuaranteeEvent.objects.filter(commitment=OuterRef("pk")).exclude(kind="declared")
    newest = last.order_by("-day", "-id")
    rows = Commitment.objects.visible_to(user).filter(kind="guarantee", state="set_up")
    rows = rows.exclude(pk__in=Call.objects.standing().values("commitment"))
    rows = rows.annotate(
        last_kind=Subquery(newest.values("kind")[:1]), last_day=Subquery(newest.values("day")[:1])
    )
    found = list(
        rows.filter(last_kind__in=TROUBLES)
        .select_related("case__person", "case__structure", "guarantee__bank", "instrument")
        .order_by("-last_day")[:50]
    )
    for row in found:
        row.trouble = GuaranteeEvent.Kind(row.last_kind).label
    return found


def guarantees_of(user):
    """Return the guarantees that a user may read."""
    return commitments_of(user).filter(kind="guarantee")


@allow(can_read_claims)
@require_safe
def guarantee_life(request, pk):
    """Page « Vie de la garantie »: exposure, events, papers, the call and its next step."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    context = life_page(row, request.user, timezone.localdate())
    return render(request, "web/claims/guarantee_life.html", context)


def _answer(request, row: Commitment, name: str, form, said: str, save: Callable[[], object]):
    """Run the service; a refusal comes back on the page with what was typed."""
    if form.is_valid():
        try:
            save()
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("web:guarantee_life", row.pk)
    context = life_page(row, request.user, timezone.localdate(), {name: form})
    if not any(form is each for each in context.values()):
        for words in form.errors.values():
            messages.error(request, " ".join(words))
    return render(request, "web/claims/guarantee_life.html", context, status=422)


@allow(can_note_events)
@require_POST
def guarantee_event(request, pk):
    """Note what happened to the loan."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    form = forms.EventForm(request.POST)

    def save():
        data = form.cleaned_data
        note_event(
            commitment=row, kind=data["kind"], day=data["day"], today=timezone.localdate(),
            outstanding=data["outstanding"], note=data["note"], actor=request.user,
            schedule=form.schedule(), idempotency_key=data["key"],
        )  # fmt: skip

    return _answer(request, row, "event", form, "L’événement est noté.", save)


@allow(can_instruct_calls)
@require_POST
def guarantee_commission(request, pk):
    """Note what was received of the commission."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    form = forms.CommissionForm(request.POST, guarantee=row)

    def save():
        data = form.cleaned_data
        note_commission(
            commitment=row, amount=data["amount"], received_on=data["received_on"],
            today=timezone.localdate(), actor=request.user, idempotency_key=data["key"],
            accounts=form.accounts(),
        )  # fmt: skip

    return _answer(request, row, "commission", form, "La commission est notée.", save)


@allow(can_note_events)
@require_POST
def guarantee_paper(request, pk):
    """Keep a paper of the call's file."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    form = forms.PaperForm(request.POST, request.FILES)

    def save():
        data, sent = form.cleaned_data, form.cleaned_data["file"]
        stored = sent and store_file(
            organisation=row.organisation, actor=request.user, name=sent.name,
            content=sent.read(), origin="pièce d’une garantie",
        )  # fmt: skip
        note_paper(
            commitment=row, code=data["code"], day=data["day"], actor=request.user,
            stored_file=stored or None,
        )  # fmt: skip

    return _answer(request, row, "paper", form, "La pièce est notée.", save)


@allow(can_read_claims)
@require_safe
def guarantee_paper_file(request, pk, paper):
    """The copy of a paper; its reading is journalled."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    found = get_object_or_404(
        row.guarantee_papers.select_related("stored_file"), pk=paper, stored_file__isnull=False
    )
    record_download(stored_file=found.stored_file, actor=request.user, case_key=row.case_id)
    return file_answer(request, found.stored_file)


@allow(can_instruct_calls)
@require_POST
def call_open(request, pk):
    """Open the call of the bank."""
    row = get_object_or_404(guarantees_of(request.user), pk=pk)
    form = forms.CallForm(request.POST)

    def save():
        open_call(
            commitment=row, claim=form.claim(), received_on=form.cleaned_data["received_on"],
            today=timezone.localdate(), actor=request.user,
            idempotency_key=form.cleaned_data["key"],
        )  # fmt: skip

    return _answer(request, row, "call", form, "L’appel est ouvert.", save)


STEPS: dict[str, tuple[type, str, Callable]] = {
    "creance": (
        forms.ClaimForm, "La créance est revue.",
        lambda call, form, actor: revise_claim(call=call, claim=form.claim(), actor=actor),
    ),
    "transmettre": (
        forms.OpinionForm, "L’appel est transmis au porteur du risque.",
        lambda call, form, actor: submit_call(call=call, actor=actor, **form.cleaned_data),
    ),
    "decider": (
        forms.RulingForm, "La décision du porteur du risque est notée.",
        lambda call, form, actor: decide_call(
            call=call, accepted=form.cleaned_data["accepted"] == "oui", actor=actor,
            on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
        ),
    ),
    "payer": (
        forms.IndemnityForm, "Le paiement de l’indemnité est noté.",
        lambda call, form, actor: pay_indemnity(
            call=call, amount=form.cleaned_data["amount"], actor=actor,
            paid_on=form.cleaned_data["paid_on"], idempotency_key=form.cleaned_data["key"],
            is_balance=form.cleaned_data["kind"] == "balance", today=timezone.localdate(),
            accounts=form.accounts(),
        ),
    ),
    "recouvrer": (
        forms.RecoveryForm, "Le recouvrement est noté.",
        lambda call, form, actor: note_recovery(
            call=call, amount=form.cleaned_data["amount"], actor=actor,
            received_on=form.cleaned_data["received_on"], note=form.cleaned_data["note"],
            idempotency_key=form.cleaned_data["key"], today=timezone.localdate(),
            accounts=form.accounts(),
        ),
    ),
    "retirer": (
        forms.WithdrawForm, "L’appel est retiré.",
        lambda call, form, actor: withdraw_call(call=call, actor=actor, **form.cleaned_data),
    ),
}  # fmt: skip


@allow(can_instruct_calls)
@require_POST
def call_step(request, pk, step: str):
    """Take one step of a call: its claim, the opinion, the decision, a payment, a recovery."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    if step not in STEPS:
        raise Http404
    row = get_object_or_404(guarantees_of(request.user), pk=call.commitment_id)
    form_class, said, act = STEPS[step]
    posted = {"guarantee": row} if issubclass(form_class, forms.PostedForm) else {}
    form = form_class(request.POST, **posted)
    return _answer(request, row, step, form, said, lambda: act(call, form, request.user))
