"""What is typed of messages, of their words and of reminders."""

import re

from django import forms

from levier.cases.models import Case
from levier.correspondence.models import ContractTemplate, LetterTemplate, MessageTemplate
from levier.web.documents.bringing import FilesField
from levier.web.fields import DayField


def addresses_of(case: Case) -> list[tuple[str, str]]:
    """Return the people of a dossier to whom one may write: (name, address)."""
    known = [
        (row, getattr(row, "email", "")) for row in (case.person, case.structure, case.prescriber)
    ]
    return [(str(row), address) for row, address in known if address]


class MessageForm(forms.Form):
    """A message from a dossier."""

    to = forms.EmailField(
        label="À", help_text="Cette personne lira le texte ; il restera au dossier."
    )
    subject = forms.CharField(label="Objet", max_length=200)
    body = forms.CharField(
        label="Texte",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="**gras**, listes avec un tiret. Ni image, ni mise en page.",
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, case: Case, **options):
        super().__init__(*args, **options)
        if addresses_of(case):
            self.fields["to"].widget.attrs["list"] = "adresses"


class ResendForm(forms.Form):
    """The address to which a message leaves again."""

    to = forms.EmailField(label="À")
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class WordingForm(forms.ModelForm):
    """A new version of the words of a message."""

    class Meta:
        model = MessageTemplate
        fields = ("subject", "body", "starts_on")
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class ScheduleForm(forms.Form):
    """When the pieces are asked again."""

    days = forms.CharField(
        label="Jours après la demande", help_text="Croissants, séparés par des virgules."
    )
    link_days = forms.IntegerField(label="Durée du lien de dépôt (jours)", min_value=1)
    starts_on = DayField(label="À partir du")
    source = forms.CharField(
        label="Décidé par", max_length=160, help_text="« bureau du 3 juin 2024 », par exemple."
    )

    def clean_days(self) -> list[int]:
        """Return the days typed."""
        typed = [part for part in re.split(r"[\s,;]+", self.cleaned_data["days"]) if part]
        if not typed or not all(part.isdecimal() and len(part) < 5 for part in typed):
            raise forms.ValidationError("Donnez des nombres de jours : « 7, 15, 30 ».")
        return [int(part) for part in typed]


class DepositForm(forms.Form):
    """One paper for one piece, from somebody without account: a file, or its photos."""

    piece = forms.UUIDField()
    file = FilesField(error_messages={"required": "Choisissez un fichier."})


class ContractWordsForm(forms.ModelForm):
    """A new version of the words of a contract."""

    class Meta:
        model = ContractTemplate
        fields = ("title", "text", "file_name", "starts_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 30}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class LetterForm(forms.ModelForm):
    """A new version of the words of a letter."""

    class Meta:
        model = LetterTemplate
        fields = ("opening", "closing", "file_name", "starts_on")
        widgets = {
            "opening": forms.Textarea(attrs={"rows": 8}),
            "closing": forms.Textarea(attrs={"rows": 6}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
