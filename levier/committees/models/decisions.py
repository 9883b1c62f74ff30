"""What a committee decided, why it refused, what it waits for."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.committees.models.rules import Delegation
from levier.committees.models.sittings import AgendaItem, Sitting
from levier.committees.querysets import DecisionQuerySet


class Outcome(models.TextChoices):
    """What a committee may decide."""

    AGREED = "agreed", "accord"
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", "accord avec conditions"
    ADJOURNED = "adjourned", "ajournement"
    REFUSED = "refused", "refus"


class RefusalReason(Owned):
    """Why a committee refuses: the house's own list, dated, counted by the reports."""

    code = models.SlugField("code", max_length=40)
    label = models.CharField("motif", max_length=120)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour", null=True, blank=True)
    is_active = models.BooleanField("proposé", default=True)
    source = models.CharField("source", max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "motif de refus"
        verbose_name_plural = "motifs de refus"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "code",
                name="refusal_reason_one_per_code",
                violation_error_message="Un motif porte déjà ce code.",
            ),
            models.CheckConstraint(
                name="refusal_reason_days_in_order",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="Un motif ne peut pas finir avant d’avoir commencé.",
            ),
        ]

    def __str__(self):
        return self.label


class Decision(Owned):
    """What the committee decided on one requested instrument of one dossier."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    request = models.ForeignKey(
        "cases.FundingRequest", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    outcome = models.CharField("décision", max_length=24, choices=Outcome)
    amount = models.DecimalField(
        "montant accordé (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    decided_on = models.DateField("décidé le")
    valid_until = models.DateField("valable jusqu'au", null=True, blank=True)
    reason = models.TextField("motif", blank=True)
    refusal_reason = models.ForeignKey(
        RefusalReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="motif de refus",
    )
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="délégation",
    )
    ratified_in = models.ForeignKey(
        Sitting, models.PROTECT, null=True, blank=True, related_name="ratified"
    )
    not_ratified_in = models.ForeignKey(
        Sitting, models.PROTECT, null=True, blank=True, related_name="not_ratified"
    )
    ratification_reason = models.CharField(
        "motif de la non-ratification", max_length=300, blank=True
    )
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("saisi le", auto_now_add=True)
    is_past = models.BooleanField("repris de l'historique", default=False)
    idempotency_key = models.UUIDField("clé de saisie", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "décision"
        ordering = ["decided_on", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "item",
                "request",
                name="decision_one_per_request",
                violation_error_message="Cette demande est déjà décidée.",
            ),
            models.UniqueConstraint(
                "organisation",
                "idempotency_key",
                name="decision_once",
                condition=Q(idempotency_key__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_amount_fits_outcome",
                condition=Q(outcome__in=("adjourned", "refused"), amount=None)
                | Q(outcome__in=("agreed", "agreed_with_conditions")),
                violation_error_message="Un refus ou un ajournement ne porte pas de montant.",
            ),
            models.CheckConstraint(
                name="decision_refusal_reason_on_a_refusal",
                condition=Q(refusal_reason=None) | Q(outcome="refused"),
                violation_error_message="Seul un refus porte un motif de refus.",
            ),
            models.CheckConstraint(
                name="decision_ratified_by_delegation",
                condition=Q(ratified_in=None, not_ratified_in=None)
                | Q(delegation__isnull=False, not_ratified_in=None)
                | Q(delegation__isnull=False, ratified_in=None),
                violation_error_message="Seule une décision par délégation se ratifie, une fois.",
            ),
            models.CheckConstraint(
                name="decision_not_ratified_for_a_reason",
                condition=Q(not_ratified_in=None, ratification_reason="")
                | Q(not_ratified_in__isnull=False) & ~Q(ratification_reason=""),
                violation_error_message="Dites pourquoi le comité ne ratifie pas.",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} ({self.decided_on:%d/%m/%Y})"

    @property
    def is_to_ratify(self) -> bool:
        """Whether a committee still has to rule on this decision by delegation."""
        return (
            self.delegation is not None
            and self.delegation.needs_ratification
            and self.ratified_in_id is None
            and self.not_ratified_in_id is None
        )


class Condition(Owned):
    """A condition put on an agreement: the contract waits until it is lifted."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="conditions")
    text = models.CharField("condition", max_length=300)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("avant le", null=True, blank=True)
    lifted_on = models.DateField("levée le", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField("preuve", max_length=200, blank=True)
    evidence_file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "condition"
        ordering = ["id"]

    def __str__(self):
        return self.text


class ExpectedItem(Owned):
    """What an adjourned dossier must bring before it comes back."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="expected_items")
    text = models.CharField("attendu", max_length=300)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("avant le", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "élément attendu"
        ordering = ["id"]

    def __str__(self):
        return self.text
