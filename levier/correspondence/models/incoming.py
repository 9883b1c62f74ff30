from django.db import models

from levier.accounts.rows import Owned
from levier.correspondence.querysets import MessageQuerySet


class IncomingMessage(Owned):
    """An e-mail that reached the house, filed on its dossier or waiting to be."""

    class Found(models.TextChoices):
        """How its dossier was recognised."""

        NUMBER = "number", "par le numéro du dossier"
        ADDRESS = "address", "par l’adresse de réponse"
        SENDER = "sender", "par l’expéditeur"
        HAND = "hand", "à la main"

    message_id = models.CharField("Message-ID", max_length=200)
    sender = models.EmailField("expéditeur")
    sender_name = models.CharField("nom de l’expéditeur", max_length=160, blank=True)
    sender_known_as = models.CharField("reconnu comme", max_length=200, blank=True)
    forwarded_by = models.EmailField("transféré par", blank=True)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte", blank=True)
    html = models.TextField("texte mis en forme", blank=True)
    written_at = models.DateTimeField("écrit le")
    received_at = models.DateTimeField("reçu le", auto_now_add=True)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="received_messages"
    )
    found_by = models.CharField("dossier reconnu", max_length=8, choices=Found, blank=True)
    refused_files = models.JSONField("fichiers refusés", default=list)
    original = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    brought_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    set_aside_on = models.DateField("écarté le", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message reçu"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "case", "set_aside_on"], name="incoming_to_file")
        ]
        constraints = [
            models.UniqueConstraint("organisation", "message_id", name="incoming_message_once")
        ]

    def __str__(self):
        return self.subject or "(sans objet)"


class IncomingAttachment(Owned):
    """A file that came with a message and passed the checks of documents."""

    message = models.ForeignKey(IncomingMessage, models.PROTECT, related_name="attachments")
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField("rang", default=0)
    piece = models.ForeignKey(
        "cases.Piece", models.PROTECT, null=True, blank=True, related_name="came_by_mail"
    )

    class Meta:
        verbose_name = "pièce jointe reçue"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "message", "rank", name="incoming_attachment_rank"
            )
        ]

    def __str__(self):
        return str(self.stored_file)
