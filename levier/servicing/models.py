from decimal import Decimal

from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.kernel.money import ZERO
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.dunning import DunningStep
from levier.rules.servicing.loan import LoanAccount, Way
from levier.rules.servicing.operations import KINDS
from levier.rules.servicing.provisions import ProvisionAccount
from levier.servicing.querysets import LineQuerySet, LoanQuerySet, OfLoanQuerySet, OperationQuerySet

KIND_LABELS = {
    "opened": "déblocage",
    "tranche": "tranche débloquée",
    "fell_due": "échéance tombée",
    "payment": "paiement reçu",
    "costs": "frais",
    "refund": "trop-perçu rendu",
    "pause": "pause",
    "new_date": "nouvelle date",
    "more_terms": "nouvelle durée",
    "new_rate": "nouveau taux",
    "part_repaid": "remboursement anticipé partiel",
    "repaid": "remboursement anticipé total",
    "accelerated": "déchéance du terme",
    "restructured": "restructuration",
    "converted": "conversion en fonds sans droit de reprise",
    "written_off": "passage en perte",
    "reversed": "annulation",
}
ACCOUNT_LABELS = {
    LoanAccount.BANK: "Banque",
    LoanAccount.LOAN: "Prêts",
    LoanAccount.INTEREST_DUE: "Intérêts à recevoir",
    LoanAccount.INTEREST_INCOME: "Produits d’intérêts",
    LoanAccount.COSTS_DUE: "Frais à recevoir",
    LoanAccount.COSTS_INCOME: "Produits de frais",
    LoanAccount.CREDIT: "Avances des emprunteurs",
    LoanAccount.CONVERTED: "Apports laissés sans droit de reprise",
    LoanAccount.LOSS: "Pertes sur prêts",
    LoanAccount.RECOVERY: "Récupérations après perte",
    ProvisionAccount.PROVISION: "Dépréciations des prêts",
    ProvisionAccount.COST: "Dotations aux dépréciations",
    ProvisionAccount.TAKEN_BACK: "Reprises sur dépréciations",
}

STEP_LABELS = {
    DunningStep.REMINDER: "rappel",
    DunningStep.CALL: "appel",
    DunningStep.LETTER: "lettre d’impayé",
    DunningStep.REVIEW: "examen en comité",
    DunningStep.NOTICE: "mise en demeure",
}


def _euros(label: str, **options) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


class AccountOfLoans(Owned):
    """Which account of the house's chart plays which part in the entries of its loans."""

    part = models.CharField(
        "rôle",
        max_length=20,
        choices=[(part.value, label) for part, label in ACCOUNT_LABELS.items()],
    )
    account = models.ForeignKey("ledger.LedgerAccount", models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "compte des prêts"
        constraints = [
            models.UniqueConstraint("organisation", "part", name="account_of_loans_once")
        ]

    def __str__(self):
        return f"{self.get_part_display()} : {self.account}"


class RunningLoan(Owned):
    """A commitment that runs: what its operations leave today, for the lists (euros).

    `unpaid_since` is the oldest due date that still asks for something, past or to come: the loan
    is late from the day after it. Only a loan carried by the house posts to its ledger.
    """

    commitment = models.OneToOneField(
        "portfolio.Commitment", models.PROTECT, related_name="running_loan"
    )
    is_posted = models.BooleanField("tenu dans le livre de la maison")
    opened_on = models.DateField("débloqué le", null=True)
    drawn = _euros("débloqué (€)", default=ZERO)
    outstanding = _euros("capital restant dû (€)", default=ZERO)
    arrears = _euros("dû et impayé (€)", default=ZERO)
    credit = _euros("avance de l'emprunteur (€)", default=ZERO)
    next_due_on = models.DateField("prochaine échéance", null=True)
    unpaid_since = models.DateField("impayé depuis", null=True)
    restructured_on = models.DateField("restructuré le", null=True)
    accelerated_on = models.DateField("déchu du terme le", null=True)
    written_off_on = models.DateField("passé en perte le", null=True)
    closed_on = models.DateField("soldé le", null=True)
    checked_on = models.DateField("vérifié le", null=True)
    difference = models.CharField("écart trouvé", max_length=300, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt en cours"
        indexes = [
            models.Index(fields=["organisation", "unpaid_since"], name="loan_by_unpaid_since"),
            models.Index(fields=["next_due_on"], name="loan_by_next_due"),
        ]

    def __str__(self):
        return str(self.commitment)


class LoanOperation(Owned):
    """Something that happened to a loan: written once. `key` is the client's, kept for good.

    A write-off and a restructuring say who decided: the `sitting`, or the `delegation`, and in the
    words of that day, `ruled_by`. Those noted before it was asked have their reason alone.
    """

    loan = models.ForeignKey(RunningLoan, models.PROTECT, related_name="operations")
    rank = models.PositiveIntegerField("n°")
    kind = models.CharField(
        "opération", max_length=14, choices=[(kind, KIND_LABELS[kind]) for kind in KINDS]
    )
    on = models.DateField("jour")
    amount = _euros("montant (€)", null=True, blank=True)
    facts = models.JSONField("faits", default=dict)
    key = models.UUIDField("clé")
    digest = models.CharField("empreinte", max_length=64)
    reason = models.CharField("motif", max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    sitting = models.ForeignKey(
        "committees.Sitting", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="séance qui l’a décidée",
    )  # fmt: skip
    delegation = models.ForeignKey(
        "committees.Delegation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="délégation",
    )  # fmt: skip
    ruled_by = models.CharField("décidée par", max_length=600, blank=True)
    noted_at = models.DateTimeField("notée le", auto_now_add=True)
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = "opération"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint("organisation", "loan", "rank", name="loan_operation_rank"),
            models.UniqueConstraint("organisation", "key", name="loan_operation_key"),
            models.CheckConstraint(
                name="loan_operation_ruled_once",
                condition=Q(sitting=None) | Q(delegation=None),
                violation_error_message="Un comité a décidé, ou une instance par délégation.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} du {self.on:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        """Write a new row; a written one never changes."""
        if not self._state.adding:
            raise TypeError("An operation is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: a correction is another operation."""
        raise TypeError("An operation is never deleted.")


class ScheduleVersion(Owned):
    """A schedule of a loan; the last one is active, the others say what was promised."""

    loan = models.ForeignKey(RunningLoan, models.PROTECT, related_name="versions")
    rank = models.PositiveSmallIntegerField("version")
    since = models.DateField("depuis le")
    operation = models.ForeignKey(LoanOperation, models.PROTECT, related_name="+")
    is_active = models.BooleanField("en vigueur")

    objects = OfLoanQuerySet.as_manager()

    class Meta:
        verbose_name = "version de l'échéancier"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint("organisation", "loan", "rank", name="schedule_version_rank"),
            models.UniqueConstraint(
                "organisation",
                "loan",
                condition=Q(is_active=True),
                name="schedule_version_one_active",
                violation_error_message="Un engagement n’a qu’un échéancier en vigueur.",
            ),
        ]

    def __str__(self):
        return f"version {self.rank} du {self.since:%d/%m/%Y}"


class ScheduleLine(Owned):
    """A line of a version (euros), and what it still asks for while the version is active."""

    version = models.ForeignKey(ScheduleVersion, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField("n°")
    due_on = models.DateField("échéance")
    contractual_on = models.DateField("date du contrat")
    principal = _euros("capital (€)")
    interest = _euros("intérêts (€)")
    balance_after = _euros("reste dû après (€)")
    is_early = models.BooleanField("remboursement anticipé", default=False)
    costs_left = _euros("frais à payer (€)", default=ZERO)
    interest_left = _euros("intérêts à payer (€)", default=ZERO)
    principal_left = _euros("capital à payer (€)", default=ZERO)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d'échéancier"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("organisation", "version", "number", name="schedule_line_once")
        ]

    def __str__(self):
        return f"échéance {self.number} du {self.due_on:%d/%m/%Y}"

    @property
    def total(self) -> Decimal:
        """What the line asked for."""
        return self.principal + self.interest

    @property
    def left(self) -> Decimal:
        """What the line still asks for."""
        return self.costs_left + self.interest_left + self.principal_left


class Clearing(Owned):
    """What an operation cleared of one component of one line (euros), and how."""

    loan = models.ForeignKey(RunningLoan, models.PROTECT, related_name="clearings")
    operation = models.ForeignKey(LoanOperation, models.PROTECT, related_name="clearings")
    rank = models.PositiveSmallIntegerField("rang")
    number = models.PositiveSmallIntegerField("échéance n°")
    component = models.CharField(
        "part", max_length=10,
        choices=[
            (Component.COSTS.value, "frais"),
            (Component.INTEREST.value, "intérêts"),
            (Component.PRINCIPAL.value, "capital"),
        ],
    )  # fmt: skip
    amount = _euros("montant (€)")
    way = models.CharField(
        "comment", max_length=12,
        choices=[
            (Way.PAID.value, "payé"),
            (Way.WAIVED.value, "abandonné"),
            (Way.CAPITALISED.value, "capitalisé"),
            (Way.LOST.value, "perdu"),
        ],
    )  # fmt: skip
    on = models.DateField("jour")

    objects = OfLoanQuerySet.as_manager()

    class Meta:
        verbose_name = "imputation"
        ordering = ["operation__rank", "rank"]
        constraints = [
            models.UniqueConstraint("organisation", "loan", "rank", name="clearing_rank"),
            models.CheckConstraint(
                name="clearing_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Une imputation est supérieure à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.get_component_display()} {self.amount}"


class Dunning(Owned):
    """A step toward a borrower who is late: proposed at night, decided by a person.

    `unpaid_since` names the delay: the same step is proposed once for it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "à valider"
        DONE = "done", "faite"
        SET_ASIDE = "set_aside", "écartée"
        PAID = "paid", "payé entre-temps"

    loan = models.ForeignKey(RunningLoan, models.PROTECT, related_name="dunnings")
    unpaid_since = models.DateField("impayé depuis")
    step = models.CharField(
        "étape", max_length=10, choices=[(step.value, STEP_LABELS[step]) for step in DunningStep]
    )
    proposed_on = models.DateField("proposée le")
    days_late = models.PositiveIntegerField("jours de retard")
    amount = _euros("échu et impayé (€)")
    state = models.CharField("état", max_length=10, choices=State, default=State.PROPOSED)
    settled_on = models.DateField("réglée le", null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_post = models.BooleanField("par courrier", default=False)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte", blank=True)
    note = models.CharField("note", max_length=300, blank=True)
    message = models.ForeignKey(
        "correspondence.OutgoingMessage", models.PROTECT, null=True, related_name="+"
    )

    objects = OfLoanQuerySet.as_manager()

    class Meta:
        verbose_name = "relance d'impayé"
        ordering = ["-proposed_on", "loan"]
        indexes = [models.Index(fields=["organisation", "state"], name="dunning_by_state")]
        constraints = [
            models.UniqueConstraint(
                "organisation", "loan", "unpaid_since", "step", name="dunning_once_a_delay"
            )
        ]

    def __str__(self):
        return f"{self.get_step_display()}, {self.loan.commitment.number}"


class ProvisionDecision(Owned):
    """What was decided of the provision of a loan at a closing day (euros): once, and kept.

    `before` is what the last decision kept: the ledger moves by the difference only.
    """

    loan = models.ForeignKey(RunningLoan, models.PROTECT, related_name="provisions")
    closing_on = models.DateField("arrêté au")
    outstanding = _euros("capital restant dû (€)")
    days_late = models.PositiveIntegerField("jours de retard")
    in_proceedings = models.BooleanField("procédure collective", default=False)
    counter_guaranteed = _euros("contre-garanti (€)", default=ZERO)
    rate = models.DecimalField("taux de la grille", max_digits=5, decimal_places=4)
    proposed = _euros("proposé (€)")
    kept = _euros("retenu (€)")
    before = _euros("retenu à l’arrêté précédent (€)", default=ZERO)
    reason = models.CharField("motif", max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("décidé le", auto_now_add=True)
    key = models.UUIDField("clé")

    objects = OfLoanQuerySet.as_manager()

    class Meta:
        verbose_name = "provision d’un prêt"
        ordering = ["-closing_on", "loan"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "loan",
                "closing_on",
                name="provision_once_a_closing",
                violation_error_message="La provision de ce prêt est déjà décidée à cet arrêté.",
            ),
            models.UniqueConstraint("organisation", "key", name="provision_key"),
            models.CheckConstraint(
                name="provision_within_the_outstanding",
                condition=Q(kept__gte=0, kept__lte=models.F("outstanding")),
                violation_error_message="Une provision va de zéro au capital restant dû.",
            ),
        ]

    def __str__(self):
        return f"{self.loan.commitment.number}, arrêté au {self.closing_on:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        """Write a new row; a decision never changes, the next closing corrects it."""
        if not self._state.adding:
            raise TypeError("A decision of provision is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the next closing corrects it."""
        raise TypeError("A decision of provision is never deleted.")
