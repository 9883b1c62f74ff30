"""Form fields as the house types them: amounts with spaces and a comma, shares in percent, days."""

from decimal import Decimal

from django import forms

from levier.kernel.french import MINUS, NARROW, NBSP, number

_SPACES = str.maketrans("", "", f" {NBSP}{NARROW}\u2009€%")
HUNDRED = Decimal(100)
FIRST_YEAR, LAST_YEAR = 1900, 2100


class FrenchDecimalField(forms.DecimalField):
    """A number typed in French: `36 000,50`."""

    widget = forms.TextInput

    def __init__(self, **options):
        options.setdefault("max_digits", 14)
        options.setdefault("decimal_places", 2)
        super().__init__(**options)

    def to_python(self, value):
        """Read the number without its spaces and unit, with the comma and minus of screens."""
        if isinstance(value, str):
            value = value.translate(_SPACES).replace(",", ".").replace(MINUS, "-")
        return super().to_python(value)

    def prepare_value(self, value):
        """Show the number as French people write it; what was typed wrong stays as typed."""
        return number(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget):
        """Ask phones for their number pad."""
        return {"inputmode": "decimal", "autocomplete": "off"}


class EuroField(FrenchDecimalField):
    """An amount in euros, above zero."""

    def __init__(self, **options):
        options.setdefault("min_value", Decimal("0.01"))
        super().__init__(**options)
        self.error_messages["invalid"] = "Écrivez un montant, par exemple 36 000 ou 36 000,50."
        self.error_messages["min_value"] = "Le montant doit être supérieur à zéro."


class PercentField(FrenchDecimalField):
    """A share typed in percent and kept as a fraction: 65 gives 0.65."""

    def __init__(self, **options):
        options.setdefault("min_value", Decimal(0))
        options.setdefault("max_value", HUNDRED)
        options.setdefault("decimal_places", 4)
        super().__init__(**options)
        self.error_messages["invalid"] = f"Écrivez un pourcentage, par exemple 65 ou 4,15{NBSP}%."

    def clean(self, value):
        """Return the fraction."""
        percent = super().clean(value)
        return None if percent is None else percent / HUNDRED

    def prepare_value(self, value):
        """Show a fraction kept as a percentage."""
        return number(value * HUNDRED) if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day, typed or picked, of a year that a dossier may know."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options):
        super().__init__(**options)
        self.error_messages["invalid"] = "Écrivez une date, par exemple 19/12/2024."

    def validate(self, value):
        """Refuse a year mistyped."""
        super().validate(value)
        if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Écrivez une année de {FIRST_YEAR} à {LAST_YEAR}.", code="year"
            )


class YesNoField(forms.NullBooleanField):
    """Yes, no, or not known yet; « not known » is never « no »."""

    widget = forms.NullBooleanSelect

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.choices = [("unknown", "non renseigné"), ("true", "oui"), ("false", "non")]


class StyledForm(forms.BaseForm):
    """A form whose fields are drawn as the house draws them."""

    required_css_class = "obligatoire"

    def __init__(self, *args, **options):
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.use_required_attribute = False
        for field in self.fields.values():
            _name_the_blank(field)
            field.widget.attrs.setdefault("class", _css(field.widget))
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = "Remplissez ce champ."

    @property
    def error_count(self) -> int:
        """How many fields are at fault."""
        return len(self.errors)


class HouseForm(StyledForm, forms.Form):
    """A plain form of the house."""


class HouseModelForm(StyledForm, forms.ModelForm):
    """A form on the fields of a row."""


def _name_the_blank(field: forms.Field) -> None:
    """Say « à choisir » or « aucun », where Django draws a line of dashes."""
    word = "à choisir" if field.required else "aucun"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = word
    elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        field.choices = [
            (value, "non renseigné" if value == "" and "---" in str(label) else label)
            for value, label in field.choices
        ]


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
