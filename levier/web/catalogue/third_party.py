"""Aids of third parties: what others give, that a financing plan may name as a resource."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from levier.catalogue.models import InstrumentVersion, ThirdPartyAid
from levier.catalogue.permissions import can_change_catalogue, can_read_catalogue
from levier.catalogue.services import close_third_party_aid, register_third_party_aid
from levier.web.access import allow
from levier.web.catalogue.documents import stored_file_response, written_with_document
from levier.web.catalogue.forms import CloseForm, ThirdPartyAidForm
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
        row_url=lambda row: reverse("web:third_party_aid", args=[row.pk]),
        empty="Aucune aide de tiers : ajoutez celles des collectivités et des fondations.",
    )
    context = {"can_change": can_change_catalogue(request.user)}
    return page.respond("web/catalogue/third_party_aid_list.html", context)


@allow(can_read_catalogue)
def third_party_aid(request, pk):
    """Page of a third party's aid: its terms, and the documents that state and close it."""
    row = get_object_or_404(
        ThirdPartyAid.objects.visible_to(request.user).select_related(
            "document", "closing_document"
        ),
        pk=pk,
    )
    context = {"aid": row, "can_change": can_change_catalogue(request.user)}
    return render(request, "web/catalogue/third_party_aid.html", context)


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
        save=lambda form: written_with_document(
            form,
            request.user,
            lambda document: register_third_party_aid(
                organisation=request.user.organisation,
                actor=request.user,
                **{**form.cleaned_data, "document": document},
            ),
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
        CloseForm(request.POST or None, request.FILES or None),
        heading=f"Fermer l’aide : {row}",
        lead=f"{row.terms or 'Conditions non renseignées'}. Source : {row.source}.",
        submit="Fermer l’aide",
        save=lambda form: written_with_document(
            form,
            request.user,
            lambda document: close_third_party_aid(
                aid=row, actor=request.user, **{**form.cleaned_data, "document": document}
            ),
        ),
        done="L’aide est fermée.",
        back_to=reverse("web:third_party_aid", args=[row.pk]),
        cancel_url=reverse("web:third_party_aid", args=[row.pk]),
    )


@allow(can_read_catalogue)
def third_party_aid_document(request, pk, role):
    """Give the file that states an aid's terms (`dit`), or that closes it (`ferme`)."""
    row = get_object_or_404(ThirdPartyAid.objects.visible_to(request.user), pk=pk)
    stored = row.document if role == "dit" else row.closing_document
    return stored_file_response(request, stored)
