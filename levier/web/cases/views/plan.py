"""« Plan de financement » : a grid over three years, a beam that leans, a form without script."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.cases.models import Case, PlanLine
from levier.cases.permissions import can_instruct
from levier.cases.services import (
    add_plan_line,
    change_plan_line,
    remove_plan_line,
    set_vat_basis,
)
from levier.web.cases.beam import beam_of
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.instruction import PlanLineForm, VatForm
from levier.web.cases.papers import paper_of
from levier.web.cases.plan_grid import balances_of, column_titles, plan_of, sections_of
from levier.web.cases.plan_notices import notices_of, state_totals
from levier.web.refusals import tried


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_plan(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Plan de financement » : its form adds a line on one side."""
    if "tva" in request.POST:
        return _vat(request, case)
    side = request.POST.get("side") or request.GET.get("ajouter", "")
    form = None
    if side:
        if side not in PlanLine.Side.values:
            raise Http404
        form = PlanLineForm(request.POST or None, case=case, side=side)
        if form.is_valid() and tried(form, lambda: _add(case, side, form, request.user)):
            return redirect("web:case_plan", case.pk)
    return _show(request, case, {"adding": side, "form": form})


@on_case(tab="plan")
@require_GET
def case_plan_beside(request: HttpRequest, case: Case, sheet) -> HttpResponse:
    """The same tab, a PDF that was dropped on the plan shown beside the grid."""
    return _show(request, case, {"paper": paper_of(case, sheet)})


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_plan_line(request: HttpRequest, case: Case, line) -> HttpResponse:
    """The same tab, one of its lines being changed."""
    row = get_object_or_404(PlanLine.objects.filter(case=case), pk=line)
    former = PlanLine.objects.get(pk=row.pk)
    form = PlanLineForm(request.POST or None, instance=row, case=case, side=row.side)
    if form.is_valid() and tried(form, lambda: _change(former, form, request.user)):
        return redirect("web:case_plan", case.pk)
    return _show(request, case, {"editing": row.pk, "form": form})


@on_case(needs=can_instruct)
@require_POST
def case_plan_line_remove(request: HttpRequest, case: Case, line) -> HttpResponse:
    """Take a line out of the plan."""
    row = get_object_or_404(PlanLine.objects.filter(case=case), pk=line)
    remove_plan_line(line=row, actor=request.user, on=timezone.localdate())
    messages.success(request, f"La ligne «\u00a0{row}\u00a0» est retirée.")
    return redirect("web:case_plan", case.pk)


def _vat(request: HttpRequest, case: Case) -> HttpResponse:
    form = VatForm(request.POST, instance=plan_of(case), auto_id="tva_%s")
    if form.is_valid() and tried(
        form,
        lambda: set_vat_basis(
            case=case, actor=request.user, on=timezone.localdate(), **form.changes
        ),
    ):
        return redirect("web:case_plan", case.pk)
    return _show(request, case, {"vat_form": form})


def _show(request: HttpRequest, case: Case, context: dict) -> HttpResponse:
    lines, plan = list(case.plan_lines.all()), plan_of(case)
    shown = {
        "beam": beam_of(lines),
        "plan": plan,
        "sections": sections_of(case, lines),
        "balances": balances_of(lines),
        "titles": column_titles(),
        "statuses": PlanLine.Status.choices,
        "notices": notices_of(lines),
        "states": state_totals(lines),
        "vat_form": VatForm(instance=plan, auto_id="tva_%s"),
    }
    return show_tab(request, case, "plan", shown | context)


def _add(case: Case, side: str, form: PlanLineForm, actor) -> None:
    add_plan_line(case=case, actor=actor, on=timezone.localdate(), side=side, **form.changes)


def _change(line: PlanLine, form: PlanLineForm, actor) -> None:
    change_plan_line(
        line=line, actor=actor, on=timezone.localdate(), seen=form.seen_values, **form.changes
    )
