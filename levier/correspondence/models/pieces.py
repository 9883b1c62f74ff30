from django.db import models

from levier.accounts.rows import Owned
from levier.cases.querysets import OfCaseQuerySet


class PieceRequest(Owned):
    """Pieces asked of the applicant in one message, and the link where they are dropped."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="piece_requests")
    message = models.ForeignKey(
        "correspondence.OutgoingMessage", models.PROTECT, related_name="piece_requests"
    )
    asked_on = models.DateField("demandées le")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    expires_on = models.DateField("lien valable jusqu’au")
    closed_on = models.DateField("remplacée le", null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de pièces"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("organisation", "message", name="piece_request_once"),
            models.UniqueConstraint(
                "organisation",
                "case",
                name="piece_request_one_open",
                condition=models.Q(closed_on=None),
            ),
        ]

    def __str__(self):
        return f"{self.case} {self.asked_on}"


class PieceRequestLine(Owned):
    """One piece of a request; whether it arrived is read on the piece."""

    request = models.ForeignKey(PieceRequest, models.PROTECT, related_name="lines")
    piece = models.ForeignKey("cases.Piece", models.PROTECT, related_name="request_lines")

    class Meta:
        verbose_name = "pièce demandée"
        constraints = [
            models.UniqueConstraint("organisation", "request", "piece", name="piece_asked_once")
        ]

    def __str__(self):
        return str(self.piece)


class PieceReminder(Owned):
    """A reminder of a request: one for each day of the schedule, never two."""

    request = models.ForeignKey(PieceRequest, models.PROTECT, related_name="reminders")
    after_days = models.PositiveSmallIntegerField("jours après la demande")
    message = models.ForeignKey(
        "correspondence.OutgoingMessage", models.PROTECT, related_name="reminders"
    )
    sent_on = models.DateField("relancées le")

    class Meta:
        verbose_name = "relance"
        ordering = ["after_days"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "request", "after_days", name="piece_reminder_once"
            )
        ]

    def __str__(self):
        return f"J+{self.after_days}"
