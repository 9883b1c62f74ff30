"""The secretary's page of a written consultation: open it, follow it, close it, decide in bulk."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from levier.cases.models import Case
from levier.committees.models import Sitting
from levier.committees.permissions import can_run_sittings
from levier.committees.services import (
    NewCondition,
    close_consultation,
    consult_members,
    end_of,
    extend_consultation,
)
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.access import allow
from levier.web.committees.consultation_page import consultation_page, ruling_forms
from levier.web.committees.forms import ClosingForm
from levier.web.committees.sittings import sittings_of
from levier.web.refusals import done
from levier.workflows.decide_consultation import (
    Result,
    Ruling,
    decide_consultation,
    proposed_for,
)


@allow(can_run_sittings)
def consultation(request, pk):
    """Page of a written consultation, for those who run it."""
    row = _found(request, pk)
    return render(request, "web/committees/consultation.html", consultation_page(row, request.user))


@allow(can_run_sittings)
@require_POST
def consultation_open(request, pk):
    """Open the answers and write to the members."""
    row = _found(request, pk)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Le dernier jour se lit comme 24/03/2026.")
        return redirect("web:consultation", row.pk)
    try:
        called = consult_members(
            sitting=row, actor=request.user, at=timezone.now(),
            closes_at=_evening(form.cleaned_data["closes_on"]),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        sent = plural(called.written, "message")
        messages.success(request, f"La consultation est ouverte\u00a0: {sent} aux membres.")
        if called.without_address:
            names = ", ".join(called.without_address)
            messages.warning(request, f"Sans adresse, à prévenir autrement\u00a0: {names}.")
    return redirect("web:consultation", row.pk)


@allow(can_run_sittings)
@require_POST
def consultation_extend(request, pk):
    """Give the members more time."""
    row = _found(request, pk)
    form = ClosingForm(request.POST)
    if form.is_valid() and form.cleaned_data["closes_on"]:
        done(
            request,
            "Les réponses sont prolongées.",
            lambda: extend_consultation(
                sitting=row, actor=request.user, at=timezone.now(),
                closes_at=end_of(form.cleaned_data["closes_on"]),
            ),
        )  # fmt: skip
    else:
        messages.error(request, "Indiquez le nouveau dernier jour.")
    return redirect("web:consultation", row.pk)


@allow(can_run_sittings)
@require_POST
def consultation_close(request, pk):
    """Close the answers now."""
    row = _found(request, pk)
    done(
        request,
        "Les réponses sont closes\u00a0: décidez les dossiers.",
        lambda: close_consultation(sitting=row, actor=request.user, at=timezone.now()),
    )
    return redirect("web:consultation", row.pk)


@allow(can_run_sittings)
@require_POST
def consultation_decide(request, pk):
    """Decide every dossier reviewed; each row says what became of it, and may be sent again."""
    row = _found(request, pk)
    cases = Case.objects.visible_to(request.user)
    forms = ruling_forms(row, proposed_for(row, cases), request.POST)
    rulings, results = {}, {}
    for proposed, form in forms:
        if proposed.item.is_closed:
            continue
        if not form.is_valid():
            words = " ".join(fault for faults in form.errors.values() for fault in faults)
            results[proposed.item.pk] = Result(proposed.item, False, words)
        elif form.cleaned_data["outcome"]:
            rulings[proposed.item.pk] = _ruling(proposed, form)
    try:
        found = decide_consultation(sitting=row, rulings=rulings, actor=request.user, cases=cases)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:consultation", row.pk)
    results |= {result.item.pk: result for result in found}
    row.refresh_from_db()
    refused = [result for result in results.values() if not result.is_done]
    if not refused:
        messages.success(request, f"{plural(len(results), 'dossier')} sur la table, tous décidés.")
        return redirect("web:consultation", row.pk)
    context = consultation_page(row, request.user, typed=request.POST, results=results)
    return render(request, "web/committees/consultation.html", context, status=422)


def _ruling(proposed, form) -> Ruling:
    data = form.cleaned_data
    advisor = proposed.item.case.advisor
    return Ruling(
        outcome=data["outcome"],
        amounts=form.amounts(),
        refusal_reason=data["refusal_reason"],
        reason=data["reason"],
        conditions=[
            NewCondition(line.strip()[:300], advisor)
            for line in data["conditions"].splitlines()
            if line.strip()
        ],
    )


def _evening(day: date | None) -> datetime | None:
    return end_of(day) if day else None


def _found(request, pk: UUID) -> Sitting:
    return get_object_or_404(sittings_of(request.user).filter(mode=Sitting.Mode.WRITTEN), pk=pk)
