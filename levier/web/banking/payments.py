"""Payments: what waits for an approval, what leaves, what the bank answers."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levier.banking.models import BankFile, HouseAccount, PaymentOrder
from levier.banking.permissions import (
    can_approve_payments,
    can_prepare_payments,
    can_read_payments,
)
from levier.banking.services import cancel_order
from levier.banking.states import Event, State, states_before
from levier.documents.services import record_download
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.servicing.services import SERVED
from levier.web.access import allow
from levier.web.banking import lists
from levier.web.banking.forms import BankFileForm, PaymentForm
from levier.web.documents.serving import file_answer
from levier.web.forms import form_page
from levier.web.lists import ListPage
from levier.web.portfolio.commitments import commitments_of
from levier.web.refusals import done
from levier.workflows.pay_call import call_of
from levier.workflows.pay_commitment import (
    approve_payment,
    commitment_of,
    left_to_pay,
    prepare_payment,
    send_payments,
    settle_bank_file,
)
from levier.workflows.refund_loan import loan_of

LATEST = 8


def payments_of(user):
    """Return the payments that a user may read, with what their page needs."""
    return PaymentOrder.objects.visible_to(user).select_related(
        "account", "organisation", "prepared_by", "approved_by", "file__stored_file"
    )


@allow(can_read_payments)
def payment_list(request):
    """Page « Paiements »: to approve, to hand over, the bank's answers, then every payment."""
    rows = payments_of(request.user)
    page = ListPage(
        request, rows, columns=lists.PAYMENT_COLUMNS, filters=lists.PAYMENT_FILTERS,
        default_sort="-numero", noun="paiement", export_name="paiements",
        row_url=lists.payment_url,
        empty="Aucun paiement : préparez-en un depuis une prime ou un prêt accordé.",
    )  # fmt: skip
    context = {
        "waiting": list(rows.filter(state=State.PREPARED).order_by("wanted_on", "number")),
        "ready": _ready(request.user),
        "files": BankFile.objects.visible_to(request.user).select_related("account")[:LATEST],
        "bank_form": BankFileForm(),
        "may_approve": can_approve_payments(request.user),
        "may_prepare": can_prepare_payments(request.user),
        "has_revenue_orders": HouseAccount.objects.visible_to(request.user)
        .filter(is_kept_by_officer=True)
        .exists(),
    }
    return page.respond("web/banking/payment_list.html", context)


def _ready(user) -> list[dict]:
    """Return the approved payments by account, with their total."""
    rows = payments_of(user).filter(state=State.APPROVED).order_by("account", "number")
    found: dict[HouseAccount, list[PaymentOrder]] = {}
    for row in rows:
        found.setdefault(row.account, []).append(row)
    return [
        {
            "account": account,
            "title": f"Approuvés, {account.label}",
            "lines": [lists.payment_to_hand_over(row) for row in orders],
            "total": sum(row.amount for row in orders),
            "submit": "Écrire les demandes de paiement"
            if account.is_kept_by_officer
            else "Écrire le fichier SEPA",
        }
        for account, orders in found.items()
    ]


def about_of(order: PaymentOrder) -> dict[str, str] | None:
    """Return where what an order pays is read, and what comes back to it when money does."""
    if commitment := commitment_of(order):
        url, said = reverse("web:commitment", args=[commitment.pk]), "l’engagement"
        return {"url": url, "said": said, "left": "à payer sur l’engagement"}
    if call := call_of(order):
        url, said = reverse("web:guarantee_life", args=[call.commitment_id]), "l’appel"
        return {"url": url, "said": said, "left": "à payer sur l’appel"}
    if loan := loan_of(order):
        url, said = reverse("web:loan", args=[loan.commitment_id]), "l’échéancier"
        return {"url": url, "said": said, "left": "à rendre à l’emprunteur"}
    return None


@allow(can_read_payments)
@require_safe
def payment(request, pk):
    """Page of a payment: what for, to whom, who did what, the file it left in."""
    row = get_object_or_404(payments_of(request.user), pk=pk)
    context = {
        "order": row,
        "about": about_of(row),
        "may_approve": can_approve_payments(request.user)
        and row.state == State.PREPARED
        and row.prepared_by_id != request.user.pk,
        "is_mine": row.state == State.PREPARED and row.prepared_by_id == request.user.pk,
        "may_cancel": can_prepare_payments(request.user)
        and row.state in states_before(Event.CANCEL),
        "entries": Entry.objects.filter(target=target_of(row)).select_related("actor"),
    }
    return render(request, "web/banking/payment.html", context)


def may_pay_from(request) -> bool:
    """Whether the house has an account to pay from; says what to do when it has none."""
    if HouseAccount.objects.visible_to(request.user).filter(is_active=True).exists():
        return True
    messages.error(request, "Aucun compte bancaire n’est en service : ajoutez celui qui paie.")
    return False


@allow(can_prepare_payments)
@require_http_methods(["GET", "POST"])
def payment_new(request, pk):
    """Page « Préparer le paiement » of a commitment that the house pays."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    case, today = row.case, timezone.localdate()
    holder = case.structure or case.person
    initial = {
        "amount": left_to_pay(row),
        "wanted_on": today,
        "name": str(holder or ""),
        "town": getattr(holder, "town", ""),
        "postcode": getattr(holder, "postcode", ""),
        "wording": f"{row.instrument} {row.number}",
        "key": uuid4(),
    }
    back = reverse("web:commitment", args=[row.pk])
    posted = (
        " Son échéancier passera l’écriture, sur ses propres comptes." if row.kind in SERVED else ""
    )
    if not may_pay_from(request):
        return redirect("web:house_account_list")
    return form_page(
        request,
        PaymentForm(request.POST or None, user=request.user, commitment=row, initial=initial),
        heading=f"Préparer le paiement de {row.number}",
        lead=f"{row.instrument}, {case.holder_name}. Une autre personne l’approuvera avant qu’il "
        f"ne parte.{posted}",
        submit="Préparer le paiement",
        save=lambda form: prepare_payment(commitment=row, actor=request.user, **form.order()),
        done="Le paiement est préparé : une autre personne l’approuve.",
        back_to="web:payment",
        cancel_url=back,
    )


@allow(can_approve_payments)
@require_POST
def payment_approve(request, pk):
    """Approve a payment that somebody else prepared."""
    row = get_object_or_404(payments_of(request.user), pk=pk)
    done(
        request,
        f"Le paiement {row.number} est approuvé.",
        lambda: approve_payment(
            order=row, actor=request.user, at=timezone.now(), on=timezone.localdate()
        ),
    )
    return redirect("web:payment_list" if "liste" in request.POST else lists.payment_url(row))


@allow(can_prepare_payments)
@require_POST
def payment_cancel(request, pk):
    """Give up a payment that did not leave."""
    row = get_object_or_404(payments_of(request.user), pk=pk)
    done(
        request,
        f"Le paiement {row.number} est abandonné.",
        lambda: cancel_order(order=row, reason=request.POST.get("reason", ""), actor=request.user),
    )
    return redirect("web:payment", row.pk)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────
@allow(can_prepare_payments)
@require_POST
def payments_send(request, pk):
    """Write the approved payments ticked of one account in a file for the bank."""
    account = get_object_or_404(HouseAccount.objects.visible_to(request.user), pk=pk)
    ticked = request.POST.getlist("order")
    rows = payments_of(request.user).filter(account=account, state=State.APPROVED)
    orders = [row for row in rows if str(row.pk) in ticked]
    if not orders:
        messages.error(request, "Cochez les paiements à remettre.")
        return redirect("web:payment_list")
    try:
        file = send_payments(
            account=account, orders=orders, actor=request.user, on=timezone.localdate()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:payment_list")
    messages.success(
        request,
        f"Le fichier {file.message_id} est prêt : déposez-le à la banque "
        f"({plural(file.line_count, 'virement')}).",
    )
    return redirect("web:bank_file", file.pk)


@allow(can_prepare_payments)
@require_POST
def bank_file_read(request):
    """Read a status file or a statement of the bank."""
    form = BankFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["file"]))
        return redirect("web:payment_list")
    sent = form.cleaned_data["file"]
    try:
        reading = settle_bank_file(
            organisation=request.user.organisation, name=sent.name, content=sent.read(),
            actor=request.user, on=timezone.localdate(),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:payment_list")
    messages.success(request, f"{reading.summary}.")
    return redirect("web:bank_file", reading.file.pk)


@allow(can_read_payments)
@require_safe
def bank_file(request, pk):
    """Page of a file: the orders it held, or each line read and what became of it."""
    row = get_object_or_404(
        BankFile.objects.visible_to(request.user).select_related("account", "stored_file"), pk=pk
    )
    context = {
        "file": row,
        "orders": row.orders.order_by("number"),
        "revenue": row.revenue_orders.order_by("number"),
        "collections": row.collections.select_related("mandate").order_by("due_on", "number"),
    }
    return render(request, "web/banking/bank_file.html", context)


@allow(can_read_payments)
@require_safe
def bank_file_content(request, pk):
    """The file itself, to hand over to the bank; its reading is journalled."""
    row = get_object_or_404(BankFile.objects.visible_to(request.user), pk=pk)
    record_download(stored_file=row.stored_file, actor=request.user)
    return file_answer(request, row.stored_file)
