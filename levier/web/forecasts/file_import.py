"""« Importer » into a forecast: the sheets of a workbook, its lines, its preview, then written."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.cases.models import Case
from levier.cases.permissions import can_instruct
from levier.exchange.dropped_files import drop_import, sheets_of
from levier.exchange.forecast_import import (
    FORECAST,
    confirm_forecast_import,
    forecast_preview,
    map_forecast_file,
)
from levier.exchange.forecast_sheet.mapping import forecast_map_of
from levier.exchange.models import PlanImport
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.cases.dossier import on_case, shell_of
from levier.web.forecasts import file_form
from levier.web.sheet_columns import revision_posted


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_forecast_sheet(request: HttpRequest, case: Case, sheet) -> HttpResponse:
    """One workbook: what each column and line becomes, what changes, then written or given up."""
    rows = PlanImport.objects.filter(case=case, purpose=FORECAST)
    row = get_object_or_404(rows.select_related("stored_file", "case__organisation"), pk=sheet)
    if row.is_paper:
        raise Http404
    if request.method == "POST":
        return _act(request, case, row)
    try:
        preview = forecast_preview(row)
    except UnreadableWorkbook as refusal:
        messages.error(request, str(refusal))
        return redirect("web:case_plan_import", case.pk)
    shell = shell_of(request.user, case, "plan", timezone.localdate())
    context = {
        "case": case,
        "shell": shell,
        "today": shell.today,
        "row": row,
        "preview": preview,
        "sheets": file_form.sheets_shown(preview),
        "roles": list(file_form.ROLE_WORDS.items()),
        "units": file_form.UNITS,
        "targets": file_form.targets_shown(),
        "lines": file_form.lines_shown(preview, row.edits),
        "checks": file_form.checks_shown(preview),
        "left": file_form.left_shown(preview),
        "is_open": row.state == PlanImport.State.OPEN,
        "is_closed": row.state != PlanImport.State.OPEN,
    }
    return render(request, "web/forecasts/sheet.html", context)


def _act(request: HttpRequest, case: Case, row: PlanImport) -> HttpResponse:
    """Read again, write, or give up: the form's button says which."""
    gesture = request.POST.get("geste", "relire")
    try:
        if gesture == "abandonner":
            drop_import(row=row, actor=request.user)
            messages.success(
                request, "L’import est abandonné\u00a0: le prévisionnel n’a pas changé."
            )
            return redirect("web:case_plan_import", case.pk)
        map_forecast_file(
            row=row,
            actor=request.user,
            mapping=file_form.mapping_posted(
                request.POST, forecast_map_of(row.mapping), sheets_of(row)
            ),
            edits=file_form.edits_posted(request.POST),
            sender=request.POST.get("sender", ""),
        )
        if gesture == "importer":
            return _confirm(request, case, row)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:case_forecast_sheet", case.pk, row.pk)


def _confirm(request: HttpRequest, case: Case, row: PlanImport) -> HttpResponse:
    done = confirm_forecast_import(
        row=row,
        actor=request.user,
        on=timezone.localdate(),
        revision=revision_posted(request.POST),
    )
    said = "Le prévisionnel contenait déjà tout cela\u00a0: rien n’a changé."
    if done.changes:
        count = plural(len(done.changes), "cellule écrite", "cellules écrites")
        said = f"{count} dans le prévisionnel."
    messages.success(request, said)
    return redirect("web:case_forecast", case.pk)
