"""What is typed of payments. Checks the input, decides nothing."""

from decimal import Decimal

from django import forms

from levier.banking.models import HouseAccount
from levier.banking.services import Payee
from levier.servicing.services import SERVED
from levier.web.fields import DayField, EuroField
from levier.workflows.pay_commitment import asks_counterpart


class HouseAccountForm(forms.Form):
    """A bank account of the house."""

    label = forms.CharField(label="Nom du compte", max_length=80, help_text="Compte des primes.")
    holder = forms.CharField(label="Titulaire", max_length=70)
    iban = forms.CharField(label="IBAN", max_length=42)
    bic = forms.CharField(label="BIC", max_length=11, required=False)
    ledger_account = forms.CharField(
        label="Compte comptable", max_length=12, required=False,
        help_text="512100 : les paiements exécutés s’y écrivent, si la maison tient ses écritures "
        "ici.",
    )  # fmt: skip
    creditor_id = forms.CharField(
        label="Identifiant créancier (ICS)", max_length=35, required=False,
        help_text="FR72ZZZ123456, donné par la banque : sans lui, ce compte ne prélève pas.",
    )  # fmt: skip
    is_kept_by_officer = forms.BooleanField(
        label="Tenu par un agent comptable", required=False,
        help_text="Comptabilité publique : demandes de paiement et titres de recettes remplacent "
        "les fichiers de banque.",
    )  # fmt: skip
    is_active = forms.BooleanField(label="En service", required=False, initial=True)


class PaymentForm(forms.Form):
    """A transfer to prepare: from which account, to whom, how much, when."""

    account = forms.ModelChoiceField(HouseAccount.objects.none(), label="Compte débité")
    amount = EuroField(label="Montant (€)")
    wanted_on = DayField(label="À payer le")
    name = forms.CharField(label="Titulaire du compte payé", max_length=70)
    iban = forms.CharField(
        label="IBAN", max_length=42, help_text="Recopié du RIB, au nom de la personne ou de "
        "l’entreprise.",
    )  # fmt: skip
    bic = forms.CharField(label="BIC", max_length=11, required=False)
    postcode = forms.CharField(label="Code postal", max_length=16, required=False)
    town = forms.CharField(label="Ville", max_length=35, required=False)
    wording = forms.CharField(label="Libellé du virement", max_length=140)
    counterpart = forms.CharField(
        label="Compte de contrepartie", max_length=12, required=False,
        help_text="657100 : laissez vide si la maison n’écrit pas sa comptabilité ici.",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, user, commitment, **options):
        super().__init__(*args, **options)
        rows = HouseAccount.objects.visible_to(user).filter(is_active=True)
        self.fields["account"].queryset = rows
        if len(rows) == 1:
            self.fields["account"].initial = rows[0]
        if not any(asks_counterpart(commitment, row) for row in rows):
            del self.fields["counterpart"]
        elif commitment.kind in SERVED:
            self.fields[
                "counterpart"
            ].help_text = (
                "Pour la demande à l’agent comptable\u00a0: ici, l’échéancier passe l’écriture."
            )

    def payee(self) -> Payee:
        """Return who is paid, as typed."""
        names = ("name", "iban", "bic", "postcode", "town")
        return Payee(**{name: self.cleaned_data[name] for name in names})

    @property
    def paid(self) -> Decimal:
        """The amount typed, in euros."""
        return self.cleaned_data["amount"]


class BankFileForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label="Compte rendu (pain.002) ou relevé (camt.053)",
        widget=forms.FileInput({"accept": ".xml,.csv,application/xml,text/xml,text/csv"}),
        error_messages={"required": "Choisissez le fichier que la banque vous a remis."},
    )


class OfficerFileForm(BankFileForm):
    """What an accounting officer sends back: payment requests and revenue orders together."""

    file = forms.FileField(
        label="Retour de l’agent comptable (CSV)",
        help_text="Colonnes : numero ; etat ; date ; motif ; montant. Demandes de paiement et "
        "titres ensemble.",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )
