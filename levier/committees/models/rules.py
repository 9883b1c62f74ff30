"""The dated rules of a committee, and who may decide without it: the house's own texts."""

from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.catalogue.models import InstrumentKind
from levier.committees.models.members import College, Committee


class Certainty(models.TextChoices):
    """How sure the house is of a rule."""

    CONFIRMED = "confirmed", "confirmé"
    IN_USE = "in_use", "en usage, à confirmer"


class Dated(Owned):
    """A rule of the house from a first day to a last one, and the document that says so."""

    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    certainty = models.CharField(
        "certitude", max_length=10, choices=Certainty, default=Certainty.IN_USE
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day) -> bool:
        """Return whether the rule is in force on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class CommitteeRules(Dated):
    """How a committee sits and decides, from a first day on. 0: the house has set nothing."""

    class Signers(models.TextChoices):
        CHAIR = "chair", "présidence"
        CHAIR_SECRETARY = "chair_secretary", "présidence et secrétariat"
        CHAIR_DIRECTOR = "chair_director", "présidence et direction"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="rules")
    min_members = models.PositiveSmallIntegerField("quorum (membres)", default=0)
    min_colleges = models.PositiveSmallIntegerField("quorum (collèges)", default=0)
    chair_has_casting_vote = models.BooleanField("voix prépondérante", default=False)
    validity_months = models.PositiveSmallIntegerField("validité d’un accord (mois)", default=6)
    written_allowed = models.BooleanField("consultation écrite admise", default=False)
    written_days = models.PositiveSmallIntegerField("délai de réponse (jours)", default=0)
    written_min_members = models.PositiveSmallIntegerField(
        "quorum d’une consultation écrite (votants)", default=0
    )
    written_min_colleges = models.PositiveSmallIntegerField(
        "quorum d’une consultation écrite (collèges)", default=0
    )
    written_reminder_days = models.PositiveSmallIntegerField(
        "rappel avant la fin des réponses (jours)", default=0
    )
    adjournment_months = models.PositiveSmallIntegerField(
        "retour d’un ajournement (mois)", default=0
    )
    signers = models.CharField(
        "signataires du procès-verbal", max_length=16, choices=Signers,
        default=Signers.CHAIR_SECRETARY,
    )  # fmt: skip

    class Meta:
        verbose_name = "règles d’un comité"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "committee", "first_day", name="committee_rules_once_a_day"
            ),
            models.CheckConstraint(
                name="committee_rules_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Une règle ne peut pas finir avant d’avoir commencé.",
            ),
        ]

    def __str__(self):
        return f"{self.committee}, depuis le {self.first_day:%d/%m/%Y}"


class CollegeSeats(Owned):
    """How many seats a college has in a committee, under one row of rules."""

    rules = models.ForeignKey(CommitteeRules, models.PROTECT, related_name="college_seats")
    college = models.CharField("collège", max_length=12, choices=College)
    seats = models.PositiveSmallIntegerField("sièges")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "sièges d’un collège"
        ordering = ["college"]
        constraints = [
            models.UniqueConstraint("organisation", "rules", "college", name="college_seats_once")
        ]

    def __str__(self):
        return f"{self.get_college_display()} : {self.seats}"


class Body(models.TextChoices):
    """Who may decide by delegation."""

    DIRECTOR = "director", "direction"
    BUREAU = "bureau", "bureau"
    LOCAL = "local", "comité local"
    REGIONAL = "regional", "comité régional"
    NATIONAL = "national", "comité national"


class Delegation(Dated):
    """Up to what amount a body decides alone, for an instrument or a whole kind of them."""

    body = models.CharField("instance", max_length=10, choices=Body)
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="produit",
    )  # fmt: skip
    kind = models.CharField("nature", max_length=14, choices=InstrumentKind, blank=True)
    max_amount = models.DecimalField("montant maximum (€)", max_digits=14, decimal_places=2)
    needs_ratification = models.BooleanField("à ratifier au comité suivant", default=True)

    class Meta:
        verbose_name = "délégation"
        ordering = ["body", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "body",
                "instrument",
                "first_day",
                condition=Q(kind=""),
                name="delegation_of_product_once",
                violation_error_message="Une délégation commence déjà ce jour-là.",
            ),
            models.UniqueConstraint(
                "organisation",
                "body",
                "kind",
                "first_day",
                condition=~Q(kind=""),
                name="delegation_of_kind_once",
                violation_error_message="Une délégation commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                name="delegation_of_an_instrument_or_a_kind",
                condition=Q(instrument=None) & ~Q(kind="") | Q(instrument__isnull=False, kind=""),
                violation_error_message="Choisissez un produit ou une nature, pas les deux.",
            ),
            models.CheckConstraint(
                name="delegation_above_zero",
                condition=Q(max_amount__gt=0),
                violation_error_message="Une délégation porte un montant.",
            ),
        ]

    def __str__(self):
        what = self.instrument or self.get_kind_display()
        return f"{self.get_body_display()}, {what}"
