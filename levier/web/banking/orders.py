"""Payment orders prepared from a call and from a running loan: an indemnity, an overpayment."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.banking.models import PaymentOrder
from levier.banking.permissions import can_prepare_payments
from levier.claims.models import Call, CallPayment
from levier.claims.services import indemnity_on
from levier.claims.services.money import accounts_used
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.portfolio.models import Commitment
from levier.servicing.models import RunningLoan
from levier.servicing.services import left_to_refund
from levier.web.access import allow
from levier.web.banking.forms import IndemnityOrderForm, RefundOrderForm
from levier.web.banking.payments import may_pay_from
from levier.web.forms import form_page
from levier.workflows.collect_loan import mandates_of
from levier.workflows.pay_call import payee_of, prepare_indemnity
from levier.workflows.refund_loan import prepare_refund

PREPARED = "Le paiement est préparé : une autre personne l’approuve."
SUBMIT = "Préparer le paiement"
FOUR_EYES = "Une autre personne l’approuvera avant qu’il ne parte."


@allow(can_prepare_payments)
@require_http_methods(["GET", "POST"])
def indemnity_new(request, pk):
    """Page « Préparer l’indemnité » : a provision or the balance, to the bank that called."""
    call = get_object_or_404(
        Call.objects.visible_to(request.user).select_related("commitment__guarantee__bank"), pk=pk
    )
    row, today = call.commitment, timezone.localdate()
    bank, back = row.guarantee.bank, reverse("web:guarantee_life", args=[row.pk])
    if not may_pay_from(request):
        return redirect("web:house_account_list")
    try:
        payee = payee_of(bank)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    used = accounts_used(row.organisation_id, CallPayment)
    initial = {
        "kind": "balance", "amount": indemnity_on(call).balance, "wanted_on": today,
        "wording": f"Indemnité {row.number}", "counterpart": used.charge if used else "",
        "key": uuid4(),
    }  # fmt: skip
    return form_page(
        request,
        IndemnityOrderForm(request.POST or None, user=request.user, initial=initial),
        heading=f"Préparer l’indemnité de {row.number}",
        lead=f"À {payee.name}, compte {payee.iban}, celui de sa fiche. {FOUR_EYES}",
        submit=SUBMIT,
        save=lambda form: prepare_indemnity(call=call, actor=request.user, **form.order()),
        done=PREPARED,
        back_to="web:payment",
        cancel_url=back,
    )


@allow(can_prepare_payments)
@require_http_methods(["GET", "POST"])
def refund_new(request, pk):
    """Page « Rendre un trop-perçu » : what the borrower paid in advance, to their account."""
    rows = RunningLoan.objects.visible_to(request.user).select_related(
        "commitment__case__person", "commitment__case__structure"
    )
    loan = get_object_or_404(rows, commitment=pk, opened_on__isnull=False)
    row, today = loan.commitment, timezone.localdate()
    if not may_pay_from(request):
        return redirect("web:house_account_list")
    initial = {
        "amount": left_to_refund(loan, today), "wanted_on": today,
        "wording": f"Trop-perçu {row.number}", "key": uuid4(), **_known_account(row),
    }  # fmt: skip
    back = reverse("web:loan", args=[row.pk])
    return form_page(
        request,
        RefundOrderForm(request.POST or None, user=request.user, initial=initial),
        heading=f"Rendre un trop-perçu sur {row.number}",
        lead=f"{row.case.holder_name}. {FOUR_EYES} L’échéancier le note quand la banque exécute.",
        submit=SUBMIT,
        save=lambda form: prepare_refund(loan=loan, actor=request.user, **form.order()),
        done=PREPARED,
        back_to="web:payment",
        cancel_url=back,
    )


def _known_account(row: Commitment) -> dict[str, str]:
    """Return the account of the borrower: that of the mandate, else the one that was paid."""
    mandate = next(iter(mandates_of(row)), None)
    if mandate is not None:
        return {
            "name": mandate.debtor_name, "iban": mandate.iban, "bic": mandate.bic,
            "postcode": mandate.postcode, "town": mandate.town,
        }  # fmt: skip
    rows = PaymentOrder.objects.filter(organisation=row.organisation_id)
    order = rows.about(target_of(row)).filter(state="executed").first()
    if order is not None:
        return {
            "name": order.payee_name, "iban": order.payee_iban, "bic": order.payee_bic,
            "postcode": order.payee_postcode, "town": order.payee_town,
        }  # fmt: skip
    holder = row.case.structure or row.case.person
    return {
        "name": str(holder or ""), "town": getattr(holder, "town", ""),
        "postcode": getattr(holder, "postcode", ""),
    }  # fmt: skip
