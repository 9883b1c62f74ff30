"""One resource of the round table being written."""

from datetime import date

from django import forms

from levier.cases.models import PlanLine
from levier.catalogue.models import Instrument, InstrumentKind, ThirdPartyAid
from levier.catalogue.services import third_party_aids_on
from levier.web.cases.fresh import FreshForm
from levier.web.fields import DayField


class FinancierForm(FreshForm):
    """Who brings a resource, whom to call, its state, the letter that says so."""

    status_on = DayField(label="Depuis le", required=False)
    file = forms.FileField(
        label="Courrier", required=False, help_text="PDF, image ou document, 20 Mo au plus."
    )

    class Meta:
        model = PlanLine
        fields = ("partner", "contact", "status", "status_on", "instrument", "aid")
        labels = {
            "partner": "Partenaire", "contact": "Interlocuteur", "status": "État",
            "instrument": "Instrument de la maison", "aid": "Aide d’un tiers",
        }  # fmt: skip
        help_texts = {"contact": "Nom, téléphone ou adresse électronique."}

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, **options)
        known = ThirdPartyAid.objects.filter(pk=self.instance.aid_id)
        in_force = third_party_aids_on(self.instance.organisation_id, today)
        self.fields["aid"].queryset = in_force | known
        self.fields["aid"].empty_label = "aucune"
        house = Instrument.objects.filter(organisation=self.instance.organisation_id)
        self.fields["instrument"].queryset = house.exclude(kind=InstrumentKind.GUARANTEE)
        self.fields["instrument"].empty_label = "aucun"
        self.fields["partner"].widget.attrs.update({"list": "financeurs", "autocomplete": "off"})
