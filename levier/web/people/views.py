"""People and structures: lists, pages, what is typed of them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from levier.people.models import Person, Structure
from levier.people.permissions import can_read_register, can_write_register
from levier.people.services import (
    register_person,
    register_structure,
    update_person,
    update_structure,
)
from levier.state_aid.permissions import can_read_state_aid
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.lists import ListPage
from levier.web.people import lists
from levier.web.people.forms import PersonForm, StructureForm, changes_of
from levier.web.people.pages import person_page, structure_page
from levier.web.state_aid.summary import de_minimis_line


@allow(can_read_register)
def person_list(request):
    """Page « Personnes »."""
    page = ListPage(
        request,
        Person.objects.visible_to(request.user).live(),
        columns=lists.PERSON_COLUMNS,
        filters=lists.PERSON_FILTERS,
        default_sort="nom",
        noun="personne",
        export_name="personnes",
        row_url=lists.person_url,
        empty="Aucune personne\u00a0: elles entrent ici avec leur premier dossier.",
    )
    return page.respond("web/people/person_list.html")


@allow(can_read_register)
def structure_list(request):
    """Page « Structures »."""
    page = ListPage(
        request,
        Structure.objects.visible_to(request.user).live(),
        columns=lists.STRUCTURE_COLUMNS,
        filters=lists.STRUCTURE_FILTERS,
        default_sort="nom",
        noun="structure",
        export_name="structures",
        row_url=lists.structure_url,
        empty="Aucune structure pour l’instant.",
    )
    return page.respond("web/people/structure_list.html")


@allow(can_read_register)
def person(request, pk):
    """Page of a person: who they are, and the dossiers that this user may read."""
    row = get_object_or_404(_people(request), pk=pk)
    return render(request, "web/people/person.html", person_page(row, request.user))


@allow(can_read_register)
def structure(request, pk):
    """Page of a structure."""
    row = get_object_or_404(_structures(request), pk=pk)
    context = structure_page(row, request.user)
    if can_read_state_aid(request.user):
        context["de_minimis"] = de_minimis_line(row, None, timezone.localdate())
        context["open_url"] = reverse("web:structure_state_aid", args=[row.pk])
    return render(request, "web/people/structure.html", context)


@allow(can_write_register)
def person_new(request):
    """Page « Nouvelle personne »."""
    return form_page(
        request,
        PersonForm(request.POST or None),
        heading="Nouvelle personne",
        save=lambda form: register_person(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="La personne est enregistrée.",
        back_to="web:person",
        cancel_url=reverse("web:person_list"),
    )


@allow(can_write_register)
def person_edit(request, pk):
    """Page « Modifier » of a person."""
    row = get_object_or_404(_people(request), pk=pk)
    return form_page(
        request,
        PersonForm(request.POST or None, instance=row),
        heading=f"Modifier {row.full_name}",
        save=lambda form: update_person(
            person=_people(request).get(pk=pk), actor=request.user, **changes_of(form)
        ),
        done="La fiche est modifiée.",
        back_to="web:person",
        cancel_url=reverse("web:person", args=[pk]),
    )


@allow(can_write_register)
def structure_new(request):
    """Page « Nouvelle structure »."""
    return form_page(
        request,
        StructureForm(request.POST or None),
        heading="Nouvelle structure",
        save=lambda form: register_structure(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="La structure est enregistrée.",
        back_to="web:structure",
        cancel_url=reverse("web:structure_list"),
    )


@allow(can_write_register)
def structure_edit(request, pk):
    """Page « Modifier » of a structure."""
    row = get_object_or_404(_structures(request), pk=pk)
    return form_page(
        request,
        StructureForm(request.POST or None, instance=row),
        heading=f"Modifier {row.name}",
        save=lambda form: update_structure(
            structure=_structures(request).get(pk=pk), actor=request.user, **changes_of(form)
        ),
        done="La fiche est modifiée.",
        back_to="web:structure",
        cancel_url=reverse("web:structure", args=[pk]),
    )


def _people(request):
    return Person.objects.visible_to(request.user).live()


def _structures(request):
    return Structure.objects.visible_to(request.user).live()
