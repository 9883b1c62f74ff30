"""The words of contracts: article by article, by versions, seen as PDF before they are kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.correspondence.filling import check_variables
from levier.correspondence.models import ContractKind, ContractTemplate
from levier.correspondence.permissions import can_edit_templates
from levier.correspondence.services import (
    ContractWords,
    contract_words,
    write_contract_template,
)
from levier.correspondence.variables import CONTRACT, CONTRACT_FILE
from levier.kernel.errors import DomainError
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.web.access import allow
from levier.web.committees.documents import pdf_response
from levier.web.correspondence.forms import ContractWordsForm
from levier.web.forms import form_page
from levier.workflows.commitment_contract import draft_contract, render_contract
from levier.workflows.schedule_choice import Choice, usual_method

MOST_SAMPLES = 12


@allow(can_edit_templates)
@require_http_methods(["GET", "POST"])
def contract_wording(request: HttpRequest, kind: str) -> HttpResponse:
    """A new version of a contract; « Aperçu en PDF » prints it on a commitment not paid yet."""
    if kind not in ContractKind.values:
        raise Http404
    house, today = request.user.organisation, timezone.localdate()
    words = contract_words(house, kind, today)
    form = ContractWordsForm(
        request.POST or None,
        initial={"title": words.title, "text": words.text, "file_name": words.file_name,
                 "starts_on": today},
    )  # fmt: skip
    samples = _samples(request, kind)
    if request.POST.get("suite") == "apercu" and form.is_valid() and samples:
        pdf = _preview(request, form, samples)
        if pdf is not None:
            return pdf_response(pdf.content, "Aperçu du contrat.pdf")
    return form_page(
        request,
        form,
        heading=f"Modèle : {ContractKind(kind).label}",
        save=lambda form: write_contract_template(
            organisation=house, actor=request.user, kind=kind, on=today, **form.cleaned_data
        ),
        done="La nouvelle version du contrat est enregistrée.",
        back_to=reverse("web:wording_list"),
        cancel_url=reverse("web:wording_list"),
        template="web/correspondence/contract_wording.html",
        variables=CONTRACT,
        file_variables=CONTRACT_FILE,
        samples=samples,
        versions=ContractTemplate.objects.filter(organisation=house, kind=kind),
        submit="Enregistrer cette version",
    )


def _samples(request: HttpRequest, kind: str) -> list[Commitment]:
    rows = Commitment.objects.visible_to(request.user).filter(kind=kind, state=State.OPEN)
    return list(
        rows.select_related(
            "instrument", "organisation", "case__person", "case__structure", "case__advisor",
            "decision__item__sitting", "financing",
        ).exclude(financing__months=None, kind__in=("loan", "advance", "contribution"))[
            :MOST_SAMPLES
        ]
    )  # fmt: skip


def _preview(request: HttpRequest, form: ContractWordsForm, samples: list[Commitment]):
    """Print what was typed on the commitment chosen; a refusal goes on the form."""
    key, today = request.POST.get("engagement", ""), timezone.localdate()
    row = next((each for each in samples if str(each.pk) == key), samples[0])
    data = form.cleaned_data
    try:
        check_variables(data["text"], CONTRACT, field="text")
        check_variables(data["file_name"], CONTRACT_FILE, field="file_name")
        draft = draft_contract(
            row, today, choice=Choice(method=usual_method(row)), start=today,
            words=ContractWords(data["title"], data["text"], data["file_name"]),
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    return render_contract(draft)
