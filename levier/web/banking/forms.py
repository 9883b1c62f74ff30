"""What is typed of payments. Checks the input, decides nothing."""

from django import forms

from levier.banking.models import HouseAccount
from levier.banking.services import Payee
from levier.servicing.services import SERVED
from levier.web.fields import DayField, EuroField


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


class OrderForm(forms.Form):
    """What every transfer to prepare says: from which account, how much, when, in which words."""

    account = forms.ModelChoiceField(HouseAccount.objects.none(), label="Compte débité")
    amount = EuroField(label="Montant (€)")
    wanted_on = DayField(label="À payer le")
    wording = forms.CharField(label="Libellé du virement", max_length=140)
    counterpart = forms.CharField(
        label="Compte de contrepartie", max_length=12, required=False,
        help_text="657100 : laissez vide si la maison n’écrit pas sa comptabilité ici.",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.accounts = HouseAccount.objects.visible_to(user).filter(is_active=True)
        self.fields["account"].queryset = self.accounts
        if len(self.accounts) == 1:
            self.fields["account"].initial = self.accounts[0]

    def order(self) -> dict:
        """Return what was typed, as the service that prepares the order takes it."""
        names = ("account", "amount", "wording", "wanted_on")
        found = {name: self.cleaned_data[name] for name in names}
        return found | {
            "counterpart": self.cleaned_data.get("counterpart", ""),
            "idempotency_key": self.cleaned_data["key"],
        }

    def _ask_counterpart_of_officers_only(self) -> None:
        """Without an accounting officer nobody reads it: the schedule has its own accounts."""
        if not any(row.is_kept_by_officer for row in self.accounts):
            del self.fields["counterpart"]
            return
        self.fields[
            "counterpart"
        ].help_text = (
            "Pour la demande à l’agent comptable\u00a0: ici, l’échéancier passe l’écriture."
        )


class PayeeForm(OrderForm):
    """A transfer to prepare to somebody whose account is typed."""

    name = forms.CharField(label="Titulaire du compte payé", max_length=70)
    iban = forms.CharField(
        label="IBAN", max_length=42, help_text="Recopié du RIB, au nom de la personne ou de "
        "l’entreprise.",
    )  # fmt: skip
    bic = forms.CharField(label="BIC", max_length=11, required=False)
    postcode = forms.CharField(label="Code postal", max_length=16, required=False)
    town = forms.CharField(label="Ville", max_length=35, required=False)

    field_order = (
        "account", "amount", "wanted_on", "name", "iban", "bic", "postcode", "town", "wording",
        "counterpart",
    )  # fmt: skip

    def order(self) -> dict:
        """Return what was typed, with who is paid."""
        names = ("name", "iban", "bic", "postcode", "town")
        return super().order() | {
            "payee": Payee(**{name: self.cleaned_data[name] for name in names})
        }


class PaymentForm(PayeeForm):
    """The payment of a commitment."""

    def __init__(self, *args, commitment, **options):
        super().__init__(*args, **options)
        if commitment.kind in SERVED:
            self._ask_counterpart_of_officers_only()


class RefundOrderForm(PayeeForm):
    """An overpayment given back."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._ask_counterpart_of_officers_only()


class IndemnityOrderForm(OrderForm):
    """A provision or the balance of an indemnity, to the account on the bank's card."""

    kind = forms.ChoiceField(
        label="Nature", choices=[("balance", "Solde"), ("provision", "Provision")]
    )
    field_order = ("account", "kind", "amount", "wanted_on", "wording", "counterpart")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        charge = self.fields["counterpart"]
        charge.label = "Compte de charge"
        charge.required = not any(row.is_kept_by_officer for row in self.accounts)
        charge.error_messages["required"] = "Indiquez le compte de charge."
        charge.help_text = (
            "L’écriture est passée quand la banque exécute\u00a0; un agent comptable la passe "
            "lui-même."
        )

    def order(self) -> dict:
        """Return what was typed, and whether it settles the call."""
        return super().order() | {"is_balance": self.cleaned_data["kind"] == "balance"}


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
