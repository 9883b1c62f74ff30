from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.cases.querysets import OfCaseQuerySet


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


class SheetMapping(Owned):
    """How one sender lays out its spreadsheets: remembered, so that the next file is recognised."""

    name = models.CharField("expéditeur", max_length=80)
    name_key = models.CharField(max_length=80, editable=False)
    signature = models.CharField("en-tête reconnu", max_length=300)
    mapping = models.JSONField("colonnes", default=dict)
    saved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("enregistré le", auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de feuille"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", "name_key", name="sheet_mapping_one_per_name")
        ]

    def __str__(self):
        return self.name


class PlanImport(Owned):
    """A file dropped on the plan of a dossier: a spreadsheet to import, or a PDF to read beside."""

    class State(models.TextChoices):
        OPEN = "open", "à vérifier"
        DONE = "done", "importé"
        DROPPED = "dropped", "abandonné"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="plan_imports")
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    state = models.CharField("état", max_length=8, choices=State, default=State.OPEN)
    sender = models.CharField("expéditeur", max_length=80, blank=True)
    is_recognised = models.BooleanField("modèle reconnu", default=False)
    mapping = models.JSONField("colonnes", default=dict)
    edits = models.JSONField("cellules corrigées", default=dict)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "import dans un plan"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.stored_file} ({self.get_state_display()})"

    @property
    def is_paper(self) -> bool:
        """True for a PDF: it is read beside the grid, not imported."""
        return self.stored_file.content_type == "application/pdf"
