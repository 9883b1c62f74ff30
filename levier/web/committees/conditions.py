"""Conditions of an agreement: lifted on their evidence, which is then one click away."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.cases.models import Case, Piece
from levier.cases.querysets import hangs_from
from levier.committees.errors import OneEvidenceFile
from levier.committees.models import Condition
from levier.committees.permissions import can_lift_conditions, can_read_sittings
from levier.documents.services import record_download
from levier.web.access import allow
from levier.web.documents.serving import file_answer
from levier.web.forms import form_page
from levier.workflows.follow_commitment import Proof, lift_and_unlock

PROVING = (Piece.Status.RECEIVED, Piece.Status.CHECKED)


class ConditionForm(forms.Form):
    """The evidence that lifts a condition: words, a file, or a piece that the dossier has."""

    evidence = forms.CharField(
        label="Preuve", max_length=200, required=False,
        help_text="Ce qui a été reçu ou constaté ; vide, le nom du fichier ou de la pièce suffit.",
    )  # fmt: skip
    file = forms.FileField(label="Fichier", required=False)
    piece = forms.ModelChoiceField(
        Piece.objects.none(), label="Ou une pièce du dossier", required=False, empty_label="aucune"
    )

    def __init__(self, *args, pieces, **options):
        super().__init__(*args, **options)
        self.fields["piece"].queryset = pieces

    def proof(self) -> Proof | None:
        """Return the file or the piece given. Errors: OneEvidenceFile."""
        file, piece = self.cleaned_data["file"], self.cleaned_data["piece"]
        if file and piece:
            raise OneEvidenceFile
        if file:
            return Proof(name=file.name, content=file.read())
        return Proof(piece=piece) if piece else None


@allow(can_lift_conditions)
@require_http_methods(["GET", "POST"])
def condition_lift(request: HttpRequest, pk) -> HttpResponse:
    """Lift a condition on its evidence; the last one unlocks the contract."""
    row = _condition(request, pk)
    case, back = row.decision.item.case, _back(row)
    if row.lifted_on and request.method == "GET":
        return redirect(back)
    pieces = case.pieces.filter(status__in=PROVING).select_related("kind")

    typed = (request.POST, request.FILES) if request.method == "POST" else ()

    def save(form: ConditionForm) -> None:
        lift_and_unlock(
            condition=row,
            evidence=form.cleaned_data["evidence"],
            on=timezone.localdate(),
            actor=request.user,
            proof=form.proof(),
        )

    return form_page(
        request,
        ConditionForm(*typed, pieces=pieces),
        heading="Lever une condition",
        save=save,
        done="La condition est levée.",
        back_to=back,
        template="web/committees/condition_lift.html",
        condition=row,
        case=case,
        submit="Lever la condition",
        cancel_url=back,
    )


@allow(can_read_sittings)
@require_GET
def condition_evidence(request: HttpRequest, pk) -> HttpResponse:
    """The file on which a condition was lifted; the journal knows who took it."""
    row = _condition(request, pk)
    if row.evidence_file is None:
        raise Http404
    case = row.decision.item.case_id
    record_download(stored_file=row.evidence_file, actor=request.user, case_key=case)
    return file_answer(request, row.evidence_file)


def _condition(request: HttpRequest, pk) -> Condition:
    """Return a condition of a dossier that this user reads, else 404."""
    visible = Case.objects.visible_to(request.user)
    rows = Condition.objects.filter(hangs_from(visible, "decision__item__case"))
    loaded = rows.select_related(
        "decision__item__case__organisation", "decision__item__case__person",
        "decision__item__case__structure", "decision__item__sitting", "owner", "evidence_file",
    )  # fmt: skip
    return get_object_or_404(loaded, pk=pk)


def _back(row: Condition) -> str:
    """Return the page of the commitment that the condition holds, else that of its sitting."""
    commitment = getattr(row.decision, "commitment", None)
    if commitment is not None:
        return reverse("web:commitment", args=[commitment.pk])
    return reverse("web:sitting", args=[row.decision.item.sitting_id])
