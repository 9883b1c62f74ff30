"""Funders and their logos, agreements, European operations."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from levier.documents.services import content_of, new_version, store_file
from levier.funds.models import Funder, Operation
from levier.funds.permissions import can_change_funds, can_read_funders
from levier.funds.services import (
    register_agreement,
    register_funder,
    register_operation,
    update_funder,
)
from levier.portfolio.services import drawn_on
from levier.rendering.pictures import print_ready
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.funds.forms import AgreementForm, FunderForm, LogoForm, OperationForm
from levier.web.lists import ChoiceFilter, Column, ListPage, TextFilter
from levier.web.refusals import done

FUNDER_COLUMNS = [
    Column("nom", "Financeur", "name", sort=("name_key",), fast_sort=True, link=True, width=36),
    Column("sigle", "Sigle", "short_name", sort=("short_name",)),
    Column("nature", "Nature", "get_kind_display", sort=("kind",), width=22),
    Column("epci", "SIREN de l’EPCI", "epci_siren"),
    Column("courriel", "Courriel", "email", width=30),
    Column("logo", "Logo", lambda row: row.logo_id is not None),
]
FUNDER_FILTERS = [
    TextFilter("nom", "Nom", fields=("name_key",), raw_fields=("short_name",)),
    ChoiceFilter("nature", "Nature", Funder.Kind.choices, field="kind"),
]
OPERATION_COLUMNS = [
    Column("code", "Code", "code", sort=("code",), fast_sort=True),
    Column("fonds", "Fonds", "fund", sort=("fund",)),
    Column("intitule", "Intitulé", "title", sort=("title",), width=40),
    Column("programme", "Programme", "programme", width=30),
    Column("debut", "Du", "first_day", kind="date", sort=("first_day",)),
    Column("fin", "Au", "last_day", kind="date", sort=("last_day",)),
]
OPERATION_FILTERS = [
    TextFilter("q", "Code ou intitulé", raw_fields=("code", "title")),
    ChoiceFilter("fonds", "Fonds", Operation.Fund.choices, field="fund"),
]


@allow(can_read_funders)
def funder_list(request):
    """Page « Financeurs »."""
    page = ListPage(
        request,
        Funder.objects.visible_to(request.user),
        columns=FUNDER_COLUMNS,
        filters=FUNDER_FILTERS,
        default_sort="nom",
        noun="financeur",
        export_name="financeurs",
        row_url=lambda row: reverse("web:funder", args=[row.pk]),
        empty="Aucun financeur.",
    )
    context = {"can_change": can_change_funds(request.user)}
    return page.respond("web/funds/funder_list.html", context)


@allow(can_read_funders)
def funder(request, pk):
    """Page of a funder: contact, logo, agreements, envelopes with what is left."""
    row = get_object_or_404(Funder.objects.visible_to(request.user).select_related("logo"), pk=pk)
    envelopes = list(row.envelopes.select_related("agreement"))
    drawn = drawn_on([each.pk for each in envelopes])
    context = {
        "funder": row,
        "agreements": list(row.agreements.all()),
        "envelopes": [
            {
                "envelope": each,
                "drawn": drawn[each.pk],
                "left": None if each.amount is None else each.amount - drawn[each.pk],
            }
            for each in envelopes
        ],
        "can_change": can_change_funds(request.user),
        "logo_form": LogoForm(),
    }
    return render(request, "web/funds/funder.html", context)


@allow(can_change_funds)
def funder_new(request):
    """Page « Ajouter un financeur »."""
    return form_page(
        request,
        FunderForm(request.POST or None),
        heading="Ajouter un financeur",
        save=lambda form: register_funder(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="Le financeur est ajouté.",
        back_to="web:funder",
        cancel_url=reverse("web:funder_list"),
    )


@allow(can_change_funds)
def funder_edit(request, pk):
    """Page « Modifier un financeur »."""
    row = get_object_or_404(Funder.objects.visible_to(request.user), pk=pk)
    return form_page(
        request,
        FunderForm(request.POST or None, instance=row),
        heading=f"Modifier {row}",
        save=lambda form: update_funder(
            funder=Funder.objects.get(pk=row.pk), actor=request.user, **form.cleaned_data
        ),
        done="Le financeur est modifié.",
        back_to="web:funder",
        cancel_url=reverse("web:funder", args=[row.pk]),
    )


@allow(can_read_funders)
@require_http_methods(["GET", "POST"])
def funder_logo(request, pk):
    """Show the logo; a file sent replaces it, the former one is kept."""
    row = get_object_or_404(
        Funder.objects.visible_to(request.user).select_related("logo", "organisation"), pk=pk
    )
    if request.method == "GET":
        if row.logo is None:
            raise Http404
        return HttpResponse(content_of(row.logo), content_type=row.logo.content_type)
    if not can_change_funds(request.user):
        raise Http404
    sent = request.FILES.get("logo")
    done(request, "Le logo est enregistré.", lambda: _keep_logo(row, sent, request.user))
    return redirect("web:funder", row.pk)


def _keep_logo(row: Funder, sent, actor) -> None:
    """Check that the file is a picture that paper can show, then keep it."""
    content = sent.read() if sent else b""
    if content:
        print_ready(content)
    name = sent.name if sent else "logo"
    if row.logo is None:
        stored = store_file(
            organisation=row.organisation, actor=actor, name=name, content=content, origin="logo"
        )
    else:
        stored = new_version(stored_file=row.logo, actor=actor, name=name, content=content)
    update_funder(funder=row, actor=actor, logo=stored)


@allow(can_change_funds)
def agreement_new(request, pk):
    """Page « Ajouter une convention »."""
    row = get_object_or_404(Funder.objects.visible_to(request.user), pk=pk)
    return form_page(
        request,
        AgreementForm(request.POST or None),
        heading=f"Convention avec {row}",
        save=lambda form: register_agreement(
            organisation=request.user.organisation,
            actor=request.user,
            funder=row,
            **form.cleaned_data,
        ),
        done="La convention est ajoutée.",
        back_to=reverse("web:funder", args=[row.pk]),
        cancel_url=reverse("web:funder", args=[row.pk]),
    )


@allow(can_read_funders)
def operation_list(request):
    """Page « Opérations européennes »."""
    page = ListPage(
        request,
        Operation.objects.visible_to(request.user),
        columns=OPERATION_COLUMNS,
        filters=OPERATION_FILTERS,
        default_sort="code",
        noun="opération",
        export_name="operations",
        empty="Aucune opération européenne.",
    )
    context = {"can_change": can_change_funds(request.user)}
    return page.respond("web/funds/operation_list.html", context)


@allow(can_change_funds)
def operation_new(request):
    """Page « Ajouter une opération »."""
    return form_page(
        request,
        OperationForm(request.POST or None),
        heading="Ajouter une opération européenne",
        save=lambda form: register_operation(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="L’opération est ajoutée.",
        back_to=reverse("web:operation_list"),
        cancel_url=reverse("web:operation_list"),
    )
