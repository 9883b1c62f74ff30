from django.db import models

from levier.accounts.rows import Owned
from levier.correspondence.querysets import MessageQuerySet


class IssuedLetter(Owned):
    """A letter as it was printed: one for a decision and a recipient, then sent or handed over."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="issued_letters")
    about = models.CharField("décision", max_length=80)
    letter_key = models.CharField("lettre", max_length=60)
    recipient = models.CharField("destinataire", max_length=160)
    template = models.ForeignKey(
        "correspondence.LetterTemplate", models.PROTECT, null=True, related_name="issued"
    )
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    issued_on = models.DateField("datée du")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    message = models.ForeignKey(
        "correspondence.OutgoingMessage",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "about", "letter_key", name="letter_issued_once"
            )
        ]

    def __str__(self):
        return str(self.stored_file)
