from django.db import models

from levier.accounts.rows import Owned
from levier.cases.models import Case
from levier.cases.querysets import OfCaseQuerySet


class Forecast(Owned):
    """The entry sheet of a dossier's forecast: canonical texts by cell (rules/forecast/cells.py).

    `revision` counts the saves; the row is made by the first one. Nothing computed is stored.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="forecast")
    texts = models.JSONField("cellules", default=dict, blank=True)
    revision = models.PositiveIntegerField("révision", default=0)
    revised_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    revised_at = models.DateTimeField("révisé le", auto_now=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "prévisionnel"
        constraints = [
            models.UniqueConstraint("organisation", "case", name="forecast_one_per_case")
        ]

    def __str__(self):
        return f"prévisionnel du dossier {self.case_id}"


class ForecastChange(Owned):
    """One cell changed by one save: what it held, what it holds. Never changed nor removed."""

    forecast = models.ForeignKey(Forecast, models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField("révision")
    cell = models.CharField("cellule", max_length=80)
    before = models.CharField("avant", max_length=120, blank=True)
    after = models.CharField("après", max_length=120, blank=True)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "modification du prévisionnel"
        ordering = ["-revision", "cell"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "forecast", "revision", "cell", name="forecast_change_once"
            )
        ]

    def __str__(self):
        return f"{self.cell} : {self.before} → {self.after}"
