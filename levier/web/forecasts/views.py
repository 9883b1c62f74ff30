"""« Prévisionnel » : what is typed, then the statements that follow, inside the plan's tab."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.cases.models import Case
from levier.cases.permissions import can_instruct
from levier.forecasts.errors import StaleForecast
from levier.forecasts.services import save_cells
from levier.forecasts.sheets import CaseSheet, case_sheet
from levier.rules.forecast import ratios_of, sensitivity_of
from levier.rules.forecast.reading import season_total
from levier.web.cases.dossier import on_case, shell_of
from levier.web.cases.papers import paper_of
from levier.web.cases.presence import seen_by
from levier.web.forecasts import charts, tables
from levier.web.forecasts.entry_grid import CHOICES, BadPost, document_of, read_post, sections_of

SHORT = ("EBE", "résultat net", "CAF", "trésorerie")
NOT_OURS = "La grille a envoyé quelque chose d’illisible\u00a0: rechargez la page."


@on_case(tab="plan")
def case_forecast(request: HttpRequest, case: Case) -> HttpResponse:
    """« Hypothèses » : the entry sheet, with what it gives above it."""
    return _entry(request, case)


@on_case(tab="plan")
@require_GET
def case_forecast_beside(request: HttpRequest, case: Case, sheet) -> HttpResponse:
    """The same page, a PDF that was dropped on the dossier shown beside the grid."""
    return _entry(request, case, paper=paper_of(case, sheet))


@on_case(needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_forecast_save(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer the sheet as a document; a post writes its changes first (see levier/grid.js)."""
    if request.method == "GET":
        return JsonResponse(_document(request, case_sheet(case), case))
    try:
        revision, changes = read_post(request.body)
    except BadPost:
        return JsonResponse({"error": NOT_OURS}, status=400)
    today = timezone.localdate()
    try:
        saved = save_cells(
            case=case, actor=request.user, on=today, revision=revision, changes=changes
        )
    except StaleForecast as stale:
        answer = _document(request, case_sheet(case), case) | {"who": stale.facts["who"]}
        return JsonResponse(answer, status=409)
    errors = {f"{code.rpartition('.')[0]}:{code.rpartition('.')[2]}": why
              for code, why in saved.errors.items()}  # fmt: skip
    return JsonResponse(_document(request, saved.sheet, case) | {"errors": errors})


@on_case(tab="plan")
def case_forecast_income(request: HttpRequest, case: Case) -> HttpResponse:
    """« Compte de résultat » : income statement, plan over three years, balance sheet."""
    sheet = case_sheet(case)
    context: dict[str, Any] = {}
    if sheet.is_filled:
        f = sheet.forecast
        context = {
            "tables": [tables.income_table(f), tables.plan_table(f), tables.balance_table(f)],
            "charts": charts.income_charts(f),
        }
    return _show(request, case, sheet, "income", context)


@on_case(tab="plan")
def case_forecast_cash(request: HttpRequest, case: Case) -> HttpResponse:
    """« Trésorerie » : 24 months, and the lowest of them."""
    sheet = case_sheet(case)
    context: dict[str, Any] = {}
    if sheet.is_filled:
        f = sheet.forecast
        context = {
            "tables": tables.cash_tables(f),
            "chart": charts.cash_chart(f),
            "opening": f.opening_cash,
            **_low_point(sheet),
        }
    return _show(request, case, sheet, "cash", context)


@on_case(tab="plan")
def case_forecast_ratios(request: HttpRequest, case: Case) -> HttpResponse:
    """« Ratios et sensibilité » : against the uses of bankers, then with less or later sales."""
    sheet = case_sheet(case)
    context: dict[str, Any] = {}
    if sheet.is_filled:
        scenarios = sensitivity_of(sheet.forecast)
        context = {
            "rows": tables.ratio_rows(ratios_of(sheet.forecast, timezone.localdate())),
            "columns": ("Ouverture", *tables.YEARS),
            "scenarios": tables.scenario_table(scenarios),
            "months": tables.scenario_months(scenarios),
            "chart": charts.scenarios_chart(scenarios),
        }
    return _show(request, case, sheet, "ratios", context)


def _entry(request: HttpRequest, case: Case, **more: Any) -> HttpResponse:
    sheet = case_sheet(case)
    context = {"sections": sections_of(sheet), "choices": CHOICES, **results_of(sheet), **more}
    return _show(request, case, sheet, "entry", context)


def results_of(sheet: CaseSheet) -> dict[str, Any]:
    """Return what the entry page shows of the figures, computed again at each save."""
    total = season_total(sheet.texts)
    results: dict[str, Any] = {"sheet": sheet, "season_total": total if total != 100 else None}
    if sheet.is_filled:
        f = sheet.forecast
        results |= {
            "brief": [
                (label, cells[0]) for label, cells in zip(SHORT, _first_cells(f), strict=True)
            ],
            "results": [
                (label, [tables.TableCell(cell.text, cell.is_negative) for cell in cells])
                for label, cells in _main_rows(f)
            ],
            **_low_point(sheet),
        }
    return results


def _first_cells(f) -> list[Any]:
    return [cells for _, cells in _main_rows(f)]


def _main_rows(f) -> list[tuple[str, Any]]:
    wanted = ("income-ebe", "income-net_result", "income-caf")
    rows = {row.key: row for row in tables.income_table(f).rows}
    cash = next(row for row in tables.plan_table(f).rows if row.key == "plan-cumulated")
    found = [(rows[key].label, rows[key].cells) for key in wanted]
    return [*found, ("Trésorerie en fin d’année", cash.cells[1:])]


def _low_point(sheet: CaseSheet) -> dict[str, Any]:
    f = sheet.forecast
    return {
        "low_point": f.low_point,
        "low_words": tables.low_point_words(f.low_point, f.assumptions.starts_on),
    }


def _document(request: HttpRequest, sheet: CaseSheet, case: Case) -> dict[str, Any]:
    readers = seen_by(case.pk, request.user, timezone.now())
    results = results_of(sheet)
    parts = {
        "results": render_to_string("web/forecasts/_results.html", results, request),
        "brief": render_to_string("web/forecasts/_brief.html", results, request),
        "readers": render_to_string("web/forecasts/_readers.html", {"readers": readers}, request),
    }
    return document_of(sheet) | {"parts": parts}


def _show(
    request: HttpRequest, case: Case, sheet: CaseSheet, page: str, context: dict[str, Any]
) -> HttpResponse:
    shell = shell_of(request.user, case, "plan", timezone.localdate())
    values = {"case": case, "shell": shell, "today": shell.today, "sheet": sheet, **context}
    return render(request, f"web/forecasts/{page}.html", values)
