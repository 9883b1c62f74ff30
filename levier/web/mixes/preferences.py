"""The house's preferences: what a mix is ranked by, from a day on, and who says so."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.kernel.text import whole_number
from levier.mixes.models import MixPreferences
from levier.mixes.permissions import can_read_preferences, can_set_preferences
from levier.mixes.services import preferences_on, set_preferences
from levier.web.access import allow, refuse
from levier.web.fields import DayField, EuroField, FrenchDecimalField, PercentField
from levier.web.refusals import tried

POINTS = {
    "surety_points": ("Caution personnelle", "par euro de caution attendue"),
    "leverage_points": ("Argent de la maison", "par euro prêté ou apporté à la place de la banque"),
    "cost_points": ("Coût pour le porteur", "par euro d’intérêts ou de commission"),
    "service_points": ("Remboursements", "par euro remboursé l’année la plus lourde"),
    "uncovered_points": ("Prêt sans garantie", "par euro de prêt que la banque porte seule"),
    "doubt_points": ("Instrument à vérifier", "par euro d’un instrument à vérifier"),
}


class MonthsField(forms.CharField):
    """Durations in months, separated by commas."""

    def prepare_value(self, value):
        """Show a list as people write it."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        """Return the list of durations."""
        text = super().clean(value)
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        months = [whole_number(part) for part in parts]
        if None in months:
            raise forms.ValidationError("Écrivez des durées en mois, par exemple 36, 60, 84.")
        return months


class PreferencesForm(forms.Form):
    """The preferences that hold from a day on."""

    first_day = DayField(label="À partir du")
    source = forms.CharField(
        label="Source", max_length=300, help_text="Décision, note ou usage qui les fixe"
    )
    is_confirmed = forms.BooleanField(label="Confirmées par la maison", required=False)
    step = EuroField(label="Pas des montants (€)", min_value=1)
    least_bank_loan = EuroField(label="Plus petit prêt bancaire (€)")
    bank_rate = PercentField(label="Taux usuel de la banque (%)")
    bank_months = MonthsField(label="Durées usuelles (mois)", max_length=60)
    usual_surety = PercentField(
        label="Caution usuelle (%)", help_text="Part du prêt non garantie, sans règle du produit"
    )
    dscr_floor = FrenchDecimalField(
        label="Couverture minimale", min_value=0, help_text="CAF ÷ remboursements de l’année"
    )

    def __init__(self, *args, row: MixPreferences, **options):
        initial = {name: getattr(row, name) for name in self.base_fields if name != "source"}
        initial |= {name: getattr(row, name) for name in POINTS}
        initial["first_day"] = timezone.localdate()
        initial["usual_surety"], initial["bank_rate"] = row.usual_surety, row.bank_rate
        super().__init__(*args, initial=initial, **options)
        for name, (label, help_text) in POINTS.items():
            self.fields[name] = FrenchDecimalField(
                label=label, help_text=help_text, min_value=0, max_value=1000
            )
        for field in self.fields.values():
            css = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            field.widget.attrs.setdefault("class", css)


@allow(can_read_preferences)
@require_http_methods(["GET", "POST"])
def mix_preferences(request: HttpRequest) -> HttpResponse:
    """The preferences in force, those of before, and the form that adds others."""
    house, today = request.user.organisation, timezone.localdate()
    may_write = can_set_preferences(request.user)
    if request.method == "POST" and not may_write:
        return refuse(request, who=can_set_preferences.who)
    row = preferences_on(house, today)
    form = PreferencesForm(request.POST or None, row=row) if may_write else None
    if form is not None and form.is_valid() and tried(form, lambda: _add(request, form)):
        messages.success(request, "Les préférences sont enregistrées.")
        return redirect("web:mix_preferences")
    rows = MixPreferences.objects.visible_to(request.user).select_related("written_by")
    context = {
        "row": row,
        "points": [(label, help_text, getattr(row, name)) for name, (label, help_text) in
                   POINTS.items()],
        "rows": rows[:50],
        "form": form,
        "point_fields": [form[name] for name in POINTS] if form else [],
    }  # fmt: skip
    return render(request, "web/mixes/preferences.html", context)


def _add(request: HttpRequest, form: PreferencesForm) -> None:
    set_preferences(organisation=request.user.organisation, actor=request.user, **form.cleaned_data)
