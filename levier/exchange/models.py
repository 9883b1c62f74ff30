from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.cases.querysets import OfCaseQuerySet
from levier.kernel.text import normalise


class DroppedWorkbook(Owned):
    """A workbook dropped on a page, from its preview to its confirmation."""

    class State(models.TextChoices):
        READING = "reading", "lecture en cours"
        PREVIEW = "preview", "aperçu"
        FAULTY = "faulty", "en erreur"
        WRITING = "writing", "écriture en cours"
        DONE = "done", "importé"
        DROPPED = "dropped", "abandonné"

    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    state = models.CharField("état", max_length=10, choices=State, default=State.READING)
    preview = models.JSONField("aperçu", default=dict)
    faults = models.JSONField("fautes", default=list)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]


class YearImport(DroppedWorkbook):
    """The workbook of a year; its cells may be corrected on the page."""

    year = models.PositiveSmallIntegerField("année")
    corrections = models.JSONField("cellules corrigées", default=list)

    class Meta(DroppedWorkbook.Meta):
        verbose_name = "import d'une année"

    def __str__(self):
        return f"{self.year} ({self.get_state_display()})"


class StockImport(DroppedWorkbook):
    """The workbook of a live stock; `preview` holds what it writes and its conflicts."""

    class Meta(DroppedWorkbook.Meta):
        verbose_name = "reprise d'un stock"

    def __str__(self):
        return f"{self.stored_file} ({self.get_state_display()})"


class SheetMapping(Owned):
    """How one sender lays out its spreadsheets: remembered, so that the next file is recognised."""

    class Purpose(models.TextChoices):
        PLAN = "plan", "plan de financement"
        EXTRACT = "extract", "extrait d’encours"
        FORECAST = "forecast", "prévisionnel"

    purpose = models.CharField("sert à", max_length=8, choices=Purpose, default=Purpose.PLAN)
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
            models.UniqueConstraint(
                "organisation", "purpose", "name_key", name="sheet_mapping_one_per_name"
            )
        ]

    def __str__(self):
        return self.name


class PlanImport(Owned):
    """A file dropped in the tab of the plan: a spreadsheet to import, or a PDF to read beside.

    `purpose` says where a spreadsheet goes, into the plan or into the forecast.
    """

    class State(models.TextChoices):
        OPEN = "open", "à vérifier"
        DONE = "done", "importé"
        DROPPED = "dropped", "abandonné"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="plan_imports")
    purpose = models.CharField(
        "sert à",
        max_length=8,
        choices=SheetMapping.Purpose,
        default=SheetMapping.Purpose.PLAN,
    )
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


class ExtractReading(Owned):
    """An extract of a carrier or a bank: read, compared line by line, then taken by somebody.

    `result` keeps the lines as they were compared when it was confirmed.
    """

    class State(models.TextChoices):
        OPEN = "open", "à vérifier"
        DONE = "done", "lu"
        DROPPED = "dropped", "abandonné"

    carrier = models.ForeignKey(
        "catalogue.Carrier", models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank = models.ForeignKey("people.Bank", models.PROTECT, null=True, blank=True, related_name="+")
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField("empreinte", max_length=64)
    as_of = models.DateField("arrêté au")
    state = models.CharField("état", max_length=8, choices=State, default=State.OPEN)
    is_recognised = models.BooleanField("modèle reconnu", default=False)
    mapping = models.JSONField("colonnes", default=dict)
    result = models.JSONField("lignes comparées", default=list)
    taken = models.PositiveIntegerField("écarts repris", default=0)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "extrait lu"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "sha256",
                name="extract_read_once",
                condition=~Q(state="dropped"),
                violation_error_message="Ce fichier a déjà été déposé.",
            ),
            models.CheckConstraint(
                name="extract_of_a_carrier_or_a_bank",
                condition=Q(carrier=None, bank__isnull=False) | Q(carrier__isnull=False, bank=None),
                violation_error_message="Un extrait vient d’un porteur du risque ou d’une banque.",
            ),
        ]

    def __str__(self):
        return f"{self.sender}, {self.as_of:%d/%m/%Y}"

    @property
    def sender(self) -> str:
        """Who sent it: the carrier or the bank."""
        return str(self.carrier or self.bank)

    @property
    def sender_key(self) -> str:
        """What recognises its sender from one file to the next."""
        return normalise(self.sender)[:80]


class SenderNumber(Owned):
    """The number that a carrier or a bank gives to a guarantee in its extracts: a loan's number."""

    sender_key = models.CharField(max_length=120, editable=False)
    number = models.CharField("n° chez l’expéditeur", max_length=60)
    number_key = models.CharField(max_length=60, editable=False)
    commitment = models.ForeignKey(
        "portfolio.Commitment", models.PROTECT, related_name="sender_numbers"
    )
    saved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "n° d’une garantie chez un expéditeur"
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "sender_key",
                "number_key",
                name="sender_number_once",
                violation_error_message="Ce numéro est déjà celui d’une autre garantie.",
            )
        ]

    def __str__(self):
        return self.number
