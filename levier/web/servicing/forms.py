"""What is typed of a running loan. Each form checks the input and names the operation it makes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from levier.claims.models import AccountOfGuarantees
from levier.committees.models import Delegation, Sitting
from levier.kernel.french import NBSP, capitalised, euros, numeric_date
from levier.kernel.money import ZERO
from levier.portfolio.models import LoanProposal
from levier.rules.schedules import DeferredInterest
from levier.rules.servicing import operations as ops
from levier.rules.servicing.loan import Loan, LoanAccount
from levier.rules.servicing.loan_money import payoff
from levier.rules.servicing.operations import Operation, Treatment
from levier.rules.servicing.provisions import ProvisionAccount
from levier.servicing.models import ACCOUNT_LABELS
from levier.servicing.services import Ruling
from levier.web.fields import DayField, EuroField, HouseForm, PercentField

INTEREST = {
    DeferredInterest.COLLECTED_AFTER.value: "payés juste après",
    DeferredInterest.WAIVED.value: "abandonnés",
    DeferredInterest.CAPITALISED.value: "ajoutés au capital",
}
TREATMENTS = [
    (Treatment.KEEP.value, "gardé, toujours dû"),
    (Treatment.CAPITALISE.value, "ajouté au capital à venir"),
    (Treatment.WAIVE.value, "abandonné"),
]


class OperationForm(HouseForm):
    """The day of an operation, its reason, and the key that notes it once."""

    makes: type[Operation]
    on = DayField(label="Date")
    reason = forms.CharField(label="Référence ou motif", max_length=250, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason_needed = ""  # why this one is never noted without words

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"] = self.fields.pop("reason")  # the last of those shown
        if self.reason_needed:
            self.fields["reason"].required = True
            self.fields["reason"].label = "Motif"
            self.fields["reason"].help_text = self.reason_needed

    def facts(self, loan: Loan) -> dict[str, Any]:
        """Return what the operation says beside its day; `loan` stands on that day."""
        shared = ("on", "reason", "key", "ruling")
        return {name: value for name, value in self.cleaned_data.items() if name not in shared}

    def operation(self, loan: Loan) -> Operation:
        """Return the operation typed."""
        key, on = str(self.cleaned_data["key"]), self.cleaned_data["on"]
        return self.makes(key=key, on=on, **self.facts(loan))


class RuledForm(OperationForm):
    """An operation that a competent body decided: a committee, or a body within its delegation."""

    ruling = forms.ChoiceField(
        label="Décidé par",
        error_messages={
            "required": "Choisissez le comité qui a décidé, ou l’instance qui a la délégation."
        },
    )
    nobody = (
        "Aucun procès-verbal figé ni délégation à votre nom : faites décider le comité, puis "
        "figez son procès-verbal."
    )

    def __init__(self, *args, sittings: Sequence[Sitting], bodies, **options):
        super().__init__(*args, **options)
        self.fields["reason"] = self.fields.pop("reason")
        self._rulings = {f"sitting {row.pk}": Ruling(sitting=row) for row in sittings}
        self._rulings |= {f"body {body.code}": Ruling(body=body) for body, _ in bodies}
        minuted = [(f"sitting {row.pk}", _sitting_label(row)) for row in sittings]
        alone = [(f"body {body.code}", _body_label(row)) for body, row in bodies]
        groups = [("Comités, procès-verbal figé", minuted), ("Par délégation", alone)]
        self.fields["ruling"].choices = [("", "Choisissez"), *(pair for pair in groups if pair[1])]
        if not self._rulings:
            self.fields["ruling"].help_text = self.nobody

    @property
    def chosen(self) -> Ruling:
        """Who decided, as it was chosen."""
        return self._rulings[self.cleaned_data["ruling"]]


def _sitting_label(row: Sitting) -> str:
    return f"{row.committee}, {row.number} du {numeric_date(row.held_on)}"


def _body_label(row: Delegation) -> str:
    return f"{capitalised(row.body.label)}, jusqu’à {euros(row.max_amount)}"


class PaymentForm(OperationForm):
    """A payment received."""

    makes = ops.PaymentReceived
    amount = EuroField(label="Montant reçu (€)")
    field_order = ("amount", "on")


class TrancheForm(OperationForm):
    """A tranche paid out."""

    makes = ops.TranchePaid
    amount = EuroField(label="Montant versé (€)")
    field_order = ("amount", "on")


class CostsForm(OperationForm):
    """Costs asked of the borrower."""

    makes = ops.CostsCharged
    amount = EuroField(label="Frais (€)")
    field_order = ("amount", "on")


class RefundForm(OperationForm):
    """What was paid too much, given back."""

    makes = ops.CreditRefunded
    amount = EuroField(label="Montant rendu (€)")
    field_order = ("amount", "on")


class PauseForm(OperationForm):
    """Due dates without principal."""

    makes = ops.Paused
    periods = forms.IntegerField(label="Échéances de pause", min_value=1, max_value=120)
    interest = forms.ChoiceField(
        label="Intérêts pendant la pause", required=False,
        choices=[("", "payés à chaque échéance"), *INTEREST.items()],
    )  # fmt: skip

    def facts(self, loan):
        """Return the pause; no choice leaves interest paid as it runs."""
        chosen = self.cleaned_data["interest"]
        return {
            "periods": self.cleaned_data["periods"],
            "interest": DeferredInterest(chosen) if chosen else None,
        }


class DateForm(OperationForm):
    """Another day for the next due date."""

    makes = ops.DateMoved
    day = DayField(label="Nouvelle date de la prochaine échéance")


class DurationForm(OperationForm):
    """More due dates, or fewer."""

    makes = ops.TermsAdded
    periods = forms.IntegerField(
        label="Échéances en plus", min_value=-600, max_value=600,
        help_text="Un nombre négatif en retire.",
    )  # fmt: skip


class RateForm(OperationForm):
    """Another rate."""

    makes = ops.RateChanged
    annual_rate = PercentField(label="Nouveau taux annuel (%)")


class PartForm(OperationForm):
    """Principal given back early."""

    makes = ops.PartRepaid
    amount = EuroField(label="Capital remboursé (€)")
    keep_duration = forms.TypedChoiceField(
        label="Ensuite",
        choices=[("yes", "la durée reste, l’échéance baisse"),
                 ("no", "l’échéance reste, la durée raccourcit")],
        coerce=lambda value: value == "yes",
    )  # fmt: skip


class WholeForm(OperationForm):
    """The whole loan given back early: the amount is computed, then confirmed to the cent."""

    makes = ops.Repaid
    until_next_due = forms.TypedChoiceField(
        label="Intérêts",
        choices=[("no", "jusqu’à ce jour"), ("yes", "jusqu’à la prochaine échéance")],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    amount = EuroField(required=False, min_value=0, widget=forms.HiddenInput)

    def facts(self, loan):
        """Return the amount that was shown once it is confirmed, else the one to show."""
        facts = super().facts(loan)
        if facts["amount"] is None or "confirmed" not in self.data:
            asked = payoff(loan, self.cleaned_data["on"], until_next_due=facts["until_next_due"])
            facts["amount"] = asked.total
        return facts


class RestructuringForm(RuledForm):
    """Arrears treated component by component, and new terms."""

    makes = ops.Restructured
    reason_needed = "Pourquoi, en quelques mots\u00a0: il reste au journal."
    costs = forms.ChoiceField(label="Frais impayés", choices=TREATMENTS)
    interest = forms.ChoiceField(label="Intérêts impayés", choices=TREATMENTS)
    principal = forms.ChoiceField(label="Capital impayé", choices=TREATMENTS)
    waived = EuroField(label="Capital à venir abandonné (€)", required=False)
    periods = forms.IntegerField(
        label="Nombre d’échéances à venir", required=False, min_value=1, max_value=600,
        help_text="Inchangé, si rien n’est indiqué.",
    )  # fmt: skip
    annual_rate = PercentField(
        label="Taux annuel (%)", required=False, help_text="Inchangé, si rien n’est indiqué."
    )
    deferred_periods = forms.IntegerField(
        label="Échéances sans capital au début", required=False, min_value=0, max_value=120
    )

    def facts(self, loan):
        """Return the treatments and terms chosen."""
        data = self.cleaned_data
        return {
            **{name: Treatment(data[name]) for name in ("costs", "interest", "principal")},
            "waived": data["waived"] or ZERO,
            "periods": data["periods"],
            "annual_rate": data["annual_rate"],
            "deferred_periods": data["deferred_periods"] or 0,
        }


class ProposalForm(HouseForm):
    """What a committee is asked for on a loan that runs, and why."""

    act = forms.ChoiceField(label="Ce qui est demandé", choices=LoanProposal.Act.choices)
    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text="Le comité le lit, et le procès-verbal le dit.",
    )  # fmt: skip


class ConversionForm(OperationForm):
    """Principal that stays with the association."""

    makes = ops.Converted
    amount = EuroField(label="Montant converti (€)")
    field_order = ("amount", "on")
    reason_needed = "La décision du comité et sa date, l’avenant signé."


class LossForm(RuledForm):
    """What is left is lost."""

    makes = ops.WrittenOff
    reason_needed = "Le certificat d’irrécouvrabilité, les relances faites\u00a0: au journal."


class ReversalForm(OperationForm):
    """An operation that never was."""

    makes = ops.Reversed
    reason_needed = "Erreur de saisie, prélèvement rejeté… Il reste au journal."

    def __init__(self, *args, of: str, since: date, **options):
        super().__init__(*args, **options)
        self.of = of
        self.fields["on"].help_text = f"Pas avant l’opération, du{NBSP}{numeric_date(since)}."

    def facts(self, loan):
        """Return what is undone."""
        return {"of": self.of}


class DunningForm(HouseForm):
    """The words of a written step, as they will leave."""

    subject = forms.CharField(label="Objet", max_length=200)
    text = forms.CharField(label="Texte", widget=forms.Textarea({"rows": 14}))


class NoteForm(HouseForm):
    """What came of a call or a review, or why a step is set aside."""

    note = forms.CharField(
        label="Note", max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="Ce qui a été dit ou décidé\u00a0; le motif, si vous l’écartez.",
    )  # fmt: skip


PARTS = (*LoanAccount, *ProvisionAccount)


class AccountsForm(HouseForm):
    """The account of each part of the entries of loans, then of guarantees: number, then label."""

    def __init__(
        self,
        *args,
        named: dict[str, tuple[str, str]],
        given: dict[str, tuple[str, str]],
        proposed: dict[str, dict[str, Any]],
        **options,
    ):
        super().__init__(*args, **options)
        for part in PARTS:
            number, label = named[part.value]
            name = ACCOUNT_LABELS[part]
            self.fields[part.value] = forms.CharField(
                label=f"{name}, compte", max_length=12, initial=number
            )
            self.fields[f"{part.value}_label"] = forms.CharField(
                label=f"{name}, intitulé", max_length=120, initial=label,
                help_text="Lu si le compte n’est pas encore au plan.",
            )  # fmt: skip
        for part in AccountOfGuarantees.Part:
            number, label = given.get(part.value, ("", ""))
            usual = proposed[part.value]
            self.fields[part.value] = forms.CharField(
                label=f"{part.label}, compte", max_length=12, initial=number, required=False,
                help_text=f"Facultatif. En usage\u00a0: {usual['number']}.",
            )  # fmt: skip
            self.fields[f"{part.value}_label"] = forms.CharField(
                label=f"{part.label}, intitulé", max_length=120, initial=label, required=False,
                help_text=f"En usage\u00a0: «\u00a0{usual['label']}\u00a0».",
            )  # fmt: skip

    @property
    def named_given(self) -> dict[str, tuple[str, str]]:
        """The number and label typed for each part of guarantees, empty when left so."""
        data = self.cleaned_data
        return {
            part: (data[part], data[f"{part}_label"]) for part in AccountOfGuarantees.Part.values
        }

    @property
    def named(self) -> dict[str, tuple[str, str]]:
        """The number and label typed for each part."""
        data = self.cleaned_data
        return {part.value: (data[part.value], data[f"{part.value}_label"]) for part in PARTS}
