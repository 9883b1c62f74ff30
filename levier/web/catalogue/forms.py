"""What is typed of a version: its terms, and the document that says so."""

from django import forms

from levier.catalogue.models import InstrumentVersion, ThirdPartyAid
from levier.web.cases.fields import DayField, EuroField, PercentField

_EUROS = ("cap_amount", "min_amount", "max_amount")
_SHARES = (
    "max_quota", "max_quota_development", "max_cost_share", "annual_rate", "commission_rate",
    "surety_max_share", "amendment_tolerance_share", "bank_loan_min_ratio",
    "bank_loan_surety_max_share", "max_share_of_total", "stacking_quota_cap", "match_ratio",
)  # fmt: skip
_SOURCE = "Convention, fiche du réseau, délibération… avec sa date."
_DOCUMENT = "Le fichier qui le dit : PDF, image, document Word ou tableur, 20 Mo au plus."


def document_field() -> forms.FileField:
    """The stored file that says so; its type is checked by its content when it is kept."""
    return forms.FileField(label="Fichier du document", required=False, help_text=_DOCUMENT)


class VersionForm(forms.ModelForm):
    """A new version of an instrument."""

    first_day = DayField(label="Premier jour")
    document = document_field()

    class Meta:
        model = InstrumentVersion
        fields = (
            "first_day", "status", "source", "max_quota", "max_quota_development", "cap_amount",
            "cap_counts_outstanding", "min_amount", "max_amount", "max_cost_share", "min_months",
            "max_months", "annual_rate", "commission_rate", "commission_base", "surety",
            "surety_max_share", "coupled_kind", "min_age", "max_age", "validity_months",
            "amendment_tolerance_share", "bank_loan_min_ratio", "bank_loan_as_long",
            "bank_loan_surety_max_share", "max_share_of_total", "stacking_quota_cap",
            "match_ratio", "once_per_person", "lent_to_person", "min_deferral_months",
            "max_deferral_months", "state_aid", "note",
        )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in _EUROS:
            self.fields[name] = EuroField(label=self.fields[name].label, required=False)
        for name in _SHARES:
            label = f"{self.fields[name].label} (%)"
            self.fields[name] = PercentField(label=label, required=False)
        self.fields["source"].help_text = _SOURCE
        self.fields["state_aid"].required = False
        self.fields["note"].widget.attrs["rows"] = 2

    def _post_clean(self):
        """Leave the checks of the row to the service: the former version is closed first."""

    @property
    def terms(self) -> dict:
        """The terms typed; a tolerance left blank is none, an aid left blank is to check."""
        data = dict(self.cleaned_data)
        data.pop("document")
        data["amendment_tolerance_share"] = data["amendment_tolerance_share"] or 0
        data["state_aid"] = data["state_aid"] or InstrumentVersion.StateAid.TO_CHECK
        return data


class CloseForm(forms.Form):
    """The last day of a version, and the document that ends it."""

    last_day = DayField(label="Dernier jour")
    source = forms.CharField(label="Document", max_length=300, help_text=_SOURCE)
    document = document_field()


class ConfirmForm(forms.Form):
    """The document by which the house confirms terms in use."""

    source = forms.CharField(label="Document", max_length=300, help_text=_SOURCE)
    document = document_field()


class ThirdPartyAidForm(forms.ModelForm):
    """An aid that somebody else gives, and the document that says so."""

    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)
    max_amount = EuroField(label="Montant maximal (€)", required=False)
    max_cost_share = PercentField(label="Part maximale du coût (%)", required=False)
    document = document_field()

    class Meta:
        model = ThirdPartyAid
        fields = (
            "giver", "label", "nature", "first_day", "last_day", "status", "max_amount",
            "max_cost_share", "terms", "counts_in_de_minimis", "source",
        )  # fmt: skip
        help_texts = {"giver": "Intercommunalité, ville, fondation… qui décide et qui paie."}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["source"].help_text = _SOURCE
        self.fields["terms"].widget.attrs["rows"] = 2

    def _post_clean(self):
        """Leave the checks of the row to the service."""


class CloseAidForm(forms.Form):
    """The last day of a third party's aid, and what says so."""

    last_day = DayField(label="Dernier jour")
    source = forms.CharField(label="Document", max_length=300, help_text=_SOURCE)
