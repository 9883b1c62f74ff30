from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned


class AccountOfGuarantees(Owned):
    """Which account of the house's chart plays which part in the entries of what it guarantees."""

    class Part(models.TextChoices):
        GIVEN = "given", "Engagements donnés"
        COUNTERPART = "given_against", "Contrepartie des engagements donnés"

    part = models.CharField("rôle", max_length=20, choices=Part)
    account = models.ForeignKey("ledger.LedgerAccount", models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "compte des garanties"
        constraints = [
            models.UniqueConstraint("organisation", "part", name="account_of_guarantees_once")
        ]

    def __str__(self):
        return f"{self.get_part_display()} : {self.account}"
