"""Key figures: the page of a year, the page of a figure, the export of all of them."""

import tempfile

from django.db.models import Max
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from levier.journal.services import record_export
from levier.kernel.french import long_date
from levier.portfolio.models import Commitment
from levier.rendering.spreadsheets import Column, Sheet, write_xlsx
from levier.reporting.errors import UnknownFigureCode
from levier.reporting.models import FrozenYear
from levier.reporting.permissions import (
    can_open_figures,
    can_publish,
    can_read_figures,
    can_set_targets,
)
from levier.reporting.rows import rows_behind
from levier.web.access import allow
from levier.web.lists import ListPage
from levier.web.lists.export import XLSX
from levier.web.reporting.pages import (
    FIRST_OPEN,
    YearPage,
    figure_page,
    open_figure,
    year_page,
    years_of,
)
from levier.web.reporting.row_list import RowSet, columns_of, counted, filters_of, row_url
from levier.web.reporting.scopes import choices_of, reading_of

OPEN = "ouvert"


@allow(can_open_figures)
def figures_latest(request):
    """Lead to the last year that says something: published, or with decisions."""
    house = request.user.organisation
    published = FrozenYear.objects.filter(organisation=house).aggregate(last=Max("year"))["last"]
    decided = Commitment.objects.filter(organisation=house).aggregate(last=Max("decided_on"))
    last = decided["last"].year if decided["last"] else timezone.localdate().year
    return redirect("web:figures", max(published or 0, last))


@allow(can_open_figures)
def figures(request, year):
    """Page « Chiffres clés »: a band of figures that open in place, map, months, targets."""
    page = year_page(request.user.organisation, year, reading_of(request))
    if request.GET.get("export") == "xlsx" and page.reading.opens_rows:
        return _exported(request, page)
    context = {
        "page": page,
        "years": years_of(page.organisation, year),
        "query": request.GET.urlencode(),
        "choices": choices_of(page.organisation) if page.reading.opens_rows else {},
        "asked": {key: request.GET.get(key, "") for key in ("agence", "territoire")},
        "may_publish": can_publish(request.user),
        "may_set_targets": can_set_targets(request.user),
        **open_figure(page, request.GET.get(OPEN, FIRST_OPEN), request.user),
    }
    partial = request.htmx and request.htmx.target == "chiffres"
    template = "web/reporting/_opened.html" if partial else "web/reporting/figures.html"
    return render(request, template, context)


@allow(can_read_figures)
def figure(request, year, code):
    """Page of one figure: its definition, and every row behind it, filterable, exportable."""
    try:
        page = figure_page(request.user.organisation, year, reading_of(request), code)
    except UnknownFigureCode as unknown:
        raise Http404 from unknown
    line = page.lines[code]
    behind = rows_behind(line.value, page.facts, request.user)
    rows = ListPage(
        request,
        RowSet(behind.rows),
        columns=columns_of(behind.rows, line.definition),
        filters=filters_of(behind.rows),
        default_sort="-valeur",
        noun="ligne",
        export_name=f"{code.replace('.', '-')}-{year}",
        row_url=row_url,
        empty="Aucune ligne derrière ce chiffre, ou aucune ouverte à votre rôle.",
    )
    context = {"page": page, "line": line, "hidden": counted(len(behind.rows), behind.hidden)}
    return rows.respond("web/reporting/figure.html", context)


def _exported(request, page: YearPage) -> FileResponse:
    """Return every figure of the year as a sheet; the journal says who took it."""
    today = timezone.localdate()
    columns = [
        Column("Code", width=32), Column("Chapitre", width=34), Column("Chiffre", width=48),
        Column("Unité", width=22), Column("Publié", width=20), Column("Exact", "decimal", 20),
        Column("Lignes", "integer", 10), Column("Objectif", width=16),
        Column("Définition", width=80), Column("Calcul", width=40),
    ]  # fmt: skip
    rows = [
        (
            line.definition.code, line.definition.chapter, line.definition.label,
            line.definition.unit, line.published_text, line.value.exact, line.value.rows,
            line.target_text, line.definition.definition, line.definition.formula,
        )
        for line in page.lines.values()
    ]  # fmt: skip
    notes = [
        f"Chiffres {page.year}, {page.reading.label}, au {long_date(today)}, "
        f"par {request.user.full_name}."
    ]
    record_export(
        actor=request.user,
        target=page.organisation,
        summary=f"Export des chiffres {page.year}",
        detail={"year": page.year, "rows": len(rows), "reading": page.reading.label},
    )
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_xlsx(target, [Sheet(f"Chiffres {page.year}", columns, rows, notes)])
    target.seek(0)
    name = f"chiffres-{page.year}-{today:%Y-%m-%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
