from django.db import models

from levier.accounts.rows import Owned
from levier.cases.models.case import Case
from levier.cases.querysets import OfCaseQuerySet


class Note(Owned):
    """A note on the dossier; an internal one is never shown to the holder."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.TextField("note")
    is_internal = models.BooleanField("interne, invisible du porteur", default=True)
    written_at = models.DateTimeField("écrite le", auto_now_add=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        ordering = ["-id"]

    def __str__(self):
        return self.text[:60]


class Referral(Owned):
    """A person referred to another body, with consent, until its answer."""

    class State(models.TextChoices):
        SENT = "sent", "envoyée"
        ACCEPTED = "accepted", "acceptée"
        DECLINED = "declined", "déclinée"

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    body = models.ForeignKey(
        "people.Prescriber", models.PROTECT, related_name="referrals", verbose_name="organisme"
    )
    consent = models.ForeignKey("people.Consent", models.PROTECT, related_name="+")
    reason = models.CharField("motif", max_length=200)
    sent_on = models.DateField("envoyée le")
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    state = models.CharField("état", max_length=10, choices=State, default=State.SENT)
    answer = models.CharField("réponse", max_length=300, blank=True)
    answered_on = models.DateField("répondu le", null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation vers un organisme"
        ordering = ["-sent_on", "-id"]

    def __str__(self):
        return f"{self.body} ({self.get_state_display()})"
