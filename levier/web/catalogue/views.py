"""The catalogue: instruments, their dated versions, and the documents that say so."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from levier.catalogue.models import Instrument, InstrumentVersion
from levier.catalogue.permissions import can_change_catalogue, can_read_catalogue
from levier.catalogue.services import (
    add_version,
    close_version,
    confirm_version,
    install_catalogue,
)
from levier.funds.services import install_funders
from levier.web.access import allow
from levier.web.cases.refusals import done
from levier.web.catalogue.comparison import comparison_of
from levier.web.catalogue.documents import kept, stored_file_response
from levier.web.catalogue.forms import CloseForm, ConfirmForm, VersionForm
from levier.web.catalogue.listing import catalogue_page
from levier.web.forms import form_page


@allow(can_read_catalogue)
def instrument_list(request):
    """Page « Catalogue » : each instrument with its terms of the day, by kind."""
    today = timezone.localdate()
    context = catalogue_page(request.user, today, request.GET)
    context["can_change"] = can_change_catalogue(request.user)
    return render(request, "web/catalogue/instrument_list.html", context)


@allow(can_change_catalogue)
@require_POST
def catalogue_install(request):
    """Create what the house lacks of the reviewed data files."""

    def install():
        install_catalogue(
            organisation=request.user.organisation, actor=request.user, on=timezone.localdate()
        )
        install_funders(organisation=request.user.organisation, actor=request.user)

    done(request, "Le catalogue est installé.", install)
    return redirect("web:instrument_list")


@allow(can_read_catalogue)
def instrument(request, pk):
    """Page of an instrument: its versions, the last first, and the pieces it asks for."""
    row = get_object_or_404(
        Instrument.objects.visible_to(request.user).select_related("carrier"), pk=pk
    )
    today = timezone.localdate()
    versions = list(row.versions.select_related("document", "closing_document"))
    current = InstrumentVersion.objects.in_force_on(today).filter(instrument=row).first()
    context = {
        "instrument": row,
        "versions": versions,
        "current": current,
        "comparison": comparison_of(versions),
        "pieces": row.required_pieces.select_related("piece_kind").order_by("stage"),
        "today": today,
        "can_change": can_change_catalogue(request.user),
    }
    return render(request, "web/catalogue/instrument.html", context)


@allow(can_change_catalogue)
def version_new(request, pk):
    """Page « Ajouter une version » : filled with the terms of the last one."""
    row = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    last = row.versions.first()
    names = VersionForm.Meta.fields
    initial = {name: getattr(last, name) for name in names if last and name != "first_day"}
    return form_page(
        request,
        VersionForm(request.POST or None, request.FILES or None, initial={**initial, "source": ""}),
        heading=f"Nouvelle version : {row}",
        lead="La version en cours se ferme la veille. Les dossiers déjà décidés gardent la leur.",
        submit="Ajouter la version",
        save=lambda form: add_version(
            instrument=row,
            actor=request.user,
            conditions=last.conditions if last else [],
            document=kept(form, request.user),
            **form.terms,
        ),
        done="La version est ajoutée.",
        back_to=reverse("web:instrument", args=[row.pk]),
        cancel_url=reverse("web:instrument", args=[row.pk]),
    )


@allow(can_change_catalogue)
def version_close(request, pk):
    """Page « Fermer une version »."""
    row = _version(request, pk)
    return form_page(
        request,
        CloseForm(request.POST or None, request.FILES or None),
        heading=f"Fermer la version : {row.instrument}",
        lead="Après ce jour, l’instrument n’est plus proposé, sauf s’il a une autre version.",
        submit="Fermer la version",
        save=lambda form: close_version(
            version=row,
            actor=request.user,
            **{**form.cleaned_data, "document": kept(form, request.user)},
        ),
        done="La version est fermée.",
        back_to=reverse("web:instrument", args=[row.instrument_id]),
        cancel_url=reverse("web:instrument", args=[row.instrument_id]),
    )


@allow(can_change_catalogue)
def version_confirm(request, pk):
    """Page « Confirmer une version » : terms in use become terms that a document states."""
    row = _version(request, pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, request.FILES or None),
        heading=f"Confirmer la version : {row.instrument}",
        lead="Ses verdicts ne diront plus « à vérifier » pour ses conditions.",
        submit="Confirmer la version",
        save=lambda form: confirm_version(
            version=row,
            actor=request.user,
            **{**form.cleaned_data, "document": kept(form, request.user)},
        ),
        done="La version est confirmée.",
        back_to=reverse("web:instrument", args=[row.instrument_id]),
        cancel_url=reverse("web:instrument", args=[row.instrument_id]),
    )


@allow(can_read_catalogue)
def version_document(request, pk, role):
    """Give the file that states a version's terms (`dit`), or that closes it (`ferme`)."""
    row = _version(request, pk)
    stored = row.document if role == "dit" else row.closing_document
    return stored_file_response(request, stored)


def _version(request, pk) -> InstrumentVersion:
    return get_object_or_404(
        InstrumentVersion.objects.visible_to(request.user).select_related("instrument"), pk=pk
    )
