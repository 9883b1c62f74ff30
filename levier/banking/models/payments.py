from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.banking.states import ENGAGED, UNDER_WAY, State
from levier.rules.servicing.returned_transfers import remedy_of


class PaymentOrderQuerySet(OwnedQuerySet):
    """Questions about payment orders."""

    def about(self, subject: str):
        """Orders about one thing, named as the journal does."""
        return self.filter(subject=subject)

    def engaged(self):
        """Orders that count against what may be paid: neither rejected, come back nor given up."""
        return self.filter(state__in=ENGAGED)

    def under_way(self):
        """Orders that may still leave, or left without an answer of the bank yet."""
        return self.filter(state__in=UNDER_WAY)


class HouseAccount(Owned):
    """A bank account from which the house pays, and to which it collects."""

    label = models.CharField("nom du compte", max_length=80)
    holder = models.CharField("titulaire", max_length=70)
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    ledger_account = models.CharField("compte comptable", max_length=12, blank=True)
    creditor_id = models.CharField("identifiant créancier (ICS)", max_length=35, blank=True)
    is_active = models.BooleanField("en service", default=True)
    is_kept_by_officer = models.BooleanField("tenu par un agent comptable", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "compte bancaire"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "iban",
                name="house_account_once",
                violation_error_message="Ce compte existe déjà.",
            )
        ]

    def __str__(self):
        return f"{self.label} (…{self.iban[-4:]})"


class BankFile(Owned):
    """A file handed to the bank, or read from it: kept, with its fingerprint, once."""

    class Kind(models.TextChoices):
        TRANSFERS = "pain.001", "virements remis (pain.001)"
        DEBITS = "pain.008", "prélèvements remis (pain.008)"
        REQUESTS = "demandes", "demandes de paiement"
        REVENUE = "titres", "titres de recettes"
        OFFICER = "retour", "retour de l’agent comptable"
        STATUS = "pain.002", "compte rendu (pain.002)"
        STATEMENT = "camt.053", "relevé (camt.053)"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    message_id = models.CharField("message", max_length=35)
    account = models.ForeignKey(
        HouseAccount, models.PROTECT, null=True, blank=True, related_name="files"
    )
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField("empreinte", max_length=64)
    made_on = models.DateField("le")
    line_count = models.PositiveIntegerField("lignes", default=0)
    total = models.DecimalField("total (€)", max_digits=14, decimal_places=2, default=0)
    lines = models.JSONField("lignes lues", default=list)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier bancaire"
        ordering = ["-made_on", "-id"]
        constraints = [
            models.UniqueConstraint("organisation", "sha256", name="bank_file_once"),
            models.UniqueConstraint(
                "organisation", "kind", "message_id", name="bank_file_message_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.message_id}"


class PaymentOrder(Owned):
    """One transfer to make: what for (as text), to whom, how much; approved by somebody else.

    `purpose` says which payment of its subject it is, in the word of who prepared it; blank when
    its subject has one kind of payment only.
    """

    number = models.CharField("n°", max_length=20)
    account = models.ForeignKey(
        HouseAccount, models.PROTECT, related_name="orders", verbose_name="compte débité"
    )
    subject = models.CharField("à propos de", max_length=100)
    subject_label = models.CharField("objet", max_length=160)
    purpose = models.CharField("nature", max_length=12, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    payee_name = models.CharField("bénéficiaire", max_length=70)
    payee_iban = models.CharField("IBAN", max_length=34)
    payee_bic = models.CharField("BIC", max_length=11, blank=True)
    payee_postcode = models.CharField("code postal", max_length=16, blank=True)
    payee_town = models.CharField("ville", max_length=35, blank=True)
    payee_country = models.CharField("pays", max_length=2, default="FR")
    wording = models.CharField("libellé du virement", max_length=140)
    counterpart = models.CharField("compte de contrepartie", max_length=12, blank=True)
    wanted_on = models.DateField("à payer le")
    state = models.CharField("état", max_length=10, choices=State, default=State.PREPARED)
    prepared_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("préparé le", auto_now_add=True)
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("approuvé le", null=True, blank=True)
    file = models.ForeignKey(BankFile, models.PROTECT, null=True, blank=True, related_name="orders")
    executed_on = models.DateField("exécuté le", null=True, blank=True)
    returned_on = models.DateField("revenu le", null=True, blank=True)
    refusal = models.CharField("motif", max_length=200, blank=True)
    idempotency_key = models.UUIDField("clé de saisie")

    objects = PaymentOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organisation", "state", "wanted_on"], name="payment_by_state"),
            models.Index(fields=["organisation", "subject"], name="payment_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint("organisation", "number", name="payment_one_per_number"),
            models.UniqueConstraint("organisation", "idempotency_key", name="payment_once"),
            models.CheckConstraint(
                name="payment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="payment_under_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                violation_error_message="Une autre personne approuve le paiement.",
            ),
            models.CheckConstraint(
                name="payment_approved_before_it_leaves",
                condition=Q(state__in=("prepared", "cancelled")) | Q(approved_by__isnull=False),
                violation_error_message="Un paiement part quand il est approuvé.",
            ),
            models.CheckConstraint(
                name="payment_returned_on_a_day",
                condition=Q(state="returned", returned_on__isnull=False)
                | (~Q(state="returned") & Q(returned_on=None)),
                violation_error_message="Un paiement revenu l’est un jour\u00a0: datez-le.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def remedy(self) -> str:
        """What to do when it came back, nothing while it did not."""
        return remedy_of(self.refusal) if self.state == State.RETURNED else ""
