"""« Portefeuille »: what is engaged today, cut as one asks."""

import tempfile

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from levier.journal.services import record_export
from levier.kernel.french import plural
from levier.portfolio.permissions import can_read_portfolio
from levier.rendering.spreadsheets import Column, Sheet, write_xlsx
from levier.reporting.exposure import CUTS, ExposureLine, exposure_of
from levier.reporting.survival import survival_of
from levier.web.access import allow
from levier.web.lists.export import XLSX

COLUMNS = (
    ("count", "Engagements", "integer"),
    ("granted", "Accordé (€)", "amount"),
    ("set_ups", "Mis en place", "integer"),
    ("outstanding", "Restant dû (€)", "amount"),
    ("exposure", "Engagé (€)", "amount"),
    ("calls", "Appels", "integer"),
    ("call_rate", "Appels ÷ garanties en place", "percent"),
    ("paid", "Indemnités (€)", "amount"),
    ("recovered", "Récupéré (€)", "amount"),
    ("unfollowed", "Non suivis", "integer"),
)


@allow(can_read_portfolio)
@require_safe
def exposure(request: HttpRequest) -> HttpResponse:
    """Page « Portefeuille » : exposure by product, bank, office, funder, carrier or vintage."""
    cut = request.GET.get("par", "produit")
    cut = cut if cut in CUTS else "produit"
    today = timezone.localdate()
    lines, total = exposure_of(request.user, cut, today)
    if request.GET.get("export") == "xlsx":
        return _file(request, cut, lines, total)
    context = {
        "cut": cut,
        "cuts": [(key, label) for key, (label, _) in CUTS.items()],
        "heading": CUTS[cut][0],
        "lines": lines,
        "total": total,
        "today": today,
        "vintages": survival_of(request.user, today),
    }
    return render(request, "web/portfolio/exposure.html", context)


def _file(request, cut: str, lines: list[ExposureLine], total: ExposureLine) -> FileResponse:
    rows = [
        [line.label, *(getattr(line, name) for name, _, _ in COLUMNS)] for line in (*lines, total)
    ]
    columns = [Column(CUTS[cut][0], "text", 34)]
    columns += [Column(label, kind, 18) for _, label, kind in COLUMNS]
    today = timezone.localdate()
    with transaction.atomic():
        record_export(
            actor=request.user, target=request.user.organisation,
            summary=f"Export « portefeuille »\u00a0: {plural(len(lines), 'ligne')}",
            detail={"list": "portefeuille", "rows": len(lines), "filters": [cut]},
        )  # fmt: skip
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_xlsx(target, [Sheet(name="Portefeuille", columns=columns, rows=rows)])
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=f"portefeuille-{cut}-{today:%Y-%m-%d}.xlsx",
        content_type=XLSX,
    )  # fmt: skip
