"""What is typed of the life of a guarantee. Checks the input, decides nothing."""

from decimal import Decimal

from django import forms

from levier.catalogue.models import Carrier
from levier.claims.models import (
    PAPERS,
    Call,
    CallPayment,
    CommissionReceipt,
    GuaranteeEvent,
    Recovery,
)
from levier.claims.services import NewSchedule
from levier.claims.services.money import Accounts, accounts_used
from levier.kernel.money import ZERO
from levier.people.models import Bank
from levier.portfolio.models import Commitment
from levier.rules.servicing.calls import Claim
from levier.web.fields import DayField, EuroField, PercentField

LARGEST = Decimal(10) ** 11
KEY = {"widget": forms.HiddenInput}


class EventForm(forms.Form):
    """What happened to the loan, and what is due."""

    kind = forms.ChoiceField(label="Événement", choices=GuaranteeEvent.Kind)
    day = DayField(label="Le")
    outstanding = EuroField(label="Capital restant dû (€)", required=False, min_value=ZERO)
    new_months = forms.IntegerField(
        label="Nouvelle durée (mois)", required=False, min_value=1, max_value=600,
        help_text="Pour un réaménagement accepté : le capital restant dû est réparti de nouveau.",
    )  # fmt: skip
    new_rate = PercentField(
        label="Nouveau taux (%)", required=False, help_text="Vide, le taux d’avant."
    )
    new_deferral = forms.IntegerField(
        label="Nouveau différé (mois)", required=False, min_value=0, max_value=600
    )
    note = forms.CharField(label="Précision", required=False, max_length=300)
    key = forms.UUIDField(**KEY)

    def schedule(self) -> NewSchedule | None:
        """Return the new schedule typed; None without a duration."""
        data = self.cleaned_data
        if not data["new_months"]:
            return None
        return NewSchedule(data["new_months"], data["new_rate"], data["new_deferral"] or 0)


class PaperForm(forms.Form):
    """A paper of the file, with its copy when there is one."""

    code = forms.ChoiceField(label="Pièce", choices=PAPERS)
    day = DayField(label="Reçue le")
    file = forms.FileField(label="Copie", required=False)


class ClaimForm(forms.Form):
    """What the bank claims."""

    outstanding = EuroField(label="Capital restant dû (€)", min_value=ZERO)
    unpaid_interest = EuroField(label="Intérêts échus impayés (€)", required=False, min_value=ZERO)
    covers_interest = forms.BooleanField(
        label="La convention du garant couvre les intérêts", required=False
    )
    realised = EuroField(label="Sûretés réalisées (€)", required=False, min_value=ZERO)

    def claim(self) -> Claim:
        """Return the claim typed, in euros."""
        data = self.cleaned_data
        return Claim(
            data["outstanding"], data["unpaid_interest"] or ZERO, data["realised"] or ZERO,
            data["covers_interest"],
        )  # fmt: skip


class CallForm(ClaimForm):
    """The call of a bank."""

    received_on = DayField(label="Appel reçu le")
    key = forms.UUIDField(**KEY)

    field_order = ("received_on",)


class OpinionForm(forms.Form):
    """The opinion with which the call leaves for its carrier."""

    opinion = forms.ChoiceField(label="Avis de la maison", choices=Call.Opinion)
    opinion_text = forms.CharField(
        label="Motif de l’avis", widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Donnez le motif de l’avis."},
    )  # fmt: skip
    on = DayField(label="Transmis le")


class RulingForm(forms.Form):
    """What the carrier decided."""

    accepted = forms.ChoiceField(
        label="Décision du porteur du risque", choices=[("oui", "Accepté"), ("non", "Rejeté")]
    )
    on = DayField(label="Le")
    reason = forms.CharField(label="Motif du rejet", required=False, max_length=300)


class PostedForm(forms.Form):
    """Money of a call; of a guarantee that the house carries, with the accounts that it moves."""

    kind_posted: type[CallPayment | Recovery | CommissionReceipt]
    charge = forms.CharField(label="Compte de charge", max_length=12)
    bank = forms.CharField(
        label="Compte de banque", max_length=12,
        help_text="La maison porte cette garantie : l’écriture est passée avec le mouvement.",
    )  # fmt: skip

    def __init__(self, *args, guarantee: Commitment, **options):
        super().__init__(*args, **options)
        if not guarantee.carrier.is_house:
            del self.fields["charge"], self.fields["bank"]
        elif used := accounts_used(guarantee.organisation_id, self.kind_posted):
            self.initial = {"charge": used.charge, "bank": used.bank, **self.initial}

    def accounts(self) -> Accounts | None:
        """Return the accounts typed, None for a guarantee that another body carries."""
        if "charge" not in self.fields:
            return None
        return Accounts(self.cleaned_data["charge"], self.cleaned_data["bank"])


class IndemnityForm(PostedForm):
    """A payment to the bank."""

    kind_posted = CallPayment
    kind = forms.ChoiceField(
        label="Nature", choices=[("balance", "Solde"), ("provision", "Provision")]
    )
    amount = EuroField(
        label="Montant (€)", min_value=-LARGEST,
        help_text="Un solde peut être nul, ou négatif : la banque rend alors ce qu’elle a reçu "
        "de trop.",
    )  # fmt: skip
    paid_on = DayField(label="Payé le")
    key = forms.UUIDField(**KEY)

    field_order = ("kind", "amount", "paid_on", "charge", "bank")


class RecoveryForm(PostedForm):
    """What came back."""

    kind_posted = Recovery
    amount = EuroField(label="Recouvré, en tout (€)")
    received_on = DayField(label="Reçu le")
    note = forms.CharField(label="Origine", required=False, max_length=200)
    key = forms.UUIDField(**KEY)

    field_order = ("amount", "received_on", "note", "charge", "bank")


class CommissionForm(PostedForm):
    """What was received of the commission."""

    kind_posted = CommissionReceipt
    amount = EuroField(label="Commission reçue (€)")
    received_on = DayField(label="Reçue le")
    key = forms.UUIDField(**KEY)

    field_order = ("amount", "received_on", "charge", "bank")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "charge" in self.fields:
            self.fields["charge"].label = "Compte de produit"


class WithdrawForm(forms.Form):
    """Why a bank takes its call back."""

    reason = forms.CharField(label="Pourquoi", required=False, max_length=300)


class ExtractForm(forms.Form):
    """The file of a carrier or a bank."""

    sender_key = forms.ChoiceField(
        label="Expéditeur", error_messages={"required": "Dites qui envoie ce fichier."}
    )
    as_of = DayField(label="Arrêté au", help_text="Pour les lignes qui ne donnent pas leur date.")
    file = forms.FileField(
        label="Fichier (.xlsx ou .csv)",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": "Choisissez le fichier reçu."},
    )  # fmt: skip

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        rows = [
            ("Porteurs du risque", "carrier", Carrier.objects.visible_to(user).order_by("name")),
            ("Banques", "bank", Bank.objects.visible_to(user)),
        ]
        self._senders = {f"{kind}-{row.pk}": row for _, kind, found in rows for row in found}
        groups = [
            (label, [(key, str(row)) for key, row in self._senders.items() if key[:3] == kind[:3]])
            for label, kind, _ in rows
        ]
        self.fields["sender_key"].choices = [("", "à choisir"), *groups]

    def sender(self) -> Carrier | Bank:
        """Return the carrier or the bank chosen."""
        return self._senders[self.cleaned_data["sender_key"]]
