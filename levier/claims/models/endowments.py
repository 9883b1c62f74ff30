from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.portfolio.querysets import OfCommitmentQuerySet


class Endowment(Owned):
    """Money that a funder puts down to back guarantees: what it may back is a multiple of it.

    `products` are the codes of the instruments it backs and `epci_sirens` the places; all when
    empty.
    """

    funder = models.ForeignKey(
        "funds.Funder", models.PROTECT, related_name="endowments", verbose_name="financeur"
    )
    agreement = models.ForeignKey(
        "funds.Agreement", models.PROTECT, null=True, blank=True, related_name="endowments",
        verbose_name="convention",
    )  # fmt: skip
    title = models.CharField("ligne", max_length=160)
    amount = models.DecimalField("dotation (€)", max_digits=14, decimal_places=2)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    products = models.JSONField("produits garantis", default=list, blank=True)
    epci_sirens = models.JSONField("intercommunalités (SIREN)", default=list, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de dotation"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "title",
                name="endowment_one_per_title",
                violation_error_message="Une ligne de dotation porte déjà ce nom.",
            ),
            models.CheckConstraint(
                name="endowment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="La dotation doit être supérieure à zéro.",
            ),
            models.CheckConstraint(
                name="endowment_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self):
        return self.title


class EndowmentMultiplier(Owned):
    """How many times its endowment a line may commit, from a day on, and who says so."""

    endowment = models.ForeignKey(Endowment, models.PROTECT, related_name="multipliers")
    multiplier = models.DecimalField("coefficient", max_digits=6, decimal_places=3)
    first_day = models.DateField("à partir du")
    source = models.CharField("source", max_length=200)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "coefficient d’une ligne"
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(
                "endowment",
                "first_day",
                name="endowment_multiplier_one_per_day",
                violation_error_message="Un coefficient commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                name="endowment_multiplier_positive",
                condition=Q(multiplier__gt=0),
                violation_error_message="Le coefficient doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.multiplier.normalize():f} depuis le {self.first_day:%d/%m/%Y}"


class CounterGuarantee(Owned):
    """A body that takes a share of what a line bears, for the guarantees decided meanwhile."""

    endowment = models.ForeignKey(Endowment, models.PROTECT, related_name="counter_guarantees")
    guarantor = models.CharField("contre-garant", max_length=120)
    share = models.DecimalField("part prise", max_digits=7, decimal_places=6)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    source = models.CharField("source", max_length=200)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "contre-garantie"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="counter_guarantee_share_within",
                condition=Q(share__gt=0, share__lte=1),
                violation_error_message="La part contre-garantie va de 0 à 100 %%.",
            ),
        ]

    def __str__(self):
        return f"{self.guarantor}, {self.first_day:%d/%m/%Y}"


class Backing(Owned):
    """The share of a guarantee that a line of endowment backs, from a day on.

    Another share closes it and opens another: `last_day` is None for the one that stands.
    """

    commitment = models.ForeignKey("portfolio.Commitment", models.PROTECT, related_name="backings")
    endowment = models.ForeignKey(Endowment, models.PROTECT, related_name="backings")
    share = models.DecimalField("part", max_digits=7, decimal_places=6)
    first_day = models.DateField("rattachée le")
    last_day = models.DateField("jusqu’au", null=True, blank=True)
    attached_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement à une ligne"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "commitment",
                "endowment",
                name="backing_once_per_line",
                condition=Q(last_day=None),
                violation_error_message="Cette garantie est déjà rattachée à cette ligne.",
            ),
            models.CheckConstraint(
                name="backing_share_within",
                condition=Q(share__gt=0, share__lte=1),
                violation_error_message="La part d’une ligne va de 0 à 100 %%.",
            ),
        ]

    def __str__(self):
        return f"{self.commitment.number}, {self.endowment}"
