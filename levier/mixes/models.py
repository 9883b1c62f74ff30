from decimal import Decimal

from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.mixes.querysets import MixQuerySet, ScenarioLineQuerySet, ScenarioQuerySet


def _points(label: str, default: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=6, decimal_places=2, default=Decimal(default))


class MixPreferences(Owned):
    """How the house ranks financing mixes, from a day on, with the source that says so."""

    first_day = models.DateField("premier jour")
    source = models.CharField("source", max_length=300)
    is_confirmed = models.BooleanField("confirmées par la maison", default=False)
    surety_points = _points("caution personnelle", "3")
    leverage_points = _points("argent de la maison au lieu de la banque", "0.8")
    cost_points = _points("coût pour le porteur", "5")
    service_points = _points("remboursement par an", "3")
    uncovered_points = _points("prêt sans garantie", "2")
    doubt_points = _points("instrument à vérifier", "0.1")
    step = models.DecimalField("pas des montants (€)", max_digits=8, decimal_places=2, default=100)
    usual_surety = models.DecimalField(
        "caution usuelle (part du prêt non garantie)", max_digits=5, decimal_places=4, default="0.5"
    )
    dscr_floor = models.DecimalField(
        "couverture minimale des remboursements (CAF ÷ annuités)",
        max_digits=4,
        decimal_places=2,
        default="1.2",
    )
    least_bank_loan = models.DecimalField(
        "plus petit prêt bancaire (€)", max_digits=10, decimal_places=2, default=1000
    )
    bank_rate = models.DecimalField(
        "taux usuel de la banque", max_digits=7, decimal_places=6, default="0.04"
    )
    bank_months = models.JSONField("durées usuelles de la banque (mois)", default=list)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "préférences de montage"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "first_day",
                name="mix_preferences_one_per_day",
                violation_error_message="Des préférences commencent déjà ce jour-là.",
            ),
            models.CheckConstraint(
                name="mix_preferences_sound",
                condition=Q(
                    step__gte=1, dscr_floor__gt=0, usual_surety__gte=0, usual_surety__lte=1
                ),
                violation_error_message="Le pas est d’un euro au moins, la couverture positive.",
            ),
        ]

    def __str__(self):
        return f"Préférences du {self.first_day:%d/%m/%Y}"


class MixProposal(Owned):
    """The mixes found for a dossier on a day, with everything that they were found from.

    `problem` is frozen: needs, own contribution, terms of the versions, what was left in each
    envelope, preferences. `print` is its hash: a page whose dossier has changed since says so.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="mix_proposals")
    on = models.DateField("calculé le")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    problem = models.JSONField("données figées")
    print = models.CharField("empreinte des données", max_length=64)
    admitted = models.JSONField("instruments à vérifier admis", default=list)
    notes = models.JSONField("ce qui n’a pas été lu ou ouvert", default=list)
    relaxations = models.JSONField("ce qu’il faut relâcher", default=dict)
    kept = models.ForeignKey(
        "mixes.MixCandidate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_at = models.DateTimeField("retenu le", null=True, blank=True)

    objects = MixQuerySet.as_manager()

    class Meta:
        verbose_name = "montage proposé"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["case", "-made_at"], name="mix_of_case")]

    def __str__(self):
        return f"Montages du {self.on:%d/%m/%Y}"


class MixCandidate(Owned):
    """One mix of a proposal: found by the calculation, or edited by hand from one of them."""

    proposal = models.ForeignKey(MixProposal, models.PROTECT, related_name="candidates")
    rank = models.PositiveSmallIntegerField("rang")
    is_edited = models.BooleanField("modifié à la main", default=False)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "montage"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "proposal", "rank", name="mix_candidate_one_per_rank"
            )
        ]

    def __str__(self):
        return f"Montage {self.rank}"


class MixLine(Owned):
    """One line of a mix: the bank loan (no instrument), or an instrument and its amount."""

    candidate = models.ForeignKey(MixCandidate, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField("code", max_length=60)
    instrument = models.ForeignKey(
        "catalogue.Instrument", models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    months = models.PositiveSmallIntegerField("durée (mois)", default=0)
    quota = models.DecimalField("quotité", max_digits=5, decimal_places=4, null=True, blank=True)
    draws = models.JSONField("tirages", default=dict)
    reason = models.CharField("pourquoi ce montant", max_length=400, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de montage"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "candidate", "code", name="mix_line_one_per_code"
            ),
            models.CheckConstraint(
                name="mix_line_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.amount}"


class SittingScenario(Owned):
    """A what-if of a sitting: an amount for each request of the agenda, against the envelopes."""

    sitting = models.ForeignKey("committees.Sitting", models.PROTECT, related_name="scenarios")
    name = models.CharField("scénario", max_length=60)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    print = models.CharField("empreinte des demandes et des enveloppes", max_length=64)
    kept_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_at = models.DateTimeField("retenu le", null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario de séance"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "sitting",
                "name",
                name="scenario_one_per_name",
                violation_error_message="Un scénario de cette séance porte déjà ce nom.",
            )
        ]

    def __str__(self):
        return self.name


class ScenarioLine(Owned):
    """What a scenario gives to one request; zero leaves the request as it is."""

    scenario = models.ForeignKey(SittingScenario, models.PROTECT, related_name="lines")
    request = models.ForeignKey(
        "cases.FundingRequest", models.PROTECT, related_name="scenario_lines"
    )
    envelope = models.ForeignKey(
        "funds.Envelope", models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)

    objects = ScenarioLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de scénario"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "scenario", "request", name="scenario_line_once"
            ),
            models.CheckConstraint(
                name="scenario_line_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.request} {self.amount}"
