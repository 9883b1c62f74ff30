"""What frozen minutes say, kept beside their file: extracts come from it, never from the rows."""

from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.accounts.rows import Owned
from levier.committees.models.sittings import AgendaItem, Sitting


class MinutesRecord(Owned):
    """The content of frozen minutes, or of minutes that rectify them, written once.

    `text` is canonical JSON; its SHA-256, `fingerprint`, is printed in the file, whose own
    fingerprint covers it so. `item` is the point that a correction is about, None for all of them.
    `rebuilt_on` flags a content read from the rows after the freeze, for want of one kept then.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="minutes_records")
    stored_file = models.OneToOneField(
        "documents.StoredFile", models.PROTECT, related_name="minutes_record"
    )
    text = models.TextField("contenu")
    fingerprint = models.CharField("empreinte du contenu", max_length=64)
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="point rectifié",
    )  # fmt: skip
    rebuilt_on = models.DateField("reconstitué le", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "contenu d’un procès-verbal"
        ordering = ["id"]

    def __str__(self):
        return f"{self.sitting}, {self.fingerprint[:12]}"

    def save(self, *args, **kwargs):
        """Write a new row; a written one never changes."""
        if not self._state.adding:
            raise TypeError("What frozen minutes say is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: an error is corrected by minutes that rectify."""
        raise TypeError("What frozen minutes say is never deleted.")
