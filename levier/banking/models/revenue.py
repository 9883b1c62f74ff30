from uuid import UUID, uuid5

from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.banking.models.payments import BankFile, HouseAccount
from levier.banking.states import RevenueState


class RevenueOrder(Owned):
    """A claim that the accounting officer collects: from whom, what for (as text), how much."""

    number = models.CharField("n°", max_length=20)
    account = models.ForeignKey(HouseAccount, models.PROTECT, related_name="revenue_orders")
    subject = models.CharField("à propos de", max_length=100)
    subject_label = models.CharField("objet", max_length=160)
    due_on = models.DateField("échéance")
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    debtor_name = models.CharField("débiteur", max_length=160)
    debtor_address = models.CharField("adresse", max_length=200, blank=True)
    debtor_postcode = models.CharField("code postal", max_length=16, blank=True)
    debtor_town = models.CharField("ville", max_length=80, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=RevenueState, default=RevenueState.ISSUED
    )
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="revenue_orders")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    settled_on = models.DateField("recouvré ou annulé le", null=True, blank=True)
    reason = models.CharField("motif", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "titre de recette"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="revenue_by_state"),
        ]
        constraints = [
            models.UniqueConstraint("organisation", "number", name="revenue_one_per_number"),
            models.UniqueConstraint(
                "organisation",
                "subject",
                "due_on",
                condition=Q(state="issued"),
                name="revenue_once_a_due_date",
                violation_error_message="Cette échéance a déjà un titre à recouvrer.",
            ),
            models.CheckConstraint(
                name="revenue_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def collected_key(self) -> UUID:
        """The key under which what it asked for notes that it was collected."""
        return uuid5(self.pk, "collected")
