"""The accounts in which the house keeps its loans, and what it guarantees."""

from django.db import transaction
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from levier.accounts.models import User
from levier.claims.services import (
    name_given_accounts,
    named_given_accounts,
    proposed_given_accounts,
)
from levier.servicing.permissions import can_name_accounts
from levier.servicing.services import accounts_named, name_accounts
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.servicing.forms import AccountsForm


@allow(can_name_accounts)
@require_http_methods(["GET", "POST"])
def loan_accounts(request):
    """Page « Comptes des prêts » : the account that plays each part, by the house's own chart.

    Those of what the house guarantees, off its balance sheet, stand at its end: optional.
    """
    house = request.user.organisation
    form = AccountsForm(
        request.POST or None, named=accounts_named(house), given=named_given_accounts(house),
        proposed=proposed_given_accounts(),
    )  # fmt: skip
    return form_page(
        request,
        form,
        heading="Comptes des prêts",
        lead="Le compte de votre plan pour chaque rôle. Ceux d’usage sont proposés, à confirmer. "
        "Un changement vaut pour les écritures à venir. Les deux derniers sont facultatifs\u00a0: "
        "sans eux, ce que la maison garantit ne s’écrit pas hors bilan.",
        submit="Enregistrer les comptes",
        save=lambda form: _save(form, request.user),
        done="Les comptes sont enregistrés.",
        back_to=reverse("web:loan_accounts"),
        cancel_url=reverse("web:arrears_list"),
    )  # fmt: skip


@transaction.atomic
def _save(form: AccountsForm, user: User) -> None:
    house = user.organisation
    name_accounts(organisation=house, named=form.named, actor=user)
    name_given_accounts(organisation=house, named=form.named_given, actor=user)
