"""The accounts in which the house keeps its loans."""

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from levier.servicing.permissions import can_name_accounts
from levier.servicing.services import accounts_named, name_accounts
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.servicing.forms import AccountsForm


@allow(can_name_accounts)
@require_http_methods(["GET", "POST"])
def loan_accounts(request):
    """Page « Comptes des prêts » : the account that plays each part, by the house's own chart."""
    house = request.user.organisation
    form = AccountsForm(request.POST or None, named=accounts_named(house))
    return form_page(
        request,
        form,
        heading="Comptes des prêts",
        lead="Le compte de votre plan pour chaque rôle. Ceux d’usage sont proposés, à confirmer. "
        "Un changement vaut pour les écritures à venir.",
        submit="Enregistrer les comptes",
        save=lambda form: name_accounts(
            organisation=house, named=form.named, actor=request.user
        ),
        done="Les comptes sont enregistrés.",
        back_to=reverse("web:loan_accounts"),
        cancel_url=reverse("web:arrears_list"),
    )  # fmt: skip
