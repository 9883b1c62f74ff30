from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.cases.models.case import Case


class CaseAccess(Owned):
    """The right to read one dossier, given beyond what a role gives, with a trace."""

    class Origin(models.TextChoices):
        GIVEN = "given", "donné"
        SITTING = "sitting", "comité"

    case = models.ForeignKey(Case, models.PROTECT, related_name="accesses")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="case_accesses")
    origin = models.CharField("origine", max_length=8, choices=Origin, default=Origin.GIVEN)
    reason = models.CharField("motif", max_length=200)
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    given_at = models.DateTimeField("donné le", auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "accès donné"
        constraints = [
            models.UniqueConstraint("organisation", "case", "user", name="case_access_once")
        ]

    def __str__(self):
        return f"{self.user} – {self.case}"


class AccessBar(Owned):
    """A bar on one dossier for one user, above every right: what a withdrawal writes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="access_bars")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="access_bars")
    reason = models.CharField("motif", max_length=200)
    since = models.DateTimeField("depuis", auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "accès fermé"
        constraints = [
            models.UniqueConstraint("organisation", "case", "user", name="access_bar_once")
        ]

    def __str__(self):
        return f"{self.user} ✕ {self.case}"
