"""What is typed of people, structures and bodies. Checks the input, decides nothing."""

from django import forms

from levier.people.models import Bank, Person, Prescriber, Structure
from levier.rules.siret import siret_fault

PLACE = ("address", "postcode", "town", "commune_code")


class PersonForm(forms.ModelForm):
    """A person's own fields."""

    birth_date = forms.DateField(
        label="Date de naissance", required=False, widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Person
        fields = (
            "civility", "last_name", "first_name", "sex", "birth_date", "email", "phone", *PLACE,
            "home_qpv_code",
        )  # fmt: skip


class StructureForm(forms.ModelForm):
    """A structure's own fields; the SIRET is checked by its key."""

    created_on = forms.DateField(
        label="Créée le", required=False, widget=forms.DateInput({"type": "date"})
    )
    siret = forms.CharField(label="SIRET", required=False, max_length=18)

    class Meta:
        model = Structure
        fields = (
            "name", "siret", "naf_code", "legal_form", "legal_category", "iae_type", "is_ess",
            "created_on", "email", "phone", *PLACE,
        )  # fmt: skip

    def clean_siret(self):
        """Say what is wrong with the SIRET, when something is."""
        typed = self.cleaned_data["siret"]
        fault = siret_fault(typed) if typed else None
        if fault:
            raise forms.ValidationError(fault)
        return typed


class PrescriberForm(forms.ModelForm):
    """A body that sends people."""

    class Meta:
        model = Prescriber
        fields = ("name", "kind", "email", "phone")


class BankForm(forms.ModelForm):
    """A bank; checking it takes the flag away."""

    class Meta:
        model = Bank
        fields = ("name", "code", "address", "email", "is_to_check")


def changes_of(form: forms.ModelForm) -> dict:
    """Return what the form changed, for the service that writes it."""
    return {name: form.cleaned_data[name] for name in form.changed_data}
