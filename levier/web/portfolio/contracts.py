"""The contract of a commitment: read before it is made, printed, then signed with its copy."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from levier.documents.services import record_download
from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.portfolio.models import Contract
from levier.portfolio.permissions import can_make_contracts, can_read_portfolio
from levier.portfolio.services import sign_contract
from levier.web.access import allow
from levier.web.committees.documents import pdf_response
from levier.web.documents.serving import file_answer
from levier.web.fields import DayField, EuroField, HouseForm
from levier.web.forms import form_page
from levier.web.portfolio.commitments import commitments_of
from levier.web.refusals import say
from levier.web.servicing.opening_form import OpeningForm
from levier.workflows.commitment_contract import (
    RATE_PLACES,
    Draft,
    draft_contract,
    make_contract,
    points,
    render_contract,
)
from levier.workflows.schedule_choice import usual_method


class ContractForm(OpeningForm):
    """What is still to choose of a loan, an advance or a contribution."""

    start = DayField(label="Versement prévu le")
    fees = EuroField(
        label="Frais à la charge de l’emprunteur (€)", required=False, min_value=ZERO,
        help_text="Payés au versement\u00a0; ils comptent dans le taux effectif global.",
    )  # fmt: skip
    amount = None
    field_order = (
        "start", "method", "fixed_instalment", "principal_shares", "months_per_period",
        "days_per_period", "first_due", "deferral", "deferred_interest", "fees",
    )  # fmt: skip


class GrantContractForm(HouseForm):
    """A grant has no schedule to choose."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class SignatureForm(HouseForm):
    """The copy that the parties signed."""

    signed_on = DayField(label="Signé le")
    file = forms.FileField(
        label="Copie signée", help_text="PDF ou photo, 20 Mo au plus\u00a0: elle reste au dossier."
    )


def contracts_of(user):
    """Return the contracts of the commitments that a user may read."""
    return Contract.objects.visible_to(user).select_related(
        "commitment__case", "stored_file", "signed_file", "organisation"
    )


@allow(can_make_contracts)
@require_http_methods(["GET", "POST"])
def contract_new(request, pk):
    """Page « Établir le contrat » : chosen, read with its rates, seen as PDF, then kept."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    today = timezone.localdate()
    form = _form(request, row, today)
    context = {"commitment": row, "form": form}
    if form.is_bound and form.is_valid():
        try:
            draft = _draft(row, form, today)
            step = request.POST.get("suite", "")
            if step == "apercu":
                return pdf_response(render_contract(draft).content, f"Aperçu {draft.file_name}")
            if step == "etablir":
                make_contract(
                    commitment=row, draft=draft, on=today, actor=request.user,
                    idempotency_key=form.cleaned_data["key"],
                )  # fmt: skip
                messages.success(request, "Le contrat est établi : faites-le signer.")
                return redirect("web:commitment", row.pk)
            context |= _shown(draft)
        except DomainError as refusal:
            say(form, refusal)
    status = 422 if form.errors else 200
    return render(request, "web/portfolio/contract_new.html", context, status=status)


@allow(can_make_contracts)
@require_http_methods(["GET", "POST"])
def contract_sign(request, pk):
    """Page « Contrat signé » : the day, and the copy that shows it."""
    row = get_object_or_404(contracts_of(request.user), pk=pk)
    back = reverse("web:commitment", args=[row.commitment_id])
    return form_page(
        request,
        SignatureForm(request.POST or None, request.FILES or None),
        heading=f"Contrat {row.rank} de {row.commitment.number}, signé",
        lead="La copie signée reste au dossier ; le paiement peut alors se préparer.",
        submit="Enregistrer la signature",
        save=lambda form: sign_contract(
            contract=row,
            signed_on=form.cleaned_data["signed_on"],
            name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(),
            on=timezone.localdate(),
            actor=request.user,
        ),
        done="La signature est notée.",
        back_to=back,
        cancel_url=back,
    )


@allow(can_read_portfolio)
@require_safe
def contract_file(request, pk):
    """A contract as it was printed, or its signed copy (?signe); the journal knows who took it."""
    row = get_object_or_404(contracts_of(request.user), pk=pk)
    stored = row.signed_file if "signe" in request.GET and row.signed_file else row.stored_file
    record_download(stored_file=stored, actor=request.user, case_key=row.commitment.case_id)
    return file_answer(request, stored)


def _form(request, row, today):
    if row.kind == "grant":
        return GrantContractForm(request.POST or None, initial={"key": uuid4()})
    first = {
        "method": usual_method(row).value, "months_per_period": 1, "start": today, "key": uuid4(),
    }  # fmt: skip
    return ContractForm(
        request.POST or None, initial=first, deferral_months=row.financing.deferral_months
    )


def _shown(draft: Draft) -> dict:
    """Return what the page says of a draft: its table, its rates in words."""
    rates, schedule = draft.rates, draft.schedule
    return {
        "draft": draft,
        "last": schedule.instalments[-1] if schedule else None,
        "teg": points(rates.teg, 3) if rates else "",
        "taeg": points(rates.taeg, 3) if rates else "",
        "period_rate": points(rates.period, RATE_PLACES) if rates else "",
    }


def _draft(row, form, today) -> Draft:
    if row.kind == "grant":
        return draft_contract(row, today)
    data = form.cleaned_data
    return draft_contract(
        row, today, choice=form.choice(), start=data["start"], fees=data["fees"] or ZERO
    )
