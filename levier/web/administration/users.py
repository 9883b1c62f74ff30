"""Accounts: create, change, close."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from levier.accounts.models import Office, Role, User
from levier.accounts.permissions import can_administer
from levier.kernel.errors import DomainError
from levier.web.access import allow
from levier.web.administration.forms import UserForm
from levier.web.forms import form_page
from levier.web.lists import ChoiceFilter, Column, FlagFilter, ListPage, TextFilter
from levier.workflows.manage_accounts import (
    change_account,
    close_account,
    open_account,
    reopen_account,
)

COLUMNS = [
    Column("nom", "Nom", "full_name", sort=("last_name", "first_name"), link=True, small="email",
           width=28),
    Column("courriel", "Adresse électronique", "email", on_screen=False, width=30),
    Column("role", "Rôle", "get_role_display", sort=("role",), width=26),
    Column("code", "Code", "staff_code", sort=("staff_code",), width=8),
    Column("fonction", "Fonction", "position", width=26),
    Column("agence", "Agence", "office.name", sort=("office__name",)),
    Column("pole", "Pôle", "team.name", sort=("team__name",)),
    Column("ouvert", "Compte", "is_active", cell="web/administration/_account_state.html",
           sort=("is_active",)),
    Column("vu", "Dernière connexion", "last_login", kind="date", sort=("last_login",),
           missing="jamais"),
]  # fmt: skip


@allow(can_administer)
def user_list(request):
    """Page « Comptes »."""
    page = ListPage(
        request,
        _users(request).select_related("office", "team"),
        columns=COLUMNS,
        filters=[
            TextFilter(
                "nom", "Nom ou adresse", raw_fields=("last_name", "first_name", "email")
            ),
            ChoiceFilter("role", "Rôle", Role.choices, field="role"),
            ChoiceFilter("agence", "Agence", _offices, field="office"),
            FlagFilter("ouvert", "Compte ouvert", condition=Q(is_active=True)),
        ],
        default_sort="nom",
        noun="compte",
        export_name="comptes",
        row_url=lambda row: reverse("web:user_edit", args=[row.pk]),
    )  # fmt: skip
    return page.respond("web/administration/user_list.html")


@allow(can_administer)
def user_new(request):
    """Page « Ouvrir un compte »."""
    return form_page(
        request,
        UserForm(request.POST or None, actor=request.user),
        heading="Ouvrir un compte",
        submit="Ouvrir le compte",
        save=lambda form: open_account(actor=request.user, **form.cleaned_data),
        done="Le compte est ouvert.",
        back_to=reverse("web:user_list"),
        cancel_url=reverse("web:user_list"),
    )


@allow(can_administer)
def user_edit(request, pk):
    """Page of an account."""
    row = get_object_or_404(_users(request), pk=pk)
    name, is_active = row.full_name, row.is_active
    return form_page(
        request,
        UserForm(request.POST or None, instance=row, actor=request.user),
        heading=name,
        save=lambda form: change_account(
            user=_users(request).get(pk=pk), actor=request.user, **form.cleaned_data
        ),
        done="Le compte est modifié.",
        back_to=reverse("web:user_list"),
        cancel_url=reverse("web:user_list"),
        template="web/administration/user_edit.html",
        account={"pk": pk, "is_active": is_active, "is_self": pk == request.user.pk, "name": name},
    )


@allow(can_administer)
@require_POST
def user_close(request, pk):
    """Close an account."""
    row = get_object_or_404(_users(request), pk=pk)
    return _done(request, close_account, row, f"Le compte de {row.full_name} est fermé.")


@allow(can_administer)
@require_POST
def user_reopen(request, pk):
    """Open again an account."""
    row = get_object_or_404(_users(request), pk=pk)
    return _done(request, reopen_account, row, f"Le compte de {row.full_name} est rouvert.")


def _done(request, service, row: User, done: str):
    try:
        service(user=row, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("web:user_list")


def _users(request):
    return User.objects.filter(organisation=request.user.organisation_id)


def _offices(user: User) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in Office.objects.visible_to(user)]
