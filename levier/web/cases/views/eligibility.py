"""« Éligibilité »: each verdict as the facts are typed, what would change it, what was frozen."""

from copy import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, FundingRequest
from levier.cases.permissions import can_edit_case, can_instruct
from levier.cases.services import set_request, update_case
from levier.cases.services.eligibility import evaluate_facts
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.catalogue.models import InstrumentKind
from levier.portfolio.services.holdings import codes_held
from levier.web.cases.dossier import load, on_case, show_tab
from levier.web.cases.forms.facts import FactsForm, LoanForm
from levier.web.cases.guarantee_preview import preview_of
from levier.web.cases.known_accounts import accounts_received
from levier.web.cases.reevaluation import evaluate_again, give_verdicts
from levier.web.cases.verdicts import frozen_verdicts, live_verdicts
from levier.web.refusals import tried

ENDED = ("cancelled", "lapsed")


@on_case(tab="eligibility", needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_eligibility(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Éligibilité »: the verdicts of now; its button keeps those of today."""
    on = timezone.localdate()
    if request.method == "POST":
        give_verdicts(case, request.user, on)
        messages.success(request, "Les verdicts d’aujourd’hui sont gardés au dossier.")
        return redirect("web:case_eligibility", case.pk)
    load(case, "eligibility_records", "plan_lines", "axes")
    context = {**_verdicts(case, on), "frozen": frozen_verdicts(case)}
    if can_instruct(request.user, case):
        facts_form, loan_form = _forms(request, case)
        context |= {"facts_form": facts_form, "loan_form": loan_form}
        context["accounts"] = accounts_received(case, request.user, on)
    return show_tab(request, case, "eligibility", context)


@on_case(needs=can_instruct)
@require_POST
def case_facts(request: HttpRequest, case: Case) -> HttpResponse:
    """Save the facts typed, the dossier's and the loan's, and answer with the verdicts."""
    on = timezone.localdate()
    forms = [form for form in _forms(request, case) if form is not None]
    if all([form.is_valid() for form in forms]):  # every fault is told, not the first form's
        for form in forms:
            if not tried(form, lambda form=form: _save(case, form, request.user, on)):
                break
        else:
            evaluate_again(case, request.user, on)
    if not request.htmx and not any(form.errors for form in forms):
        messages.success(request, "Les faits sont enregistrés.")
        return redirect("web:case_eligibility", case.pk)
    return _panel(request, case, on, forms)


@on_case(needs=can_instruct)
@require_POST
def case_facts_try(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer with the verdicts of what is being typed. Writes nothing."""
    forms = [form for form in _forms(request, case) if form is not None]
    for form in forms:
        form.is_valid()
    is_try = any(_differs(form) for form in forms)
    typed = _as_typed(case, forms)
    return _panel(request, typed, timezone.localdate(), [], is_try=is_try, typed=True)


def _differs(form: FactsForm | LoanForm) -> bool:
    """Tell whether something typed is not what the table holds."""
    return any(
        name in form.cleaned_data and form.cleaned_data[name] != value
        for name, value in form.seen.items()
    )


def _forms(request: HttpRequest, case: Case) -> tuple[FactsForm, LoanForm | None]:
    """Return the two forms; no loan is typed while no guarantee is asked for."""
    data = request.POST or None
    demand = _guarantee_of(case)
    return (
        FactsForm(data, instance=copy(case), prefix="f"),
        LoanForm(data, instance=copy(demand), prefix="p") if demand else None,
    )


def _guarantee_of(case: Case) -> FundingRequest | None:
    """Return the first guarantee still proposed: its loan is the one that verdicts read."""
    proposed = FundingRequest.State.PROPOSED
    return next(
        (
            row
            for row in case.requests.all()
            if row.state == proposed and row.instrument.kind == InstrumentKind.GUARANTEE
        ),
        None,
    )


def _save(case: Case, form: FactsForm | LoanForm, actor, on: date) -> None:
    """Write one form where its facts belong; a guaranteed amount that was computed is again."""
    if isinstance(form, FactsForm):
        update_case(case=case, actor=actor, on=on, seen=form.seen_values, **form.changes)
        return
    row = FundingRequest.objects.select_related("instrument", "case").get(pk=form.instance.pk)
    terms: dict[str, Any] = dict(form.changes)
    before = preview_of(case, _terms_of(row), on)
    after = preview_of(case, _terms_of(row) | terms, on)
    if before is not None and after is not None and row.amount == before.amount:
        terms["amount"] = after.amount
    set_request(case=case, actor=actor, on=on, instrument=row.instrument, request=row, **terms)


def _terms_of(row: FundingRequest) -> dict[str, Any]:
    names = ("instrument", "loan_amount", "quota", "surety_amount", "months")
    return {name: getattr(row, name) for name in names} | {"amount": None}


def _as_typed(case: Case, forms: list) -> Case:
    """Return the dossier as the forms would leave it, in memory only."""
    load(case, "eligibility_records", "plan_lines", "axes")
    for form in forms:
        target = case if isinstance(form, FactsForm) else _guarantee_of(case)
        for name, value in form.cleaned_data.items():
            if name in form.names:
                setattr(target, name, value)
    return case


def _verdicts(case: Case, on: date) -> dict[str, Any]:
    """Return what the panel shows of the dossier as it stands in memory."""
    granted = frozenset(c.kind for c in case.commitments.all() if c.state not in ENDED)
    facts = eligibility_facts(case, on, granted, codes_held(case))
    shown = live_verdicts(case, facts, evaluate_facts(case.organisation_id, facts))
    return {
        "verdicts": [one for one in shown if one.code != "no"],
        "excluded": [one for one in shown if one.code == "no"],
        "evaluated_on": on,
    }


def _panel(
    request: HttpRequest, case: Case, on: date, forms: list, *, is_try=False, typed=False
) -> HttpResponse:
    """Answer with the verdicts alone, the faults of the forms, and the prints that they carry."""
    if not typed:
        case = Case.objects.select_related("person", "structure", "organisation").get(pk=case.pk)
        load(case, "eligibility_records", "plan_lines", "axes")
    context = {**_verdicts(case, on), "case": case, "forms": forms, "is_try": is_try}
    if forms and not any(form.errors for form in forms):
        fresh = (FactsForm(instance=case, prefix="f"), _guarantee_of(case))
        loan = LoanForm(instance=fresh[1], prefix="p") if fresh[1] else None
        context["prints"] = [form for form in (fresh[0], loan) if form is not None]
    template = "_eligibility_panel" if request.htmx else "eligibility"
    if template == "eligibility":
        facts_form = next((f for f in forms if isinstance(f, FactsForm)), None)
        loan_form = next((f for f in forms if isinstance(f, LoanForm)), None)
        context |= {"facts_form": facts_form, "loan_form": loan_form, "frozen": []}
        return show_tab(request, case, "eligibility", context)
    return render(request, "web/cases/_eligibility_panel.html", context)
