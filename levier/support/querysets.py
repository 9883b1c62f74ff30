"""Questions about journeys."""

from typing import Self

from django.db import models

from levier.cases.models import Case
from levier.cases.querysets import hangs_from


class JourneyQuerySet(models.QuerySet):
    """Journeys of every programme."""

    def visible_to(self, user) -> Self:
        """Journeys of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user))
        return self.filter(cases, organisation=user.organisation_id)

    def of_year(self, year: int) -> Self:
        """Journeys in the register of a year: the people accompanied during it."""
        return self.filter(years__year=year)


class OfJourneyQuerySet(models.QuerySet):
    """Rows that hang from a journey."""

    def visible_to(self, user) -> Self:
        """Rows of the journeys of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "journey__case")
        return self.filter(cases, organisation=user.organisation_id)
