"""What is typed of funders, agreements, operations and envelopes."""

from django import forms

from levier.catalogue.models import Instrument
from levier.funds.models import Agreement, Funder, Operation
from levier.rules.lawful_use import USES
from levier.web.fields import DayField, EuroField


class FunderForm(forms.ModelForm):
    """A funder's own fields."""

    class Meta:
        model = Funder
        fields = (
            "name", "short_name", "kind", "epci_siren", "commune_code", "address", "email",
        )  # fmt: skip
        help_texts = {"epci_siren": "SIREN de l’intercommunalité, pour un EPCI."}


class LogoForm(forms.Form):
    """The logo that goes on the letters."""

    logo = forms.FileField(label="Logo", help_text="PNG, JPEG ou WebP, 20 Mo au plus.")


class AgreementForm(forms.Form):
    """A convention with a funder."""

    number = forms.CharField(label="Numéro", max_length=40)
    title = forms.CharField(label="Objet", max_length=160)
    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)


class OperationForm(forms.Form):
    """A European operation."""

    code = forms.CharField(label="Code", max_length=40)
    fund = forms.ChoiceField(label="Fonds", choices=Operation.Fund.choices)
    title = forms.CharField(label="Intitulé", max_length=160)
    programme = forms.CharField(label="Programme", max_length=120, required=False)
    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)


class EnvelopeForm(forms.Form):
    """Money that a funder puts down for a scheme."""

    funder = forms.ModelChoiceField(Funder.objects.none(), label="Financeur")
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label="Convention", required=False)
    title = forms.CharField(label="Enveloppe", max_length=160)
    scheme = forms.ChoiceField(label="Dispositif")
    purposes = forms.MultipleChoiceField(
        label="Ce que le financeur paie",
        choices=list(USES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : l’usage du dispositif. La loi refuse certains usages.",
    )
    amount = EuroField(label="Montant (€)")
    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["funder"].queryset = Funder.objects.visible_to(user)
        self.fields["agreement"].queryset = Agreement.objects.visible_to(user).select_related(
            "funder"
        )
        self.fields["scheme"].choices = Instrument.objects.visible_to(user).values_list(
            "code", "label"
        )
