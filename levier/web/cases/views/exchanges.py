"""« Échanges » : notes whose reader is said first, people referred to another body."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, Referral
from levier.cases.permissions import can_edit_case
from levier.cases.services import add_note, answer_referral, refer_person
from levier.people.models import Consent, Prescriber
from levier.people.services import prescriber_named, record_consent
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.exchanges import AnswerForm, NoteForm, ReferralForm
from levier.web.refusals import done, tried

MOST_NOTES = 100
SHOWN_MESSAGES = 20


@on_case(tab="exchanges", needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_exchanges(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Échanges ». Each form says which one it is."""
    sent = request.POST.get("form", "")
    note = NoteForm(request.POST if sent == "note" else None)
    referral = ReferralForm(request.POST if sent == "referral" else None, prefix="o")
    if note.is_valid() and tried(note, lambda: _note(case, note, request.user)):
        messages.success(request, "La note est ajoutée.")
        return redirect("web:case_exchanges", case.pk)
    if referral.is_valid() and tried(referral, lambda: _refer(case, referral, request.user)):
        messages.success(
            request, "L’orientation est enregistrée\u00a0: sa réponse sera suivie ici."
        )
        return redirect("web:case_exchanges", case.pk)
    prescribers = Prescriber.objects.visible_to(request.user).values_list("name", flat=True)
    context = {
        "note_form": note,
        "referral_form": referral,
        "answer_form": AnswerForm(),
        "notes": case.notes.select_related("author")[:MOST_NOTES],
        "referrals": case.referrals.select_related("body", "sent_by"),
        "prescribers": list(prescribers[:300]),
        "sent": case.messages.all()[:SHOWN_MESSAGES],
        "received": case.received_messages.prefetch_related("attachments")[:SHOWN_MESSAGES],
    }
    return show_tab(request, case, "exchanges", context)


@on_case(needs=can_edit_case)
@require_POST
def case_referral_answer(request: HttpRequest, case: Case, referral) -> HttpResponse:
    """Write down what the other body answered."""
    row = get_object_or_404(case.referrals.select_related("body", "case"), pk=referral)
    form = AnswerForm(request.POST)
    if form.is_valid():
        done(
            request,
            f"La réponse de {row.body} est notée.",
            lambda: _answer(row, form, request.user),
        )
    else:
        messages.error(request, "Dites si l’orientation est acceptée ou déclinée.")
    return redirect("web:case_exchanges", case.pk)


def _note(case: Case, form: NoteForm, actor) -> None:
    add_note(case=case, actor=actor, on=timezone.localdate(), **form.cleaned_data)


def _answer(row: Referral, form: AnswerForm, actor) -> None:
    answer_referral(referral=row, actor=actor, on=timezone.localdate(), **form.cleaned_data)


@transaction.atomic
def _refer(case: Case, form: ReferralForm, actor) -> None:
    """Write the consent, then the referral: both, or neither."""
    on, data = timezone.localdate(), form.cleaned_data
    body = prescriber_named(organisation=case.organisation, name=data["body"], actor=actor)
    consent = None
    if data["has_consent"] and case.person is not None:
        consent = record_consent(
            person=case.person, actor=actor, purpose=Consent.Purpose.REFERRAL,
            means=data["means"], on=on, detail=str(body),
        )  # fmt: skip
    refer_person(case=case, actor=actor, on=on, body=body, consent=consent, reason=data["reason"])
