"""The page of a commitment, and each gesture on it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.funds.models import Envelope
from levier.kernel.french import euros
from levier.portfolio.models import Commitment
from levier.portfolio.permissions import can_amend, can_cancel, can_read_portfolio, can_set_up
from levier.portfolio.services import (
    cancel,
    draw_on_envelopes,
    lapse,
    remaining_in,
    set_carrier_number,
)
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.portfolio.forms import AmendmentForm, CancelForm, DrawsForm, SetUpForm
from levier.web.portfolio.pages import commitment_page
from levier.web.refusals import done
from levier.workflows.follow_commitment import amend_commitment, set_up_commitment
from levier.workflows.run_loan import end_commitment


def commitments_of(user):
    """Return the commitments that a user may read, with what their page needs."""
    return Commitment.objects.visible_to(user).select_related(
        "instrument", "version", "carrier", "case__person", "case__structure", "organisation",
        "decision__item__sitting", "decision__request", "guarantee__bank", "financing",
        "grant__person", "grant__funder", "grant__goes_with", "follow_up",
    )  # fmt: skip


@allow(can_read_portfolio)
def commitment(request, pk):
    """Page of a commitment: terms, draws, conditions, amendments, life."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    context = commitment_page(row, request.user, timezone.localdate())
    return render(request, "web/portfolio/commitment.html", context)


@allow(can_set_up)
@require_POST
def commitment_set_up(request, pk):
    """Note the set-up of a guarantee, or the payment of the others; a double click counts once."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    form = SetUpForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Indiquez la date.")
        return redirect("web:commitment", row.pk)
    word = "La mise en place est notée." if row.kind == "guarantee" else "Le versement est noté."
    done(
        request,
        word,
        lambda: set_up_commitment(commitment=row, actor=request.user, **form.cleaned_data),
    )
    return redirect("web:commitment", row.pk)


@allow(can_amend)
@require_http_methods(["GET", "POST"])
def commitment_amend(request, pk):
    """Page « Avenant » : the terms as they become; within the tolerance, else to the committee."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    form = AmendmentForm(request.POST or None, commitment=row, user=request.user)
    tolerance = row.version.amendment_tolerance_share if row.version else 0
    limit = euros(row.amount * (1 + tolerance))
    return form_page(
        request,
        form,
        heading=f"Avenant à {row.number}",
        lead=f"Jusqu’à {limit} accordés, l’avenant s’applique aussitôt. Au-delà, ou pour "
        "prolonger l’accord, il va au comité. Les deux versions sont gardées.",
        submit="Enregistrer l’avenant",
        save=lambda form: amend_commitment(
            commitment=row,
            actor=request.user,
            on=timezone.localdate(),
            reason=form.cleaned_data["reason"],
            **form.changes,
        ),
        done="L’avenant est enregistré.",
        back_to=reverse("web:commitment", args=[row.pk]),
        cancel_url=reverse("web:commitment", args=[row.pk]),
    )


@allow(can_set_up)
@require_POST
def commitment_lapse(request, pk):
    """Note that an agreement was not set up in time."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    done(
        request,
        "La caducité est constatée.",
        lambda: lapse(commitment=row, on=timezone.localdate(), actor=request.user),
    )
    return redirect("web:commitment", row.pk)


@allow(can_cancel)
@require_http_methods(["GET", "POST"])
def commitment_cancel(request, pk):
    """Page « Annuler » : says what it gives back before it is done."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    drawn = [f"{euros(d.amount)} à « {d.envelope} »" for d in row.draws.select_related("envelope")]
    back = f" Rend {' et '.join(drawn)}." if drawn else ""
    return form_page(
        request,
        CancelForm(request.POST or None),
        heading=f"Annuler {row.number}",
        lead=f"{row.instrument}, {euros(row.amount)} accordés à {row.case.holder_name}.{back} "
        "Le numéro et la décision restent ; rien ne pourra plus être mis en place.",
        submit="Annuler l’engagement",
        save=lambda form: cancel(
            commitment=row, on=timezone.localdate(), actor=request.user, **form.cleaned_data
        ),
        done="L’engagement est annulé.",
        back_to=reverse("web:commitment", args=[row.pk]),
        cancel_url=reverse("web:commitment", args=[row.pk]),
    )


@allow(can_set_up)
@require_POST
def commitment_end(request, pk):
    """Note that a commitment is over."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    done(
        request,
        "L’engagement est terminé.",
        lambda: end_commitment(commitment=row, on=timezone.localdate(), actor=request.user),
    )
    return redirect("web:commitment", row.pk)


@allow(can_amend)
@require_POST
def commitment_number(request, pk):
    """Write the number that the carrier gave."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    number = request.POST.get("carrier_number", "")[:40]
    done(
        request,
        "Le numéro est enregistré.",
        lambda: set_carrier_number(commitment=row, number=number, actor=request.user),
    )
    return redirect("web:commitment", row.pk)


@allow(can_set_up)
@require_http_methods(["GET", "POST"])
def commitment_draws(request, pk):
    """Page « Répartir sur les enveloppes » : the draws sum to the amount, to the cent."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    envelopes = list(
        Envelope.objects.visible_to(request.user)
        .filter(scheme=row.instrument.code)
        .open_on(row.decided_on)
        .select_related("funder")
    )
    left = remaining_in(envelopes, besides=row)
    form = DrawsForm(request.POST or None, commitment=row, envelopes=envelopes)
    for envelope, name in form.rows:
        rest = left[envelope.pk]
        form.fields[name].help_text = (
            "enveloppe d’ouverture, sans montant" if rest is None else f"reste {euros(rest)}"
        )
    return form_page(
        request,
        form,
        heading=f"Enveloppes de {row.number}",
        lead=f"{euros(row.amount, cents=True)} à répartir, au centime.",
        submit="Enregistrer la répartition",
        save=lambda form: draw_on_envelopes(commitment=row, draws=form.draws, actor=request.user),
        done="La répartition est enregistrée.",
        back_to=reverse("web:commitment", args=[row.pk]),
        cancel_url=reverse("web:commitment", args=[row.pk]),
    )
