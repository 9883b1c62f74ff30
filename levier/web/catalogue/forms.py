"""What is typed of a version: its terms, and the document that says so."""

from django import forms

from levier.catalogue.models import InstrumentVersion, ThirdPartyAid
from levier.kernel.french import NBSP
from levier.kernel.text import whole_number
from levier.web.catalogue.condition_forms import MOST_LINES, ConditionSet, lines_of
from levier.web.fields import DayField, EuroField, PercentField

_EUROS = ("cap_amount", "min_amount", "max_amount")
_SHARES = (
    "max_quota", "max_quota_development", "max_cost_share", "annual_rate", "commission_rate",
    "surety_max_share", "amendment_tolerance_share", "bank_loan_min_ratio",
    "bank_loan_surety_max_share", "max_share_of_total", "stacking_quota_cap", "match_ratio",
)  # fmt: skip
MOST_MONTHS = 480
_SOURCE = "Convention, fiche du réseau, délibération… avec sa date."
_DOCUMENT = "Le fichier qui le dit : PDF, image, document Word ou tableur, 20 Mo au plus."


def document_field(*, required: bool = True) -> forms.FileField:
    """The stored file that says so; its type is checked by its content when it is kept."""
    return forms.FileField(
        label="Fichier du document",
        required=required,
        help_text=_DOCUMENT,
        error_messages={"required": "Joignez le document qui le dit."},
    )


class MonthsField(forms.CharField):
    """Durations in months, typed with commas and kept as a list: « 12, 18, 24 »."""

    def clean(self, value):
        """Return the durations, the shortest first."""
        texts = [text for text in super().clean(value).replace(";", ",").split(",") if text.strip()]
        try:
            months = {int(text) for text in texts}
        except ValueError:
            months = {0}
        if months and not 0 < min(months) <= max(months) <= MOST_MONTHS:
            raise forms.ValidationError(
                f"Écrivez des mois séparés par des virgules{NBSP}: 12, 18, 24."
            )
        return sorted(months)

    def prepare_value(self, value):
        """Show the list as it is typed."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class VersionForm(forms.ModelForm):
    """A new version of an instrument, with its conditions (`conditions`, a set of lines)."""

    first_day = DayField(label="Premier jour")
    allowed_months = MonthsField(
        label="Seules durées admises (mois)", required=False, help_text="Par exemple 12, 18, 24."
    )
    document = document_field()

    class Meta:
        model = InstrumentVersion
        fields = (
            "first_day", "status", "source", "max_quota", "max_quota_development", "cap_amount",
            "cap_counts_outstanding", "min_amount", "max_amount", "max_cost_share", "min_months",
            "max_months", "allowed_months", "annual_rate", "commission_rate", "commission_base",
            "surety", "surety_max_share", "coupled_kind", "min_age", "max_age", "validity_months",
            "amendment_tolerance_share", "bank_loan_min_ratio", "bank_loan_as_long",
            "bank_loan_surety_max_share", "max_share_of_total", "stacking_quota_cap",
            "match_ratio", "once_per_person", "lent_to_person", "min_deferral_months",
            "max_deferral_months", "state_aid", "note",
        )  # fmt: skip

    def __init__(self, data=None, files=None, *, copied=None, **options):
        """`copied` is the version to start from, its conditions included."""
        kept = {name: getattr(copied, name) for name in self.Meta.fields} if copied else {}
        kept |= {"first_day": None, "source": "", **options.pop("initial", {})}
        super().__init__(data, files, initial=kept, **options)
        self.copied_conditions = copied.conditions if copied else []
        lines = lines_of(self.copied_conditions)
        self.conditions = ConditionSet(_one_line_more(data), prefix="conditions", initial=lines)
        for name in _EUROS:
            self.fields[name] = EuroField(label=self.fields[name].label, required=False)
        for name in _SHARES:
            label = f"{self.fields[name].label} (%)"
            self.fields[name] = PercentField(label=label, required=False)
        self.fields["source"].help_text = _SOURCE
        self.fields["state_aid"].required = False
        self.fields["note"].widget.attrs["rows"] = 2

    def is_valid(self):
        """Tell whether the terms and every condition can be read."""
        lines_are_good = self.conditions.is_valid()
        if super().is_valid() and not lines_are_good:
            faults = self.conditions.non_form_errors()
            self.add_error(None, " ".join(faults) or "Une condition est à corriger, plus bas.")
        return super().is_valid() and lines_are_good

    def _post_clean(self):
        """Leave the checks of the row to the service: the former version is closed first."""

    @property
    def preview(self) -> list[dict]:
        """The conditions as the catalogue will say them: those typed, else those copied."""
        if self.conditions.is_bound:
            return self.conditions.terms
        return self.copied_conditions

    @property
    def terms(self) -> dict:
        """The terms typed; a tolerance left blank is none, an aid left blank is to check."""
        data = dict(self.cleaned_data) | {"conditions": self.conditions.terms}
        data.pop("document")
        data["amendment_tolerance_share"] = data["amendment_tolerance_share"] or 0
        data["state_aid"] = data["state_aid"] or InstrumentVersion.StateAid.TO_CHECK
        return data


def _one_line_more(data):
    """Return what was typed, with another blank line of conditions when one is asked for."""
    if data is None or data.get("geste") != "ligne":
        return data
    typed, name = data.copy(), "conditions-TOTAL_FORMS"
    count = whole_number(typed.get(name, ""))
    if count is not None:
        typed[name] = str(min(count + 1, MOST_LINES))
    return typed


class CloseForm(forms.Form):
    """The last day of a version or of a third party's aid, and the document that ends it."""

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
