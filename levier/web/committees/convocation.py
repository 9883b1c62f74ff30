"""The convocation of a sitting, and the page without account where a member answers it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.committees.models import Sitting
from levier.committees.permissions import can_run_sittings
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.web.access import allow, public
from levier.web.committees.forms import CallOffForm
from levier.web.committees.sittings import sittings_of
from levier.web.forms import form_page
from levier.workflows.convene_sitting import (
    answer_convocation,
    attendance_of_token,
    call_off_sitting,
    convene_sitting,
)


@allow(can_run_sittings)
@require_POST
def sitting_convene(request, pk):
    """Send the convocation to those who do not hold the present one."""
    row = get_object_or_404(sittings_of(request.user), pk=pk)
    try:
        done = convene_sitting(sitting=row, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("web:sitting", row.pk)
    if done.called or done.taken_back:
        back = f", {plural(done.taken_back, 'annulation')}" if done.taken_back else ""
        messages.success(request, f"{plural(done.called, 'convocation')}{back}.")
    else:
        messages.info(request, "Personne de plus à convoquer : rien n’est parti.")
    if done.without_address:
        messages.warning(request, f"Sans adresse : {', '.join(done.without_address)}.")
    return redirect("web:sitting", row.pk)


@allow(can_run_sittings)
@require_http_methods(["GET", "POST"])
def sitting_cancel(request, pk):
    """Page « Annuler le comité » : its dossiers are ready again, those convened are told."""
    row = get_object_or_404(sittings_of(request.user).filter(state="planned"), pk=pk)
    convened = row.attendances.exclude(convened_rank=None).count()
    lead = f"{plural(row.items.count(), 'dossier')} à l’ordre du jour, à réinscrire ailleurs"
    lead += f"\u00a0; {plural(convened, 'convocation')} à reprendre, par message."

    def save(form) -> Sitting:
        reason = form.cleaned_data["reason"]
        call_off_sitting(sitting=row, reason=reason, actor=request.user, at=timezone.now())
        return row

    return form_page(
        request,
        CallOffForm(request.POST or None),
        heading=f"Annuler le comité {row}",
        lead=lead,
        submit="Annuler le comité",
        save=save,
        done=f"Le comité {row} est annulé.",
        back_to="web:sitting",
        cancel_url=reverse("web:sitting", args=[row.pk]),
    )


@public
@require_http_methods(["GET", "POST"])
def convocation(request, token):
    """Say whether one comes to a sitting."""
    row = attendance_of_token(token)
    if row is None:
        raise Http404
    fault, status = "", 200
    if request.method == "POST":
        try:
            answer = request.POST.get("answer", "")
            answer_convocation(attendance=row, answer=answer, at=timezone.now())
            return redirect(request.path)
        except DomainError as refusal:
            fault, status = str(refusal), 422
    context = {
        "row": row,
        "sitting": row.sitting,
        "fault": fault,
        "is_open": row.sitting.state == "planned" and row.convened_rank is not None,
    }
    answer = render(request, "web/committees/convocation.html", context, status=status)
    answer["Referrer-Policy"] = "same-origin"  # the address is the key: no other site learns it
    return answer
