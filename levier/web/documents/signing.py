"""Minutes signed by the chair: drawn with a mouse or a finger, an image brought, a name typed."""

import base64
import binascii
import re

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.cases.models import Case
from levier.cases.querysets import hangs_from
from levier.committees.models import Sitting
from levier.committees.permissions import can_read_sittings, can_run_sittings
from levier.documents.services import record_download
from levier.kernel.errors import DomainError
from levier.signatures.models import Method, Signature
from levier.signatures.services import request_signature, sign, verify
from levier.signatures.states import State
from levier.web.access import allow, refuse
from levier.web.committees.sittings import sittings_of
from levier.web.documents.serving import file_answer

CHAIR = "présidence de séance"
LARGEST = 2_000_000
_DATA_URL = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")


class SigningForm(forms.Form):
    """One way to sign, and the consent."""

    method = forms.ChoiceField(
        choices=[(m.value, m.label) for m in (Method.DRAWN, Method.UPLOADED, Method.TYPED)],
        widget=forms.RadioSelect,
        initial=Method.DRAWN,
    )
    drawing = forms.CharField(required=False, widget=forms.HiddenInput)
    image = forms.FileField(required=False)
    typed_name = forms.CharField(required=False, max_length=120)
    consent = forms.BooleanField(required=False)

    def mark(self) -> bytes:
        """Return the picture drawn or brought; nothing when the name is typed or none is good."""
        data = self.cleaned_data
        if data["method"] == Method.UPLOADED:
            file = data["image"]
            return file.read() if file and file.size <= LARGEST else b""
        found = _DATA_URL.fullmatch(data["drawing"][:LARGEST])
        if data["method"] != Method.DRAWN or not found:
            return b""
        try:
            return base64.b64decode(found[1], validate=True)
        except binascii.Error:
            return b""

    def place_of(self, refusal: DomainError) -> str | None:
        """Return the field where a refusal is read: the way chosen, for want of a picture."""
        if refusal.field == "drawing" and self.cleaned_data["method"] == Method.UPLOADED:
            return "image"
        return refusal.field if refusal.field in self.fields else None


@allow(can_read_sittings)
@require_http_methods(["GET", "POST"])
def sitting_sign(request: HttpRequest, pk) -> HttpResponse:
    """Sign the frozen minutes of a sitting, as its chair or with the chair beside."""
    sitting = get_object_or_404(
        sittings_of(request.user).select_related("minutes__organisation", "chair"), pk=pk
    )
    if sitting.minutes is None or sitting.chair is None or not _reads_whole(request, sitting):
        raise Http404
    if not (can_run_sittings(request.user) or sitting.chair.user_id == request.user.pk):
        return refuse(request, who="la présidence de la séance, et " + can_run_sittings.who)
    known = Signature.objects.filter(stored_file=sitting.minutes, role=CHAIR)
    signed = known.filter(state=State.SIGNED).first()
    if signed:
        return redirect("web:signature", signed.pk)
    form = SigningForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            row = _sign(sitting, form, request.user)
        except DomainError as refusal:
            form.add_error(form.place_of(refusal), str(refusal))
        else:
            messages.success(request, f"Le procès-verbal {sitting.number} est signé.")
            return redirect("web:signature", row.pk)
    context = {"sitting": sitting, "form": form, "name": str(sitting.chair), "role": CHAIR}
    status = 422 if form.errors else 200
    return render(request, "web/documents/sign.html", context, status=status)


@allow(can_read_sittings)
@require_GET
def signature(request: HttpRequest, pk) -> HttpResponse:
    """A signature, and whether it holds: the fingerprints are computed again at each reading."""
    row = _signature(request, pk)
    context = {"signature": row, "verdict": verify(row), "sitting": row.sitting}
    return render(request, "web/documents/signature.html", context)


@allow(can_read_sittings)
@require_GET
def signed_file(request: HttpRequest, pk) -> HttpResponse:
    """The signed copy; the journal knows who took it."""
    row = _signature(request, pk)
    if row.signed_file is None:
        raise Http404
    record_download(stored_file=row.signed_file, actor=request.user)
    return file_answer(request, row.signed_file)


def _sign(sitting: Sitting, form: SigningForm, actor) -> Signature:
    asked = request_signature(
        stored_file=sitting.minutes, signer_name=str(sitting.chair), role=CHAIR, actor=actor,
        signer=sitting.chair.user,
    )  # fmt: skip
    data = form.cleaned_data
    return sign(
        signature=asked, actor=actor, at=timezone.now(), method=data["method"],
        has_consented=data["consent"], drawing=form.mark(), typed_name=data["typed_name"],
    )  # fmt: skip


def _signature(request: HttpRequest, pk) -> Signature:
    """Return a signature of minutes that this user reads whole, else 404."""
    rows = Signature.objects.filter(organisation=request.user.organisation_id)
    row = get_object_or_404(
        rows.select_related("stored_file", "signed_file", "organisation"), pk=pk
    )
    sitting = sittings_of(request.user).filter(minutes=row.stored_file).first()
    if sitting is None or not _reads_whole(request, sitting):
        raise Http404
    row.sitting = sitting
    return row


def _reads_whole(request: HttpRequest, sitting: Sitting) -> bool:
    """Return whether no dossier of the sitting is closed to this user: minutes hold them all."""
    visible = Case.objects.visible_to(request.user)
    return not sitting.items.exclude(hangs_from(visible)).exists()
