"""Who may sit: members of the house, representatives, terms, seats."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.committees.models import HouseMember, Representative, Seat
from levier.committees.permissions import can_run_sittings
from levier.committees.services import (
    change_seat,
    register_member,
    register_representative,
    register_seat,
    set_term,
    take_seat_back,
)
from levier.web.access import allow
from levier.web.committees import lists
from levier.web.committees.forms import MemberForm, RepresentativeForm, SeatDaysForm, SeatForm
from levier.web.forms import form_page
from levier.web.lists import ListPage
from levier.web.refusals import done, tried


@allow(can_run_sittings)
def member_list(request):
    """Page « Membres »."""
    rows = HouseMember.objects.visible_to(request.user).select_related("bank", "college")
    page = ListPage(
        request,
        rows.annotate(representative_count=Count("representatives")),
        columns=lists.MEMBER_COLUMNS,
        filters=lists.MEMBER_FILTERS,
        default_sort="nom",
        noun="membre",
        export_name="membres",
        row_url=lists.member_url,
        empty="Aucun membre : ajoutez ceux qui donnent les sièges.",
    )
    return page.respond("web/committees/member_list.html")


@allow(can_run_sittings)
def member_new(request):
    """Page « Ajouter un membre »."""
    return form_page(
        request,
        MemberForm(request.POST or None, user=request.user),
        heading="Ajouter un membre",
        lead="Un membre est une personne morale, ou un bénévole en son nom.",
        save=lambda form: register_member(
            organisation=request.user.organisation,
            actor=request.user,
            on=timezone.localdate(),
            **form.cleaned_data,
        ),
        done="Le membre est ajouté.",
        back_to="web:member",
        cancel_url=reverse("web:member_list"),
    )


@allow(can_run_sittings)
@require_http_methods(["GET", "POST"])
def member(request, pk):
    """Page of a member: representatives, terms, seats."""
    row = get_object_or_404(
        HouseMember.objects.visible_to(request.user).select_related("college"), pk=pk
    )
    form = RepresentativeForm(request.POST or None, user=request.user, member=row)
    if form.is_valid() and tried(
        form,
        lambda: register_representative(member=row, actor=request.user, **form.cleaned_data),
    ):
        return redirect("web:member", row.pk)
    people = row.representatives.select_related("user").prefetch_related("seats__committee")
    context = {
        "member": row,
        "people": people,
        "form": form,
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/committees/member.html", context, status=status)


@allow(can_run_sittings)
def representative_edit(request, pk):
    """Page « Modifier un mandat »."""
    row = get_object_or_404(
        Representative.objects.visible_to(request.user).select_related("member"), pk=pk
    )
    initial = {
        name: getattr(row, name)
        for name in (
            "first_name",
            "last_name",
            "email",
            "user",
            "employer",
            "mandates",
            "term_starts_on",
            "term_ends_on",
        )
    }
    form = RepresentativeForm(
        request.POST or None, user=request.user, member=row.member, representative=row,
        initial=initial,
    )  # fmt: skip
    return form_page(
        request,
        form,
        heading=f"Mandat de {row}",
        save=lambda form: set_term(representative=row, actor=request.user, **form.cleaned_data),
        done="Le mandat est modifié.",
        back_to=reverse("web:member", args=[row.member_id]),
        cancel_url=reverse("web:member", args=[row.member_id]),
    )


@allow(can_run_sittings)
def seat_new(request, pk):
    """Page « Donner un siège »."""
    row = get_object_or_404(Representative.objects.visible_to(request.user), pk=pk)
    back = reverse("web:member", args=[row.member_id])
    initial = {"first_day": timezone.localdate()}
    return form_page(
        request,
        SeatForm(request.POST or None, user=request.user, initial=initial),
        heading=f"Donner un siège à {row}",
        lead="Cette personne est appelée aux comités tenus ces jours-là, si son mandat court.",
        submit="Donner le siège",
        save=lambda form: register_seat(
            representative=row, actor=request.user, **form.cleaned_data
        ),
        done="Le siège est donné.",
        back_to=back,
        cancel_url=back,
    )


@allow(can_run_sittings)
def seat_edit(request, pk):
    """Page « Rendre ou corriger un siège »."""
    seat = _seat_of(request, pk)
    back = reverse("web:member", args=[seat.representative.member_id])
    initial = {"first_day": seat.first_day, "last_day": seat.last_day}
    return form_page(
        request,
        SeatDaysForm(request.POST or None, initial=initial),
        heading=f"Siège de {seat.representative}, {seat.committee}",
        lead="Un siège rendu a un dernier jour : il reste écrit, les présences aussi.",
        submit="Enregistrer ces jours",
        save=lambda form: change_seat(seat=seat, actor=request.user, **form.cleaned_data),
        done="Les jours du siège sont enregistrés.",
        back_to=back,
        cancel_url=back,
        template="web/committees/seat_form.html",
        seat=seat,
    )


@allow(can_run_sittings)
@require_POST
def seat_take_back(request, pk):
    """Forget a seat written by mistake."""
    seat = _seat_of(request, pk)
    member_key = seat.representative.member_id
    done(request, "Le siège est effacé.", lambda: take_seat_back(seat=seat, actor=request.user))
    return redirect("web:member", member_key)


def _seat_of(request, pk) -> Seat:
    rows = Seat.objects.visible_to(request.user).select_related("representative", "committee")
    return get_object_or_404(rows, pk=pk)
