"""What the antivirus said of a file."""

from django.db import models


class Scan(models.TextChoices):
    """Where a file stands with the antivirus."""

    UNSCANNED = "unscanned", "non analysé"
    CLEAN = "clean", "sain"
    INFECTED = "infected", "infecté, en quarantaine"
    UNREACHABLE = "unreachable", "non analysé : antivirus injoignable"
    MADE = "made", "produit par Levier"
