"""Questions about instruments and their versions."""

from datetime import date
from typing import Self

from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet


class VersionQuerySet(OwnedQuerySet):
    """Dated versions of instruments."""

    def in_force_on(self, day: date) -> Self:
        """Versions in force on `day`; the inactive ones are loaded, shown, and never in force."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day).exclude(
            status="inactive"
        )
