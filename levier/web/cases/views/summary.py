"""« Synthèse » : the dossier at a glance, what it misses, who follows it, who else may read it."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case
from levier.cases.permissions import can_edit_case, can_give_access
from levier.cases.services import give_access, take_access_back, update_case
from levier.journal.models import Entry
from levier.web.cases.beam import beam_of
from levier.web.cases.dossier import load, on_case, show_tab
from levier.web.cases.forms.exchanges import AccessForm
from levier.web.cases.forms.instruction import FollowForm
from levier.web.cases.readiness import missing_of
from levier.web.cases.timeline import lines_of
from levier.web.cases.verdicts import shown_verdicts
from levier.web.refusals import done, tried

LAST_LINES = 6


@on_case(tab="summary", needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, case: Case) -> HttpResponse:
    """Page of a dossier; its form says who follows it and what comes next."""
    form = FollowForm(request.POST or None, instance=copy(case))
    if form.is_valid() and tried(form, lambda: _follow(case, form, request.user)):
        messages.success(request, "Le suivi est enregistré.")
        return redirect("web:case", case.pk)
    load(case, "plan_lines", "ratings", "eligibility_records")
    is_staff = request.user.is_staff_of_house
    entries = Entry.objects.of_case(case.pk).select_related("actor")[:LAST_LINES]
    context = {
        "form": form,
        "beam": beam_of(list(case.plan_lines.all())),
        "missing": missing_of(case, timezone.localdate()),
        "verdicts": shown_verdicts(case),
        "entries": lines_of(entries) if is_staff else [],
    }
    return show_tab(request, case, "summary", context)


@on_case(needs=can_give_access)
@require_POST
def case_access(request: HttpRequest, case: Case) -> HttpResponse:
    """Let a colleague read the dossier, with a trace."""
    form = AccessForm(request.POST, organisation=case.organisation)
    if form.is_valid():
        colleague, reason = form.cleaned_data["user"], form.cleaned_data["reason"]
        done(
            request,
            f"{colleague.full_name} peut lire ce dossier.",
            lambda: give_access(case=case, user=colleague, reason=reason, actor=request.user),
        )
    else:
        messages.error(request, "Choisissez une personne et dites pourquoi elle lira ce dossier.")
    return redirect("web:case_people", case.pk)


@on_case(needs=can_give_access)
@require_POST
def case_access_end(request: HttpRequest, case: Case, access) -> HttpResponse:
    """End an access that was given."""
    row = get_object_or_404(case.accesses.select_related("user"), pk=access)
    done(
        request,
        f"{row.user.full_name} ne lit plus ce dossier.",
        lambda: take_access_back(access=row, actor=request.user, reason="accès retiré"),
    )
    return redirect("web:case_people", case.pk)


def _follow(case: Case, form: FollowForm, actor) -> None:
    update_case(
        case=case, actor=actor, on=timezone.localdate(), seen=form.seen_values, **form.changes
    )
