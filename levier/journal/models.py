from django.db import models

from levier.accounts.rows import Owned
from levier.journal.querysets import EntryQuerySet


class Entry(Owned):
    """One line of the journal: append-only, its target named as text (`cases.Case:<key>`)."""

    class Kind(models.TextChoices):
        WRITE = "write", "écriture"
        READ = "read", "lecture"
        EXPORT = "export", "export"

    at = models.DateTimeField("quand", auto_now_add=True)
    kind = models.CharField("nature", max_length=8, choices=Kind, default=Kind.WRITE)
    actor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="qui"
    )
    action = models.CharField("action", max_length=60)
    target = models.CharField("sur quoi", max_length=100)
    case_key = models.UUIDField("dossier", null=True)
    summary = models.CharField("en clair", max_length=300)
    detail = models.JSONField("détail", default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de journal"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["case_key", "-id"], name="journal_of_case"),
            models.Index(fields=["target", "-id"], name="journal_of_target"),
            models.Index(fields=["organisation", "-id"], name="journal_of_house"),
        ]

    def __str__(self):
        return self.summary

    def save(self, *args, **kwargs):
        """Write a new line; a written line never changes."""
        if not self._state.adding:
            raise TypeError("A journal entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the journal is append-only."""
        raise TypeError("A journal entry is never deleted.")
