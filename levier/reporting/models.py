from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned


class FrozenYear(Owned):
    """A year as it was published: its figures and the rows they stood on never change."""

    year = models.PositiveSmallIntegerField("année")
    published_at = models.DateTimeField("publiée le", auto_now_add=True)
    published_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "année publiée"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "year",
                name="frozen_year_once",
                violation_error_message="Cette année est déjà publiée.",
            )
        ]

    def __str__(self):
        return str(self.year)


class FrozenFigure(Owned):
    """A published figure: exact value, published value, number of rows."""

    frozen_year = models.ForeignKey(FrozenYear, models.PROTECT, related_name="figures")
    code = models.CharField("code", max_length=60)
    label = models.CharField("libellé", max_length=160)
    unit = models.CharField("unité", max_length=60)
    exact = models.CharField("valeur exacte", max_length=40, blank=True)
    published = models.CharField("valeur publiée", max_length=40, blank=True)
    row_count = models.PositiveIntegerField("lignes")
    position = models.PositiveSmallIntegerField(default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre publié"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "frozen_year", "code", name="frozen_figure_once"
            )
        ]

    def __str__(self):
        return f"{self.code} {self.frozen_year}"


class FrozenItem(Owned):
    """One row that a published figure stood on: its key and its value."""

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="items")
    key = models.CharField("ligne", max_length=120)
    label = models.CharField("libellé", max_length=200)
    case_key = models.UUIDField("dossier", null=True)
    value = models.CharField("valeur", max_length=40)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne publiée"
        indexes = [models.Index(fields=["figure", "key"], name="frozen_item_key")]

    def __str__(self):
        return self.label


class ReportBlock(Owned):
    """A block that the house writes in its annual report: editorial, portrait or partner."""

    class Kind(models.TextChoices):
        EDITORIAL = "editorial", "éditorial"
        PORTRAIT = "portrait", "portrait"
        PARTNER = "partner", "partenaire"

    class Chapter(models.TextChoices):
        OPENING = "opening", "Ouverture"
        CREATION = "creation", "Sécuriser la création d'entreprise"
        FRAGILE = "fragile", "Accompagner les plus fragiles"
        TERRITORY = "territory", "(Re)dynamiser les territoires"
        ENGAGEMENT = "engagement", "Encourager l'engagement"
        ESS = "ess", "L'ESS au cœur"
        EUROPE = "europe", "Le soutien de l'Union européenne"
        PARTNERS = "partners", "Agences et partenaires"

    year = models.PositiveSmallIntegerField("année")
    chapter = models.CharField("chapitre", max_length=12, choices=Chapter)
    kind = models.CharField("bloc", max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField("rang", default=1)
    title = models.CharField("titre", max_length=160)
    text = models.TextField("texte", blank=True)
    picture = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_alt = models.CharField("description de l'image", max_length=200, blank=True)
    consent = models.ForeignKey(
        "people.Consent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="consentement de la personne",
    )
    credit = models.CharField("crédit", max_length=120, blank=True)
    link = models.URLField("lien (code QR)", blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "bloc du rapport"
        ordering = ["chapter", "position", "id"]

    def __str__(self):
        return self.title


class YearTarget(Owned):
    """What the house aims at for a figure of a year."""

    year = models.PositiveSmallIntegerField("année")
    code = models.CharField("chiffre", max_length=60)
    value = models.DecimalField("objectif", max_digits=16, decimal_places=2)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif"
        constraints = [
            models.UniqueConstraint("organisation", "year", "code", name="year_target_once")
        ]

    def __str__(self):
        return f"{self.code} {self.year}"
