from decimal import Decimal

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.rows import Owned
from levier.cases.models.case import Case
from levier.cases.querysets import OfCaseQuerySet


class FinancingPlan(Owned):
    """The plan of a dossier as one document: its revision, who wrote last, its VAT basis.

    `revision` counts what was accepted: a save that was read from an older one is compared cell by
    cell. The row is made by the first write; without it a plan is at revision 0.
    """

    class VatBasis(models.TextChoices):
        UNKNOWN = "", "à préciser"
        EXCLUDING = "excluding", "hors taxes (TVA récupérée)"
        INCLUDING = "including", "toutes taxes comprises (TVA non récupérée)"

    case = models.OneToOneField(Case, models.PROTECT, related_name="financing_plan")
    revision = models.PositiveIntegerField("révision", default=0)
    revised_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    revised_at = models.DateTimeField("révisé le", auto_now=True)
    vat_basis = models.CharField(
        "montants", max_length=10, choices=VatBasis, default=VatBasis.UNKNOWN, blank=True
    )
    vat_reason = models.CharField("pourquoi", max_length=160, blank=True)

    objects = OfCaseQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["revision", "revised_at"])

    class Meta:
        verbose_name = "plan de financement"
        constraints = [
            models.UniqueConstraint("organisation", "case", name="financing_plan_one_per_case")
        ]

    def __str__(self):
        return f"plan du dossier {self.case_id}"


class PlanLine(Owned):
    """One line of the financing plan: a need or a resource, in euros.

    `amount` is the start's, `year_1` to `year_3` those of the three years that follow. A resource
    says who brings it, and how sure that is; a refused one counts for nothing.
    """

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
        DEPOSIT = "deposit", "dépôts et cautions"
        LOAN_REPAID = "loan_repaid", "remboursement d’emprunts"
        DRAWINGS = "drawings", "prélèvements ou dividendes"
        VOLUNTARY_USE = "voluntary_use", "emplois des contributions volontaires"
        OTHER_NEED = "other_need", "autre besoin"
        OWN_CASH = "own_cash", "apport personnel"
        OWN_KIND = "own_kind", "apport en nature"
        ASSOCIATE = "associate", "compte courant d'associé"
        HONOUR_LOAN = "honour_loan", "prêt d'honneur"
        BANK_LOAN = "bank_loan", "prêt bancaire"
        SOLIDARITY = "solidarity", "prêt ou apport solidaire"
        GRANT = "grant", "prime ou subvention"
        CROWDFUNDING = "crowdfunding", "financement participatif"
        CASH_FLOW = "cash_flow", "capacité d’autofinancement"
        DEDICATED_FUNDS = "dedicated_funds", "fonds dédiés"
        VOLUNTARY = "voluntary", "contributions volontaires en nature"
        OTHER_RESOURCE = "other_resource", "autre ressource"

    case = models.ForeignKey(Case, models.PROTECT, related_name="plan_lines")
    side = models.CharField("côté", max_length=8, choices=Side)
    nature = models.CharField("nature", max_length=16, choices=Nature)
    label = models.CharField("libellé", max_length=120, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    year_1 = models.DecimalField("année 1 (€)", max_digits=14, decimal_places=2, default=0)
    year_2 = models.DecimalField("année 2 (€)", max_digits=14, decimal_places=2, default=0)
    year_3 = models.DecimalField("année 3 (€)", max_digits=14, decimal_places=2, default=0)
    status = models.CharField("état", max_length=12, choices=Status, default=Status.TO_ASK)
    status_on = models.DateField("depuis le", null=True, blank=True)
    partner = models.CharField("partenaire", max_length=120, blank=True)
    bank = models.ForeignKey(
        "people.Bank", models.PROTECT, null=True, blank=True, related_name="plan_lines",
        verbose_name="banque",
    )  # fmt: skip
    funder = models.ForeignKey(
        "funds.Funder", models.PROTECT, null=True, blank=True, related_name="plan_lines",
        verbose_name="financeur",
    )  # fmt: skip
    contact = models.CharField("interlocuteur", max_length=160, blank=True)
    letter = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="courrier",
    )  # fmt: skip
    aid = models.ForeignKey(
        "catalogue.ThirdPartyAid", models.PROTECT, null=True, blank=True,
        related_name="plan_lines", verbose_name="aide d’un tiers",
    )  # fmt: skip
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, null=True, blank=True, related_name="plan_lines",
        verbose_name="instrument",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)

    objects = OfCaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "ligne du plan de financement"
        ordering = ["side", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plan_line_amounts_not_negative",
                condition=Q(amount__gte=0, year_1__gte=0, year_2__gte=0, year_3__gte=0),
                violation_error_message="Un montant ne peut pas être négatif.",
            )
        ]

    def __str__(self):
        return self.label or self.get_nature_display()

    @property
    def years(self) -> tuple:
        """The three years, in euros."""
        return (self.year_1, self.year_2, self.year_3)

    @property
    def in_all(self) -> Decimal:
        """The start and the three years together, in euros: an aid is granted whole."""
        return sum(self.years, self.amount)

    @property
    def is_above_its_aid(self) -> bool:
        """True when the four columns ask more than the aid that they name may give."""
        cap = self.aid.max_amount if self.aid else None
        return cap is not None and self.in_all > cap

    @property
    def counts_in_de_minimis(self) -> bool:
        """True for a firm aid of a third party that the ledger of de minimis aid counts."""
        is_firm = self.side == self.Side.RESOURCE and self.status == self.Status.FIRM
        return is_firm and self.aid is not None and self.aid.counts_in_de_minimis

    @property
    def counts(self) -> bool:
        """False for a resource that was refused: it pays for nothing."""
        return self.side != self.Side.RESOURCE or self.status != self.Status.REFUSED


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
