"""Revenue orders: what an accounting officer is asked to collect, and what became of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from levier.banking.models import HouseAccount, RevenueOrder
from levier.banking.permissions import can_prepare_payments, can_read_payments
from levier.banking.services import cancel_revenue_order
from levier.banking.states import RevenueState
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.kernel.money import ZERO
from levier.web.access import allow
from levier.web.banking import lists
from levier.web.banking.forms import OfficerFileForm
from levier.web.lists import ListPage
from levier.web.refusals import done
from levier.workflows.revenue_orders import claims_due, issue_orders_due

MOST_SHOWN = 50


@allow(can_read_payments)
@require_safe
def revenue_list(request):
    """Page « Titres de recettes » : what is due and not ordered, then every order.

    A house that keeps its accounts itself collects by itself: it is asked to issue nothing.
    """
    user, today = request.user, timezone.localdate()
    account = _account(user)
    page = ListPage(
        request,
        RevenueOrder.objects.visible_to(user),
        columns=lists.REVENUE_COLUMNS,
        filters=lists.REVENUE_FILTERS,
        default_sort="-numero",
        noun="titre",
        export_name="titres-de-recettes",
        row_url=lambda row: reverse("web:revenue_order", args=[row.pk]),
        empty="Aucun titre de recette : émettez-les pour les échéances tombées."
        if account
        else "Aucun titre de recette.",
    )
    claims = claims_due(user.organisation, today) if account else []
    context = {
        "account": account,
        "claims": claims[:MOST_SHOWN],
        "more": max(len(claims) - MOST_SHOWN, 0),
        "total": sum((each.amount for each in claims), ZERO),
        "may_issue": can_prepare_payments(user),
        "bank_form": OfficerFileForm(),
    }
    return page.respond("web/banking/revenue_list.html", context)


@allow(can_read_payments)
@require_safe
def revenue_order(request, pk):
    """Page of a revenue order: from whom, what for, its file, and what became of it."""
    rows = RevenueOrder.objects.visible_to(request.user).select_related("file", "issued_by")
    row = get_object_or_404(rows, pk=pk)
    may_cancel = can_prepare_payments(request.user) and row.state == RevenueState.ISSUED
    context = {
        "order": row,
        "may_cancel": may_cancel,
        "entries": Entry.objects.filter(target=target_of(row)).select_related("actor"),
    }
    return render(request, "web/banking/revenue_order.html", context)


@allow(can_prepare_payments)
@require_POST
def revenue_issue(request):
    """Issue an order for everything due by today, in one file."""
    account = _account(request.user)
    if account is None:
        messages.error(request, "Aucun compte n’est tenu par un agent comptable : ajoutez-le.")
        return redirect("web:revenue_list")
    try:
        file = issue_orders_due(account=account, actor=request.user, on=timezone.localdate())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:revenue_list")
    messages.success(
        request,
        f"Le fichier {file.message_id} est prêt : remettez-le à l’agent comptable "
        f"({plural(file.line_count, 'titre')}).",
    )
    return redirect("web:bank_file", file.pk)


@allow(can_prepare_payments)
@require_POST
def revenue_cancel(request, pk):
    """Cancel an order not collected, with a reason."""
    row = get_object_or_404(RevenueOrder.objects.visible_to(request.user), pk=pk)
    done(
        request,
        f"Le titre {row.number} est annulé.",
        lambda: cancel_revenue_order(
            order=row, reason=request.POST.get("reason", ""), actor=request.user,
            on=timezone.localdate(),
        ),
    )  # fmt: skip
    return redirect("web:revenue_order", row.pk)


def _account(user) -> HouseAccount | None:
    rows = HouseAccount.objects.visible_to(user)
    return rows.filter(is_kept_by_officer=True, is_active=True).first()
