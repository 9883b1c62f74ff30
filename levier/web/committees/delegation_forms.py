"""What is typed of a decision taken by delegation: the body and the day, then each request."""

from collections.abc import Sequence

from django import forms

from levier.committees.models import Body, Outcome
from levier.committees.services import NewCondition
from levier.kernel.french import capitalised
from levier.web.committees.forms import DecisionForm
from levier.web.fields import DayField

MOST_LETTERS = 300


class ActForm(forms.Form):
    """In the name of which body, on which day."""

    body = forms.ChoiceField(
        label="Instance qui décide", widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’instance qui décide."},
    )  # fmt: skip
    day = DayField(label="Jour de la décision")
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, bodies: Sequence[Body], **options):
        super().__init__(*args, **options)
        self._bodies = {body.code: body for body in bodies}
        self.fields["body"].choices = [(row.code, capitalised(row.label)) for row in bodies]

    def clean_body(self) -> Body:
        """Return the body chosen."""
        return self._bodies[self.cleaned_data["body"]]


class RulingAloneForm(DecisionForm):
    """What the body decides on one request; the requests of a dossier go by their prefix."""

    conditions = forms.CharField(
        label="Conditions, une par ligne", required=False, max_length=2000,
        widget=forms.Textarea({"rows": 2, "placeholder": "Bail commercial signé"}),
    )  # fmt: skip
    expected = forms.CharField(
        label="Ce qui est attendu, un élément par ligne", required=False, max_length=2000,
        widget=forms.Textarea({"rows": 2, "placeholder": "Prévisionnel revu"}),
    )  # fmt: skip

    def __init__(self, *args, envelopes=(), **options):
        super().__init__(*args, **options)
        del self.fields["key"]
        if envelopes:
            self.fields["envelopes"] = forms.MultipleChoiceField(
                label="Enveloppes, à parts égales", required=False, choices=envelopes,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    @property
    def term_fields(self) -> list:
        """The terms of an agreement, to lay out."""
        names = ("amount", "loan_amount", "quota", "months", "valid_until")
        return [self[name] for name in names if name in self.fields]

    def agrees(self) -> bool:
        """Whether an agreement was chosen."""
        return self.cleaned_data["outcome"] in (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS)

    def rows_of(self, name: str, owner) -> list[NewCondition]:
        """Return what was typed, a line each, for `owner` to settle."""
        lines = (line.strip() for line in self.cleaned_data[name].splitlines())
        return [NewCondition(line[:MOST_LETTERS], owner) for line in lines if line]
