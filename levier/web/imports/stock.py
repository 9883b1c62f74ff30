"""Pages of the import of a live stock. The work itself is done by the worker."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.exchange.models import StockImport
from levier.exchange.permissions import can_import_year
from levier.exchange.stock.template import stock_template
from levier.exchange.stock_page import confirm_stock, drop_stock, give_up_stock
from levier.exchange.tasks import read_stock_workbook, write_stock_workbook
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.imports.forms import StockForm
from levier.web.imports.pages import stock_page
from levier.web.imports.views import SHOWN_IMPORTS
from levier.web.lists.export import XLSX


@allow(can_import_year)
@require_http_methods(["GET", "POST"])
def stock_import_list(request: HttpRequest) -> HttpResponse:
    """Page « Reprise du stock »: the file to drop, the empty workbook, the imports so far."""
    is_sent = request.method == "POST"
    form = StockForm(request.POST, request.FILES) if is_sent else StockForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["workbook"]
        try:
            row = drop_stock(actor=request.user, name=file.name, content=file.read())
        except DomainError as refusal:
            form.add_error("workbook", str(refusal))
        else:
            read_stock_workbook.enqueue(str(row.pk))
            return redirect("web:stock_import", row.pk)
    rows = StockImport.objects.visible_to(request.user).select_related("created_by", "stored_file")
    context = {"form": form, "rows": rows[:SHOWN_IMPORTS]}
    status = 422 if form.errors else 200
    return render(request, "web/imports/stock_list.html", context, status=status)


@allow(can_import_year)
@require_GET
def stock_import_template(request: HttpRequest) -> HttpResponse:
    """Download the empty workbook."""
    answer = HttpResponse(stock_template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="stock-modele.xlsx"'
    return answer


@allow(can_import_year)
@require_GET
def stock_import(request: HttpRequest, pk) -> HttpResponse:
    """Page of one import: progress, preview, faults or result; htmx asks for its state only."""
    template = "web/imports/_stock_state.html" if request.htmx else "web/imports/stock.html"
    return render(request, template, stock_page(_import(request, pk)))


@allow(can_import_year)
@require_POST
def stock_import_confirm(request: HttpRequest, pk) -> HttpResponse:
    """Write a stock whose preview was read."""
    return _then(request, pk, write_stock_workbook, confirm_stock)


@allow(can_import_year)
@require_POST
def stock_import_drop(request: HttpRequest, pk) -> HttpResponse:
    """Give an import up."""
    return _then(request, pk, None, give_up_stock)


def _then(request: HttpRequest, pk, task, service) -> HttpResponse:
    """Run a service on an import, then send it to the worker; say why when it is refused."""
    try:
        service(row=_import(request, pk), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        if task is not None:
            task.enqueue(str(pk))
    return redirect("web:stock_import", pk)


def _import(request: HttpRequest, pk) -> StockImport:
    rows = StockImport.objects.visible_to(request.user).select_related(
        "stored_file", "created_by", "job", "organisation"
    )
    return get_object_or_404(rows, pk=pk)
