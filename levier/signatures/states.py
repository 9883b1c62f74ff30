"""The life of a signature: asked, then given or given up."""

from django.db import models


class State(models.TextChoices):
    """Where a signature is."""

    ASKED = "asked", "demandée"
    SIGNED = "signed", "signé"
    CANCELLED = "cancelled", "annulée"
