"""What is typed of people, structures and bodies. Checks the input, decides nothing."""

from django import forms

from levier.kernel.text import normalise
from levier.people.models import Bank, Person, Prescriber, Structure
from levier.rules.siret import siret_fault
from levier.territories.commune_search import search_communes
from levier.territories.register import Commune
from levier.web.fields import DayField

PLACE = ("address", "postcode", "town")


class PlacedForm(forms.ModelForm):
    """Somebody who lives or works somewhere: the commune typed gives its Insee code."""

    def clean(self):
        """Name the commune as the register does when what was typed names only one."""
        data = super().clean()
        if {"town", "postcode"} & set(self.changed_data):
            commune = commune_typed(data.get("postcode", ""), data.get("town", ""))
            data["commune_code"] = commune.code if commune else ""
            data["town"] = commune.name if commune else data.get("town", "")
        return data


class PersonForm(PlacedForm):
    """A person's own fields."""

    birth_date = DayField(label="Date de naissance", required=False)

    class Meta:
        model = Person
        fields = (
            "civility", "last_name", "first_name", "sex", "birth_date", "email", "phone", *PLACE,
            "home_qpv_code",
        )  # fmt: skip


class StructureForm(PlacedForm):
    """A structure's own fields; the SIRET is checked by its key."""

    created_on = DayField(label="Créée le", required=False)
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
        fields = (
            "name", "code", "address", "postcode", "town", "email", "iban", "bic", "is_to_check",
        )  # fmt: skip


def changes_of(form: forms.ModelForm) -> dict:
    """Return what the form changed, for the service that writes it."""
    found = {name: form.cleaned_data[name] for name in form.changed_data}
    if "commune_code" in form.cleaned_data:
        found |= {name: form.cleaned_data[name] for name in ("town", "commune_code")}
    return found


def commune_typed(postcode: str, town: str) -> Commune | None:
    """Return the commune that a postcode and a name typed mean, when they mean only one."""
    if not town.strip():
        return None
    found = search_communes(f"{postcode} {town}".strip(), limit=5)
    same = [each for each in found if normalise(each.name) == normalise(town)]
    return (same or found)[0] if len(same or found) == 1 else None
