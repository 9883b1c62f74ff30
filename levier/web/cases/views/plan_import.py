"""« Importer » : a spreadsheet dropped on the plan, its columns, its preview; a PDF read beside."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from levier.cases.models import Case
from levier.cases.permissions import can_instruct
from levier.documents.services import record_download
from levier.exchange.dropped_files import drop_import
from levier.exchange.forecast_import import FORECAST, drop_forecast_file
from levier.exchange.models import PlanImport, SheetMapping
from levier.exchange.plan_import import (
    confirm_plan_import,
    drop_plan_file,
    map_plan_file,
    preview_of,
)
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.kernel.errors import DomainError
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.papers import paper_of
from levier.web.cases.plan_grid import plan_of
from levier.web.cases.plan_sheet import (
    ROLE_WORDS,
    edits_of,
    lines_shown,
    roles,
)
from levier.web.sheet_columns import columns_shown, map_posted, revision_posted, sample_shown

SHOWN_FILES = 20
PURPOSES = (SheetMapping.Purpose.PLAN, SheetMapping.Purpose.FORECAST)


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_plan_import(request: HttpRequest, case: Case) -> HttpResponse:
    """Drop a file; those dropped before, and the senders that are recognised."""
    if request.method == "POST":
        return _drop(request, case)
    files = PlanImport.objects.filter(case=case).select_related("stored_file", "created_by")
    context = {
        "files": files[:SHOWN_FILES],
        "senders": SheetMapping.objects.filter(
            organisation=case.organisation_id, purpose__in=PURPOSES
        ),
        "purposes": [(purpose.value, purpose.label) for purpose in PURPOSES],
        "purpose": request.GET.get("pour", SheetMapping.Purpose.PLAN.value),
    }
    return show_tab(request, case, "plan_import", context)


def _drop(request: HttpRequest, case: Case) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "Choisissez un fichier.")
        return redirect("web:case_plan_import", case.pk)
    is_forecast = request.POST.get("purpose") == FORECAST
    drop = drop_forecast_file if is_forecast else drop_plan_file
    try:
        row = drop(case=case, actor=request.user, name=file.name, content=file.read())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:case_plan_import", case.pk)
    if row.is_paper:
        beside = "web:case_forecast_beside" if is_forecast else "web:case_plan_beside"
        return redirect(beside, case.pk, row.pk)
    if row.is_recognised:
        messages.success(request, f"Modèle reconnu\u00a0: {row.sender}.")
    page = "web:case_forecast_sheet" if is_forecast else "web:case_plan_sheet"
    return redirect(page, case.pk, row.pk)


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_plan_sheet(request: HttpRequest, case: Case, sheet) -> HttpResponse:
    """One spreadsheet: its columns, the lines it gives, then written or given up."""
    row = _file(case, sheet)
    if row.is_paper:
        raise Http404
    if request.method == "POST":
        return _act(request, case, row)
    try:
        preview = preview_of(row)
    except UnreadableWorkbook as refusal:
        messages.error(request, str(refusal))
        return redirect("web:case_plan_import", case.pk)
    context = {
        "row": row,
        "preview": preview,
        "plan": plan_of(case),
        "columns": columns_shown(preview.grid, preview.sheet_map),
        "sample": sample_shown(preview.grid, preview.sheet_map),
        "roles": roles(),
        "lines": lines_shown(case, preview, row.edits),
        "is_open": row.state == PlanImport.State.OPEN,
    }
    return show_tab(request, case, "plan_sheet", context)


def _act(request: HttpRequest, case: Case, row: PlanImport) -> HttpResponse:
    """Read again, write, or give up: the form's button says which."""
    gesture = request.POST.get("geste", "relire")
    try:
        if gesture == "abandonner":
            drop_import(row=row, actor=request.user)
            messages.success(request, "L’import est abandonné\u00a0: le plan n’a pas changé.")
            return redirect("web:case_plan_import", case.pk)
        map_plan_file(
            row=row,
            actor=request.user,
            sheet_map=map_posted(request.POST, row.mapping, ROLE_WORDS),
            edits=edits_of(request.POST),
            sender=request.POST.get("sender", ""),
        )
        if gesture == "importer":
            return _confirm(request, case, row)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("web:case_plan_sheet", case.pk, row.pk)


def _confirm(request: HttpRequest, case: Case, row: PlanImport) -> HttpResponse:
    done = confirm_plan_import(
        row=row,
        actor=request.user,
        on=timezone.localdate(),
        revision=revision_posted(request.POST),
    )
    written = done.writes
    said = "Le plan contenait déjà toutes ces lignes\u00a0: rien n’a changé."
    if written:
        said = f"{written} ligne{'s' if written > 1 else ''} dans le plan."
    messages.success(request, said)
    return redirect("web:case_plan", case.pk)


@on_case(tab="plan")
@require_GET
@xframe_options_sameorigin
def case_plan_paper(request: HttpRequest, case: Case, sheet) -> HttpResponse:
    """A PDF for the browser's own reader, inside our page only; the journal knows who took it."""
    row = paper_of(case, sheet)
    record_download(stored_file=row.stored_file, actor=request.user, case_key=case.pk)
    answer = FileResponse(
        row.stored_file.content.open("rb"),
        filename=row.stored_file.name,
        content_type="application/pdf",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    # The reader of a browser does not start in a sandbox; nothing of the file runs as a page.
    answer["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return answer


def _file(case: Case, key) -> PlanImport:
    rows = PlanImport.objects.filter(case=case, purpose=SheetMapping.Purpose.PLAN)
    return get_object_or_404(rows.select_related("stored_file", "case__organisation"), pk=key)
