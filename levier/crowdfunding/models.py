from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.people.models import Located


class Campaign(Located, Owned):
    """A crowdfunding campaign by gifts; one that misses its target keeps its gifts."""

    number = models.CharField("n° de campagne", max_length=20)
    name = models.CharField("campagne", max_length=120)
    holder_name = models.CharField("porteur", max_length=120)
    holder_status = models.CharField("statut du porteur", max_length=40, blank=True)
    structure = models.ForeignKey(
        "people.Structure", models.PROTECT, null=True, blank=True, related_name="campaigns"
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="campaigns"
    )
    advisor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="campaigns"
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    target_amount = models.DecimalField("objectif (€)", max_digits=14, decimal_places=2)
    imported_from = models.CharField("repris de", max_length=60, blank=True)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="campaign_one_per_number",
                violation_error_message="Une campagne porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="campaign_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Une campagne ne peut pas finir avant d'avoir commencé.",
            ),
            models.CheckConstraint(
                name="campaign_target_positive",
                condition=Q(target_amount__gt=0),
                violation_error_message="L'objectif doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return self.name


class Pledge(Owned):
    """A gift to a campaign; an anonymous giver is hidden from the public, and counts."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="pledges")
    number = models.CharField("n° de contribution", max_length=20)
    given_on = models.DateField("donnée le")
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    reward = models.CharField("contrepartie", max_length=120, blank=True)
    is_anonymous = models.BooleanField("anonyme pour le public", default=False)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "contribution"
        ordering = ["-given_on", "-number"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "campaign",
                "number",
                name="pledge_one_per_number",
                violation_error_message="Une contribution porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="pledge_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.number} ({self.campaign})"
