from django.db import models

from levier.accounts.rows import Owned
from levier.documents.querysets import StoredFileQuerySet
from levier.documents.states import Scan


def storage_path(stored_file: "StoredFile", _name: str) -> str:
    """Return where the content lies: by house, then by key; never the user's file name."""
    return f"{stored_file.organisation_id}/{stored_file.pk}"


class StoredFile(Owned):
    """One file as it was received or made; a new version is a new row that replaces the former."""

    name = models.CharField("nom du fichier", max_length=200)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveBigIntegerField("taille (octets)")
    sha256 = models.CharField("empreinte", max_length=64)
    content = models.FileField(upload_to=storage_path)
    stored_at = models.DateTimeField("reçu le", auto_now_add=True)
    stored_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    scan = models.CharField("antivirus", max_length=12, choices=Scan, default=Scan.UNSCANNED)
    scan_note = models.CharField("réponse de l’antivirus", max_length=200, blank=True)
    scanned_at = models.DateTimeField("analysé le", null=True, blank=True)
    origin = models.CharField("provenance", max_length=60, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier"
        indexes = [
            models.Index(
                fields=["scan"],
                name="stored_file_to_scan",
                condition=models.Q(scan__in=("unscanned", "unreachable")),
            )
        ]

    def __str__(self):
        return self.name
