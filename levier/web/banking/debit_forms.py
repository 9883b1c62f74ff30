"""What is typed of direct debits. Checks the input, decides nothing."""

from django import forms

from levier.banking.models import HouseAccount
from levier.banking.services import Debtor
from levier.web.fields import DayField


class MandateForm(forms.Form):
    """A mandate that a borrower signed."""

    rum = forms.CharField(
        label="Référence unique du mandat (RUM)", max_length=35,
        help_text="Celle du mandat signé : 35 caractères au plus, sans espace ni accent.",
    )  # fmt: skip
    signed_on = DayField(label="Signé le")
    name = forms.CharField(label="Titulaire du compte débité", max_length=70)
    iban = forms.CharField(label="IBAN", max_length=42, help_text="Recopié du mandat ou du RIB.")
    bic = forms.CharField(label="BIC", max_length=11, required=False)
    postcode = forms.CharField(label="Code postal", max_length=16, required=False)
    town = forms.CharField(label="Ville", max_length=35, required=False)
    is_recurrent = forms.BooleanField(
        label="Récurrent", required=False, initial=True,
        help_text="Décochez pour un mandat qui ne sert qu’une fois.",
    )  # fmt: skip
    file = forms.FileField(
        label="Mandat signé", required=False,
        help_text="Gardez-le ici : c’est la preuve si le prélèvement est contesté.",
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def debtor(self) -> Debtor:
        """Return whose account is debited, as typed."""
        names = ("name", "iban", "bic", "postcode", "town")
        return Debtor(**{name: self.cleaned_data[name] for name in names})


class ReasonForm(forms.Form):
    """Why a mandate or a debit moves."""

    reason = forms.CharField(label="Pourquoi", max_length=200)


class NoticeForm(forms.Form):
    """What the borrower reads before the account is debited."""

    subject = forms.CharField(label="Objet", max_length=200)
    text = forms.CharField(label="Texte", widget=forms.Textarea(attrs={"rows": 18}))
    shown = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


class SendForm(forms.Form):
    """The account that debits are credited to."""

    account = forms.ModelChoiceField(HouseAccount.objects.none(), label="Compte crédité")

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        rows = (
            HouseAccount.objects.visible_to(user)
            .filter(is_active=True, is_kept_by_officer=False)
            .exclude(creditor_id="")
        )
        self.fields["account"].queryset = rows
        if len(rows) == 1:
            self.fields["account"].initial = rows[0]
