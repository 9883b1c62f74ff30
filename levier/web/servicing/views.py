"""The schedule of a loan: opened, read whole, with what was paid and what happened."""

import hashlib
from uuid import UUID, uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.banking.permissions import can_prepare_payments, can_read_payments
from levier.kernel.errors import DomainError
from levier.portfolio.models import Commitment
from levier.portfolio.permissions import can_read_portfolio
from levier.portfolio.services import contract_in_force
from levier.rules.servicing.arrears import days_past_due
from levier.rules.servicing.operations import Opened
from levier.rules.servicing.running_loan import replay
from levier.servicing.models import RunningLoan
from levier.servicing.permissions import can_dun, can_note
from levier.servicing.services import SERVED, loan_on, orders_of_loan
from levier.web.access import allow
from levier.web.banking.mandates import mandate_block
from levier.web.refusals import say
from levier.web.servicing import tables
from levier.web.servicing.changes import CHANGES, MONEY, SCHEDULE
from levier.web.servicing.charts import balance_chart
from levier.web.servicing.opening_form import OpeningForm
from levier.workflows.commitment_contract import signed_choice
from levier.workflows.run_loan import executed_orders, open_loan, opening_of
from levier.workflows.schedule_choice import Choice, usual_method


def served_of(user):
    """Return the commitments with a schedule that a user may read."""
    return (
        Commitment.objects.visible_to(user)
        .filter(kind__in=SERVED)
        .select_related(
            "instrument", "carrier", "case__person", "case__structure", "financing", "organisation"
        )
    )


@allow(can_read_portfolio)
def loan(request, pk):
    """Page « Échéancier » : the whole table, the balance, what was paid, the operations."""
    commitment = get_object_or_404(served_of(request.user), pk=pk)
    row = RunningLoan.objects.filter(commitment=commitment).first()
    if row is None or row.opened_on is None:
        return render(
            request, "web/servicing/not_open.html",
            {"commitment": commitment, "may_open": _may_open(commitment, request.user)},
        )  # fmt: skip
    today = timezone.localdate()
    operations = row.operations.select_related("noted_by", "reversed_by").order_by("-rank")
    context = {"commitment": commitment, "loan": row, "today": today}
    try:
        state = loan_on(row, today)
    except DomainError as refusal:
        return render(
            request, "web/servicing/unreadable.html", context | {"refusal": refusal}, status=500
        )
    years = tables.years_of(state, today)
    may_note = can_note(request.user)
    context |= {
        "state": state,
        "years": years,
        "totals": tables.sums_of(line for year in years for line in year.rows),
        "figures": tables.figures_of(state, today),
        "chart": balance_chart(state),
        "operations": tables.operations_for(operations, state),
        "versions": row.versions.select_related("operation").order_by("-rank"),
        "dunnings": row.dunnings.all() if can_dun(request.user) else [],
        "may_note": may_note,
        "proposals": commitment.loan_proposals.select_related("decision__item__sitting"),
        "gestures": _gestures(state, commitment.kind) if may_note else [],
        "orders": orders_of_loan(row),
        "may_read_payments": can_read_payments(request.user),
        "may_give_back": row.is_posted and state.credit > 0 and can_prepare_payments(request.user),
    } | mandate_block(commitment, request.user)
    return render(request, "web/servicing/loan.html", context)


@allow(can_note)
@require_http_methods(["GET", "POST"])
def loan_open(request, pk):
    """Page « Ouvrir l’échéancier » : what is still to choose, shown whole, then confirmed."""
    commitment = get_object_or_404(served_of(request.user), pk=pk)
    start = {"method": usual_method(commitment).value, "months_per_period": 1, "key": uuid4()}
    start |= signed_choice(contract_in_force(commitment))
    if executed := executed_orders(commitment):
        start["amount"] = executed[0].amount
    form = OpeningForm(
        request.POST or None, initial=start, deferral_months=commitment.financing.deferral_months
    )
    context = {"commitment": commitment, "form": form}
    if not _may_open(commitment, request.user):
        return render(
            request, "web/servicing/not_open.html", {"commitment": commitment, "may_open": False}
        )
    if form.is_bound and form.is_valid():
        try:
            choice = form.choice()
            if "confirmed" in request.POST and request.POST.get("shown") == hash_of(choice):
                open_loan(
                    commitment=commitment, choice=choice, actor=request.user,
                    key=form.cleaned_data["key"],
                )  # fmt: skip
                messages.success(request, "L’échéancier est ouvert.")
                return redirect("web:loan", commitment.pk)
            context |= _proposed(commitment, choice, form.cleaned_data["key"]) | {
                "fingerprint": hash_of(choice)
            }
        except DomainError as refusal:
            say(form, refusal)
    status = 422 if form.errors else 200
    return render(request, "web/servicing/open.html", context, status=status)


def hash_of(choice: Choice) -> str:
    """Return what tells the schedule that was read from another."""
    return hashlib.sha256(repr(choice).encode()).hexdigest()[:16]


def _proposed(commitment: Commitment, choice: Choice, key: UUID) -> dict:
    """Return the schedule as it would be opened."""
    terms, tranches = opening_of(commitment, choice, key)
    opening = Opened(key=str(key), on=terms.start, terms=terms, granted=commitment.amount)
    state = replay([opening, *tranches])
    years = tables.years_of(state, terms.start)
    return {
        "state": state,
        "years": years,
        "totals": tables.sums_of(line for year in years for line in year.rows),
    }


def _may_open(commitment: Commitment, user) -> bool:
    return commitment.state == "set_up" and can_note(user)


def _gestures(state, kind: str) -> list[dict]:
    """Return the changes that make sense today, in two groups."""
    hidden = set() if kind == "contribution" else {"conversion"}
    if state.granted <= state.drawn:
        hidden.add("tranche")
    if not state.credit:
        hidden.add("trop-percu")
    if not days_past_due(list(state.dues.values()), state.today):
        hidden.add("decheance")
    if state.written_off_on or state.is_closed:
        hidden |= {*SCHEDULE, *MONEY} - {"trop-percu"}
    if not state.to_come:
        hidden |= {
            "pause",
            "date",
            "duree",
            "taux",
            "decheance",
            "tranche",
            "remboursement-partiel",
            "conversion",
        }
    groups = (("L’échéancier", SCHEDULE), ("L’argent", MONEY))
    shown = [
        (title, [(slug, CHANGES[slug].heading) for slug in slugs if slug not in hidden])
        for title, slugs in groups
    ]
    return [{"title": title, "items": items} for title, items in shown if items]
