"""Pages of the import of a year. The work itself is done by the worker."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.exchange.import_page import (
    confirm_import,
    correct_cells,
    drop_workbook,
    give_up_import,
)
from levier.exchange.models import YearImport
from levier.exchange.permissions import can_import_year
from levier.exchange.tasks import read_workbook, write_workbook
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.imports.forms import WorkbookForm
from levier.web.imports.pages import corrected_cells, import_page

SHOWN_IMPORTS = 50


@allow(can_import_year)
@require_http_methods(["GET", "POST"])
def year_import_list(request: HttpRequest) -> HttpResponse:
    """Page « Import d’une année »: the file to drop, and the imports of the house."""
    last_year = timezone.localdate().year - 1
    form = WorkbookForm(request.POST or None, request.FILES or None, initial={"year": last_year})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        try:
            row = drop_workbook(
                actor=request.user,
                year=form.cleaned_data["year"],
                name=file.name,
                content=file.read(),
            )
        except DomainError as refusal:
            form.add_error("workbook", str(refusal))
        else:
            read_workbook.enqueue(str(row.pk))
            return redirect("web:year_import", row.pk)
    rows = YearImport.objects.visible_to(request.user).select_related("created_by", "stored_file")
    context = {"form": form, "rows": rows[:SHOWN_IMPORTS]}
    status = 422 if form.errors else 200
    return render(request, "web/imports/list.html", context, status=status)


@allow(can_import_year)
@require_GET
def year_import(request: HttpRequest, pk) -> HttpResponse:
    """Page of one import: progress, preview, faults or result; htmx asks for its state only."""
    row = _import(request, pk)
    template = "web/imports/_state.html" if request.htmx else "web/imports/import.html"
    return render(request, template, import_page(row))


@allow(can_import_year)
@require_POST
def year_import_correct(request: HttpRequest, pk) -> HttpResponse:
    """Keep the cells corrected on the grid and read the workbook again with them."""
    row = _import(request, pk)
    cells = corrected_cells(row, request.POST)
    if not cells:
        messages.warning(request, "Aucune cellule n’a changé : corrigez-en au moins une.")
        return redirect("web:year_import", pk)
    return _then(request, pk, read_workbook, correct_cells, cells=cells)


@allow(can_import_year)
@require_POST
def year_import_confirm(request: HttpRequest, pk) -> HttpResponse:
    """Write a workbook whose preview was read."""
    return _then(request, pk, write_workbook, confirm_import)


@allow(can_import_year)
@require_POST
def year_import_drop(request: HttpRequest, pk) -> HttpResponse:
    """Give an import up."""
    return _then(request, pk, None, give_up_import)


def _then(request: HttpRequest, pk, task, service, **details) -> HttpResponse:
    """Run a service on an import, then send it to the worker; say why when it is refused."""
    try:
        service(row=_import(request, pk), actor=request.user, **details)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        if task is not None:
            task.enqueue(str(pk))
    return redirect("web:year_import", pk)


def _import(request: HttpRequest, pk) -> YearImport:
    rows = YearImport.objects.visible_to(request.user).select_related(
        "stored_file", "created_by", "job", "organisation"
    )
    return get_object_or_404(rows, pk=pk)
