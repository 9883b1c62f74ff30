"""« Projet » : what it is, where it stands, the situation of its holder, what it belongs to."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case
from levier.cases.permissions import can_edit_case, can_instruct
from levier.cases.services import update_case
from levier.cases.zoning import zoning_fields
from levier.territories.addresses import address_situation
from levier.territories.register import epci
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.instruction import AttachmentForm, ProjectForm
from levier.web.cases.fresh import FreshForm
from levier.web.cases.reevaluation import evaluate_again
from levier.web.refusals import tried

PLACE = {"address", "commune_code", "town", "postcode"}


@on_case(tab="project", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_project(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Projet »."""
    house = request.user.organisation
    form = ProjectForm(request.POST or None, instance=copy(case), department=house.department)
    if form.is_valid() and tried(form, lambda: _save(case, form, request.user)):
        messages.success(request, "Le projet est enregistré.")
        return redirect("web:case_project", case.pk)
    context = {
        "form": form,
        "attachment": AttachmentForm(instance=copy(case), prefix="r"),
        "epci": epci(case.epci_siren),
    }
    return show_tab(request, case, "project", context)


@on_case(needs=can_edit_case)
@require_POST
def case_attachment(request: HttpRequest, case: Case) -> HttpResponse:
    """The agreement and the European operation."""
    form = AttachmentForm(request.POST, instance=copy(case), prefix="r")
    if form.is_valid() and tried(form, lambda: _save(case, form, request.user)):
        messages.success(request, "Le rattachement est enregistré.")
    else:
        messages.error(request, " ".join(str(e) for es in form.errors.values() for e in es))
    return redirect("web:case_project", case.pk)


@on_case(needs=can_edit_case)
@require_POST
def case_zoning(request: HttpRequest, case: Case) -> HttpResponse:
    """Look for the address, and write what the zones say of it today."""
    on = timezone.localdate()
    situation = address_situation(address=case.address, commune_code=case.commune_code, on=on)
    update_case(case=case, actor=request.user, on=on, **zoning_fields(situation))
    if case.zoning == Case.Zoning.CHECKED:
        messages.success(request, "L’adresse est vérifiée.")
    else:
        reasons = f"{situation.zfrr.reason} {situation.qpv.reason}".strip()
        messages.warning(request, f"Il reste à vérifier\u00a0: {reasons}")
    evaluate_again(case, request.user, on)
    return redirect("web:case_project", case.pk)


def _save(case: Case, form: FreshForm, actor) -> None:
    """Write the form; a place that moved is to check again, and verdicts are given again."""
    on = timezone.localdate()
    changes = dict(form.changes)
    moved = any(name in PLACE and getattr(case, name) != value for name, value in changes.items())
    if moved:
        changes |= {
            "zoning": Case.Zoning.TO_CHECK, "qpv_code": "", "qpv_name": "", "in_zfrr": None,
            "geocoding": {},
        }  # fmt: skip
    update_case(case=case, actor=actor, on=on, seen=form.seen_values, **changes)
    evaluate_again(case, actor, on)
