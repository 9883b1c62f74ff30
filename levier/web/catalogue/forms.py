"""What is typed of a version: its terms, and the document that says so."""

from django import forms

from levier.catalogue.models import InstrumentVersion
from levier.web.cases.fields import DayField, EuroField, PercentField

_EUROS = ("cap_amount", "min_amount", "max_amount")
_SHARES = (
    "max_quota", "max_quota_development", "max_cost_share", "annual_rate", "commission_rate",
    "surety_max_share", "amendment_tolerance_share", "bank_loan_min_ratio",
    "bank_loan_surety_max_share", "max_share_of_total", "stacking_quota_cap", "match_ratio",
)  # fmt: skip
_SOURCE = "Convention, fiche du réseau, délibération… avec sa date."


class VersionForm(forms.ModelForm):
    """A new version of an instrument."""

    first_day = DayField(label="Premier jour")

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
            "max_deferral_months", "note",
        )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in _EUROS:
            self.fields[name] = EuroField(label=self.fields[name].label, required=False)
        for name in _SHARES:
            label = f"{self.fields[name].label} (%)"
            self.fields[name] = PercentField(label=label, required=False)
        self.fields["source"].help_text = _SOURCE
        self.fields["note"].widget.attrs["rows"] = 2

    def _post_clean(self):
        """Leave the checks of the row to the service: the former version is closed first."""

    @property
    def terms(self) -> dict:
        """The terms typed; a tolerance left blank is none."""
        data = dict(self.cleaned_data)
        data["amendment_tolerance_share"] = data["amendment_tolerance_share"] or 0
        return data


class CloseForm(forms.Form):
    """The last day of a version, and the document that ends it."""

    last_day = DayField(label="Dernier jour")
    source = forms.CharField(label="Document", max_length=300, help_text=_SOURCE)


class ConfirmForm(forms.Form):
    """The document by which the house confirms terms in use."""

    source = forms.CharField(label="Document", max_length=300, help_text=_SOURCE)
