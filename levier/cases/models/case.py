from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.cases.querysets import CaseQuerySet, OfCaseQuerySet
from levier.cases.states import State
from levier.cases.tracks import SOCIAL_TRACKS, Track
from levier.people.models import Located


class Case(Located, Owned):
    """A dossier, from the first call to the last repayment.

    The situation of the person (job seeker, minima, age), the staff and the past results of the
    structure, and the zoning of the project are those of the entry or of the decision: they are
    frozen here and never read again from the person or the structure. Blank is unknown, not zero.
    """

    class ProjectKind(models.TextChoices):
        CREATION = "creation", "création"
        TAKEOVER = "takeover", "reprise"
        DEVELOPMENT = "development", "développement"

    class Zoning(models.TextChoices):
        TO_CHECK = "to_check", "à vérifier"
        CHECKED = "checked", "vérifié"
        IMPORTED = "imported", "repris"

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", "favorable"
        RESERVED = "reserved", "réservé"
        UNFAVOURABLE = "unfavourable", "défavorable"

    number = models.CharField("n° de dossier", max_length=20)
    track = models.CharField("filière", max_length=14, choices=Track, default=Track.CREATION)
    state = models.CharField("étape", max_length=14, choices=State, default=State.FIRST_CONTACT)
    person = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="porteur de projet",
    )
    structure = models.ForeignKey(
        "people.Structure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="structure",
    )
    title = models.CharField("projet", max_length=200, blank=True)
    description = models.TextField("présentation du projet", blank=True)
    project_kind = models.CharField(
        "type de projet", max_length=12, choices=ProjectKind, blank=True
    )
    naf_code = models.CharField("code NAF", max_length=6, blank=True)
    advisor = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="suivi par",
    )
    office = models.ForeignKey(
        "accounts.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="agence",
    )
    prescriber = models.ForeignKey(
        "people.Prescriber",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_cases",
        verbose_name="orienté par",
    )
    agreement = models.ForeignKey(
        "funds.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="convention",
    )
    operation = models.ForeignKey(
        "funds.Operation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="opération européenne",
    )

    situation = models.CharField("situation à l'entrée", max_length=80, blank=True)
    is_job_seeker = models.BooleanField("demandeur d'emploi", null=True, blank=True)
    months_registered = models.PositiveSmallIntegerField(
        "inscrit depuis (mois)", null=True, blank=True
    )
    minima = models.CharField("minima sociaux", max_length=10, blank=True)
    iae_criteria = models.JSONField("critères IAE", default=list, blank=True)
    ficp_registered = models.BooleanField("porteur inscrit au FICP", null=True, blank=True)
    designated_operator = models.BooleanField(
        "demande portée par un opérateur désigné", null=True, blank=True
    )
    jobs_created = models.DecimalField(
        "emplois créés (ETP)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    jobs_consolidated = models.DecimalField(
        "emplois consolidés (ETP)", max_digits=8, decimal_places=2, null=True, blank=True
    )

    staff_fte = models.DecimalField(
        "effectif actuel (ETP)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    losses_last_3_years = models.PositiveSmallIntegerField(
        "exercices déficitaires sur les trois derniers", null=True, blank=True
    )
    difficulty_shown = models.BooleanField(
        "financement ou marché perdu, ou fonds propres en forte baisse", null=True, blank=True
    )

    epci_siren = models.CharField("EPCI", max_length=9, blank=True)
    zoning = models.CharField("zonage", max_length=10, choices=Zoning, default=Zoning.TO_CHECK)
    qpv_code = models.CharField("QPV du projet", max_length=8, blank=True)
    qpv_name = models.CharField("nom du QPV", max_length=120, blank=True)
    home_qpv_code = models.CharField("QPV du domicile", max_length=8, blank=True)
    in_zfrr = models.BooleanField("commune en ZFRR", null=True, blank=True)
    geocoding = models.JSONField("géocodage et couches lues", default=dict, blank=True)

    opinion = models.CharField("avis du conseiller", max_length=14, choices=Opinion, blank=True)
    opinion_text = models.TextField("avis motivé", blank=True)
    purpose = models.CharField("objet du financement", max_length=160, blank=True)
    next_step = models.CharField("prochain pas", max_length=160, blank=True)
    next_step_on = models.DateField("le", null=True, blank=True)
    opened_on = models.DateField("premier contact le")
    last_action_on = models.DateField("dernière action le")
    is_stub = models.BooleanField("numéro d'une année non importée", default=False)
    imported_from = models.CharField("repris de", max_length=60, blank=True)

    objects = CaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "dossier"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organisation", "state", "last_action_on"], name="case_by_state"),
            models.Index(fields=["organisation", "track", "-number"], name="case_by_track"),
            models.Index(
                # Holds all that counting one's dossiers in progress reads: the menu of every page.
                fields=["organisation", "advisor", "state", "opened_on", "is_stub", "track", "id"],
                name="case_by_advisor",
            ),
            models.Index(
                fields=["organisation", "track", "state", "-last_action_on", "-id"],
                name="case_by_step",
            ),
            models.Index(
                fields=["organisation", "advisor", "-last_action_on"], name="case_of_advisor_action"
            ),
            models.Index(fields=["organisation", "next_step_on"], name="case_by_next_step"),
            models.Index(fields=["organisation", "-last_action_on"], name="case_by_action"),
            models.Index(fields=["organisation", "-opened_on", "-number"], name="case_by_opening"),
        ]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="case_one_per_number",
                violation_error_message="Un dossier porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="case_jobs_not_negative",
                condition=(Q(jobs_created=None) | Q(jobs_created__gte=0))
                & (Q(jobs_consolidated=None) | Q(jobs_consolidated__gte=0)),
                violation_error_message="Un nombre d'emplois ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="case_staff_not_negative",
                condition=Q(staff_fte=None) | Q(staff_fte__gte=0),
                violation_error_message="Un effectif ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="case_losses_of_three_years",
                condition=Q(losses_last_3_years=None)
                | Q(losses_last_3_years__gte=0, losses_last_3_years__lte=3),
                violation_error_message="Comptez de 0 à 3 exercices déficitaires.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.holder_name}".strip()

    @property
    def holder_name(self) -> str:
        """Who carries the dossier: the person, else the structure, else the project's title."""
        return str(self.person or self.structure or self.title)

    @property
    def is_social(self) -> bool:
        """True when every read of this dossier is journalled."""
        return self.track in SOCIAL_TRACKS


class CaseParty(Owned):
    """Somebody else on the dossier: associate, spouse, accountant, partner structure…"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="case_parties"
    )
    structure = models.ForeignKey(
        "people.Structure", models.PROTECT, null=True, blank=True, related_name="case_parties"
    )
    role = models.CharField("rôle", max_length=60)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "personne du dossier"
        constraints = [
            models.CheckConstraint(
                name="case_party_is_somebody",
                condition=Q(person__isnull=False) | Q(structure__isnull=False),
                violation_error_message="Indiquez une personne ou une structure.",
            )
        ]

    def __str__(self):
        return f"{self.person or self.structure} ({self.role})"


class CaseNumber(Owned):
    """The last rank given in a series of numbers (`TPE-2026`): nobody shares one."""

    series = models.CharField(max_length=14)
    last_rank = models.PositiveIntegerField(default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "série de numéros"
        constraints = [
            models.UniqueConstraint("organisation", "series", name="case_number_one_per_series")
        ]

    def __str__(self):
        return f"{self.series}-{self.last_rank}"
