"""Offices and teams."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from levier.accounts.models import Office, Team
from levier.accounts.permissions import can_administer
from levier.web.access import allow
from levier.web.administration.forms import OfficeForm, TeamForm
from levier.web.forms import form_page
from levier.workflows.manage_accounts import change_office, open_office, open_team

OPEN = Q(users__is_active=True)


@allow(can_administer)
def office_list(request):
    """Page « Agences et pôles »."""
    context = {
        "offices": Office.objects.visible_to(request.user).annotate(
            people=Count("users", filter=OPEN)
        ),
        "teams": Team.objects.visible_to(request.user).annotate(people=Count("users", filter=OPEN)),
    }
    return render(request, "web/administration/office_list.html", context)


@allow(can_administer)
def office_new(request):
    """Page « Ouvrir une agence »."""
    return form_page(
        request,
        OfficeForm(request.POST or None, house=request.user.organisation),
        heading="Ouvrir une agence",
        submit="Ouvrir l’agence",
        save=lambda form: open_office(actor=request.user, **form.cleaned_data),
        done="L’agence est ouverte.",
        back_to=reverse("web:office_list"),
        cancel_url=reverse("web:office_list"),
    )


@allow(can_administer)
def office_edit(request, pk):
    """Page of an office."""
    rows = Office.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    return form_page(
        request,
        OfficeForm(request.POST or None, instance=row, house=request.user.organisation),
        heading=row.name,
        save=lambda form: change_office(
            office=rows.get(pk=pk), actor=request.user, **form.cleaned_data
        ),
        done="L’agence est modifiée.",
        back_to=reverse("web:office_list"),
        cancel_url=reverse("web:office_list"),
    )


@allow(can_administer)
def team_new(request):
    """Page « Créer un pôle »."""
    return form_page(
        request,
        TeamForm(request.POST or None),
        heading="Créer un pôle",
        submit="Créer le pôle",
        save=lambda form: open_team(actor=request.user, **form.cleaned_data),
        done="Le pôle est créé.",
        back_to=reverse("web:office_list"),
        cancel_url=reverse("web:office_list"),
    )
