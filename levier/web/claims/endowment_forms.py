"""What is typed of lines of endowment."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator

from levier.catalogue.models import Instrument, InstrumentKind
from levier.claims.models import Endowment
from levier.funds.models import Agreement, Funder
from levier.kernel.french import euros
from levier.web.fields import DayField, EuroField, FrenchDecimalField, PercentField

_SIREN = RegexValidator(r"^\d{9}$", "Un SIREN a neuf chiffres ; séparez-les par une virgule.")


class MultiplierForm(forms.Form):
    """A multiplier from a day on."""

    multiplier = FrenchDecimalField(
        label="Coefficient", max_digits=6, decimal_places=3, min_value=0,
        help_text="Combien de fois la dotation peut être engagée.",
    )  # fmt: skip
    first_day = DayField(label="À partir du")
    source = forms.CharField(
        label="Source", max_length=200, help_text="L’article de la convention, ou l’avenant."
    )


class CounterForm(forms.Form):
    """Who takes a share of a line."""

    guarantor = forms.CharField(label="Contre-garant", max_length=120)
    share = PercentField(label="Part prise (%)")
    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)
    source = forms.CharField(label="Source", max_length=200)


class EndowmentForm(MultiplierForm):
    """A line with its first multiplier."""

    funder = forms.ModelChoiceField(Funder.objects.none(), label="Financeur")
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label="Convention", required=False)
    title = forms.CharField(label="Ligne", max_length=160)
    amount = EuroField(label="Dotation (€)")
    last_day = DayField(label="Dernier jour", required=False)
    products = forms.MultipleChoiceField(
        label="Produits garantis", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : tous les produits de garantie.",
    )  # fmt: skip
    epci_sirens = forms.CharField(
        label="Intercommunalités (SIREN)", required=False,
        help_text="Séparées par une virgule ; vide, tout le territoire.",
    )  # fmt: skip

    field_order = (
        "funder", "agreement", "title", "amount", "multiplier", "source", "first_day", "last_day",
    )  # fmt: skip

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["first_day"].label = "Premier jour"
        self.fields["funder"].queryset = Funder.objects.visible_to(user)
        self.fields["agreement"].queryset = Agreement.objects.visible_to(user).select_related(
            "funder"
        )
        self.fields["products"].choices = (
            Instrument.objects.visible_to(user)
            .filter(kind=InstrumentKind.GUARANTEE)
            .values_list("code", "label")
        )

    def clean_epci_sirens(self) -> list[str]:
        """Return the places typed, as nine digits each."""
        typed = self.cleaned_data["epci_sirens"].split(",")
        found = ["".join(each.split()) for each in typed if each.strip()]
        for each in found:
            _SIREN(each)
        return found


class BackingForm(forms.Form):
    """The line that backs a guarantee, and for which share."""

    endowment = forms.ChoiceField(
        label="Ligne", error_messages={"required": "Choisissez une ligne."}
    )
    share = PercentField(label="Part de la garantie (%)", initial=Decimal(1))

    def __init__(self, *args, lines, **options):
        super().__init__(*args, **options)
        self._lines = {str(line.pk): line for line, _ in lines}
        words = [(str(row.pk), f"{row}, {euros(left)} disponibles") for row, left in lines]
        self.fields["endowment"].choices = [("", "à choisir"), *words]

    def line(self) -> Endowment:
        """Return the line chosen."""
        return self._lines[self.cleaned_data["endowment"]]
