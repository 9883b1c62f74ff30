"""What the direction types: targets of a year, blocks of the report."""

from django import forms

from levier.people.models import Consent
from levier.reporting.models import ReportBlock
from levier.reporting.wording import UNITS
from levier.rules.indicators.definitions import Definition, definitions
from levier.web.fields import DayField

MOST_CONSENTS = 200
UNIT_WORDS = {"EUR": "€", "percent": "%", "percent of the job seekers": "%"}


class TargetsForm(forms.Form):
    """One field a figure, by chapter; all may be blank."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, definition in definitions().items():
            self.fields[self.field_of(code)] = forms.DecimalField(
                label=f"{definition.label} ({unit_of(definition)})",
                help_text=definition.chapter,
                required=False,
                min_value=0,
                max_digits=16,
                decimal_places=2,
                localize=True,
            )

    @staticmethod
    def field_of(code: str) -> str:
        """Return the name of the field of a figure."""
        return code.replace(".", "__")


def unit_of(definition: Definition) -> str:
    """Return the unit of a figure, in French."""
    return UNIT_WORDS.get(definition.unit) or UNITS[definition.unit][1]


class ConsentChoice(forms.ModelChoiceField):
    """Names the person, how and when they agreed."""

    def label_from_instance(self, consent: Consent) -> str:
        """« Anaïs Delcroix, par écrit, le 15/11/2024 »."""
        return f"{consent.person.full_name}, {consent.means}, le {consent.given_on:%d/%m/%Y}"


class BlockForm(forms.Form):
    """A block of the report. A portrait needs a consent: a known one, or one recorded here."""

    chapter = forms.ChoiceField(label="Chapitre", choices=ReportBlock.Chapter.choices)
    kind = forms.ChoiceField(label="Type de bloc", choices=ReportBlock.Kind.choices)
    title = forms.CharField(label="Titre", max_length=160)
    text = forms.CharField(
        label="Texte",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="**gras**, *italique*, - liste, > citation, [lien](https://…). "
        "Une ligne vide sépare deux paragraphes.",
    )
    picture = forms.FileField(
        label="Image",
        required=False,
        help_text="JPEG, PNG ou WebP, 1 600 pixels de large au moins pour l’impression.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    picture_alt = forms.CharField(
        label="Description de l’image",
        required=False,
        max_length=200,
        help_text="Une phrase, pour qui ne la voit pas.",
    )
    credit = forms.CharField(label="Crédit", required=False, max_length=120)
    link = forms.URLField(
        label="Lien (imprimé en code QR)", required=False, assume_scheme="https", max_length=200
    )
    consent = ConsentChoice(
        label="Consentement de la personne",
        required=False,
        queryset=Consent.objects.none(),
        help_text="Obligatoire pour un portrait. Seuls les consentements en cours sont proposés.",
    )
    person_first_name = forms.CharField(
        label="ou nouveau consentement : prénom", required=False, max_length=80
    )
    person_last_name = forms.CharField(label="nom", required=False, max_length=80)
    consent_means = forms.ChoiceField(
        label="recueilli",
        required=False,
        choices=[("par écrit", "par écrit"), ("de vive voix", "de vive voix")],
    )
    consent_on = DayField(
        label="le",
        required=False,
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consent"].queryset = (
            Consent.objects.filter(
                organisation=organisation,
                purpose=Consent.Purpose.PICTURE,
                withdrawn_on=None,
            )
            .select_related("person")
            .order_by("-given_on", "pk")
        )

    def clean(self):
        """A new consent has a name and a day."""
        data = super().clean()
        if data.get("person_last_name") and not data.get("consent_on"):
            self.add_error("consent_on", "Indiquez le jour où la personne a consenti.")
        if data.get("consent_on") and not data.get("person_last_name"):
            self.add_error("person_last_name", "Indiquez le nom de la personne.")
        return data
