"""Prescribers, and banks to check: those met for the first time in a file."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from levier.people.models import Bank, Prescriber
from levier.people.permissions import can_check_bodies
from levier.people.services import update_body
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.lists import Column, FlagFilter, ListPage, TextFilter
from levier.web.people.forms import BankForm, PrescriberForm, changes_of

PRESCRIBER_COLUMNS = [
    Column("nom", "Organisme", "name", sort=("name",), link=True, width=36),
    Column("nature", "Nature", "kind", sort=("kind",)),
    Column("courriel", "Adresse électronique", "email", width=30),
    Column("telephone", "Téléphone", "phone"),
    Column("envoyes", "Personnes envoyées", "sent", kind="integer", sort=("sent",)),
]
BANK_COLUMNS = [
    Column("nom", "Banque", "name", sort=("name",), link=True, width=36),
    Column("code", "Code", "code", sort=("code",), width=8),
    Column("courriel", "Adresse électronique", "email", width=30),
    Column("garanties", "Garanties", "given", kind="integer", sort=("given",)),
    Column("verifier", "À vérifier", "is_to_check", sort=("is_to_check",), width=12),
]


@allow(can_check_bodies)
def partner_list(request):
    """Page « Organismes »: those who send people, and to whom people are referred."""
    rows = Prescriber.objects.visible_to(request.user).annotate(sent=Count("sent_cases"))
    page = ListPage(
        request,
        rows,
        columns=PRESCRIBER_COLUMNS,
        filters=[TextFilter("nom", "Nom", fields=("name_key",))],
        default_sort="nom",
        noun="organisme",
        export_name="organismes",
        row_url=lambda row: reverse("web:prescriber_edit", args=[row.pk]),
    )
    return page.respond("web/people/partner_list.html")


@allow(can_check_bodies)
def bank_list(request):
    """Page « Banques »: those to check are those that a file named first."""
    rows = Bank.objects.visible_to(request.user).annotate(given=Count("guarantees"))
    page = ListPage(
        request,
        rows,
        columns=BANK_COLUMNS,
        filters=[
            TextFilter("nom", "Nom", fields=("name_key",)),
            FlagFilter("verifier", "À vérifier", condition=Q(is_to_check=True)),
        ],
        default_sort="nom",
        noun="banque",
        export_name="banques",
        row_url=lambda row: reverse("web:bank_edit", args=[row.pk]),
    )
    return page.respond("web/people/bank_list.html")


@allow(can_check_bodies)
def prescriber_edit(request, pk):
    """Page « Modifier » of a prescriber."""
    rows = Prescriber.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    return form_page(
        request,
        PrescriberForm(request.POST or None, instance=row),
        heading=row.name,
        save=lambda form: update_body(body=rows.get(pk=pk), actor=request.user, **changes_of(form)),
        done="L’organisme est modifié.",
        back_to=reverse("web:partner_list"),
        cancel_url=reverse("web:partner_list"),
    )


@allow(can_check_bodies)
def bank_edit(request, pk):
    """Page « Modifier » of a bank: untick « à vérifier » once its name is right."""
    rows = Bank.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    return form_page(
        request,
        BankForm(request.POST or None, instance=row),
        heading=row.name,
        save=lambda form: update_body(body=rows.get(pk=pk), actor=request.user, **changes_of(form)),
        done="La banque est modifiée.",
        back_to=reverse("web:bank_list"),
        cancel_url=reverse("web:bank_list"),
    )
