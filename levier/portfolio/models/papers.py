from django.db import models
from django.db.models import Q

from levier.accounts.rows import Owned
from levier.portfolio.models.commitments import Commitment
from levier.portfolio.querysets import OfCommitmentQuerySet


class Contract(Owned):
    """A contract as it was printed: its terms, its file, and the copy signed by the parties.

    `terms` are those of the annexed schedule, as `levier schedule` reads them (none for a grant);
    `agreed` is what the commitment said on that day: an amendment since then asks for another.
    """

    class State(models.TextChoices):
        MADE = "made", "à signer"
        SIGNED = "signed", "signé"
        REPLACED = "replaced", "remplacé"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="contracts")
    rank = models.PositiveSmallIntegerField("n°")
    state = models.CharField("état", max_length=10, choices=State, default=State.MADE)
    terms = models.JSONField("termes de l'échéancier", default=dict)
    agreed = models.JSONField("accordé", default=dict)
    template = models.ForeignKey(
        "correspondence.ContractTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
    )
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    made_on = models.DateField("établi le")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    signed_on = models.DateField("signé le", null=True, blank=True)
    signed_file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    signature_noted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat"
        ordering = ["-rank"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "commitment", "rank", name="contract_one_per_rank"
            ),
            models.UniqueConstraint("organisation", "idempotency_key", name="contract_once"),
            models.UniqueConstraint(
                "organisation",
                "commitment",
                condition=Q(state__in=("made", "signed")),
                name="contract_one_in_force",
                violation_error_message="Un engagement n’a qu’un contrat en vigueur.",
            ),
            models.CheckConstraint(
                name="contract_signed_has_its_copy",
                condition=~Q(state="signed")
                | Q(signed_on__isnull=False, signed_file__isnull=False),
                violation_error_message="Un contrat signé a sa date et sa copie signée.",
            ),
        ]

    def __str__(self):
        return f"{self.commitment.number}, contrat {self.rank}"


class Security(Owned):
    """A security that the house, or the carrier, holds for a commitment: what it is, from whom."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", "caution personnelle"
        JOINT = "joint", "caution solidaire"
        PLEDGE = "pledge", "nantissement"
        LIEN = "lien", "gage"
        MORTGAGE = "mortgage", "hypothèque"
        BPI = "bpi", "garantie Bpifrance"
        COUNTER = "counter", "contre-garantie"
        LIFE = "life", "délégation d’assurance"
        OTHER = "other", "autre sûreté"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="securities")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    holder = models.CharField("donnée par", max_length=160, blank=True)
    amount = models.DecimalField(
        "montant (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    dated_on = models.DateField("datée du", null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    idempotency_key = models.UUIDField("clé de saisie")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "sûreté"
        ordering = ["dated_on", "id"]
        constraints = [
            models.UniqueConstraint("organisation", "idempotency_key", name="security_once"),
            models.CheckConstraint(
                name="security_amount_positive",
                condition=Q(amount=None) | Q(amount__gt=0),
                violation_error_message="Le montant d’une sûreté doit être supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
