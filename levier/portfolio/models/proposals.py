"""What is put before a committee on a loan that runs: to restructure it, or to write it off."""

from django.db import models
from django.db.models import Q

from levier.accounts.rows import Owned
from levier.committees.models import Delegation
from levier.portfolio.models.commitments import Commitment
from levier.portfolio.querysets import OfCommitmentQuerySet


class LoanProposal(Owned):
    """A restructuring or a write-off that a committee is asked for; `amount` is what is owed."""

    class Act(models.TextChoices):
        RESTRUCTURE = Delegation.Act.RESTRUCTURE.value, "restructuration"
        WRITE_OFF = Delegation.Act.WRITE_OFF.value, "passage en perte"

    class State(models.TextChoices):
        TO_COMMITTEE = "to_committee", "soumis au comité"
        AGREED = "agreed", "accordé par le comité"
        ADJOURNED = "adjourned", "ajourné par le comité"
        REFUSED = "refused", "refusé par le comité"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="loan_proposals")
    act = models.CharField("ce qui est demandé", max_length=11, choices=Act)
    reason = models.CharField("motif", max_length=300)
    amount = models.DecimalField("reste dû (€)", max_digits=14, decimal_places=2)
    state = models.CharField("état", max_length=12, choices=State, default=State.TO_COMMITTEE)
    asked_on = models.DateField("demandé le")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        "committees.Decision", models.PROTECT, null=True, blank=True,
        related_name="loan_proposals",
    )  # fmt: skip

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt soumis au comité"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "commitment",
                name="loan_proposal_one_waiting",
                condition=Q(state="to_committee"),
                violation_error_message="Ce prêt est déjà soumis au comité.",
            ),
            models.CheckConstraint(
                name="loan_proposal_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Rien n’est dû\u00a0: il n’y a rien à soumettre.",
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display().capitalize()}, {self.commitment.number}"
