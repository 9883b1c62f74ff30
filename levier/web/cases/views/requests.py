"""« Demandes » : the instruments asked for, the bank's terms, the guaranteed amount at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.cases.permissions import can_instruct
from levier.cases.services import set_request, withdraw_request
from levier.catalogue.models import InstrumentKind
from levier.people.models import Bank
from levier.people.services import bank_named
from levier.state_aid.permissions import can_read_state_aid
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.instruction import RequestForm
from levier.web.cases.guarantee_preview import preview_of
from levier.web.cases.reevaluation import evaluate_again
from levier.web.cases.request_verdict import verdict_of_request
from levier.web.refusals import done, tried
from levier.web.state_aid.summary import de_minimis_line


@on_case(tab="requests", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_requests(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Demandes » : its form asks for one more instrument."""
    adding = request.method == "POST" or "ajouter" in request.GET
    form = _form(request, case, None) if adding else None
    if (
        form is not None
        and form.is_valid()
        and tried(form, lambda: _save(case, None, form, request))
    ):
        messages.success(request, "La demande est ajoutée.")
        return redirect("web:case_requests", case.pk)
    return _show(request, case, {"form": form, "adding": adding})


@on_case(tab="requests", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_request(request: HttpRequest, case: Case, demand) -> HttpResponse:
    """The same tab, one request being changed."""
    row = get_object_or_404(FundingRequest.objects.filter(case=case), pk=demand)
    former = FundingRequest.objects.select_related("instrument").get(pk=row.pk)
    form = _form(request, case, row)
    if form.is_valid() and tried(form, lambda: _save(case, former, form, request)):
        messages.success(request, "La demande est modifiée.")
        return redirect("web:case_requests", case.pk)
    return _show(request, case, {"form": form, "editing": row.pk})


@on_case(needs=can_instruct)
@require_POST
def case_request_withdraw(request: HttpRequest, case: Case, demand) -> HttpResponse:
    """Take a request back."""
    row = get_object_or_404(
        FundingRequest.objects.select_related("instrument", "case"), pk=demand, case=case
    )
    done(
        request,
        "La demande est retirée.",
        lambda: withdraw_request(request=row, actor=request.user, on=timezone.localdate()),
    )
    evaluate_again(case, request.user, timezone.localdate())
    return redirect("web:case_requests", case.pk)


@on_case(needs=can_instruct)
@require_POST
def case_request_preview(request: HttpRequest, case: Case) -> HttpResponse:
    """What the guarantee would cover and cost, while one types. Writes nothing."""
    form = RequestForm(request.POST, organisation=request.user.organisation)
    form.is_valid()
    data, on = getattr(form, "cleaned_data", {}), timezone.localdate()
    context = {
        "preview": preview_of(case, data, on), "verdict": verdict_of_request(case, data, on),
    }  # fmt: skip
    return render(request, "web/cases/_preview.html", context)


def _form(request: HttpRequest, case: Case, row: FundingRequest | None) -> RequestForm:
    return RequestForm(request.POST or None, instance=row, organisation=request.user.organisation)


def _show(request: HttpRequest, case: Case, context: dict) -> HttpResponse:
    form = context["form"]
    if form is not None:
        banks = Bank.objects.visible_to(request.user).values_list("name", flat=True)
        context["banks"] = list(banks[:400])
        data = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
        data, on = data or _stored(form.instance), timezone.localdate()
        context["plan_loan"] = _loan_of_plan(case)
        context["guarantees"] = InstrumentKind.GUARANTEE.label
        context["preview"] = preview_of(case, data, on)
        context["verdict"] = verdict_of_request(case, data, on, context.get("editing"))
    if can_read_state_aid(request.user):
        today = timezone.localdate()
        context["de_minimis"] = de_minimis_line(case.structure, case.person, today)
        context["open_url"] = reverse("web:case_state_aid", args=[case.pk])
    return show_tab(request, case, "requests", context)


def _loan_of_plan(case: Case) -> PlanLine | None:
    """Return the bank's loan that the plan holds, to be typed once; None when it holds several."""
    rows = case.plan_lines.filter(nature=PlanLine.Nature.BANK_LOAN).select_related("bank")
    lines = list(rows.exclude(status=PlanLine.Status.REFUSED)[:2])
    return lines[0] if len(lines) == 1 else None


def _stored(row: FundingRequest) -> dict:
    names = ("loan_amount", "quota", "amount", "surety_amount", "months", "deferral_months")
    stored = {name: getattr(row, name) for name in names}
    return {**stored, "instrument": row.instrument if row.instrument_id else None}


def _save(case: Case, row: FundingRequest | None, form: RequestForm, request: HttpRequest) -> None:
    """Write the request; a guarantee without amount takes the one computed."""
    on, data = timezone.localdate(), form.cleaned_data
    terms = form.terms
    bank = data["bank_name"].strip()
    house = case.organisation
    terms["bank"] = bank_named(organisation=house, name=bank, actor=request.user) if bank else None
    preview = preview_of(case, data, on)
    if terms["amount"] is None and preview is not None:
        terms["amount"] = preview.amount
    set_request(
        case=case, actor=request.user, on=on, instrument=data["instrument"], request=row, **terms
    )
    evaluate_again(case, request.user, on)
