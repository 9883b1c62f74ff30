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
    version_on,
)
from levier.funds.services import install_funders
from levier.kernel.french import NBSP
from levier.web.access import allow
from levier.web.catalogue.comparison import comparison_of
from levier.web.catalogue.documents import stored_file_response, written_with_document
from levier.web.catalogue.forms import CloseForm, ConfirmForm, VersionForm
from levier.web.catalogue.listing import catalogue_page
from levier.web.forms import form_page
from levier.web.refusals import done

VERSION_FORM = "web/catalogue/version_form.html"
GESTURES = ("apercu", "ligne")


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
    current = version_on(row, today)
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
    """Page « Ajouter une version » : filled with the terms and conditions of the one in force.

    A « geste » shows the form again, with its preview or one more line, and writes nothing.
    """
    row = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    copied = version_on(row, timezone.localdate()) or row.versions.first()
    form = VersionForm(request.POST or None, request.FILES or None, copied=copied)
    shown = {
        "heading": f"Nouvelle version{NBSP}: {row}",
        "lead": "La version en cours se ferme la veille, sauf si la nouvelle est inactive. Les "
        "dossiers déjà décidés gardent la leur.",
        "submit": "Ajouter la version",
        "copied": copied,
        "cancel_url": reverse("web:instrument", args=[row.pk]),
    }
    if request.POST.get("geste") in GESTURES:
        return render(request, VERSION_FORM, {"form": form, **shown})
    return form_page(
        request,
        form,
        save=lambda form: written_with_document(
            form,
            request.user,
            lambda document: add_version(
                instrument=row, actor=request.user, document=document, **form.terms
            ),
        ),
        done="La version est ajoutée.",
        back_to=reverse("web:instrument", args=[row.pk]),
        template=VERSION_FORM,
        **shown,
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
        save=lambda form: written_with_document(
            form,
            request.user,
            lambda document: close_version(
                version=row, actor=request.user, **{**form.cleaned_data, "document": document}
            ),
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
        save=lambda form: written_with_document(
            form,
            request.user,
            lambda document: confirm_version(
                version=row, actor=request.user, **{**form.cleaned_data, "document": document}
            ),
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
