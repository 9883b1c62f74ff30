"""Debits: what falls due, to announce, to hand over, what came back and what it asks for."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from levier.banking.models import Collection
from levier.banking.permissions import (
    can_approve_payments,
    can_prepare_payments,
    can_read_payments,
)
from levier.banking.services import cancel_collection
from levier.banking.states import (
    COLLECTION_TRANSITIONS,
    CollectionEvent,
    CollectionState,
)
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.access import allow
from levier.web.banking import lists
from levier.web.banking.debit_forms import SendForm
from levier.web.banking.forms import BankFileForm
from levier.web.lists import ListPage
from levier.web.refusals import done
from levier.workflows.collect_loan import (
    candidates,
    commitment_of_mandate,
    propose_collections,
    send_collections,
)

LATEST, MOST_COMING = 20, 50


def collections_of(user):
    """Return the debits that a user may read, with what their page needs."""
    return Collection.objects.visible_to(user).select_related(
        "mandate__organisation", "organisation", "prepared_by", "handed_by", "notice", "file",
        "again_of",
    )  # fmt: skip


@allow(can_read_payments)
def collection_list(request):
    """Page « Prélèvements » : to propose, to announce, to hand over, come back, then every one."""
    rows, today = collections_of(request.user), timezone.localdate()
    page = ListPage(
        request, rows, columns=lists.COLLECTION_COLUMNS, filters=lists.COLLECTION_FILTERS,
        default_sort="-numero", noun="prélèvement", export_name="prelevements",
        row_url=lists.collection_url,
        empty="Aucun prélèvement : enregistrez d’abord le mandat d’un prêt, depuis son "
        "échéancier.",
    )  # fmt: skip
    coming = candidates(request.user.organisation, today)
    planned = rows.to_announce(today).order_by("mandate", "due_on")
    noticed = rows.to_hand_over(today).order_by("due_on", "number")
    ready = [lists.debit_to_hand_over(row, request.user) for row in noticed]
    context = {
        "coming_count": sum(each.fault is None for each in coming),
        "coming": [each for each in coming if each.fault is None][:MOST_COMING],
        "refused": [each for each in coming if each.fault],
        "to_announce": [
            {"mandate": mandate, "rows": list(group)}
            for mandate, group in groupby(planned, key=lambda row: row.mandate)
        ],
        "ready": ready,
        "ready_total": sum(row.amount for row in ready),
        "at_bank": rows.filter(state=CollectionState.HANDED).order_by("due_on", "number")[:LATEST],
        "today": today,
        "returned": rows.filter(state=CollectionState.RETURNED).order_by("-returned_on")[:LATEST],
        "send_form": SendForm(user=request.user),
        "bank_form": BankFileForm(),
        "may_prepare": can_prepare_payments(request.user),
        "may_send": can_approve_payments(request.user)
        and any(not line.locked_by for line in ready),
    }
    return page.respond("web/banking/collection_list.html", context)


@allow(can_prepare_payments)
@require_POST
def collections_propose(request):
    """Prepare the debits of the coming due dates; say what is refused, and why."""
    planned, refused = propose_collections(
        organisation=request.user.organisation, actor=request.user, on=timezone.localdate()
    )
    waiting = sum(row.state == CollectionState.PLANNED for row in planned)
    said = plural(len(planned), "prélèvement préparé", "prélèvements préparés")
    messages.success(request, f"{said}, {waiting} à annoncer.")
    for each in refused:
        messages.error(request, f"{each.loan.commitment.number} : {each.fault}")
    return redirect("web:collection_list")


@allow(can_approve_payments)
@require_POST
def collections_send(request):
    """Write the announced debits ticked in a file for the bank."""
    form = SendForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, "Choisissez le compte crédité ; il lui faut un ICS.")
        return redirect("web:collection_list")
    ticked = request.POST.getlist("collection")
    ready = collections_of(request.user).filter(state=CollectionState.NOTICED)
    rows = [row for row in ready if str(row.pk) in ticked]
    if not rows or len(rows) != len(ticked):
        messages.error(request, "Cochez les prélèvements à remettre, encore annoncés.")
        return redirect("web:collection_list")
    try:
        file = send_collections(
            account=form.cleaned_data["account"], collections=rows, actor=request.user,
            on=timezone.localdate(),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:collection_list")
    messages.success(
        request,
        f"Le fichier {file.message_id} est prêt : déposez-le à la banque "
        f"({plural(file.line_count, 'prélèvement')}).",
    )
    return redirect("web:bank_file", file.pk)


@allow(can_read_payments)
@require_safe
def collection(request, pk):
    """Page of a debit: its due date, its notice, its file, what came back and what to do."""
    row = get_object_or_404(collections_of(request.user), pk=pk)
    is_to_announce = Collection.objects.to_announce(timezone.localdate()).filter(pk=row.pk).exists()
    context = {
        "collection": row,
        "commitment": commitment_of_mandate(row.mandate),
        "again": Collection.objects.visible_to(request.user).filter(again_of=row).first(),
        "may_announce": can_prepare_payments(request.user) and is_to_announce,
        "may_cancel": can_prepare_payments(request.user)
        and (row.state, CollectionEvent.CANCEL) in COLLECTION_TRANSITIONS,
        "entries": Entry.objects.filter(target=target_of(row)).select_related("actor"),
    }
    return render(request, "web/banking/collection.html", context)


@allow(can_prepare_payments)
@require_POST
def collection_cancel(request, pk):
    """Give up a debit that did not leave."""
    row = get_object_or_404(collections_of(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    done(
        request,
        f"Le prélèvement {row.number} est abandonné.",
        lambda: cancel_collection(collection=row, reason=reason, actor=request.user),
    )
    return redirect("web:collection", row.pk)
