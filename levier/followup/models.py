from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.followup.querysets import FollowUpQuerySet, LightQuerySet, ReviewQuerySet
from levier.rules.servicing.light import Colour
from levier.rules.servicing.reviews import ReviewKind
from levier.rules.servicing.survival import CompanyState

COLOURS = [
    (Colour.GREEN.value, "vert"),
    (Colour.ORANGE.value, "orange"),
    (Colour.RED.value, "rouge"),
]
REVIEW_LABELS = {
    ReviewKind.ACCOUNTS: "comptes annuels",
    ReviewKind.VISIT: "visite",
    ReviewKind.JOBS: "emplois constatés",
}


def _euros(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


class FollowUp(Owned):
    """A commitment that is followed: where it stands today, for the lists.

    `since` is the day on which the house began to follow it here: a review due before is not asked.
    """

    commitment = models.OneToOneField(
        "portfolio.Commitment", models.PROTECT, related_name="follow_up"
    )
    since = models.DateField("suivi depuis le")
    end_on = models.DateField("fin de l’intervention")
    closing_month = models.PositiveSmallIntegerField("mois de clôture", default=12)
    is_written_to = models.BooleanField("comptes demandés par courriel", default=True)
    colour = models.CharField("feu", max_length=6, choices=COLOURS, default=Colour.GREEN.value)
    reasons = models.JSONField("motifs", default=list)
    is_alert = models.BooleanField("alerte avant impayé", default=False)
    reviewed_on = models.DateField("revues ouvertes le", null=True)
    lit_on = models.DateField("feu relu le", null=True)
    watched_since = models.DateField("sous surveillance depuis le", null=True, blank=True)
    watch_reason = models.CharField("motif de la surveillance", max_length=300, blank=True)
    look_again_on = models.DateField("à revoir le", null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi d’un engagement"
        ordering = ["commitment__number"]
        indexes = [
            models.Index(fields=["organisation", "colour"], name="follow_up_by_colour"),
            models.Index(fields=["organisation", "look_again_on"], name="follow_up_by_look"),
            models.Index(fields=["organisation", "is_alert"], name="follow_up_by_alert"),
        ]
        constraints = [
            models.CheckConstraint(
                name="follow_up_closing_month",
                condition=Q(closing_month__gte=1, closing_month__lte=12),
                violation_error_message="Le mois de clôture va de 1 à 12.",
            ),
            models.CheckConstraint(
                name="follow_up_watch_says_why",
                condition=Q(watched_since=None) | ~Q(watch_reason=""),
                violation_error_message="Une surveillance a un motif.",
            ),
        ]

    def __str__(self):
        return f"suivi de {self.commitment}"


class Review(Owned):
    """A review of a commitment: when it is due, what it found. Amounts in euros."""

    class State(models.TextChoices):
        TODO = "todo", "à faire"
        ASKED = "asked", "demandée"
        RECEIVED = "received", "reçue"
        DONE = "done", "faite"
        WAIVED = "waived", "écartée"

    commitment = models.ForeignKey("portfolio.Commitment", models.PROTECT, related_name="reviews")
    kind = models.CharField(
        "revue", max_length=8, choices=[(kind.value, REVIEW_LABELS[kind]) for kind in ReviewKind]
    )
    period = models.CharField("exercice ou mois", max_length=6)
    due_on = models.DateField("attendue le")
    state = models.CharField("état", max_length=8, choices=State, default=State.TODO)
    revision = models.PositiveIntegerField("révision", default=0)
    asked_on = models.DateField("demandée le", null=True, blank=True)
    message = models.ForeignKey(
        "correspondence.OutgoingMessage", models.PROTECT, null=True, related_name="+"
    )
    done_on = models.DateField("faite le", null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    turnover = _euros("chiffre d’affaires (€)")
    result = _euros("résultat (€)")
    equity = _euros("capitaux propres (€)")
    cash = _euros("trésorerie (€)")
    jobs = models.DecimalField(
        "emplois (ETP)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    note = models.TextField("constat", blank=True)
    document = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "revue"
        ordering = ["due_on", "kind"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="review_by_due"),
            models.Index(fields=["commitment", "state", "due_on"], name="review_of_commitment"),
        ]
        constraints = [
            models.UniqueConstraint(
                "organisation", "commitment", "kind", "period", name="review_once"
            ),
            models.CheckConstraint(
                name="review_jobs_not_negative",
                condition=Q(jobs=None) | Q(jobs__gte=0),
                violation_error_message="Un nombre d’emplois ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.commitment.number}"

    @property
    def name(self) -> str:
        """What it reviews: `comptes annuels 2025`, `visite à 12 mois`."""
        when = f"à {self.period[1:]} mois" if self.period.startswith("M") else self.period
        return f"{self.get_kind_display()} {when}"


class ReviewReminder(Owned):
    """A reminder of accounts asked: one for each day of the schedule, never two."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="reminders")
    after_days = models.PositiveSmallIntegerField("jours après la demande")
    message = models.ForeignKey("correspondence.OutgoingMessage", models.PROTECT, related_name="+")
    sent_on = models.DateField("relancée le")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "relance d’une revue"
        ordering = ["after_days"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "review", "after_days", name="review_reminder_once"
            )
        ]

    def __str__(self):
        return f"J+{self.after_days}"


class CommitmentLight(Owned):
    """A light of a commitment, written once when it changes: by the night, or by a person.

    `word` is the colour that a person says, blank when they leave it to the facts; `over` is what
    the facts said then.
    """

    commitment = models.ForeignKey("portfolio.Commitment", models.PROTECT, related_name="lights")
    on = models.DateField("jour")
    colour = models.CharField("feu", max_length=6, choices=COLOURS)
    reasons = models.JSONField("motifs")
    is_alert = models.BooleanField("alerte avant impayé", default=False)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    word = models.CharField("avis", max_length=6, choices=COLOURS, blank=True)
    word_reason = models.CharField("motif de l’avis", max_length=300, blank=True)
    over = models.CharField("feu des faits", max_length=6, choices=COLOURS)
    key = models.UUIDField("clé de saisie", null=True, blank=True)
    noted_at = models.DateTimeField("noté le", auto_now_add=True)

    objects = LightQuerySet.as_manager()

    class Meta:
        verbose_name = "feu d’un engagement"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("organisation", "key", name="commitment_light_once"),
        ]

    def __str__(self):
        return f"{self.get_colour_display()} le {self.on:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        """Write a new row; a written one never changes."""
        if not self._state.adding:
            raise TypeError("A light is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: another light follows."""
        raise TypeError("A light is never deleted.")


class CompanyStatus(Owned):
    """What the register says of a structure since a day, and when it was last read so."""

    structure = models.ForeignKey("people.Structure", models.PROTECT, related_name="statuses")
    state = models.CharField(
        "état",
        max_length=6,
        choices=[(CompanyState.ACTIVE.value, "active"), (CompanyState.CEASED.value, "cessée")],
    )
    since = models.DateField("depuis le")
    known_on = models.DateField("lu le")
    source = models.CharField("fichier", max_length=120)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "état d’une entreprise"
        ordering = ["structure", "since"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "structure", "since", name="company_status_once_a_day"
            ),
            models.CheckConstraint(
                name="company_status_known_after",
                condition=Q(known_on__gte=models.F("since")),
                violation_error_message="Un état ne se lit pas avant de commencer.",
            ),
        ]

    def __str__(self):
        return f"{self.structure}, {self.get_state_display()} depuis le {self.since:%d/%m/%Y}"
