"""Questions about layers of zones and the areas of offices."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet


class ZoneLayerQuerySet(models.QuerySet):
    """Layers of zones, the same for every house."""

    def visible_to(self, user) -> Self:
        """Every layer, for anybody signed in: they are public data."""
        return self if user.is_authenticated else self.none()

    def of_kind(self, kind: str) -> Self:
        """The layers of one kind, the newest generation first."""
        return self.filter(kind=kind).order_by("-first_day")

    def in_force_on(self, day: date) -> Self:
        """Layers whose first day has come on `day` and whose last has not passed."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class OfficeAreaQuerySet(OwnedQuerySet):
    """Which office of a house works in which EPCI."""

    def of_epci(self, organisation, siren: str) -> Self:
        """The area of this house that is this EPCI, with its office."""
        return self.filter(organisation=organisation, epci_siren=siren).select_related("office")
