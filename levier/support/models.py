from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.support.querysets import JourneyQuerySet, OfJourneyQuerySet


class Programme(models.TextChoices):
    """The programmes of support."""

    BRSA = "brsa", "BRSA indépendants"
    ACCES_PLUS = "acces_plus", "Accès+"
    DLA = "dla", "DLA"
    DASESS = "dasess", "DASESS"
    FIDESS = "fidess", "FIDESS"


class Journey(Owned):
    """A path of support in a programme; it hangs from a dossier, which says who may read it."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", "individuel"
        COLLECTIVE = "collective", "collectif"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="journeys")
    programme = models.CharField("programme", max_length=12, choices=Programme)
    kind = models.CharField("type", max_length=12, choices=Kind, default=Kind.INDIVIDUAL)
    number = models.CharField("n° de parcours", max_length=20)
    title = models.CharField("intitulé", max_length=200, blank=True)
    topic = models.CharField("thématique", max_length=80, blank=True)
    advisor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="journeys"
    )
    oriented_on = models.DateField("orienté le", null=True, blank=True)
    started_on = models.DateField("commencé le", null=True, blank=True)
    ended_on = models.DateField("fini le", null=True, blank=True)
    operation = models.ForeignKey(
        "funds.Operation", models.PROTECT, null=True, blank=True, related_name="journeys"
    )
    imported_from = models.CharField("repris de", max_length=60, blank=True)

    objects = JourneyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "parcours"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="journey_one_per_number",
                violation_error_message="Un parcours porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="journey_days_in_order",
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Un parcours ne peut pas finir avant d'avoir commencé.",
            ),
        ]

    def __str__(self):
        return self.number


class JourneyYear(Owned):
    """A year whose register counts the journey, whenever the person was oriented."""

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("année")
    # What the register of this year says: next year's exit does not change this year's figure.
    has_left_rsa = models.BooleanField("sorti du RSA dans ce registre", null=True, blank=True)

    objects = OfJourneyQuerySet.as_manager()

    class Meta:
        verbose_name = "année de parcours"
        constraints = [
            models.UniqueConstraint("organisation", "journey", "year", name="journey_year_once")
        ]

    def __str__(self):
        return f"{self.journey} {self.year}"


class BrsaFile(Owned):
    """What the BRSA programme knows of a journey: diagnosis, outcome, exit from the RSA."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="brsa")
    activity = models.CharField("activité", max_length=80, blank=True)
    diagnosis_ended_on = models.DateField("diagnostic rendu le", null=True, blank=True)
    conclusion = models.CharField("conclusion", max_length=20, blank=True)
    follow_up = models.CharField("accompagnement", max_length=40, blank=True)
    has_left_rsa = models.BooleanField("sorti du RSA", default=False)
    left_rsa_on = models.DateField("sorti du RSA le", null=True, blank=True)
    exit_reason = models.CharField("motif", max_length=80, blank=True)
    entry_status = models.CharField("statut à l'entrée", max_length=40, blank=True)
    education_level = models.CharField("niveau d'études (CITE)", max_length=12, blank=True)

    objects = OfJourneyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "dossier BRSA"
        constraints = [
            models.CheckConstraint(
                name="brsa_exit_has_a_day",
                condition=Q(has_left_rsa=False) | Q(left_rsa_on__isnull=False),
                violation_error_message="Indiquez la date de sortie du RSA.",
            )
        ]

    def __str__(self):
        return str(self.journey)


class AccesPlusFile(Owned):
    """What the Accès+ programme knows: why the person is eligible, the themes worked on."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="acces_plus")
    iae_criterion = models.CharField("critère IAE", max_length=200, blank=True)
    works_on_cash = models.BooleanField("trésorerie", default=False)
    works_on_finance = models.BooleanField("enjeux financiers", default=False)
    works_on_digital = models.BooleanField("numérique", default=False)
    works_on_risks = models.BooleanField("risques", default=False)

    objects = OfJourneyQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier Accès+"

    def __str__(self):
        return str(self.journey)


class DlaMission(Owned):
    """The consultancy of a DLA engagement: provider, days, cost of the whole engagement."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="dla")
    provider = models.ForeignKey(
        "people.Provider", models.PROTECT, null=True, blank=True, related_name="missions"
    )
    days = models.DecimalField("jours", max_digits=6, decimal_places=2, null=True, blank=True)
    cost_amount = models.DecimalField(
        "coût du prestataire (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = OfJourneyQuerySet.as_manager()

    class Meta:
        verbose_name = "mission DLA"

    def __str__(self):
        return str(self.journey)


class Beneficiary(Owned):
    """An organisation supported by a DLA engagement, with its staff in FTE, in a year's register.

    One row a year: an engagement that goes on leaves the figures of the year before as they were.
    """

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="beneficiaries")
    structure = models.ForeignKey(
        "people.Structure", models.PROTECT, related_name="benefits", verbose_name="structure"
    )
    year = models.PositiveSmallIntegerField("année")
    fte = models.DecimalField("ETP", max_digits=8, decimal_places=2, null=True, blank=True)

    objects = OfJourneyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "structure bénéficiaire"
        constraints = [
            models.UniqueConstraint(
                "organisation", "journey", "structure", "year", name="beneficiary_once"
            )
        ]

    def __str__(self):
        return f"{self.structure} ({self.journey})"


class DasessFile(Owned):
    """What the DASESS programme knows: origin of the difficulties, consultant, where it stands."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="dasess")
    difficulty = models.CharField("origine des difficultés", max_length=120, blank=True)
    provider = models.ForeignKey(
        "people.Provider", models.PROTECT, null=True, blank=True, related_name="+"
    )
    situation = models.CharField("situation", max_length=80, blank=True)

    objects = OfJourneyQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier DASESS"

    def __str__(self):
        return str(self.journey)


class Study(Owned):
    """A FIDESS study: subject, project holder hired by the host, cost, potential jobs."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="study")
    subject = models.CharField("objet de l'étude", max_length=200)
    project_holder = models.CharField("porteur de projet", max_length=120, blank=True)
    months = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    cost_amount = models.DecimalField(
        "coût de l'étude (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    potential_jobs = models.DecimalField(
        "potentiel (ETP)", max_digits=8, decimal_places=2, null=True, blank=True
    )

    objects = OfJourneyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "étude FIDESS"

    def __str__(self):
        return self.subject


class EngineeringPayment(Owned):
    """A payment of consultant or study cost for an organisation supported."""

    class Scheme(models.TextChoices):
        DLA = "dla", "DLA"
        DASESS = "dasess", "DASESS"
        FIDESS = "fidess", "FIDESS"
        FUND = "fonds_ess", "Fonds Pas-de-Calais Territoire d'ESS"

    number = models.CharField("n° de ligne", max_length=20)
    scheme = models.CharField("dispositif", max_length=10, choices=Scheme)
    reference = models.CharField("référence", max_length=30, blank=True)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="engineering_payments"
    )
    structure = models.ForeignKey(
        "people.Structure", models.PROTECT, null=True, blank=True, related_name="+"
    )
    structure_name = models.CharField("structure", max_length=160, blank=True)
    provider = models.ForeignKey(
        "people.Provider", models.PROTECT, null=True, blank=True, related_name="payments"
    )
    purpose = models.CharField("objet", max_length=160, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    invoiced_on = models.DateField("facturé le", null=True, blank=True)
    paid_on = models.DateField("payé le", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "paiement d'ingénierie"
        ordering = ["-paid_on", "-number"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="engineering_one_per_number",
                violation_error_message="Un paiement porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="engineering_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return self.number
