"""What a field says when it is left blank: its own sentence, else the house's."""

from django import forms

from levier.web.fields import HouseForm


class Asked(HouseForm):
    """Two fields: one says what is missing, the other leaves it to the house."""

    said = forms.CharField(error_messages={"required": "Dites pourquoi."})
    plain = forms.CharField()


def test_a_field_says_its_own_sentence_when_it_has_one():
    form = Asked({})

    assert form.errors["said"] == ["Dites pourquoi."]
    assert form.errors["plain"] == ["Remplissez ce champ."]


def test_the_fields_of_another_form_are_left_alone():
    Asked({})

    assert Asked.base_fields["plain"].error_messages["required"] != "Remplissez ce champ."
