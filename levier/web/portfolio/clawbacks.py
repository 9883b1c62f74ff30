"""Grants asked back: the request, what comes back, what is given up."""

from uuid import uuid4

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.kernel.french import euros
from levier.portfolio.models import Clawback
from levier.portfolio.permissions import can_cancel
from levier.portfolio.services import (
    ClawbackAccounts,
    ask_back,
    give_up_clawback,
    left_to_ask,
    note_clawback_receipt,
    received_of,
)
from levier.web.access import allow
from levier.web.fields import DayField, EuroField, HouseForm
from levier.web.forms import form_page
from levier.web.portfolio.commitments import commitments_of

ACCOUNT = r"^\d{3}[0-9A-Z]{0,9}$"
WRONG_ACCOUNT = {"invalid": "Un compte commence par trois chiffres."}


class AskBackForm(HouseForm):
    """How much is asked back, why, by whose decision."""

    amount = EuroField(label="À reverser (€)")
    asked_on = DayField(label="Demandé le")
    decided_by = forms.CharField(
        label="Décidé par", max_length=160, help_text="Comité du 12 mars, direction…"
    )
    reason = forms.CharField(label="Motif", max_length=300, widget=forms.Textarea({"rows": 2}))
    key = forms.UUIDField(widget=forms.HiddenInput)


class ReceiptForm(HouseForm):
    """What came back, and the accounts when the house keeps its books here."""

    amount = EuroField(label="Reçu (€)")
    received_on = DayField(label="Reçu le")
    bank = forms.RegexField(
        ACCOUNT, label="Compte de banque", required=False, error_messages=WRONG_ACCOUNT,
        help_text="512100 : laissez vide si la maison n’écrit pas sa comptabilité ici.",
    )  # fmt: skip
    charge = forms.RegexField(
        ACCOUNT, label="Compte de la prime", required=False, error_messages=WRONG_ACCOUNT,
        help_text="657100, celui que le versement avait débité.",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self):
        """Both accounts, or none."""
        data = super().clean()
        if bool(data.get("bank")) != bool(data.get("charge")):
            self.add_error("charge", "Indiquez les deux comptes, ou aucun.")
        return data

    def accounts(self) -> ClawbackAccounts | None:
        """Return the accounts typed."""
        bank, charge = self.cleaned_data["bank"], self.cleaned_data["charge"]
        return ClawbackAccounts(bank, charge) if bank else None


class GiveUpForm(HouseForm):
    """Why nothing more is asked."""

    reason = forms.CharField(label="Motif", max_length=300, widget=forms.Textarea({"rows": 2}))


@allow(can_cancel)
@require_http_methods(["GET", "POST"])
def clawback_new(request, pk):
    """Page « Demander un reversement » of a paid grant."""
    row = get_object_or_404(commitments_of(request.user), pk=pk)
    back, today = reverse("web:commitment", args=[row.pk]), timezone.localdate()
    left = left_to_ask(row)
    first = {"amount": left, "asked_on": today, "key": uuid4()}
    return form_page(
        request,
        AskBackForm(request.POST or None, initial=first),
        heading=f"Demander un reversement de {row.number}",
        lead=f"{row.instrument}, {row.case.holder_name} : {euros(left, cents=True)} versés et pas "
        "encore demandés.",
        submit="Demander le reversement",
        save=lambda form: ask_back(
            commitment=row, amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"], decided_by=form.cleaned_data["decided_by"],
            asked_on=form.cleaned_data["asked_on"], today=today, actor=request.user,
            idempotency_key=form.cleaned_data["key"],
        ),
        done="Le reversement est demandé.",
        back_to=back,
        cancel_url=back,
    )  # fmt: skip


@allow(can_cancel)
@require_http_methods(["GET", "POST"])
def clawback_receipt(request, pk):
    """Page « Noter un reversement reçu »."""
    row = get_object_or_404(clawbacks_of(request.user), pk=pk)
    back, today = reverse("web:commitment", args=[row.commitment_id]), timezone.localdate()
    first = {"amount": row.amount - received_of(row), "received_on": today, "key": uuid4()}
    return form_page(
        request,
        ReceiptForm(request.POST or None, initial=first),
        heading=f"Reversement reçu, {row.commitment.number}",
        lead=f"{euros(row.amount, cents=True)} demandés, {euros(received_of(row), cents=True)} "
        "reçus.",
        submit="Noter le reversement",
        save=lambda form: note_clawback_receipt(
            clawback=row, amount=form.cleaned_data["amount"],
            received_on=form.cleaned_data["received_on"], today=today, actor=request.user,
            idempotency_key=form.cleaned_data["key"], accounts=form.accounts(),
        ),
        done="Le reversement reçu est noté.",
        back_to=back,
        cancel_url=back,
    )  # fmt: skip


@allow(can_cancel)
@require_http_methods(["GET", "POST"])
def clawback_give_up(request, pk):
    """Page « Abandonner le reversement »."""
    row = get_object_or_404(clawbacks_of(request.user), pk=pk)
    back = reverse("web:commitment", args=[row.commitment_id])
    return form_page(
        request,
        GiveUpForm(request.POST or None),
        heading=f"Abandonner le reversement de {row.commitment.number}",
        lead=f"{euros(row.amount - received_of(row), cents=True)} ne seront plus demandés. Le "
        "motif reste au journal.",
        submit="Abandonner",
        save=lambda form: give_up_clawback(
            clawback=row, on=timezone.localdate(), actor=request.user, **form.cleaned_data
        ),
        done="Le reversement est abandonné.",
        back_to=back,
        cancel_url=back,
    )


def clawbacks_of(user):
    """Return the clawbacks of the grants that a user may read."""
    return Clawback.objects.visible_to(user).select_related("commitment__case")
