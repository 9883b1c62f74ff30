"""What an administrator types."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from levier.accounts.models import Office, Organisation, Role, Team, User
from levier.funds.models import Funder
from levier.kernel.text import normalise
from levier.people.models import Prescriber
from levier.territories.register import epci, epcis_of_department

GIVEN = [(role.value, role.label) for role in Role if role != Role.NETWORK_ADMINISTRATOR]


class UserForm(forms.ModelForm):
    """An account: who, what role, where; and, for an outside role, the body it stands for."""

    role = forms.ChoiceField(label="Rôle", choices=GIVEN)
    funder = forms.ModelChoiceField(
        Funder.objects.none(), label="Financeur représenté", required=False
    )
    prescriber = forms.ModelChoiceField(
        Prescriber.objects.none(), label="Organisme représenté", required=False
    )
    password = forms.CharField(
        label="Mot de passe provisoire",
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Douze caractères au moins. Sans mot de passe, la personne le choisira par "
        "«\u00a0Mot de passe oublié\u00a0».",
    )

    class Meta:
        model = User
        fields = (
            "email", "first_name", "last_name", "role", "staff_code", "position", "office", "team",
            "area", "phone",
        )  # fmt: skip

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        house = actor.organisation_id
        self.fields["office"].queryset = Office.objects.filter(organisation=house)
        self.fields["team"].queryset = Team.objects.filter(organisation=house)
        self.fields["funder"].queryset = Funder.objects.filter(organisation=house)
        self.fields["prescriber"].queryset = Prescriber.objects.filter(organisation=house)
        if self.instance.email:
            del self.fields["password"], self.fields["email"]
            access = getattr(self.instance, "funder_access", None)
            self.fields["funder"].initial = access and access.funder_id
            access = getattr(self.instance, "prescriber_access", None)
            self.fields["prescriber"].initial = access and access.prescriber_id

    def clean_password(self):
        """Refuse a weak password, with the reasons of the rules in force."""
        typed = self.cleaned_data["password"]
        if typed:
            validate_password(typed)
        return typed or None

    def clean(self):
        """An outside role stands for a body."""
        data = super().clean()
        if data.get("role") == Role.FUNDER and not data.get("funder"):
            self.add_error("funder", "Indiquez le financeur que cette personne représente.")
        if data.get("role") == Role.PRESCRIBER and not data.get("prescriber"):
            self.add_error("prescriber", "Indiquez l’organisme que cette personne représente.")
        return data


class OfficeForm(forms.ModelForm):
    """An office, and the EPCI where it works: what a commune's office is read from."""

    epcis = forms.MultipleChoiceField(
        label="Secteur",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Un appel venu d’une commune de ces intercommunalités va à cette agence.",
    )

    class Meta:
        model = Office
        fields = ("name", "address", "postcode", "commune_code", "phone", "is_head_office")

    def __init__(self, *args, house: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        area = []
        if not self.instance._state.adding:
            area = list(self.instance.areas.values_list("epci_siren", flat=True))
            self.initial["epcis"] = area
        names = {row.siren: row.name for row in epcis_of_department(house.department)}
        names |= {siren: row.name for siren in area if (row := epci(siren))}
        self.fields["epcis"].choices = sorted(names.items(), key=lambda pair: normalise(pair[1]))


class TeamForm(forms.Form):
    """A team."""

    name = forms.CharField(label="Nom du pôle", max_length=60)
    code = forms.SlugField(
        label="Code", max_length=20, help_text="Court, sans espace\u00a0: tpe, ess…"
    )


class HouseForm(forms.Form):
    """A house of the network, and who will administer it."""

    name = forms.CharField(label="Nom de la maison", max_length=120)
    code = forms.SlugField(label="Code", max_length=40, help_text="Court, sans espace ni accent.")
    department = forms.CharField(label="Département", max_length=3)
    town = forms.CharField(label="Ville", max_length=80, required=False)
    first_name = forms.CharField(label="Prénom de l’administrateur·rice", max_length=60)
    last_name = forms.CharField(label="Nom de l’administrateur·rice", max_length=60)
    email = forms.EmailField(label="Adresse électronique de l’administrateur·rice")

    def administrator(self) -> dict[str, str]:
        """Return what was typed of the person."""
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "email")}
