"""Houses of a network."""

from django.urls import reverse

from levier.accounts.permissions import can_open_houses
from levier.web.access import allow
from levier.web.administration.forms import HouseForm
from levier.web.forms import form_page
from levier.workflows.manage_accounts import open_house_of_network


@allow(can_open_houses)
def house_new(request):
    """Page « Ouvrir une maison »: the network's administrator opens it, then leaves it the keys."""
    return form_page(
        request,
        HouseForm(request.POST or None),
        heading="Ouvrir une maison",
        lead="Ses dossiers ne seront lus que par elle. La personne nommée ici ouvrira les comptes.",
        submit="Ouvrir la maison",
        save=_open_for(request.user),
        done="La maison est ouverte.",
        back_to=reverse("web:home"),
        cancel_url=reverse("web:home"),
    )


def _open_for(actor):
    def save(form):
        names = ("name", "code", "department", "town")
        typed = {name: form.cleaned_data[name] for name in names}
        return open_house_of_network(actor=actor, administrator=form.administrator(), **typed)

    return save
