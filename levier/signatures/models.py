from django.db import models

from levier.accounts.rows import Owned
from levier.signatures.querysets import SignatureQuerySet
from levier.signatures.states import State


class Method(models.TextChoices):
    """How a signature was given."""

    DRAWN = "drawn", "dessinée à l’écran"
    UPLOADED = "uploaded", "image déposée"
    TYPED = "typed", "nom écrit au clavier"
    PROVIDER = "provider", "prestataire de signature"


class Signature(Owned):
    """One signature of one stored file, in one role: asked, then given once."""

    stored_file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, related_name="signatures"
    )
    role = models.CharField("à titre de", max_length=60)
    signer_name = models.CharField("signataire", max_length=120)
    signer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED)
    backend = models.CharField("moyen", max_length=120)
    reference = models.CharField("référence du prestataire", max_length=200, blank=True)
    asked_at = models.DateTimeField("demandée le", auto_now_add=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    method = models.CharField("manière", max_length=10, choices=Method, blank=True)
    signed_at = models.DateTimeField("signé le", null=True, blank=True)
    given_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField("empreinte de ce qui est signé", max_length=64)
    image = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    signed_file = models.OneToOneField(
        "documents.StoredFile", models.PROTECT, null=True, related_name="signature_of"
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "signature"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "stored_file",
                "role",
                name="signature_once_a_role",
                condition=~models.Q(state="cancelled"),
            )
        ]

    def __str__(self):
        return f"{self.signer_name}, {self.role}"
