from django.db import models
from django.db.models import Q

from levier.accounts.rows import Owned
from levier.portfolio.models.commitments import Commitment
from levier.portfolio.querysets import ClawbackReceiptQuerySet, OfCommitmentQuerySet


class Clawback(Owned):
    """Money of a grant asked back (euros): why, by whose decision, and what became of it."""

    class State(models.TextChoices):
        ASKED = "asked", "demandé"
        SETTLED = "settled", "reversé"
        GIVEN_UP = "given_up", "abandonné"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="clawbacks")
    amount = models.DecimalField("à reverser (€)", max_digits=14, decimal_places=2)
    reason = models.CharField("motif", max_length=300)
    decided_by = models.CharField("décidé par", max_length=160)
    asked_on = models.DateField("demandé le")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED)
    ended_on = models.DateField("reversé ou abandonné le", null=True, blank=True)
    end_reason = models.CharField("motif de l'abandon", max_length=300, blank=True)
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "reversement"
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="clawback_once"),
            models.CheckConstraint(
                name="clawback_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant à reverser doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.commitment.number}, reversement du {self.asked_on:%d/%m/%Y}"


class ClawbackReceipt(Owned):
    """What came back of a clawback (euros), on a day; `is_posted` when its accounts were named."""

    clawback = models.ForeignKey(Clawback, models.PROTECT, related_name="receipts")
    amount = models.DecimalField("reçu (€)", max_digits=14, decimal_places=2)
    received_on = models.DateField("reçu le")
    is_posted = models.BooleanField("écrit dans le livre", default=False)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    idempotency_key = models.UUIDField("clé de saisie")

    objects = ClawbackReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "reversement reçu"
        ordering = ["received_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "idempotency_key", name="clawback_receipt_once"
            ),
            models.CheckConstraint(
                name="clawback_receipt_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant reçu doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.clawback}, {self.received_on:%d/%m/%Y}"
