"""What is typed of sittings, members and decisions. Checks the input, decides nothing."""

from django import forms
from django.utils import timezone

from levier.accounts.models import Office, Role, User
from levier.committees.models import (
    College,
    Committee,
    CommitteeRules,
    HouseMember,
    Outcome,
    RefusalReason,
    Representative,
    Sitting,
)
from levier.people.models import Bank
from levier.web.fields import DayField, EuroField, PercentField

WAYS = [
    (Sitting.Mode.MEETING, "Séance, sur place"),
    (Sitting.Mode.WRITTEN, "Consultation écrite"),
]


def _open_committees(user):
    """Return the committees of the house that are not closed today."""
    return Committee.objects.visible_to(user).open_on(timezone.localdate())


class SittingForm(forms.Form):
    """When and where a sitting is held; in writing, if the rules of a committee allow it."""

    committee = forms.ModelChoiceField(Committee.objects.none(), label="Comité")
    mode = forms.ChoiceField(
        label="Forme", choices=WAYS, initial=Sitting.Mode.MEETING, required=False,
        help_text="Par écrit, les membres votent chacun de leur côté ; la date est celle de "
        "l’ouverture.",
    )  # fmt: skip
    held_on = DayField(label="Date")
    starts_at = forms.TimeField(
        label="Heure", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    office = forms.ModelChoiceField(Office.objects.none(), label="Agence", required=False)
    place = forms.CharField(
        label="Lieu", required=False, max_length=120, help_text="Par défaut, celui de l’agence."
    )
    number = forms.CharField(
        label="Numéro", required=False, max_length=14, help_text="Laissez vide : CE-année-rang."
    )

    def __init__(self, *args, user, sitting: Sitting | None = None, **options):
        super().__init__(*args, **options)
        self.fields["committee"].queryset = _open_committees(user)
        self.fields["office"].queryset = Office.objects.visible_to(user)
        written = CommitteeRules.objects.visible_to(user).filter(written_allowed=True)
        if sitting is not None or not written.exists():
            del self.fields["mode"]
        if sitting is not None:
            del self.fields["committee"], self.fields["number"]
            self.fields["chair"] = forms.ModelChoiceField(
                Representative.objects.filter(attendances__sitting=sitting),
                label="Présidence de séance",
                required=False,
            )


class CallOffForm(forms.Form):
    """Why a planned sitting does not take place."""

    reason = forms.CharField(
        label="Motif",
        max_length=160,
        help_text="Il est écrit aux membres convoqués et au journal.",
    )


class MemberForm(forms.Form):
    """A member of the house."""

    name = forms.CharField(label="Membre", max_length=120, help_text="Organisme, ou bénévole.")
    college = forms.ChoiceField(label="Collège")
    bank = forms.ModelChoiceField(Bank.objects.none(), label="Banque représentée", required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["bank"].queryset = Bank.objects.visible_to(user)
        colleges = College.objects.visible_to(user).open_on(timezone.localdate())
        self.fields["college"].choices = colleges.values_list("code", "label")


class RepresentativeForm(forms.Form):
    """Somebody who may sit for a member, and their term."""

    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    last_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(label="Courriel", required=False)
    user = forms.ModelChoiceField(
        User.objects.none(), label="Compte", required=False,
        help_text="Le compte avec lequel cette personne lit les dossiers et vote.",
    )  # fmt: skip
    employer = forms.CharField(
        label="Employeur", required=False, max_length=160,
        help_text="Levier propose un déport quand l’employeur ou un mandat touche un dossier.",
    )  # fmt: skip
    mandates = forms.CharField(
        label="Mandats", required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Un par ligne : association, société, commune…",
    )  # fmt: skip
    term_starts_on = DayField(label="Début du mandat", required=False)
    term_ends_on = DayField(label="Fin du mandat", required=False)

    def __init__(self, *args, user, member: HouseMember, representative=None, **options):
        super().__init__(*args, **options)
        taken = Representative.objects.filter(organisation=member.organisation_id)
        if representative is not None:
            taken = taken.exclude(pk=representative.pk)
        self.fields["user"].queryset = User.objects.filter(
            organisation=user.organisation_id, role=Role.MEMBER
        ).exclude(pk__in=taken.exclude(user=None).values("user"))


class SeatDaysForm(forms.Form):
    """The days of a seat."""

    first_day = DayField(label="Premier jour")
    last_day = DayField(
        label="Dernier jour", required=False, help_text="Vide : le siège n’a pas de fin."
    )


class SeatForm(SeatDaysForm):
    """A seat in a committee."""

    committee = forms.ModelChoiceField(Committee.objects.none(), label="Comité")
    is_substitute = forms.BooleanField(label="Suppléance", required=False)
    is_chair = forms.BooleanField(
        label="Présidence", required=False,
        help_text="Qui présidait continue de siéger, sans présider, à partir de ce jour.",
    )  # fmt: skip
    field_order = ("committee", "is_substitute", "first_day", "last_day", "is_chair")

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["committee"].queryset = _open_committees(user)


class DecisionForm(forms.Form):
    """What the committee decided on one instrument, with the terms it changed in session."""

    outcome = forms.ChoiceField(
        label="Décision", choices=Outcome.choices,
        error_messages={"required": "Choisissez une décision."},
    )  # fmt: skip
    amount = EuroField(label="Montant accordé (€)", required=False)
    loan_amount = EuroField(label="Prêt garanti (€)", required=False)
    quota = PercentField(label="Quotité (%)", required=False)
    months = forms.IntegerField(label="Durée (mois)", required=False, min_value=1, max_value=600)
    valid_until = DayField(label="Valable jusqu’au", required=False)
    refusal_reason = forms.ModelChoiceField(
        RefusalReason.objects.none(), label="Motif du refus", required=False,
        empty_label="Choisissez un motif",
    )  # fmt: skip
    reason = forms.CharField(
        label="Précision écrite au courrier",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, kind: str = "", reasons=None, **options):
        super().__init__(*args, **options)
        if reasons is not None:
            self.fields["refusal_reason"].queryset = reasons
        guarantee = kind == "guarantee"
        for name in ("loan_amount", "quota") if not guarantee else ("amount",):
            del self.fields[name]
        if kind in ("grant", ""):
            del self.fields["months"]
        if not kind:
            for name in ("amount", "valid_until"):
                del self.fields[name]


class ClosingForm(forms.Form):
    """Until the evening of which day members answer a written consultation."""

    closes_on = DayField(label="Dernier jour des réponses", required=False)


class RulingForm(forms.Form):
    """One row of the table that decides a written consultation: a dossier, as reviewed."""

    outcome = forms.ChoiceField(label="Décision", required=False)
    refusal_reason = forms.ChoiceField(label="Motif du refus", required=False)
    reason = forms.CharField(label="Précision", required=False, max_length=300)
    conditions = forms.CharField(
        label="Conditions, une par ligne", required=False, max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, requests, outcomes, reasons: dict, usual=None, **options):
        super().__init__(*args, **options)
        self.reasons, self.usual = reasons, usual
        self.fields["outcome"].choices = outcomes
        self.fields["refusal_reason"].choices = [
            ("", "Motif commun"), *((key, row.label) for key, row in reasons.items()),
        ]  # fmt: skip
        self.asked = {}
        for asked in requests:
            if asked.instrument.kind != "guarantee":
                name = f"amount_{asked.pk.hex}"
                self.asked[name] = asked.pk
                self.fields[name] = EuroField(
                    label=f"Montant, {asked.instrument}", required=False, initial=asked.amount
                )

    def clean_refusal_reason(self) -> RefusalReason | None:
        """Return the reason of this dossier, else the one chosen for all."""
        return self.reasons.get(self.cleaned_data["refusal_reason"]) or self.usual

    def amounts(self) -> dict:
        """Return the amounts typed, in euros, by request."""
        found = {key: self.cleaned_data.get(name) for name, key in self.asked.items()}
        return {key: amount for key, amount in found.items() if amount}

    @property
    def amount_fields(self) -> list:
        """The amounts of the row, to lay out."""
        return [self[name] for name in self.asked]


class WithdrawalForm(forms.Form):
    """Who withdraws from a dossier, and why."""

    representative = forms.ModelChoiceField(Representative.objects.none(), label="Membre")
    reason = forms.CharField(label="Motif", max_length=200)

    def __init__(self, *args, item, **options):
        super().__init__(*args, **options)
        self.fields["representative"].queryset = Representative.objects.filter(
            attendances__sitting=item.sitting_id
        )
