from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned


class YearImport(Owned):
    """A workbook dropped on the import page, from its preview to its confirmation."""

    class State(models.TextChoices):
        READING = "reading", "lecture en cours"
        PREVIEW = "preview", "aperçu"
        FAULTY = "faulty", "en erreur"
        WRITING = "writing", "écriture en cours"
        DONE = "done", "importé"
        DROPPED = "dropped", "abandonné"

    year = models.PositiveSmallIntegerField("année")
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    state = models.CharField("état", max_length=10, choices=State, default=State.READING)
    corrections = models.JSONField("cellules corrigées", default=list)
    preview = models.JSONField("aperçu", default=dict)
    faults = models.JSONField("fautes", default=list)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "import d'une année"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.year} ({self.get_state_display()})"
