"""Publishing a year, what changed since, how the totals add up, the targets."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from levier.cases.models import Case
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, percent
from levier.rendering.chart_options import horizontal_bars
from levier.rendering.charts import chart_svg
from levier.reporting.differences import FigureDifference, differences
from levier.reporting.facts import read_facts
from levier.reporting.figures import figures, frozen_year
from levier.reporting.models import YearTarget
from levier.reporting.permissions import can_publish, can_read_figures, can_set_targets
from levier.reporting.services import publish_year, set_target
from levier.reporting.wording import exact_text, gap_text, published_text
from levier.rules.indicators.decompositions import Decomposition, decompose
from levier.rules.indicators.definitions import definitions
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.reporting.forms import TargetsForm


@allow(can_publish)
@require_http_methods(["GET", "POST"])
def figures_publish(request, year):
    """Page « Publier » : says what it freezes, then freezes it."""
    house = request.user.organisation
    if request.method == "POST":
        try:
            publish_year(organisation=house, year=year, actor=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Les chiffres de {year} sont publiés et figés.")
        return redirect("web:figures", year)
    values = figures(house, year)
    context = {
        "year": year,
        "frozen": frozen_year(house, year),
        "figure_count": len(values),
        "row_count": sum(len(value.items) for value in values),
        "values": [(v.definition, published_text(v.published, v.definition)) for v in values],
    }
    return render(request, "web/reporting/publish.html", context)


@allow(can_read_figures)
def figure_differences(request, year):
    """Page « Écarts depuis la publication » : figure by figure, row by row, and by whom."""
    house = request.user.organisation
    found = differences(house, year)
    wanted = {row.case_key for one in found for row in one.rows if row.case_key}
    cases = Case.objects.visible_to(request.user).filter(Q(pk__in=wanted))
    readable = {str(pk) for pk in cases.values_list("pk", flat=True)}
    context = {
        "year": year,
        "frozen": frozen_year(house, year),
        "found": [_difference(one, readable) for one in found],
    }
    return render(request, "web/reporting/differences.html", context)


def _difference(one: FigureDifference, readable: set[str]) -> dict:
    """Return a figure's differences; a row whose dossier is closed to the user is only counted."""
    definition = one.definition
    shown = [r for r in one.rows if r.case_key is None or r.case_key in readable]
    return {
        "definition": definition,
        "published": published_text(_decimal(one.published), definition),
        "published_now": published_text(_decimal(one.published_now), definition),
        "exact_before": exact_text(_decimal(one.exact_before), definition),
        "exact_now": exact_text(_decimal(one.exact_now), definition),
        "gap": gap_text(one.gap, definition) if one.gap else "",
        "rows": [
            {
                "row": row,
                "before": _value(row.before, definition),
                "after": _value(row.after, definition),
                "url": reverse("web:case", args=[row.case_key]) if row.case_key else "",
            }
            for row in shown
        ],
        "hidden": len(one.rows) - len(shown),
    }


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _value(value: Decimal | None, definition) -> str:
    """Return what a row counted for: a share keeps it or not, the others add a value."""
    if value is None:
        return ""
    if definition.unit.startswith("percent"):
        return "retenue" if value else "non retenue"
    return exact_text(value, definition)


@allow(can_read_figures)
def coherence(request, year):
    """Page « Cohérence » : each headline figure by its parts, and where they do not add up."""
    found = decompose(read_facts(request.user.organisation, year), year)
    context = {"year": year, "found": [_decomposition(one, year) for one in found]}
    return render(request, "web/reporting/coherence.html", context)


def _decomposition(one: Decomposition, year: int) -> dict:
    definition = one.figure.definition
    bars = [part for part in one.parts if part.part.exact > 0]
    unit = "short_euros" if definition.unit == "EUR" else "number"
    title = f"{definition.label}{NBSP}{year}, par part"
    option = horizontal_bars(
        [part.part.label for part in bars],
        [part.part.exact for part in bars],
        title=title,
        unit=unit,
    )
    return {
        "definition": definition,
        "published": published_text(one.figure.published, definition),
        "exact": exact_text(one.figure.exact, definition),
        "parts": [_part(part, definition, one.figure.exact) for part in one.parts],
        "chart": mark_safe(chart_svg(option, 460, 30 * len(bars) + 6, "screen")) if bars else "",
        "published_sum": published_text(one.published_sum, definition) if one.compares else "",
        "gap": gap_text(one.gap, definition) if one.compares and one.gap else "",
        "reasons": [(reason.label, gap_text(reason.value, definition)) for reason in one.reasons]
        if one.compares and one.gap
        else [],
        "explanation": one.explanation,
        "url": reverse("web:figure", args=[year, definition.code]),
    }  # fmt: skip


def _part(part, definition, whole: Decimal | None) -> dict:
    published = part.figure
    return {
        "label": part.part.label,
        "exact": exact_text(part.part.exact, definition),
        "share": percent(part.part.exact / whole, 0) if whole else "",
        "published": published_text(part.published, published.definition) if published else "",
        "code": published.definition.code if published else "",
    }


@allow(can_set_targets)
def figure_targets(request, year):
    """Page « Objectifs de l'année »."""
    house = request.user.organisation
    known = dict(
        YearTarget.objects.filter(organisation=house, year=year).values_list("code", "value")
    )
    initial = {TargetsForm.field_of(code): value for code, value in known.items()}

    def save(form):
        for code in definitions():
            value = form.cleaned_data[TargetsForm.field_of(code)]
            set_target(organisation=house, year=year, code=code, value=value, actor=request.user)

    return form_page(
        request,
        TargetsForm(request.POST or None, initial=initial),
        heading=f"Objectifs {year}",
        lead="Un objectif vide n’est pas suivi. L’unité est celle du chiffre.",
        save=save,
        done=f"Les objectifs {year} sont enregistrés.",
        back_to=reverse("web:figures", args=[year]),
        cancel_url=reverse("web:figures", args=[year]),
        submit="Enregistrer les objectifs",
    )
