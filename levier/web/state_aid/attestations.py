"""Attestations: printed with the aids of three years, kept, then signed."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from levier.documents.services import content_of, record_download
from levier.state_aid.models import Attestation, Undertaking
from levier.state_aid.permissions import can_declare_aid, can_read_state_aid
from levier.state_aid.services import sign_attestation
from levier.web.access import allow
from levier.web.catalogue.documents import kept
from levier.web.committees.documents import pdf_response
from levier.web.forms import form_page
from levier.web.refusals import done
from levier.web.state_aid.forms import SignForm
from levier.workflows.state_aid_attestation import print_attestation


@allow(can_declare_aid)
@require_POST
def attestation_new(request, pk):
    """Print the attestation of today and keep it."""
    row = get_object_or_404(
        Undertaking.objects.visible_to(request.user).select_related("organisation"), pk=pk
    )
    done(
        request,
        "L’attestation est prête à signer.",
        lambda: print_attestation(undertaking=row, on=timezone.localdate(), actor=request.user),
    )
    return redirect("web:state_aid", row.pk)


@allow(can_read_state_aid)
def attestation_pdf(request, pk):
    """Show an attestation: the signed paper when there is one, else what was printed."""
    row = get_object_or_404(
        Attestation.objects.visible_to(request.user).select_related(
            "document", "signed_document", "undertaking"
        ),
        pk=pk,
    )
    stored = row.signed_document or row.document
    record_download(stored_file=stored, actor=request.user)
    answer = pdf_response(content_of(stored), stored.name)
    answer["Content-Type"] = stored.content_type
    return answer


@allow(can_declare_aid)
def attestation_sign(request, pk):
    """Page « Attestation signée »."""
    row = get_object_or_404(
        Attestation.objects.visible_to(request.user).select_related("undertaking"), pk=pk
    )
    back = reverse("web:state_aid", args=[row.undertaking_id])
    return form_page(
        request,
        SignForm(request.POST or None, request.FILES or None),
        heading=f"Attestation signée : {row.undertaking}",
        lead="Le jour de la signature est gardé, avec le papier signé s’il est joint.",
        submit="Garder la signature",
        save=lambda form: sign_attestation(
            attestation=row,
            signed_on=form.cleaned_data["signed_on"],
            actor=request.user,
            document=kept(form, request.user) if form.cleaned_data["document"] else None,
        ),
        done="L’attestation est signée.",
        back_to=back,
        cancel_url=back,
    )
