"""Aids of third parties: what others give, that a financing plan may name as a resource."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from levier.catalogue.models import InstrumentVersion, ThirdPartyAid
from levier.catalogue.permissions import can_change_catalogue, can_read_catalogue
from levier.catalogue.services import close_third_party_aid, register_third_party_aid
from levier.web.access import allow
from levier.web.catalogue.documents import kept, stored_file_response
from levier.web.catalogue.forms import CloseAidForm, ThirdPartyAidForm
from levier.web.forms import form_page
from levier.web.lists import ChoiceFilter, Column, ListPage, TextFilter

COLUMNS = [
    Column("aide", "Aide", "label", sort=("label",), fast_sort=True, link=True, width=34,
           small=lambda row: row.giver),
    Column("nature", "Nature", "get_nature_display", sort=("nature",), width=18),
    Column("plafond", "Maximum", "max_amount", kind="amount", nature="accordé",
           sort=("max_amount",), missing="non fixé"),
    Column("part", "Part du coût", "max_cost_share", kind="percent", missing=""),
    Column("etat", "État", "get_status_display", sort=("status",), width=26),
    Column("minimis", "De minimis", lambda row: row.counts_in_de_minimis),
    Column("debut", "Du", "first_day", kind="date", sort=("first_day",)),
    Column("fin", "Au", "last_day", kind="date", sort=("last_day",)),
]  # fmt: skip
FILTERS = [
    TextFilter("q", "Aide ou donneur", raw_fields=("label", "giver")),
    ChoiceFilter("nature", "Nature", ThirdPartyAid.Nature.choices, field="nature"),
    ChoiceFilter("etat", "État", InstrumentVersion.Status.choices, field="status"),
]


@allow(can_read_catalogue)
def third_party_aid_list(request):
    """Page « Aides de tiers »."""
    page = ListPage(
        request,
        ThirdPartyAid.objects.visible_to(request.user),
        columns=COLUMNS,
        filters=FILTERS,
        default_sort="aide",
        noun="aide",
        export_name="aides-de-tiers",
        row_url=_row_url(request.user),
        empty="Aucune aide de tiers : ajoutez celles des collectivités et des fondations.",
    )
    context = {"can_change": can_change_catalogue(request.user)}
    return page.respond("web/catalogue/third_party_aid_list.html", context)


def _row_url(user):
    """Those who change the catalogue close an aid from its line; others read its document."""

    def url(row: ThirdPartyAid) -> str:
        if can_change_catalogue(user) and row.last_day is None:
            return reverse("web:third_party_aid_close", args=[row.pk])
        if row.document_id:
            return reverse("web:third_party_aid_document", args=[row.pk])
        return ""

    return url


@allow(can_change_catalogue)
def third_party_aid_new(request):
    """Page « Ajouter une aide de tiers »."""
    form = ThirdPartyAidForm(
        request.POST or None,
        request.FILES or None,
        initial={"first_day": timezone.localdate()},
    )
    return form_page(
        request,
        form,
        heading="Ajouter une aide de tiers",
        lead="Elle n’est pas à la maison : un plan de financement la nomme parmi ses ressources.",
        submit="Ajouter l’aide",
        save=lambda form: register_third_party_aid(
            organisation=request.user.organisation,
            actor=request.user,
            **{**form.cleaned_data, "document": kept(form, request.user)},
        ),
        done="L’aide est ajoutée.",
        back_to=reverse("web:third_party_aid_list"),
        cancel_url=reverse("web:third_party_aid_list"),
    )


@allow(can_change_catalogue)
def third_party_aid_close(request, pk):
    """Page « Fermer une aide de tiers »."""
    row = get_object_or_404(ThirdPartyAid.objects.visible_to(request.user), pk=pk)
    return form_page(
        request,
        CloseAidForm(request.POST or None),
        heading=f"Fermer l’aide : {row}",
        lead=f"{row.terms or 'Conditions non renseignées'}. Source : {row.source}.",
        submit="Fermer l’aide",
        save=lambda form: close_third_party_aid(aid=row, actor=request.user, **form.cleaned_data),
        done="L’aide est fermée.",
        back_to=reverse("web:third_party_aid_list"),
        cancel_url=reverse("web:third_party_aid_list"),
    )


@allow(can_read_catalogue)
def third_party_aid_document(request, pk):
    """Give the file that states an aid's terms."""
    row = get_object_or_404(
        ThirdPartyAid.objects.visible_to(request.user).select_related("document"), pk=pk
    )
    return stored_file_response(request, row.document)
