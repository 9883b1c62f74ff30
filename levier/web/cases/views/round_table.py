"""« Tour de table » : each resource with its financier, its state, its letter, its history."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.cases.aid_limits import passed_share
from levier.cases.models import Case, PlanLine
from levier.cases.permissions import can_instruct
from levier.cases.plan_words import line_word, nature_word
from levier.cases.services import set_financier
from levier.documents.services import record_download, store_file
from levier.funds.models import Funder
from levier.kernel.money import ZERO
from levier.people.models import Bank
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.round_table import FinancierForm
from levier.web.cases.plan_notices import state_totals
from levier.web.documents.serving import file_answer
from levier.web.refusals import tried


@on_case(tab="plan")
@require_GET
def case_round_table(request: HttpRequest, case: Case) -> HttpResponse:
    """The panel: totals by state, then each resource; printed as it is read."""
    return _show(request, case, {})


@on_case(tab="plan", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_financier(request: HttpRequest, case: Case, line) -> HttpResponse:
    """The same panel, the financier of one resource being written."""
    row = _resource(case, line)
    form = FinancierForm(
        request.POST or None, request.FILES or None, instance=row, today=timezone.localdate()
    )
    if form.is_valid() and tried(form, lambda: _write(_resource(case, line), form, request.user)):
        return redirect("web:case_round_table", case.pk)
    return _show(request, case, {"editing": row.pk, "form": form})


@on_case(tab="plan")
@require_GET
def case_financier_letter(request: HttpRequest, case: Case, line) -> HttpResponse:
    """The letter of a financier; the journal knows who took it before it leaves."""
    stored = _resource(case, line).letter
    if stored is None:
        raise Http404
    record_download(stored_file=stored, actor=request.user, case_key=case.pk)
    return file_answer(request, stored)


def _resource(case: Case, key) -> PlanLine:
    rows = PlanLine.objects.filter(case=case, side=PlanLine.Side.RESOURCE)
    return get_object_or_404(rows.select_related("letter", "case", "organisation"), pk=key)


def _write(line: PlanLine, form: FinancierForm, actor) -> None:
    values, file = form.changes, form.cleaned_data["file"]
    if file:
        values["letter"] = store_file(
            organisation=line.organisation,
            actor=actor,
            name=file.name,
            content=file.read(),
            origin="tour de table",
        )
    set_financier(line=line, actor=actor, on=timezone.localdate(), seen=form.seen_values, **values)


def _show(request: HttpRequest, case: Case, context: dict) -> HttpResponse:
    rows = case.plan_lines.select_related("letter", "instrument", "bank", "funder", "aid")
    plan, today = list(rows), timezone.localdate()
    lines = [line for line in plan if line.side == PlanLine.Side.RESOURCE]
    states = state_totals(lines)
    past = _states_passed([line.pk for line in lines])
    shown = {
        "lines": [
            {
                "row": line,
                "word": line_word(case, line),
                "nature": nature_word(case, line) if line.label else "",
                "past": past.get(line.pk, []),
                "passed_share": passed_share(line, plan, today),
            }
            for line in lines
        ],
        "states": states,
        "total": sum((state.amount for state in states if state.counts), ZERO),
        "firm": sum((state.amount for state in states if state.status == "firm"), ZERO),
    }
    if "form" in context:
        shown["financiers"] = _names(case)
    return show_tab(request, case, "round_table", shown | context)


def _states_passed(keys: list) -> dict:
    """Return, by line, each state it took: its word, the day, who wrote it; the oldest first."""
    found: dict = {}
    rows = PlanLine.history.filter(id__in=keys).select_related("history_user")
    for row in rows.order_by("history_date", "history_id"):
        mine = found.setdefault(row.id, [])
        if not mine or mine[-1]["status"] != row.status:
            mine.append(
                {
                    "status": row.status,
                    "word": row.get_status_display(),
                    "on": row.status_on or timezone.localtime(row.history_date).date(),
                    "who": row.history_user.full_name if row.history_user else "",
                }
            )
    return found


def _names(case: Case) -> list[str]:
    """Return the banks and funders of the house, for the list that completes what is typed."""
    house = {"organisation": case.organisation_id}
    names = set(Bank.objects.filter(**house).values_list("name", flat=True))
    return sorted(names | set(Funder.objects.filter(**house).values_list("name", flat=True)))
