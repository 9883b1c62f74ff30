from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.catalogue.models import InstrumentKind
from levier.portfolio.querysets import CommitmentQuerySet, OfCommitmentQuerySet
from levier.portfolio.states import State


class Commitment(Owned):
    """What a decision opens: the amount granted, who carries the risk, and its life.

    `amount` is what was granted, in euros: the guaranteed amount of a guarantee, the principal of
    a loan, contribution or advance, the amount of a grant. The details of each kind hang from it.
    """

    number = models.CharField("n° d'engagement", max_length=24)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="commitments", verbose_name="dossier"
    )
    decision = models.OneToOneField(
        "committees.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitment",
        verbose_name="décision",
    )
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, related_name="commitments"
    )
    version = models.ForeignKey(
        "catalogue.InstrumentVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="version en vigueur à la décision",
    )
    kind = models.CharField("nature", max_length=14, choices=InstrumentKind)
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    amount = models.DecimalField("montant accordé (€)", max_digits=14, decimal_places=2)
    decided_on = models.DateField("décidé le")
    valid_until = models.DateField("valable jusqu'au", null=True, blank=True)
    set_up_on = models.DateField("mis en place ou versé le", null=True, blank=True)
    ended_on = models.DateField("terminé le", null=True, blank=True)
    carrier = models.ForeignKey(
        "catalogue.Carrier",
        models.PROTECT,
        related_name="commitments",
        verbose_name="porteur du risque",
    )
    carrier_number = models.CharField("n° chez le porteur", max_length=40, blank=True)
    is_past = models.BooleanField("repris de l'historique", default=False)
    imported_from = models.CharField("repris de", max_length=60, blank=True)
    set_up_key = models.UUIDField("clé de versement", null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "engagement"
        ordering = ["-decided_on", "-number"]
        indexes = [
            models.Index(fields=["organisation", "kind", "-decided_on"], name="commitment_by_kind"),
            models.Index(
                fields=["organisation", "state", "valid_until"], name="commitment_by_validity"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "number",
                name="commitment_one_per_number",
                violation_error_message="Un engagement porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="commitment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant accordé doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.instrument}"


class Guarantee(Owned):
    """A guarantee given to a bank on one loan."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="guarantee")
    bank = models.ForeignKey(
        "people.Bank", models.PROTECT, related_name="guarantees", verbose_name="banque"
    )
    loan_amount = models.DecimalField("prêt garanti (€)", max_digits=14, decimal_places=2)
    loan_months = models.PositiveSmallIntegerField("durée du prêt (mois)")
    loan_rate = models.DecimalField(
        "taux du prêt (annuel)", max_digits=7, decimal_places=6, null=True, blank=True
    )
    deferral_months = models.PositiveSmallIntegerField("différé (mois)", default=0)
    quota = models.DecimalField("quotité (part du prêt)", max_digits=5, decimal_places=4)
    cap_amount = models.DecimalField(
        "plafond appliqué (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    guaranteed_amount = models.DecimalField("montant garanti (€)", max_digits=14, decimal_places=2)
    commission_rate = models.DecimalField(
        "commission", max_digits=6, decimal_places=5, null=True, blank=True
    )
    commission_amount = models.DecimalField(
        "commission (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    securities = models.CharField("sûretés de la banque", max_length=200, blank=True)
    surety_amount = models.DecimalField(
        "caution personnelle prise (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = OfCommitmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "garantie bancaire"
        constraints = [
            models.CheckConstraint(
                name="guarantee_quota_between_0_and_1",
                condition=Q(quota__gt=0, quota__lte=1),
                violation_error_message="La quotité doit être comprise entre 0 et 100 %%.",
            ),
            models.CheckConstraint(
                name="guarantee_amounts_positive",
                condition=Q(loan_amount__gt=0, guaranteed_amount__gt=0),
                violation_error_message="Le prêt et la garantie doivent être supérieurs à zéro.",
            ),
        ]

    def __str__(self):
        return str(self.commitment)


class Financing(Owned):
    """A repayable financing: solidarity or participating loan, contribution, advance."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="financing")
    months = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    deferral_months = models.PositiveSmallIntegerField("différé (mois)", default=0)
    annual_rate = models.DecimalField(
        "taux annuel", max_digits=7, decimal_places=6, null=True, blank=True
    )

    objects = OfCommitmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "prêt, apport ou avance"

    def __str__(self):
        return str(self.commitment)


class Grant(Owned):
    """A grant (prime, subvention): to a person with the dossier it goes with, or to a host."""

    class QpvLink(models.TextChoices):
        PLACE = "place", "lieu du projet"
        HOME = "home", "domicile"

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="grant")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="grants"
    )
    goes_with = models.ForeignKey(
        "cases.Case",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accompanying_grants",
        verbose_name="dossier lié",
    )
    qpv_code = models.CharField("QPV qui ouvre le droit", max_length=8, blank=True)
    qpv_link = models.CharField("lien au QPV", max_length=5, choices=QpvLink, blank=True)
    funder = models.ForeignKey(
        "funds.Funder", models.PROTECT, null=True, blank=True, related_name="grants"
    )

    objects = OfCommitmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "prime"

    def __str__(self):
        return str(self.commitment)


class Draw(Owned):
    """What a commitment takes from an envelope; the draws of one sum to its amount, to the cent."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="draws")
    envelope = models.ForeignKey("funds.Envelope", models.PROTECT, related_name="draws")
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "tirage"
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "commitment",
                "envelope",
                name="draw_once_per_envelope",
                violation_error_message="Cette enveloppe est déjà tirée par cet engagement.",
            ),
            models.CheckConstraint(
                name="draw_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant tiré doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.envelope} : {self.amount}"


class Amendment(Owned):
    """A change of terms after the decision: both versions are kept."""

    class State(models.TextChoices):
        APPLIED = "applied", "appliqué par délégation"
        TO_COMMITTEE = "to_committee", "renvoyé au comité"
        AGREED = "agreed", "accordé par le comité"
        REFUSED = "refused", "refusé par le comité"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="amendments")
    rank = models.PositiveSmallIntegerField("avenant n°")
    state = models.CharField("état", max_length=14, choices=State)
    reason = models.CharField("motif", max_length=300)
    before = models.JSONField("avant")
    after = models.JSONField("après")
    asked_on = models.DateField("demandé le")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        "committees.Decision", models.PROTECT, null=True, blank=True, related_name="amendments"
    )

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "commitment", "rank", name="amendment_one_per_rank"
            )
        ]

    def __str__(self):
        return f"{self.commitment.number}, avenant {self.rank}"


class CommitmentNumber(Owned):
    """The last rank given in a series of commitment numbers (`PR-2026`)."""

    series = models.CharField(max_length=20)
    last_rank = models.PositiveIntegerField(default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "série de numéros d'engagement"
        constraints = [
            models.UniqueConstraint(
                "organisation", "series", name="commitment_number_one_per_series"
            )
        ]

    def __str__(self):
        return f"{self.series}-{self.last_rank}"
