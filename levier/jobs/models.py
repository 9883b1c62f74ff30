from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Keyed, Owned


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
    """A nightly task of one day: the unique row makes sure that one server runs it, once."""

    name = models.CharField(max_length=60)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("name", "day", name="tick_once_a_day")]

    def __str__(self):
        return f"{self.name} {self.day}"
