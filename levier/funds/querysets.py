"""Questions about funders and envelopes."""

from datetime import date
from typing import Self

from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet


class FunderQuerySet(OwnedQuerySet):
    """Bodies that pay."""

    def visible_to(self, user) -> Self:
        """Every funder for the staff; its own row for a funder's account."""
        if user.is_authenticated and user.role == "funder":
            return self.filter(accesses__user=user)
        return super().visible_to(user)


class EnvelopeQuerySet(OwnedQuerySet):
    """Envelopes."""

    def visible_to(self, user) -> Self:
        """Every envelope for the staff; those it pays for a funder's account."""
        if user.is_authenticated and user.role == "funder":
            return self.filter(funder__accesses__user=user)
        return super().visible_to(user)

    def open_on(self, day: date) -> Self:
        """Envelopes whose eligible period holds `day`."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)
