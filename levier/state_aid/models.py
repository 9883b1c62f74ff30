from django.db import models
from django.db.models import F, Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned


class Undertaking(Owned):
    """One entity that receives aid: a SIREN, or a person whose business has none yet.

    A single undertaking is this entity and those that links of the day tie to it.
    """

    name = models.CharField("entreprise", max_length=160)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    naf_code = models.CharField("code NAF", max_length=6, blank=True)
    is_sieg = models.BooleanField(
        "chargée d'un service d'intérêt économique général", default=False
    )
    sieg_source = models.CharField("mandat du service", max_length=300, blank=True)
    year_ends_in = models.PositiveSmallIntegerField("mois de clôture de l'exercice", default=12)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise aidée"
        ordering = ["name"]
        indexes = [models.Index(fields=["organisation", "name"], name="undertaking_name")]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "siren",
                name="undertaking_one_per_siren",
                condition=~Q(siren=""),
                violation_error_message="Une entreprise porte déjà ce SIREN.",
            ),
            models.CheckConstraint(
                name="undertaking_year_ends_in_a_month",
                condition=Q(year_ends_in__gte=1, year_ends_in__lte=12),
            ),
        ]

    def __str__(self):
        return self.name


class UndertakingMember(Owned):
    """Who of the registers an undertaking is: a structure (a SIRET), or a person."""

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="members")
    structure = models.ForeignKey(
        "people.Structure", models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d'une entreprise aidée"
        constraints = [
            models.UniqueConstraint(
                "organisation", "structure", name="member_once_per_structure",
                condition=Q(structure__isnull=False),
            ),
            models.UniqueConstraint(
                "organisation", "person", name="member_once_per_person",
                condition=Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="member_is_a_structure_or_a_person",
                condition=Q(structure__isnull=False, person__isnull=True)
                | Q(structure__isnull=True, person__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.structure or self.person)


class UndertakingLink(Owned):
    """Two entities that are one single undertaking between two days, and why."""

    first = models.ForeignKey(Undertaking, models.PROTECT, related_name="+")
    second = models.ForeignKey(Undertaking, models.PROTECT, related_name="+")
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    reason = models.CharField("raison", max_length=300)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "lien entre entreprises"
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "first", "second", "first_day", name="link_once_per_first_day",
                violation_error_message="Ce lien est déjà noté à ce premier jour.",
            ),
            models.CheckConstraint(
                name="link_joins_two_undertakings",
                condition=~Q(first=F("second")),
                violation_error_message="Une entreprise n'est pas liée à elle-même.",
            ),
            models.CheckConstraint(
                name="link_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.first} – {self.second}"


class LedgerAid(Owned):
    """One line of the ledger: an aid, or the reversal of one. Never changed, never deleted.

    What an aid counts for is `equivalent`; a reversal has the opposite amounts and the same day.
    Commitments, dossiers and their plans stand above this app: keys are kept, no foreign key.
    """

    class Origin(models.TextChoices):
        OURS = "ours", "décidée ici"
        DECLARED = "declared", "déclarée"
        PLANNED = "planned", "au plan de financement"

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="aids")
    origin = models.CharField("origine", max_length=8, choices=Origin)
    authority = models.CharField("autorité", max_length=200)
    instrument = models.CharField("instrument", max_length=160)
    kind = models.CharField("nature", max_length=14)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    equivalent = models.DecimalField(
        "équivalent-subvention brut (€)", max_digits=14, decimal_places=2
    )
    method = models.CharField("calcul", max_length=200)
    is_sure = models.BooleanField("calcul confirmé", default=True)
    granted_on = models.DateField("octroyée le")
    is_sieg = models.BooleanField("service d'intérêt économique général", default=False)
    regulation = models.CharField("règlement", max_length=60)
    sector = models.CharField("secteur (code NAF)", max_length=6, blank=True)
    source = models.CharField("source", max_length=300)
    commitment_key = models.UUIDField("engagement", null=True, blank=True, db_index=True)
    resource_key = models.UUIDField("ressource du plan", null=True, blank=True, db_index=True)
    case_key = models.UUIDField("dossier du plan", null=True, blank=True, db_index=True)
    asked_since = models.DateField("dossier ouvert le", null=True, blank=True)
    idempotency_key = models.UUIDField("clé de l'écriture")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    recorded_at = models.DateTimeField("inscrite le", auto_now_add=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "aide de minimis"
        ordering = ["-granted_on", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-granted_on"], name="ledger_by_day"),
            models.Index(fields=["undertaking", "granted_on"], name="ledger_of_undertaking"),
        ]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="ledger_written_once"),
            models.CheckConstraint(
                name="ledger_sign_says_reversal",
                condition=Q(reverses=None, equivalent__gte=0, amount__gte=0)
                | Q(reverses__isnull=False, equivalent__lte=0, amount__lte=0),
            ),
            models.CheckConstraint(
                name="ledger_planned_says_its_resource",
                condition=Q(
                    origin="planned",
                    resource_key__isnull=False,
                    case_key__isnull=False,
                    asked_since__isnull=False,
                )
                | (~Q(origin="planned") & Q(resource_key=None, case_key=None, asked_since=None)),
            ),
        ]

    def __str__(self):
        return f"{self.instrument} ({self.undertaking})"

    def save(self, *args, **kwargs):
        """Write a new line; a written line never changes."""
        if not self._state.adding:
            raise TypeError("A line of the ledger is never changed: reverse it.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the ledger is append-only."""
        raise TypeError("A line of the ledger is never deleted: reverse it.")


class ReferenceRate(Owned):
    """The Commission's base rate for France from a day on, typed by the house with its source."""

    first_day = models.DateField("depuis le")
    base_rate = models.DecimalField("taux de base (annuel)", max_digits=7, decimal_places=6)
    source = models.CharField("source", max_length=300)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "taux de référence"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "first_day",
                name="reference_rate_one_per_day",
                violation_error_message="Un taux est déjà saisi à cette date.",
            )
        ]

    def __str__(self):
        return f"{self.base_rate} ({self.first_day:%d/%m/%Y})"


class Attestation(Owned):
    """The list of three years' aids that an undertaking signs, as it was printed."""

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="attestations")
    on = models.DateField("établie au")
    total = models.DecimalField("total (€)", max_digits=14, decimal_places=2)
    document = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    signed_on = models.DateField("signée le", null=True, blank=True)
    signed_document = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "attestation de minimis"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="attestation_signed_after_made",
                condition=Q(signed_on=None) | Q(signed_on__gte=F("on")),
                violation_error_message="La signature ne peut pas précéder l'attestation.",
            )
        ]

    def __str__(self):
        return f"Attestation de {self.undertaking} au {self.on:%d/%m/%Y}"
