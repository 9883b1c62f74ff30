"""Sittings: the list, the page where one is prepared and followed, its steps."""

from operator import itemgetter

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case
from levier.committees.models import AgendaItem, Attendance, Representative, Sitting
from levier.committees.permissions import (
    can_put_on_agenda,
    can_read_sittings,
    can_run_sittings,
)
from levier.committees.services import (
    end_sitting,
    move_item,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    record_attendance,
    seats_on,
    take_off_agenda,
    update_sitting,
)
from levier.portfolio.models import Amendment, LoanProposal
from levier.web.access import allow
from levier.web.committees import lists
from levier.web.committees.forms import SittingForm
from levier.web.committees.pages import sitting_page
from levier.web.forms import form_page
from levier.web.lists import ListPage
from levier.web.refusals import done
from levier.workflows.follow_commitment import lay_amendment
from levier.workflows.loan_proposals import lay_proposal
from levier.workflows.rectified_minutes import rectify_minutes
from levier.workflows.sitting_documents import publish_minutes


def sittings_of(user):
    """Return the sittings that a user may read, with what their page needs."""
    return Sitting.objects.visible_to(user).select_related(
        "committee", "office", "chair", "minutes", "organisation"
    )


@allow(can_read_sittings)
def sitting_list(request):
    """Page « Comités »."""
    rows = (
        Sitting.objects.visible_to(request.user)
        .of_committees()
        .select_related("committee")
        .annotate(
            item_count=_counted(AgendaItem.objects.all()),
            present_count=_counted(Attendance.objects.filter(is_present=True)),
        )
    )
    page = ListPage(
        request,
        rows,
        columns=lists.SITTING_COLUMNS,
        filters=lists.SITTING_FILTERS,
        default_sort="-date",
        noun="comité",
        export_name="comites",
        row_url=lists.sitting_url,
        empty="Aucun comité : planifiez le premier.",
    )
    return page.respond(
        "web/committees/sitting_list.html", {"can_run": can_run_sittings(request.user)}
    )


@allow(can_run_sittings)
def sitting_new(request):
    """Page « Planifier un comité »."""
    return form_page(
        request,
        SittingForm(request.POST or None, user=request.user),
        heading="Planifier un comité",
        lead="Les membres dont le mandat couvre cette date sont convoqués.",
        submit="Planifier le comité",
        save=lambda form: plan_sitting(
            organisation=request.user.organisation, actor=request.user, **_filled(form)
        ),
        done="Le comité est planifié.",
        back_to="web:sitting",
        cancel_url=reverse("web:sitting_list"),
    )


@allow(can_run_sittings)
def sitting_edit(request, pk):
    """Page « Modifier le comité »."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    initial = {
        "held_on": row.held_on, "starts_at": row.starts_at, "office": row.office,
        "place": row.place, "chair": row.chair,
    }  # fmt: skip
    return form_page(
        request,
        SittingForm(request.POST or None, user=request.user, sitting=row, initial=initial),
        heading=f"Modifier le comité {row}",
        save=lambda form: update_sitting(sitting=row, actor=request.user, **form.cleaned_data),
        done="Le comité est modifié.",
        back_to="web:sitting",
        cancel_url=reverse("web:sitting", args=[row.pk]),
    )


@allow(can_read_sittings)
def sitting(request, pk):
    """Page of a sitting: agenda, attendance, documents."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    context = sitting_page(row, request.user)
    if row.mode == Sitting.Mode.DELEGATION:
        return render(request, "web/committees/delegated_act.html", context)
    called = {attendance.representative_id for attendance in context["attendances"]}
    if context["can_change"] and row.committee:
        seats = seats_on(row.committee, row.held_on)
        context["uncalled"] = [s for s in seats if s.representative_id not in called]
    return render(request, "web/committees/sitting.html", context)


@allow(can_run_sittings)
@require_POST
def sitting_step(request, pk, step):
    """Open the session, end it, or freeze its minutes."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    steps = {
        "ouvrir": ("La séance est ouverte.", lambda: _open(request, row)),
        "lever": ("La séance est levée.", lambda: end_sitting(sitting=row, actor=request.user)),
        "figer": (
            "Le relevé est figé."
            if row.mode == Sitting.Mode.DELEGATION
            else "Le procès-verbal est figé.",
            lambda: publish_minutes(sitting=row, actor=request.user, on=timezone.localdate()),
        ),
    }
    if step not in steps:
        raise Http404
    done(request, *steps[step])
    row.refresh_from_db()
    if step == "ouvrir" and row.state == Sitting.State.OPEN:
        return redirect("web:session_start", row.pk)
    return redirect("web:sitting", row.pk)


def _open(request, row: Sitting) -> Sitting:
    """Open the session; before its day, only when the page asked and was answered."""
    return open_sitting(
        sitting=row, actor=request.user, on=timezone.localdate(),
        confirmed="confirmed" in request.POST,
    )  # fmt: skip


@allow(can_run_sittings)
@require_POST
def sitting_attendance(request, pk):
    """Write who came: the boxes ticked are those present."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    present = set(request.POST.getlist("present"))
    called = Representative.objects.filter(organisation=row.organisation_id).select_related(
        "member", "user"
    )

    def write():
        known = dict(row.attendances.values_list("representative_id", "is_present"))
        ticked = [(str(person.pk) in present, person) for person in called]
        for came, person in sorted(ticked, key=itemgetter(0)):  # who left gives a seat back first
            if known.get(person.pk) != came and (came or person.pk in known):
                record_attendance(
                    sitting=row, representative=person, is_present=came, actor=request.user
                )

    done(request, "Les présences sont enregistrées.", transaction.atomic(write))
    return redirect("web:sitting", row.pk)


@allow(can_run_sittings)
@require_POST
def minutes_rectify(request, pk):
    """Correct frozen minutes by minutes that rectify them, on one dossier or on the whole."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    chosen = request.POST.get("item")
    point = get_object_or_404(items_for(request.user), pk=chosen, sitting=row) if chosen else None
    done(
        request,
        "Le procès-verbal rectificatif est gardé.",
        lambda: rectify_minutes(
            sitting=row,
            correction=request.POST.get("correction", ""),
            item=point,
            actor=request.user,
            on=timezone.localdate(),
        ),
    )
    return redirect("web:sitting", row.pk)


# ── Agenda ────────────────────────────────────────────────────────────────────────────────────
@allow(can_put_on_agenda)
@require_POST
def agenda_add(request, pk):
    """Put a ready dossier, an amendment, or a loan that runs, on the agenda."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    amendment, proposal = request.POST.get("amendment"), request.POST.get("proposal")
    if proposal:
        waiting = get_object_or_404(LoanProposal.objects.visible_to(request.user), pk=proposal)
        done(
            request,
            f"{waiting} : c’est à l’ordre du jour.",
            lambda: lay_proposal(proposal=waiting, sitting=row, actor=request.user),
        )
    elif amendment:
        asked = get_object_or_404(Amendment.objects.visible_to(request.user), pk=amendment)
        done(
            request,
            "L’avenant est à l’ordre du jour.",
            lambda: lay_amendment(amendment=asked, sitting=row, actor=request.user),
        )
    else:
        case = get_object_or_404(
            Case.objects.visible_to(request.user), pk=request.POST.get("case") or None
        )
        done(
            request,
            f"Le dossier {case.number} est à l’ordre du jour.",
            lambda: put_on_agenda(
                sitting=row,
                case=case,
                actor=request.user,
                on=timezone.localdate(),
                confirmed="confirmed" in request.POST,
            ),
        )
    return redirect("web:sitting", row.pk)


@allow(can_run_sittings)
@require_POST
def agenda_move(request, pk):
    """Move a point up or down."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    up = request.POST.get("sens") == "haut"
    done(request, "L’ordre est changé.", lambda: move_item(item=item, up=up, actor=request.user))
    return redirect("web:sitting", item.sitting_id)


@allow(can_run_sittings)
@require_http_methods(["POST"])
def agenda_remove(request, pk):
    """Take an undecided dossier off the agenda."""
    item = get_object_or_404(items_for(request.user), pk=pk)
    reason = request.POST.get("reason", "").strip() or "reporté à un autre comité"
    sitting_key = item.sitting_id
    done(
        request,
        "Le dossier est retiré de l’ordre du jour.",
        lambda: take_off_agenda(
            item=item, actor=request.user, on=timezone.localdate(), reason=reason
        ),
    )
    return redirect("web:sitting", sitting_key)


def items_for(user):
    """Return the points that a user may read."""
    return AgendaItem.objects.visible_to(user).select_related(
        "sitting__committee", "sitting__organisation", "case"
    )


def _counted(rows) -> Subquery:
    """Return how many of these rows a sitting has, without a join for each."""
    mine = rows.filter(sitting=OuterRef("pk")).order_by().values("sitting")
    return Coalesce(Subquery(mine.annotate(count=Count("pk")).values("count")), 0)


def _filled(form) -> dict:
    """Return what was typed, without the blanks that have a default."""
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
