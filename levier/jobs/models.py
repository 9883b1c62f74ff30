from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Keyed, Owned
from levier.jobs.querysets import NightCheckQuerySet


class Job(Owned):
    """A long piece of work that a user started, with its progress line and its result."""

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        RUNNING = "running", "en cours"
        DONE = "done", "terminé"
        FAILED = "failed", "échoué"

    kind = models.CharField("travail", max_length=40)
    label = models.CharField("libellé", max_length=200)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    done_count = models.PositiveIntegerField("fait", default=0)
    total_count = models.PositiveIntegerField("total", default=0)
    message = models.CharField("message", max_length=300, blank=True)
    result = models.JSONField("résultat", default=dict)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField("fini le", null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "travail"
        ordering = ["-id"]

    def __str__(self):
        return self.label


class Tick(Keyed):
    """A nightly task of one day, begun; one without `finished_at` failed, or died: it is redone."""

    name = models.CharField(max_length=60)
    day = models.DateField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("name", "day", name="tick_once_a_day")]

    def __str__(self):
        return f"{self.name} {self.day}"


class NightCheck(Owned):
    """What a night found in what a house keeps: how much was read, and what does not hold."""

    class Subject(models.TextChoices):
        LEDGER = "ledger", "livre"
        ENVELOPES = "envelopes", "enveloppes"
        CLAIMS = "claims", "mouvements des garanties"
        CLAWBACKS = "clawbacks", "reversements"
        PAYMENTS = "payments", "paiements"

    subject = models.CharField("sujet", max_length=12, choices=Subject)
    checked_on = models.DateField("vérifié le")
    read = models.PositiveIntegerField("lignes lues")
    faults = models.PositiveIntegerField("écarts")
    first_difference = models.CharField("premier écart", max_length=300, blank=True)

    objects = NightCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "vérification de la nuit"
        ordering = ["-checked_on"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "subject", "checked_on", name="night_check_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.get_subject_display()}, {self.checked_on:%d/%m/%Y}"

    @property
    def holds(self) -> bool:
        """True when nothing differs."""
        return not self.faults
