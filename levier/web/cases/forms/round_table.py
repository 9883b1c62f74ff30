"""One resource of the round table being written."""

from django import forms

from levier.cases.models import PlanLine
from levier.catalogue.models import Instrument, InstrumentKind
from levier.web.cases.fields import DayField, HouseModelForm


class FinancierForm(HouseModelForm):
    """Who brings a resource, whom to call, its state, the letter that says so."""

    status_on = DayField(label="Depuis le", required=False)
    file = forms.FileField(
        label="Courrier", required=False, help_text="PDF, image ou document, 20 Mo au plus."
    )

    class Meta:
        model = PlanLine
        fields = ("partner", "contact", "status", "status_on", "instrument")
        labels = {
            "partner": "Partenaire", "contact": "Interlocuteur", "status": "État",
            "instrument": "Instrument de la maison",
        }  # fmt: skip
        help_texts = {"contact": "Nom, téléphone ou adresse électronique."}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        house = Instrument.objects.filter(organisation=self.instance.organisation_id)
        self.fields["instrument"].queryset = house.exclude(kind=InstrumentKind.GUARANTEE)
        self.fields["instrument"].empty_label = "aucun, un tiers l’apporte"
        self.fields["partner"].widget.attrs.update({"list": "financeurs", "autocomplete": "off"})
