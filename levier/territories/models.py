from django.db import models
from django.db.models import F, Q

from levier.accounts.rows import Keyed, Owned
from levier.territories.querysets import OfficeAreaQuerySet, ZoneLayerQuerySet


class ZoneLayer(Keyed):
    """One generation of a zoning, read from one official file, with the days it is in force.

    Layers of a kind never overlap in time over a department. A layer's rows never change: another
    file makes another layer, with another key.
    """

    class Kind(models.TextChoices):
        QPV = "qpv", "quartiers prioritaires (QPV)"
        ZFRR = "zfrr", "zones France ruralités revitalisation (ZFRR)"
        CONTOUR = "contour", "contours de communes"

    kind = models.CharField("nature", max_length=10, choices=Kind)
    generation = models.CharField("génération", max_length=60)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    source = models.CharField("source", max_length=200)
    licence = models.CharField("licence", max_length=60)
    imported_at = models.DateTimeField("importée le")
    departments = models.JSONField("départements couverts")
    row_count = models.PositiveIntegerField("lignes")
    file_name = models.CharField("fichier", max_length=200)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64)

    objects = ZoneLayerQuerySet.as_manager()

    class Meta:
        verbose_name = "couche de zonage"
        ordering = ["kind", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "file_sha256",
                name="zone_layer_one_per_file",
                violation_error_message="Ce fichier est déjà importé.",
            ),
            models.CheckConstraint(
                name="zone_layer_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self):
        return self.generation


class Zone(Keyed):
    """A priority district: its polygon (GeoJSON, WGS84) and the box around it, in degrees."""

    layer = models.ForeignKey(ZoneLayer, models.CASCADE, related_name="zones")
    code = models.CharField("code", max_length=12)
    name = models.CharField("nom", max_length=200)
    communes = models.JSONField("communes", default=list)
    epci_siren = models.CharField("EPCI", max_length=9, blank=True)
    geometry = models.JSONField("contour")
    west = models.FloatField("ouest")
    south = models.FloatField("sud")
    east = models.FloatField("est")
    north = models.FloatField("nord")

    class Meta:
        verbose_name = "quartier"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint("layer", "code", name="zone_one_per_code"),
        ]

    def __str__(self):
        return f"{self.name} ({self.code})"


class CommuneStatus(Keyed):
    """A commune that a layer classes. One that it covers without a row is not classed."""

    layer = models.ForeignKey(ZoneLayer, models.CASCADE, related_name="statuses")
    commune_code = models.CharField("commune", max_length=5)
    status = models.CharField("code de classement", max_length=4)
    label = models.CharField("classement", max_length=80)

    class Meta:
        verbose_name = "classement de commune"
        ordering = ["commune_code"]
        constraints = [
            models.UniqueConstraint("layer", "commune_code", name="status_one_per_commune"),
        ]

    def __str__(self):
        return f"{self.commune_code} : {self.label}"


class CommuneContour(Keyed):
    """The contour of a commune (GeoJSON, WGS84), for maps only."""

    layer = models.ForeignKey(ZoneLayer, models.CASCADE, related_name="contours")
    commune_code = models.CharField("commune", max_length=5)
    department = models.CharField("département", max_length=3)
    epci_siren = models.CharField("EPCI", max_length=9, blank=True)
    geometry = models.JSONField("contour")

    class Meta:
        verbose_name = "contour de commune"
        ordering = ["commune_code"]
        constraints = [
            models.UniqueConstraint("layer", "commune_code", name="contour_one_per_commune"),
        ]
        indexes = [models.Index("layer", "department", name="contour_of_department")]

    def __str__(self):
        return self.commune_code


class OfficeArea(Owned):
    """An EPCI in which an office of the house works."""

    office = models.ForeignKey(
        "accounts.Office", models.PROTECT, related_name="areas", verbose_name="agence"
    )
    epci_siren = models.CharField("EPCI", max_length=9)

    objects = OfficeAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "secteur d'agence"
        ordering = ["epci_siren"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "epci_siren",
                name="office_area_one_per_epci",
                violation_error_message="Une agence a déjà cette intercommunalité.",
            )
        ]

    def __str__(self):
        return self.epci_siren
