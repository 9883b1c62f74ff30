"""What is typed of commitments: amendments, set-up, draws. Checks the input, decides nothing."""

from decimal import Decimal

from django import forms

from levier.funds.models import Envelope
from levier.people.models import Bank
from levier.portfolio.models import Commitment
from levier.portfolio.services import terms_of
from levier.web.fields import DayField, EuroField, PercentField

_REQUIRED = {"valid_until", "bank", "loan_amount", "loan_months", "quota", "amount"}
_FIELDS = {
    "valid_until": lambda: DayField(label="Valable jusqu’au"),
    "bank": lambda: forms.ModelChoiceField(Bank.objects.none(), label="Banque"),
    "loan_amount": lambda: EuroField(label="Prêt (€)"),
    "loan_months": lambda: forms.IntegerField(label="Durée (mois)", min_value=1, max_value=600),
    "loan_rate": lambda: PercentField(label="Taux du prêt (%)"),
    "deferral_months": lambda: forms.IntegerField(label="Différé (mois)", min_value=0),
    "quota": lambda: PercentField(label="Quotité (%)"),
    "securities": lambda: forms.CharField(label="Sûretés de la banque", max_length=200),
    "surety_amount": lambda: EuroField(label="Caution personnelle (€)", min_value=Decimal(0)),
    "amount": lambda: EuroField(label="Montant (€)"),
    "months": lambda: forms.IntegerField(label="Durée (mois)", min_value=1, max_value=600),
    "annual_rate": lambda: PercentField(label="Taux annuel (%)"),
}


class AmendmentForm(forms.Form):
    """The terms of a commitment as they become, and why."""

    def __init__(self, *args, commitment: Commitment, user, **options):
        terms = terms_of(commitment)
        super().__init__(*args, initial=terms, **options)
        for name in terms:
            field = _FIELDS[name]()
            field.required = name in _REQUIRED
            self.fields[name] = field
        if "bank" in self.fields:
            self.fields["bank"].queryset = Bank.objects.visible_to(user)
        self.fields["reason"] = forms.CharField(
            label="Motif de l’avenant", max_length=300, widget=forms.Textarea({"rows": 2})
        )
        self.terms = terms

    @property
    def changes(self) -> dict:
        """The terms typed, blanks kept as the rows keep them."""
        blanks = {"securities": "", "deferral_months": 0}
        return {
            name: blanks.get(name) if self.cleaned_data[name] is None else self.cleaned_data[name]
            for name in self.terms
        }


class SetUpForm(forms.Form):
    """The day of the set-up or of the payment."""

    on = DayField(label="Date")
    carrier_number = forms.CharField(
        label="N° chez le porteur du risque", max_length=40, required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why a commitment is given up."""

    reason = forms.CharField(
        label="Motif", max_length=250, widget=forms.Textarea({"rows": 2}),
        help_text="Il reste au journal.",
    )  # fmt: skip


class DrawsForm(forms.Form):
    """How much a commitment takes from each envelope open for it."""

    def __init__(self, *args, commitment: Commitment, envelopes: list[Envelope], **options):
        super().__init__(*args, **options)
        drawn = {draw.envelope_id: draw.amount for draw in commitment.draws.all()}
        self.rows = []
        for envelope in envelopes:
            name = f"envelope-{envelope.pk}"
            self.fields[name] = EuroField(
                label=str(envelope), required=False, initial=drawn.get(envelope.pk)
            )
            self.rows.append((envelope, name))

    @property
    def draws(self) -> list[tuple[Envelope, Decimal]]:
        """The envelopes drawn on, and their amounts."""
        return [
            (envelope, self.cleaned_data[name])
            for envelope, name in self.rows
            if self.cleaned_data[name]
        ]
