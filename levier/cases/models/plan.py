from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.rows import Owned
from levier.cases.models.case import Case
from levier.cases.querysets import OfCaseQuerySet


class PlanLine(Owned):
    """One line of the financing plan: a need or a resource, in euros."""

    class Side(models.TextChoices):
        NEED = "need", "besoin"
        RESOURCE = "resource", "ressource"

    class Status(models.TextChoices):
        TO_ASK = "to_ask", "à demander"
        ASKED = "asked", "demandé"
        IN_PRINCIPLE = "in_principle", "accord de principe"
        FIRM = "firm", "ferme"
        REFUSED = "refused", "refusé"

    class Nature(models.TextChoices):
        INTANGIBLE = "intangible", "frais et droits"
        PREMISES = "premises", "local et travaux"
        EQUIPMENT = "equipment", "matériel"
        VEHICLE = "vehicle", "véhicule"
        STOCK = "stock", "stock de départ"
        WORKING_CAPITAL = "working_capital", "besoin en fonds de roulement"
        CASH_BUFFER = "cash_buffer", "marge de trésorerie"
        COMMISSION = "commission", "commission de garantie"
        OTHER_NEED = "other_need", "autre besoin"
        OWN_CASH = "own_cash", "apport personnel"
        OWN_KIND = "own_kind", "apport en nature"
        ASSOCIATE = "associate", "compte courant d'associé"
        HONOUR_LOAN = "honour_loan", "prêt d'honneur"
        BANK_LOAN = "bank_loan", "prêt bancaire"
        SOLIDARITY = "solidarity", "prêt ou apport solidaire"
        GRANT = "grant", "prime ou subvention"
        CROWDFUNDING = "crowdfunding", "financement participatif"
        OTHER_RESOURCE = "other_resource", "autre ressource"

    case = models.ForeignKey(Case, models.PROTECT, related_name="plan_lines")
    side = models.CharField("côté", max_length=8, choices=Side)
    nature = models.CharField("nature", max_length=16, choices=Nature)
    label = models.CharField("libellé", max_length=120, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    status = models.CharField("état", max_length=12, choices=Status, default=Status.TO_ASK)
    partner = models.CharField("partenaire", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = OfCaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "ligne du plan de financement"
        ordering = ["side", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plan_line_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            )
        ]

    def __str__(self):
        return self.label or self.get_nature_display()


class FundingRequest(Owned):
    """One instrument asked for in a dossier: the committee takes one decision on each."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposé"
        DECIDED = "decided", "décidé"
        WITHDRAWN = "withdrawn", "retiré"

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, related_name="requests", verbose_name="instrument"
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.PROPOSED)
    asked_amount = models.DecimalField(
        "montant demandé (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        "montant proposé (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    bank = models.ForeignKey(
        "people.Bank",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="banque",
    )
    loan_amount = models.DecimalField(
        "prêt bancaire (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    quota = models.DecimalField(
        "quotité (part du prêt)", max_digits=5, decimal_places=4, null=True, blank=True
    )
    months = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    deferral_months = models.PositiveSmallIntegerField("différé (mois)", null=True, blank=True)
    annual_rate = models.DecimalField(
        "taux annuel", max_digits=7, decimal_places=6, null=True, blank=True
    )
    securities = models.CharField("sûretés demandées", max_length=200, blank=True)
    surety_amount = models.DecimalField(
        "caution personnelle (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    purpose = models.CharField("objet", max_length=160, blank=True)

    objects = OfCaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "demande"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="request_quota_between_0_and_1",
                condition=Q(quota=None) | Q(quota__gt=0, quota__lte=1),
                violation_error_message="La quotité doit être comprise entre 0 et 100 %%.",
            ),
            models.CheckConstraint(
                name="request_amounts_positive",
                condition=(Q(amount=None) | Q(amount__gt=0))
                & (Q(loan_amount=None) | Q(loan_amount__gt=0)),
                violation_error_message="Les montants doivent être supérieurs à zéro.",
            ),
        ]

    def __str__(self):
        return str(self.instrument)
