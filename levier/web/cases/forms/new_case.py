"""The form of the first call: a name, a telephone and a town are enough."""

from django import forms

from levier.accounts.models import User
from levier.cases.tracks import TRACKS_READ_BY, Track
from levier.kernel.text import squeeze
from levier.people.models import Person, Structure
from levier.rules.siret import siret_fault
from levier.territories.commune_search import find_commune, name_agrees
from levier.territories.register import commune
from levier.web.fields import DayField, HouseForm

NEW = "new"


class NewCaseForm(HouseForm):
    """Who calls, from where, sent by whom, for what."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    email = forms.EmailField(label="Adresse électronique", required=False)
    birth_date = DayField(label="Date de naissance", required=False)
    town = forms.CharField(label="Commune du projet", max_length=80)
    commune_code = forms.CharField(required=False, max_length=5)
    address = forms.CharField(
        label="Adresse du projet", max_length=200, required=False,
        help_text="Numéro et voie\u00a0: elle dit si le projet est en quartier prioritaire.",
    )  # fmt: skip
    structure_name = forms.CharField(
        label="Entreprise ou structure", max_length=160, required=False
    )
    siret = forms.CharField(label="SIRET", max_length=20, required=False)
    title = forms.CharField(label="Idée de projet", max_length=200, required=False)
    prescriber = forms.CharField(
        label="Orienté par", max_length=120, required=False,
        help_text="Un organisme nouveau est ajouté aux prescripteurs.",
    )  # fmt: skip
    track = forms.ChoiceField(label="Filière")
    advisor = forms.ModelChoiceField(User.objects.none(), label="Suivi par", required=False)
    person_choice = forms.CharField(required=False)
    structure_choice = forms.CharField(required=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, **options)
        self.user = user
        tracks = TRACKS_READ_BY.get(user.role, ())
        self.fields["track"].choices = [(t.value, Track(t).label) for t in tracks]
        self.fields["advisor"].queryset = User.objects.staff_of(user.organisation)
        self.fields["advisor"].label_from_instance = lambda one: one.full_name
        self.fields["phone"].widget = forms.TextInput(
            attrs={"type": "tel", "class": "form-control", "autocomplete": "off"}
        )
        for name in ("last_name", "first_name", "town", "address", "email", "structure_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["last_name"].widget.attrs["autofocus"] = True
        self.fields["prescriber"].widget.attrs["list"] = "prescripteurs"

    def clean_last_name(self):
        """Return the name without spare spaces."""
        return squeeze(self.cleaned_data["last_name"])

    def clean_siret(self):
        """Refuse a SIRET that cannot be one."""
        typed = self.cleaned_data["siret"]
        fault = siret_fault(typed) if typed.strip() else None
        if fault:
            raise forms.ValidationError(fault)
        return typed

    def clean_person_choice(self):
        """Return the person chosen, `new`, or nothing."""
        return self._chosen(Person, "person_choice")

    def clean_structure_choice(self):
        """Return the structure chosen, `new`, or nothing."""
        return self._chosen(Structure, "structure_choice")

    def _chosen(self, model, name: str):
        choice = self.cleaned_data[name]
        if choice in ("", NEW):
            return choice
        field = forms.ModelChoiceField(model.objects.visible_to(self.user))
        return field.clean(choice)

    def clean(self):
        """Settle the commune; ask for a way to call back."""
        data = super().clean()
        if not data.get("phone") and not data.get("email") and "email" not in self.errors:
            self.add_error("phone", "Notez un téléphone, ou à défaut une adresse électronique.")
        if data.get("town"):
            self._settle_commune(data)
        if data.get("siret") and not data.get("structure_name"):
            self.add_error("structure_name", "Donnez le nom de la structure qui porte ce SIRET.")
        return data

    def _settle_commune(self, data) -> None:
        chosen = commune(data.get("commune_code") or "")
        if chosen is None or not name_agrees(chosen, data["town"]):
            chosen = find_commune(name=data["town"])
        if chosen is None:
            self.add_error("town", "Choisissez la commune dans la liste proposée.")
            return
        data["commune"] = chosen


class MoveForm(HouseForm):
    """A passage from a step to another, with its reason where it must be explained."""

    event = forms.CharField(widget=forms.HiddenInput)
    state = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Motif", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste dans le journal du dossier.",
    )  # fmt: skip
