"""Decisions by delegation: decide a dossier alone, read what was decided so, ratify in session."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.cases.models import Case
from levier.committees.models import Decision, Sitting
from levier.committees.permissions import can_read_delegations, can_run_sittings
from levier.committees.services import (
    awaiting_ratification,
    decline_ratification,
    ratify,
)
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.rendering.documents import render_sheet
from levier.web.access import allow
from levier.web.committees import lists
from levier.web.committees.delegation_page import (
    act_form,
    bodies_for,
    decide_page,
    ready_within,
    requests_to_decide,
    ruling_forms,
)
from levier.web.committees.documents import pdf_response
from levier.web.committees.sittings import sittings_of
from levier.web.fields import DayField
from levier.web.lists import ListPage
from levier.web.refusals import done
from levier.workflows.decide_alone import Ruling, act_under, decide_alone
from levier.workflows.decide_case import terms_asked
from levier.workflows.delegation_register import register_data
from levier.workflows.grant_draws import open_envelopes, share_equally


# ── Decide ────────────────────────────────────────────────────────────────────────────────────
@allow(can_run_sittings)
@require_http_methods(["GET", "POST"])
def decide_by_delegation(request, pk):
    """Page « Décider par délégation » : every request of a ready dossier, in one act."""
    rows = Case.objects.visible_to(request.user).select_related(
        "organisation", "person", "structure", "advisor"
    )
    case, today = get_object_or_404(rows, pk=pk), timezone.localdate()
    asked = requests_to_decide(case)
    typed = request.POST if request.method == "POST" else None
    if typed is not None and (act := _sent_before(case, typed)):
        return redirect("web:sitting", act.pk)
    day = _day_typed(typed) or today
    choices = bodies_for(asked, request.user, day)
    form = act_form(choices, today, typed)
    rulings = ruling_forms(case, asked, day, typed)
    if typed is not None:
        valid = [ruling.is_valid() for _, ruling in rulings]
        if form.is_valid() and all(valid):
            act = _decided(request, case, form, rulings, today)
            if act is not None:
                return redirect("web:sitting", act.pk)
    context = decide_page(case, choices, form, rulings)
    return render(
        request, "web/committees/decide_alone.html", context, status=422 if typed else 200
    )


def _day_typed(typed) -> date | None:
    """Return the day of the act as it was typed: the bodies open that day are those that decide."""
    with suppress(ValidationError):
        return DayField(required=False).clean((typed or {}).get("day", ""))
    return None


def _sent_before(case: Case, typed) -> Sitting | None:
    """Return the act that this very form already made: a second click leads to it."""
    with suppress(ValueError):
        return act_under(case, UUID(typed.get("key", "")))
    return None


def _decided(request, case: Case, form, rulings, today: date) -> Sitting | None:
    """Return the act, or nothing with the refusal said on the form."""
    data = form.cleaned_data
    try:
        act = decide_alone(
            case=case,
            body=data["body"],
            day=data["day"],
            today=today,
            rulings=[_ruling(case, asked, ruling, data["day"]) for asked, ruling in rulings],
            actor=request.user,
            idempotency_key=data["key"],
        )
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, f"Le dossier {case.number} est décidé par délégation.")
    return act


def _ruling(case: Case, asked, form, day: date) -> Ruling:
    data, agrees = form.cleaned_data, form.agrees()
    outcome = data["outcome"]
    return Ruling(
        request=asked,
        outcome=outcome,
        amount=data.get("amount") if agrees else None,
        terms=terms_asked(
            asked,
            loan_amount=data.get("loan_amount"),
            quota=data.get("quota"),
            months=data.get("months"),
        ),
        conditions=form.rows_of("conditions", case.advisor)
        if outcome == "agreed_with_conditions"
        else (),
        reason=data["reason"],
        valid_until=data.get("valid_until") if agrees else None,
        draws=_draws(case, asked, data, day) if agrees else (),
        refusal_reason=data["refusal_reason"] if outcome == "refused" else None,
        expected=form.rows_of("expected", None) if outcome == "adjourned" else (),
    )


def _draws(case: Case, asked, data: dict, day: date) -> list:
    """Return the draws of a grant on the envelopes ticked; none lets the rules propose."""
    ticked = set(data.get("envelopes") or ())
    chosen = [
        row for row in open_envelopes(case, asked.instrument, day) if str(row.pk) in ticked
    ] if ticked else []  # fmt: skip
    return share_equally(data["amount"], chosen) if chosen and data.get("amount") else []


# ── Read ──────────────────────────────────────────────────────────────────────────────────────
def delegated_of(user):
    """Return the decisions by delegation that a user may read, with what their lines need."""
    return (
        Decision.objects.visible_to(user)
        .by_delegation()
        .select_related(
            "delegation__instrument", "delegation__body", "request__instrument",
            "item__sitting__body", "item__case__person",
            "item__case__structure", "ratified_in", "not_ratified_in",
        )
    )  # fmt: skip


@allow(can_read_delegations)
@require_safe
def delegated_list(request):
    """Page « Décisions par délégation »: what was decided without a committee, year by year."""
    page = ListPage(
        request,
        delegated_of(request.user),
        columns=lists.DELEGATED_COLUMNS,
        filters=lists.DELEGATED_FILTERS,
        default_sort="-date",
        noun="décision",
        export_name="decisions-par-delegation",
        row_url=lists.act_url,
        empty="Aucune décision par délégation : un dossier prêt se décide ainsi depuis son "
        "onglet « Comité », dans les limites d’une délégation.",
    )
    runs, today = can_run_sittings(request.user), timezone.localdate()
    rows = Decision.objects.visible_to(request.user).by_delegation()
    years = sorted({day.year for day in rows.dates("decided_on", "year")}, reverse=True)
    context = {
        "can_run": runs,
        "ready": ready_within(request.user, today) if runs else [],
        "years": years,
        "to_ratify": rows.to_ratify().count(),
    }
    return page.respond("web/committees/delegated_list.html", context)


@allow(can_read_delegations)
@require_safe
def delegated_register(request, year: int):
    """The register of a year's decisions by delegation, as PDF."""
    rows = delegated_of(request.user).filter(decided_on__year=year)
    data = register_data(
        request.user.organisation,
        list(rows.order_by("decided_on", "item__sitting__number", "id")),
        year,
        timezone.localdate(),
    )
    return pdf_response(render_sheet(data).content, f"Décisions par délégation {year}.pdf")


# ── Ratify ────────────────────────────────────────────────────────────────────────────────────
@allow(can_run_sittings)
@require_safe
def ratification(request, pk):
    """Page « Décisions à ratifier » of a sitting: each with its text, its amount, its dossier."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    context = {
        "sitting": row,
        "decisions": list(_awaiting(row, request.user)),
        "is_open": row.state == Sitting.State.OPEN and row.mode == Sitting.Mode.MEETING,
    }
    return render(request, "web/committees/ratification.html", context)


@allow(can_run_sittings)
@require_POST
def ratify_all(request, pk):
    """Ratify the decisions ticked, each on its own: a refusal stops none of the others."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    ticked = set(request.POST.getlist("decision"))
    chosen = [decision for decision in _awaiting(row, request.user) if str(decision.pk) in ticked]
    count = 0
    for decision in chosen:
        try:
            ratify(decision=decision, sitting=row, actor=request.user)
        except DomainError as refusal:
            messages.error(request, f"{decision.item.case.number}\u00a0: {refusal}")
        else:
            count += 1
    if count:
        messages.success(request, f"{plural(count, 'décision ratifiée', 'décisions ratifiées')}.")
    elif not chosen:
        messages.error(request, "Cochez les décisions que le comité ratifie.")
    return redirect("web:ratification", row.pk)


@allow(can_run_sittings)
@require_POST
def ratification_decline(request, pk, decision):
    """Write that a committee does not ratify one decision, and why."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    found = get_object_or_404(_awaiting(row, request.user), Q(pk=decision))
    done(
        request,
        "Le comité ne ratifie pas cette décision : c’est écrit au procès-verbal.",
        lambda: decline_ratification(
            decision=found,
            sitting=row,
            reason=request.POST.get("reason", ""),
            actor=request.user,
        ),
    )
    return redirect("web:ratification", row.pk)


def _awaiting(sitting: Sitting, user):
    """Return what the sitting may ratify or ruled on, of the dossiers that this user reads."""
    return delegated_of(user).filter(pk__in=awaiting_ratification(sitting).values("pk"))
