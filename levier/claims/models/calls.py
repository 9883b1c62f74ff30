from django.db import models
from django.db.models import F, Q

from levier.accounts.rows import Owned
from levier.claims.querysets import CallQuerySet, OfCallQuerySet
from levier.claims.states import State
from levier.portfolio.querysets import OfCommitmentQuerySet
from levier.rules.servicing.guarantee_life import WORDS

PAPERS = [(code.value, label) for code, label in WORDS.items()]


class GuaranteeEvent(Owned):
    """Something that happened to a guaranteed loan, on a day; another one corrects it.

    With `new_months`, a restructuring begins a new schedule of its outstanding on its day: the
    former one still says what was due before.
    """

    class Kind(models.TextChoices):
        DECLARED = "declared", "encours déclaré"
        UNPAID = "unpaid", "impayé signalé"
        WATCH = "watch", "mise sous surveillance"
        RESTRUCTURED = "restructured", "réaménagement accepté"
        REGULARISED = "regularised", "régularisé"
        INSOLVENCY = "insolvency", "procédure collective"
        ACCELERATED = "accelerated", "déchéance du terme"
        RELEASED = "released", "mainlevée"

    commitment = models.ForeignKey(
        "portfolio.Commitment", models.PROTECT, related_name="guarantee_events"
    )
    kind = models.CharField("événement", max_length=12, choices=Kind)
    day = models.DateField("le")
    outstanding = models.DecimalField(
        "capital restant dû (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    new_months = models.PositiveSmallIntegerField("nouvelle durée (mois)", null=True, blank=True)
    new_rate = models.DecimalField(
        "nouveau taux (annuel)", max_digits=7, decimal_places=6, null=True, blank=True
    )
    new_deferral = models.PositiveSmallIntegerField("nouveau différé (mois)", default=0)
    note = models.CharField("précision", max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("saisi le", auto_now_add=True)
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "événement d’une garantie"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="guarantee_event_once"),
            models.CheckConstraint(
                name="guarantee_event_outstanding_not_negative",
                condition=Q(outstanding=None) | Q(outstanding__gte=0),
                violation_error_message="Le capital restant dû ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="guarantee_event_new_schedule",
                condition=Q(new_months=None)
                | Q(kind="restructured", outstanding__gt=0, new_months__gt=F("new_deferral")),
                violation_error_message="Un nouvel échéancier répartit un capital sur des mois.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.day:%d/%m/%Y}"


class GuaranteePaper(Owned):
    """A paper of the call's file, kept as soon as it exists."""

    commitment = models.ForeignKey(
        "portfolio.Commitment", models.PROTECT, related_name="guarantee_papers"
    )
    code = models.CharField("pièce", max_length=12, choices=PAPERS)
    received_on = models.DateField("reçue le")
    stored_file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce d’une garantie"
        ordering = ["received_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "commitment", "code", name="guarantee_paper_once"
            )
        ]

    def __str__(self):
        return self.get_code_display()


class Call(Owned):
    """A bank calls a guarantee: what it claims, the house's opinion, the carrier's decision.

    Amounts in euros. `quota` and `ceiling` are frozen when the call is received.
    """

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", "favorable"
        UNFAVOURABLE = "unfavourable", "défavorable"

    commitment = models.ForeignKey("portfolio.Commitment", models.PROTECT, related_name="calls")
    received_on = models.DateField("reçu le")
    outstanding = models.DecimalField("capital restant dû (€)", max_digits=14, decimal_places=2)
    unpaid_interest = models.DecimalField(
        "intérêts échus impayés (€)", max_digits=14, decimal_places=2, default=0
    )
    realised = models.DecimalField(
        "sûretés réalisées (€)", max_digits=14, decimal_places=2, default=0
    )
    covers_interest = models.BooleanField("intérêts couverts", default=False)
    quota = models.DecimalField("quotité effective", max_digits=12, decimal_places=10)
    ceiling = models.DecimalField("montant garanti (€)", max_digits=14, decimal_places=2)
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    opinion = models.CharField("avis", max_length=12, choices=Opinion, blank=True)
    opinion_text = models.TextField("motif de l’avis", blank=True)
    submitted_on = models.DateField("transmis le", null=True, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    idempotency_key = models.UUIDField("clé de saisie")

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "appel en garantie"
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["organisation", "state"], name="call_by_state")]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="call_once"),
            models.UniqueConstraint(
                "organisation",
                "commitment",
                name="call_one_at_a_time",
                condition=~Q(state__in=("rejected", "withdrawn")),
                violation_error_message="Un appel est déjà ouvert sur cette garantie.",
            ),
            models.CheckConstraint(
                name="call_amounts_not_negative",
                condition=Q(outstanding__gte=0, unpaid_interest__gte=0, realised__gte=0),
                violation_error_message="Les montants de l’appel ne peuvent pas être négatifs.",
            ),
        ]

    def __str__(self):
        return f"{self.commitment.number}, appel du {self.received_on:%d/%m/%Y}"


class CallPayment(Owned):
    """What was paid to the bank on a call: a provision, then the balance, in euros.

    `order` is the transfer of the house that paid it, None when it left otherwise; one that came
    back is followed by its return, of the opposite amount.
    """

    class Kind(models.TextChoices):
        PROVISION = "provision", "provision"
        BALANCE = "balance", "solde"
        RETURNED = "returned", "virement revenu"

    call = models.ForeignKey(Call, models.PROTECT, related_name="payments")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    paid_on = models.DateField("payé le")
    order = models.ForeignKey(
        "banking.PaymentOrder", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="paiement",
    )  # fmt: skip
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement d’une indemnité"
        ordering = ["paid_on", "id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="call_payment_once"),
            models.UniqueConstraint(
                "order",
                name="call_payment_one_per_order",
                condition=~Q(kind="returned"),
                violation_error_message="Ce virement est déjà noté.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.call}"


class Recovery(Owned):
    """What was recovered after an indemnity, and the guarantor's share of it, in euros."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="recoveries")
    amount = models.DecimalField("recouvré (€)", max_digits=14, decimal_places=2)
    share = models.DecimalField("part du garant (€)", max_digits=14, decimal_places=2)
    received_on = models.DateField("reçu le")
    note = models.CharField("origine", max_length=200, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = "recouvrement"
        ordering = ["received_on", "id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="recovery_once"),
            models.CheckConstraint(
                name="recovery_share_within",
                condition=Q(amount__gt=0, share__gte=0, share__lte=F("amount")),
                violation_error_message="La part du garant ne dépasse pas le recouvrement.",
            ),
        ]

    def __str__(self):
        return f"Recouvrement, {self.call}"


class CommissionReceipt(Owned):
    """What was received of the commission of a guarantee, in euros."""

    commitment = models.ForeignKey(
        "portfolio.Commitment", models.PROTECT, related_name="commission_receipts"
    )
    amount = models.DecimalField("reçu (€)", max_digits=14, decimal_places=2)
    received_on = models.DateField("reçu le")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "commission reçue"
        ordering = ["received_on", "id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="commission_once"),
            models.CheckConstraint(
                name="commission_receipt_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant reçu doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"Commission, {self.commitment.number}"
