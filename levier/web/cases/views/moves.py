"""Passages of a dossier from a step to another, and « Prêt pour le comité »."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.cases.models import Case
from levier.cases.permissions import can_edit_case, events_for
from levier.cases.services import move_case
from levier.cases.services.life import EXPLAINED
from levier.cases.states import Event, State, next_state
from levier.web.cases.dossier import load, on_case, show_tab
from levier.web.cases.forms.new_case import MoveForm
from levier.web.cases.readiness import missing_of
from levier.web.refusals import tried

STALE = "Le dossier est passé à une autre étape depuis que vous avez ouvert la page."
EFFECTS = {
    Event.ORIENT: "Le projet est orienté : on sait ce que la maison peut faire, et avec qui.",
    Event.INSTRUCT: "L’instruction commence : plan, pièces, analyse.",
    Event.DECLARE_READY: "Le dossier se ferme aux changements et peut être inscrit à un comité.",
    Event.REOPEN: "Le dossier se rouvre aux changements et quitte la file des comités.",
    Event.CLOSE: "Le dossier passe en clôture : il reste lisible et ne change plus.",
    Event.ABANDON: "Le projet s’arrête : le dossier reste lisible et pourra être repris.",
    Event.RESUME: "Le dossier revient en instruction, avec tout ce qu’il contenait.",
}


@on_case(needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_move(request: HttpRequest, case: Case) -> HttpResponse:
    """Page of one passage: what it does, the reason when there must be one, the button."""
    event = request.POST.get("event") or request.GET.get("passage", "")
    if event not in Event.values:
        raise Http404
    form = MoveForm(request.POST or None, initial={"event": event, "state": case.state})
    if form.is_valid() and _moves(form, case, Event(event), request):
        messages.success(
            request, f"Le dossier est à l’étape «\u00a0{case.get_state_display()}\u00a0»."
        )
        return redirect("web:case", case.pk)
    if event not in events_for(request.user, case):
        messages.error(request, STALE)
        return redirect("web:case", case.pk)
    context = {
        "form": form,
        "event": Event(event),
        "after": State(next_state(case.state, event)).label,
        "effect": EFFECTS[Event(event)],
        "is_explained": event in EXPLAINED,
    }
    return show_tab(request, case, "move", context)


@on_case(needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_ready(request: HttpRequest, case: Case) -> HttpResponse:
    """Page « Prêt pour le comité » : what is missing, by name, or the button."""
    today = timezone.localdate()
    load(case, "plan_lines", "ratings", "eligibility_records")
    missing = missing_of(case, today)
    form = MoveForm(
        request.POST or None, initial={"event": Event.DECLARE_READY, "state": case.state}
    )
    if form.is_valid() and not missing and _moves(form, case, Event.DECLARE_READY, request):
        messages.success(request, "Le dossier est prêt pour le comité.")
        return redirect("web:case", case.pk)
    can_declare = Event.DECLARE_READY in events_for(request.user, case)
    return show_tab(
        request, case, "ready", {"missing": missing, "form": form, "can_declare": can_declare}
    )


def _moves(form: MoveForm, case: Case, event: Event, request: HttpRequest) -> bool:
    """Move the dossier if it is still at the step that the page showed."""
    data = form.cleaned_data
    if data["state"] != case.state or event not in events_for(request.user, case):
        form.add_error(None, STALE)
        return False
    if event == Event.DECLARE_READY and missing_of(case, timezone.localdate()):
        form.add_error(None, "Le dossier n’est pas encore prêt.")
        return False
    return tried(
        form,
        lambda: move_case(
            case=case, event=event, actor=request.user, on=timezone.localdate(),
            reason=data["reason"],
        ),
    )  # fmt: skip
