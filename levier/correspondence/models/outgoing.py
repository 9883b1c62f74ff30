from django.db import models

from levier.accounts.rows import Owned
from levier.correspondence.models.templates import Purpose
from levier.correspondence.querysets import MessageQuerySet
from levier.correspondence.states import State


class OutgoingMessage(Owned):
    """One message to one person: what was asked, and whether it left."""

    kind = models.CharField("nature", max_length=12, choices=Purpose, default=Purpose.FREE)
    to = models.EmailField("adresse")
    to_name = models.CharField("destinataire", max_length=160, blank=True)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="messages"
    )
    about = models.CharField("à propos de", max_length=80, blank=True)
    state = models.CharField("état", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    answer = models.CharField("réponse du serveur", max_length=400, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, blank=True)
    key = models.CharField("clé de l’envoi", max_length=120, editable=False)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("demandé le", auto_now_add=True)
    tried_at = models.DateTimeField("dernière tentative", null=True, blank=True)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    resends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="resent_as"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message envoyé"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="outgoing_by_state"),
            models.Index(fields=["organisation", "about"], name="outgoing_by_about"),
            models.Index(fields=["organisation", "message_id"], name="outgoing_by_message_id"),
        ]
        constraints = [models.UniqueConstraint("organisation", "key", name="outgoing_message_once")]

    def __str__(self):
        return self.subject


class MessageAttachment(Owned):
    """A stored file that leaves with a message."""

    message = models.ForeignKey(OutgoingMessage, models.PROTECT, related_name="attachments")
    stored_file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "pièce jointe"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                "organisation", "message", "stored_file", name="attachment_once_a_message"
            )
        ]

    def __str__(self):
        return str(self.stored_file)
