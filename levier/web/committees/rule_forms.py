"""What the house types of its own texts: committees, rules, remits, delegations, reasons."""

from django import forms
from django.utils import timezone

from levier.catalogue.models import Instrument
from levier.committees.models import (
    Body,
    College,
    CollegeSeats,
    Committee,
    CommitteeRules,
    Delegation,
    RefusalReason,
    Remit,
)
from levier.kernel.french import capitalised
from levier.web.fields import DayField, EuroField

OF_A_COLLEGE = (
    ("seats", "sièges"),
    ("min_members", "quorum en séance"),
    ("written_min_members", "quorum par écrit"),
)


class NewCommitteeForm(forms.ModelForm):
    """A committee that the house adds."""

    class Meta:
        model = Committee
        fields = ("label",)

    def _post_clean(self):
        """Check the fields only: the service checks the row and says no in one sentence."""


class CommitteeNameForm(NewCommitteeForm):
    """The name of a committee, and the day after which it sits no more."""

    last_day = DayField(
        label="Dernier jour", required=False,
        help_text="Vide : le comité siège. Fermé, il garde ses séances et ses chiffres.",
    )  # fmt: skip

    class Meta:
        model = Committee
        fields = ("label", "last_day")


class CommitteeForm(forms.ModelForm):
    """The rules of a committee from a day on, which the house sets."""

    first_day = DayField(
        label="À partir du",
        help_text="Un nouveau premier jour ferme les règles d’avant ; le même les change.",
    )

    class Meta:
        model = CommitteeRules
        fields = (
            "min_members", "min_colleges", "chair_has_casting_vote", "validity_months",
            "adjournment_months", "written_allowed", "written_days", "written_min_members",
            "written_min_colleges", "written_reminder_days", "signers", "source", "certainty",
        )  # fmt: skip

    field_order = ("first_day",)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        known = {row.college: row for row in _seats_of(self.instance)}
        rows = College.objects.filter(organisation=self.instance.committee.organisation_id)
        today = timezone.localdate()
        self._known = {row.code for row in known}
        self._colleges = {
            row.code: row.label for row in rows if row in known or row.is_open_on(today)
        }
        terms = {row.code: seats for row, seats in known.items()}
        for college, label in self._colleges.items():
            for name, said in OF_A_COLLEGE:
                self.fields[f"{name}_{college}"] = forms.IntegerField(
                    label=f"{label}, {said}", required=False, min_value=0, max_value=99,
                    initial=getattr(terms.get(college), name, None) or None,
                    widget=forms.NumberInput(
                        {"class": "form-control", "aria-label": f"{label}, {said}"}
                    ),
                )  # fmt: skip

    @property
    def own_fields(self) -> list:
        """The fields of the committee as a whole, to lay out."""
        return [self[name] for name in ("first_day", *self.Meta.fields)]

    @property
    def college_rows(self) -> list[tuple[str, list]]:
        """The fields of each college, to lay out one row a college."""
        return [
            (label, [self[f"{name}_{college}"] for name, _ in OF_A_COLLEGE])
            for college, label in self._colleges.items()
        ]

    def values(self) -> dict:
        """Return what was typed, as the service takes it: the colleges apart, blank as 0."""
        data = dict(self.cleaned_data)
        colleges = {
            college: {name: data.pop(f"{name}_{college}") or 0 for name, _ in OF_A_COLLEGE}
            for college in self._colleges
        }
        said = {
            key: terms
            for key, terms in colleges.items()
            if key in self._known or any(terms.values())
        }
        return {**data, "colleges": said}


def _seats_of(rules: CommitteeRules) -> list[CollegeSeats]:
    return [] if rules._state.adding else list(rules.college_seats.all())


class NewCollegeForm(forms.ModelForm):
    """A college of the house, by its name."""

    class Meta:
        model = College
        fields = ("label",)
        labels = {"label": "Nom"}

    def _post_clean(self):
        """Check the fields only: the service checks the row and says no in one sentence."""


class CollegeForm(NewCollegeForm):
    """The name of a college, and the day after which it takes no new member."""

    last_day = DayField(
        label="Dernier jour", required=False,
        help_text="Vide : le collège reçoit des membres. Fermé, il garde ceux qu’il a.",
    )  # fmt: skip

    class Meta(NewCollegeForm.Meta):
        fields = ("label", "last_day")


class RemitForm(forms.ModelForm):
    """One line of what a committee may decide."""

    over_amount = EuroField(
        label="Au-dessus de (€)", required=False, help_text="Exclu. Vide : dès le premier euro."
    )
    max_amount = EuroField(
        label="Jusqu’à (€)", required=False, help_text="Compris. Vide : sans plafond."
    )
    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)

    class Meta:
        model = Remit
        fields = (
            "track", "instrument", "kind", "over_amount", "max_amount", "first_day", "last_day",
            "source", "certainty",
        )  # fmt: skip

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["instrument"].queryset = Instrument.objects.visible_to(user)
        self.fields["track"].choices = [("", "Toutes les filières"), *self._choices("track")]
        self.fields["kind"].choices = [("", "Toutes les natures"), *self._choices("kind")]
        self.fields["instrument"].empty_label = "Tous les produits"
        self.fields["source"].required = True

    def _choices(self, name: str) -> list:
        return [pair for pair in self.fields[name].choices if pair[0]]

    def _post_clean(self):
        """Check the fields only: the service checks the row and says no in one sentence."""


class NewBodyForm(forms.ModelForm):
    """A body that may decide by delegation: its name, what letters say, who notes for it."""

    class Meta:
        model = Body
        fields = ("label", "said", "noted_by_director")
        labels = {"label": "Nom", "said": "Dans une lettre, après « par »"}
        help_texts = {
            "said": "Avec son article : « la direction », « le comité des prêts ».",
            "noted_by_director": "Sinon, le secrétariat note aussi en son nom.",
        }

    def _post_clean(self):
        """Check the fields only: the service checks the row and says no in one sentence."""


class BodyForm(NewBodyForm):
    """The names of a body, and the day after which it decides no more."""

    last_day = DayField(
        label="Dernier jour", required=False,
        help_text="Vide : l’instance décide. Fermée, elle garde ses actes et ses délégations.",
    )  # fmt: skip

    class Meta(NewBodyForm.Meta):
        fields = ("label", "said", "noted_by_director", "last_day")


class DelegationForm(forms.ModelForm):
    """Up to what amount a body decides alone."""

    max_amount = EuroField(label="Montant maximum (€)")
    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)

    class Meta:
        model = Delegation
        fields = (
            "body", "act", "instrument", "kind", "max_amount", "needs_ratification", "first_day",
            "last_day", "source", "certainty",
        )  # fmt: skip

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["instrument"].queryset = Instrument.objects.visible_to(user)
        self.fields["body"].queryset = Body.objects.visible_to(user)
        self.fields["body"].label_from_instance = lambda row: capitalised(row.label)
        self.fields["kind"].required = False
        self.fields["source"].required = True
        self.fields["act"].required = False
        self.fields["needs_ratification"].help_text = "Pour une décision sur une demande seulement."

    def clean(self):
        """Return what was typed; only a decision on a request is ratified."""
        data = super().clean()
        data["act"] = data.get("act") or Delegation.Act.DECIDE
        if data["act"] != Delegation.Act.DECIDE:
            data["needs_ratification"] = False
        return data

    def _post_clean(self):
        """Check the fields only: the service checks the row and says no in one sentence."""


class ReasonForm(forms.ModelForm):
    """A reason of refusal of the house's list."""

    first_day = DayField(label="Premier jour")
    last_day = DayField(label="Dernier jour", required=False)

    class Meta:
        model = RefusalReason
        fields = ("code", "label", "first_day", "last_day", "is_active", "source")

    def _post_clean(self):
        """Check the fields only: the service checks the row and says no in one sentence."""
