"""The bank accounts of the house."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from levier.banking.models import HouseAccount
from levier.banking.permissions import can_read_payments, can_set_accounts
from levier.banking.services import set_house_account
from levier.web.access import allow
from levier.web.banking.forms import HouseAccountForm
from levier.web.forms import form_page


@allow(can_read_payments)
@require_safe
def house_account_list(request):
    """Page « Comptes bancaires »."""
    context = {
        "accounts": HouseAccount.objects.visible_to(request.user),
        "may_set": can_set_accounts(request.user),
    }
    return render(request, "web/banking/house_account_list.html", context)


@allow(can_set_accounts)
def house_account_edit(request, pk=None):
    """Page « Compte bancaire »: a new one, or one to correct or to close."""
    rows = HouseAccount.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk) if pk else None
    names = (
        "label",
        "holder",
        "iban",
        "bic",
        "ledger_account",
        "creditor_id",
        "is_kept_by_officer",
        "is_active",
    )
    initial = (
        {name: getattr(row, name) for name in names}
        if row
        else {"holder": request.user.organisation.name}
    )
    return form_page(
        request,
        HouseAccountForm(request.POST or None, initial=initial),
        heading="Modifier un compte bancaire" if row else "Ajouter un compte bancaire",
        lead="Le compte d’où la maison paie, et où elle prélève. Un compte qui a payé garde son "
        "IBAN : fermez-le et ouvrez-en un autre.",
        save=lambda form: set_house_account(
            organisation=request.user.organisation,
            actor=request.user,
            account=row,
            **form.cleaned_data,
        ),
        done="Le compte bancaire est enregistré.",
        back_to=reverse("web:house_account_list"),
        cancel_url=reverse("web:house_account_list"),
    )
