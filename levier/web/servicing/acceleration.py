"""What is typed of an acceleration: its day, and the formal notice that was left unanswered."""

from datetime import date
from typing import Any

from django import forms

from levier.kernel.french import NBSP, long_date, plural
from levier.rules.servicing.acceleration import soonest_acceleration
from levier.rules.servicing.loan import Loan
from levier.rules.servicing.operations import Accelerated
from levier.servicing.services import Notice
from levier.web.fields import DayField
from levier.web.servicing.forms import OperationForm


class AccelerationForm(OperationForm):
    """The notice that left from here is proposed; another is typed, with its day and its paper."""

    makes = Accelerated
    reason_needed = "Ce qui a été tenté, qui a décidé\u00a0: au journal."
    notice_on = DayField(label="Mise en demeure partie le", required=False)
    notice = forms.CharField(
        label="Référence de la mise en demeure", required=False, max_length=120,
        help_text="Le numéro du recommandé, l’acte du commissaire de justice.",
    )  # fmt: skip

    def __init__(self, *args, sent: Notice | None, today: date, **options):
        super().__init__(*args, **options)
        self.sent, self.today = sent, today
        self.fields["notice_on"].help_text = _help(sent, today)

    def clean_on(self):
        """A term falls on its day, not before."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(
                "La déchéance se note le jour où elle joue, pas d’avance\u00a0: indiquez "
                "aujourd’hui, ou avant."
            )
        return on

    def clean(self):
        """A notice that left from here, or both what tells another."""
        data = super().clean() or self.cleaned_data
        on, paper = data.get("notice_on"), data.get("notice")
        if paper and not on and "notice_on" not in self.errors:
            self.add_error("notice_on", "Indiquez le jour où cette mise en demeure est partie.")
        elif on and not paper:
            self.add_error("notice", "Dites quelle mise en demeure\u00a0: le numéro du recommandé.")
        elif not on and not paper and self.sent is None and "notice_on" not in self.errors:
            self.add_error(
                "notice_on",
                "Aucune mise en demeure n’est partie d’ici\u00a0: indiquez le jour et la référence "
                "de celle qui est partie, ou envoyez-la d’abord.",
            )
        return data

    def facts(self, loan: Loan) -> dict[str, Any]:
        """Return the notice typed, else the one that left from here."""
        on, paper = self.cleaned_data["notice_on"], self.cleaned_data["notice"]
        if self.sent is not None and not on:
            return {"notice_on": self.sent.on, "notice": self.sent.said}
        return {"notice_on": on, "notice": paper}


def _help(sent: Notice | None, today: date) -> str:
    days = plural((soonest_acceleration(today) - today).days, "jour")
    said = f"{days} au moins avant la déchéance."
    if sent is None:
        return f"Aucune n’est partie d’ici. {said}"
    return f"Vide{NBSP}: celle partie d’ici le {long_date(sent.on)}. {said}"
