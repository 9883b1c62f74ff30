"""What is typed of a follow-up. Checks the input, decides nothing."""

from decimal import Decimal

from django import forms

from levier.followup.models import COLOURS, Review
from levier.followup.services import Answers
from levier.followup.services.lights import Saying
from levier.kernel.french import MONTHS
from levier.rules.servicing.light import Colour
from levier.rules.servicing.reviews import ReviewKind
from levier.web.fields import DayField, EuroField, FrenchDecimalField

LARGEST = Decimal(10) ** 11
KEY = {"widget": forms.HiddenInput}
FACTS = "facts"
FIGURES = {
    ReviewKind.ACCOUNTS: ("turnover", "result", "equity", "cash", "jobs"),
    ReviewKind.VISIT: ("jobs",),
    ReviewKind.JOBS: ("jobs",),
}


class StepForm(forms.Form):
    """A form among several of a page: the ids of its fields are its own."""

    step = ""

    def __init__(self, *args, **options):
        super().__init__(*args, auto_id=f"{self.step}_%s", **options)


class LightForm(StepForm):
    """What an advisor says of a commitment."""

    step = "feu"

    colour = forms.ChoiceField(
        label="Feu", choices=[(FACTS, "celui des faits"), *COLOURS], initial=FACTS
    )
    reason = forms.CharField(
        label="Pourquoi", required=False, max_length=300,
        help_text="Obligatoire pour éclaircir le feu que donnent les faits.",
    )  # fmt: skip
    key = forms.UUIDField(**KEY)

    def saying(self) -> Saying:
        """Return what was said."""
        said = self.cleaned_data["colour"]
        return Saying(None if said == FACTS else Colour(said), self.cleaned_data["reason"])


class WatchForm(StepForm):
    """Why a commitment is watched, and when to look again."""

    step = "surveillance"

    reason = forms.CharField(
        label="Pourquoi", max_length=300, error_messages={"required": "Dites pourquoi."}
    )
    look_again_on = DayField(
        label="À revoir le", required=False, help_text="Vide : l’engagement sort de la liste."
    )


class HabitsForm(StepForm):
    """When the business closes its year, and whether it is written to."""

    step = "habitudes"

    closing_month = forms.TypedChoiceField(
        label="Exercice clos à la fin de", coerce=int,
        choices=[(rank, month) for rank, month in enumerate(MONTHS, start=1)],
    )  # fmt: skip
    is_written_to = forms.BooleanField(label="Demander les comptes par courriel", required=False)


class WaiveForm(StepForm):
    """Why a review will not be done."""

    step = "ecarter"

    reason = forms.CharField(
        label="Pourquoi", max_length=300, error_messages={"required": "Dites pourquoi."}
    )


class ReceiveForm(StepForm):
    """What arrived, to be read later."""

    step = "recevoir"
    file = forms.FileField(
        label="Document", error_messages={"required": "Choisissez le document reçu."}
    )


class ReviewForm(forms.Form):
    """What a review found; only what its kind looks at is asked."""

    on = DayField(label="Faite le")
    turnover = EuroField(label="Chiffre d’affaires (€)", required=False, min_value=Decimal(0))
    result = EuroField(label="Résultat (€)", required=False, min_value=-LARGEST)
    equity = EuroField(label="Capitaux propres (€)", required=False, min_value=-LARGEST)
    cash = EuroField(label="Trésorerie (€)", required=False, min_value=-LARGEST)
    jobs = FrenchDecimalField(label="Emplois (ETP)", required=False, max_digits=8)
    note = forms.CharField(label="Constat", required=False, widget=forms.Textarea({"rows": 4}))
    file = forms.FileField(label="Document", required=False)
    revision = forms.IntegerField(**KEY)

    def __init__(self, *args, kind: str, **options):
        super().__init__(*args, **options)
        kept = FIGURES[ReviewKind(kind)]
        for name in ("turnover", "result", "equity", "cash", "jobs"):
            if name not in kept:
                del self.fields[name]

    @classmethod
    def of(cls, review: Review, on, *args) -> "ReviewForm":
        """Return the form of a review, with what was already noted."""
        names = ("turnover", "result", "equity", "cash", "jobs", "note", "revision")
        initial = {name: getattr(review, name) for name in names}
        initial["on"] = review.done_on if review.state == Review.State.DONE else on
        return cls(*args, kind=review.kind, initial=initial)

    def answers(self) -> Answers:
        """Return what was found."""
        data = self.cleaned_data
        names = ("turnover", "result", "equity", "cash", "jobs")
        figures = {name: data.get(name) for name in names}
        return Answers(note=data["note"], **figures)
