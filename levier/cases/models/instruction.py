from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.cases.models.case import Case
from levier.cases.querysets import OfCaseQuerySet


class Piece(Owned):
    """A document that the dossier asks for, and the file that answers it."""

    class Status(models.TextChoices):
        REQUIRED = "required", "attendue"
        RECEIVED = "received", "reçue"
        CHECKED = "checked", "vérifiée"
        REJECTED = "rejected", "refusée"

    case = models.ForeignKey(Case, models.PROTECT, related_name="pieces")
    kind = models.ForeignKey(
        "catalogue.PieceKind", models.PROTECT, related_name="pieces", verbose_name="pièce"
    )
    is_mandatory = models.BooleanField("exigée avant le comité", default=True)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.REQUIRED)
    stored_file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="pieces"
    )
    requested_on = models.DateField("demandée le", null=True, blank=True)
    received_on = models.DateField("reçue le", null=True, blank=True)
    checked_on = models.DateField("vérifiée le", null=True, blank=True)
    checked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField("valable jusqu'au", null=True, blank=True)
    comment = models.CharField("remarque", max_length=200, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        ordering = ["-is_mandatory", "kind__label"]
        indexes = [
            models.Index(fields=["organisation", "status", "requested_on"], name="piece_awaited")
        ]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "case",
                "kind",
                name="piece_once_per_case",
                violation_error_message="Cette pièce est déjà demandée.",
            )
        ]

    def __str__(self):
        return str(self.kind)

    def is_expired_on(self, day: date) -> bool:
        """True when the piece was received and is no longer valid on `day`."""
        return self.expires_on is not None and self.expires_on < day


class PieceVersion(Owned):
    """One file that answered a piece: numbered, and kept when another takes its place."""

    piece = models.ForeignKey(Piece, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    received_on = models.DateField("reçue le")
    received_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(
        "état", max_length=10, choices=Piece.Status, default=Piece.Status.RECEIVED
    )
    judged_on = models.DateField("vérifiée ou refusée le", null=True, blank=True)
    judged_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.CharField("motif du refus", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une pièce"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("piece", "number", name="piece_version_numbered_once")
        ]

    def __str__(self):
        return f"{self.piece}, version {self.number}"

    @property
    def brought_by(self) -> str:
        """Who brought it: a colleague, or the applicant by the deposit link."""
        return self.received_by.full_name if self.received_by else "le porteur"


class AnalysisRating(Owned):
    """One of the five dimensions of the analysis, rated 1 to 4 (no middle)."""

    class Dimension(models.TextChoices):
        TEAM = "team", "Équipe dirigeante"
        ORGANISATION = "organisation", "Organisation"
        ENVIRONMENT = "environment_strategy", "Environnement et stratégie"
        SOCIAL_IMPACT = "social_impact", "Impact social"
        ECONOMY = "economy_finance", "Économie et finances"

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    dimension = models.CharField("dimension", max_length=22, choices=Dimension)
    rating = models.PositiveSmallIntegerField("note (1 à 4)")
    comment = models.TextField("commentaire", blank=True)

    objects = OfCaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "note d'analyse"
        constraints = [
            models.UniqueConstraint(
                "organisation", "case", "dimension", name="rating_once_per_dimension"
            ),
            models.CheckConstraint(
                name="rating_from_1_to_4",
                condition=Q(rating__gte=1, rating__lte=4),
                violation_error_message="La note va de 1 à 4.",
            ),
        ]

    def __str__(self):
        return f"{self.get_dimension_display()} : {self.rating}"


class AttentionPoint(Owned):
    """A zone of risk, or a point to watch."""

    class Kind(models.TextChoices):
        RISK = "risk", "zone de risque"
        WATCH = "watch", "point de vigilance"

    case = models.ForeignKey(Case, models.PROTECT, related_name="attention_points")
    kind = models.CharField("nature", max_length=6, choices=Kind)
    text = models.CharField("point", max_length=300)
    answer = models.CharField("réponse apportée", max_length=300, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "point d'attention"
        ordering = ["kind", "id"]

    def __str__(self):
        return self.text


class EngagementAxis(Owned):
    """One of the five axes of engagement of the report, with its proof."""

    class Axis(models.TextChoices):
        EMPLOYMENT = "employment", "Emploi"
        TERRITORY = "territory", "Territoire"
        SOCIAL = "social", "Lien social"
        ENVIRONMENT = "environment", "Environnement"
        GOVERNANCE = "governance", "Gouvernance partagée"

    case = models.ForeignKey(Case, models.PROTECT, related_name="axes")
    axis = models.CharField("axe", max_length=12, choices=Axis)
    proof = models.CharField("preuve", max_length=300, blank=True)
    stored_file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "axe d'engagement"
        constraints = [
            models.UniqueConstraint("organisation", "case", "axis", name="axis_once_per_case")
        ]

    def __str__(self):
        return self.get_axis_display()


class EligibilityRecord(Owned):
    """A verdict as it was given on a day, with the facts and the conditions read: frozen."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="eligibility_records")
    version = models.ForeignKey(
        "catalogue.InstrumentVersion", models.PROTECT, related_name="eligibility_records"
    )
    on = models.DateField("évalué au")
    verdict = models.CharField("verdict", max_length=10)
    facts = models.JSONField("faits lus", default=dict)
    conditions = models.JSONField("conditions", default=list)
    is_frozen = models.BooleanField("figé à la décision", default=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "verdict d'éligibilité"
        ordering = ["-on", "id"]

    def __str__(self):
        return f"{self.version.instrument} : {self.verdict}"
