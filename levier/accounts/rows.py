"""What every table shares: a key made by the client, and the house that owns the row."""

from django.db import models

from levier.kernel.keys import uuid7


class Keyed(models.Model):
    """A row with a UUID version 7 key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Owned(Keyed):
    """A row that belongs to one house, for ever."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
