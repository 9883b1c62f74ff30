"""Questions about journeys."""

from typing import Self

from django.db import models

from levier.cases.models import Case


class JourneyQuerySet(models.QuerySet):
    """Journeys of every programme."""

    def visible_to(self, user) -> Self:
        """Journeys of the dossiers this user may read."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def of_year(self, year: int) -> Self:
        """Journeys in the register of a year: the people accompanied during it."""
        return self.filter(years__year=year)


class OfJourneyQuerySet(models.QuerySet):
    """Rows that hang from a journey."""

    def visible_to(self, user) -> Self:
        """Rows of the journeys of the dossiers this user may read."""
        return self.filter(journey__case__in=Case.objects.visible_to(user))
