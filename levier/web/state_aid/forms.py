"""What is typed of de minimis aid: an aid declared, a link, an undertaking, a rate, a signature."""

from uuid import uuid4

from django import forms
from django.utils import timezone

from levier.state_aid.models import Undertaking
from levier.web.catalogue.forms import document_field
from levier.web.fields import HUNDRED, DayField, EuroField, FrenchDecimalField

KINDS = [
    ("grant", "Subvention"), ("loan", "Prêt ou avance"), ("guarantee", "Garantie"),
    ("other", "Autre aide"),
]  # fmt: skip
MONTHS = [
    (rank, name)
    for rank, name in enumerate(
        "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre".split(),
        start=1,
    )
]


class DeclareForm(forms.Form):
    """An aid that the undertaking received from somebody else."""

    authority = forms.CharField(label="Autorité qui l’a octroyée", max_length=200)
    instrument = forms.CharField(
        label="Aide",
        max_length=160,
        help_text="Sous le nom du catalogue des aides de tiers quand un plan de financement la "
        "nomme aussi\u00a0: elle compte alors une seule fois.",
    )
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    granted_on = DayField(label="Octroyée le", help_text="Le jour de la décision, pas du paiement.")
    amount = EuroField(label="Montant (€)")
    equivalent = EuroField(
        label="Équivalent-subvention brut (€)",
        required=False,
        help_text="Tel que l’autorité l’a notifié. Laissé vide : le montant entier.",
    )
    source = forms.CharField(
        label="Source", max_length=300, help_text="Lettre de notification, attestation… datée."
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        options.setdefault("initial", {"key": uuid4(), "granted_on": timezone.localdate()})
        super().__init__(*args, **options)


class LinkForm(forms.Form):
    """Two entities that are one single undertaking."""

    siren = forms.CharField(label="SIREN de l’autre entité", min_length=9, max_length=9)
    name = forms.CharField(
        label="Son nom", max_length=160, required=False,
        help_text="Seulement si Levier ne la connaît pas encore.",
    )  # fmt: skip
    first_day = DayField(label="Depuis le")
    reason = forms.CharField(
        label="Raison", max_length=300,
        help_text="Majorité des voix, influence dominante, contrôle par un accord…",
    )  # fmt: skip


class LinkEndForm(forms.Form):
    """The last day of a link."""

    last_day = DayField(label="Dernier jour du lien")


class ReverseForm(forms.Form):
    """Why a line of the ledger is reversed."""

    reason = forms.CharField(label="Raison", max_length=200)


class UndertakingForm(forms.ModelForm):
    """What decides which ceiling and which period an undertaking has."""

    year_ends_in = forms.TypedChoiceField(
        label="Mois de clôture de l’exercice", choices=MONTHS, coerce=int,
        help_text="Il ne compte que pour les aides d’avant 2024.",
    )  # fmt: skip

    class Meta:
        model = Undertaking
        fields = ("naf_code", "year_ends_in", "is_sieg", "sieg_source")
        help_texts = {"sieg_source": "L’acte qui confie le service, avec sa date."}

    def _post_clean(self):
        """Leave the checks of the row to the service."""


class RateForm(forms.Form):
    """A base rate of the Commission, typed in percent."""

    first_day = DayField(label="Depuis le")
    base_rate = FrenchDecimalField(
        label="Taux de base pour la France (%)", max_digits=6, decimal_places=4,
        min_value=-5, max_value=25,
    )  # fmt: skip
    source = forms.CharField(
        label="Source", max_length=300, help_text="Communication de la Commission, avec sa date."
    )

    def clean_base_rate(self):
        """Return the fraction."""
        return self.cleaned_data["base_rate"] / HUNDRED


class SignForm(forms.Form):
    """The day an attestation was signed, and the signed paper."""

    signed_on = DayField(label="Signée le")
    document = document_field(required=False)
